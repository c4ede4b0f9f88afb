package ndototest

import "context"

// The real server's background jobs: activity messages, deletions and webhooks. They run immediately, or when the test
// says so.

// WithHeldJobs holds background jobs (activity messages, deletions, webhooks) until Drain. By default activity messages
// and deletions happen immediately, and webhooks are sent immediately, in the background.
func WithHeldJobs() Option { return func(s *Server) { s.world.held = true } }

// later runs a job, or holds it.
func (w *world) later(job func()) {
	if w.held {
		w.jobs = append(w.jobs, job)
		return
	}
	job()
}

// Drain runs held jobs, delivers all webhooks including retries, and returns when nothing is left to do. It does not
// wait for what a receiver does after it has responded; see Await.
func (s *Server) Drain() {
	for s.runJobs() {
		_ = s.Await(s.ctx, s.idle)
		if s.ctx.Err() != nil {
			return
		}
	}
}

// runJobs runs the held jobs and reports whether there is anything to wait for.
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

// Await waits until a condition holds, checking it after every change on the server. It returns the context's error if
// ctx ends first.
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

// Revision counts the changes to the state and the logs, so a caller can wait for the next one.
func (s *Server) Revision() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision
}

// change runs a change of the state and everything that follows from it.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.publish()
}

// wake wakes everyone waiting for a change.
func (s *Server) wake() {
	s.revision++
	close(s.changed)
	s.changed = make(chan struct{})
}
