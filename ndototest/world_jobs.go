package ndototest

import "context"

// What the real server leaves to its workers: activity messages, deletions and webhooks. It is done at once, or when the
// test says so.

// WithHeldJobs keeps what the real server leaves to its workers (activity messages, deletions, webhooks) until Drain.
// Without it, activity messages and deletions happen at once, and webhooks are sent at once, in the background.
func WithHeldJobs() Option { return func(s *Server) { s.world.held = true } }

// later does a job, or keeps it.
func (w *world) later(job func()) {
	if w.held {
		w.jobs = append(w.jobs, job)
		return
	}
	job()
}

// Drain does what is held back, delivers all webhooks, with their retries, and returns when nothing is left to do. What a
// receiver does after it has answered is its own: Await waits for that.
func (s *Server) Drain() {
	for s.runJobs() {
		_ = s.Await(s.ctx, s.idle)
		if s.ctx.Err() != nil {
			return
		}
	}
}

// runJobs does what is held, and tells whether there is anything to wait for.
func (s *Server) runJobs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := s.world.jobs
	s.world.jobs = nil
	for _, job := range jobs {
		job()
	}
	s.publish()
	s.startDeliveries()
	return len(jobs) > 0 || s.pending > 0
}

func (s *Server) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pending == 0
}

// Await waits until a condition holds, which is looked at after every change on the server. It returns the context's
// error if that ends first.
func (s *Server) Await(ctx context.Context, condition func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Revision counts the changes of the state and of the logs, so that one can wait for the next.
func (s *Server) Revision() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision
}

// change runs a change of the state, and everything that follows from it.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.publish()
}

// wake tells those who wait that something changed.
func (s *Server) wake() {
	s.revision++
	close(s.changed)
	s.changed = make(chan struct{})
}
