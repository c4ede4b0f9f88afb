package ndototest

import "context"

// The real server's background jobs: activity messages, notifications, deletions and webhooks. They run after the
// response is made, so it does not show what they do, and before the next request; or when the test says so.

// WithHeldJobs holds background jobs (activity messages, notifications, deletions, webhooks) until Drain. By default
// they run right after the request that caused them, and webhooks are sent immediately, in the background.
func WithHeldJobs() Option { return func(s *Server) { s.world.held = true } }

// later runs a job when the change that causes it is done, or holds it.
func (i *installation) later(job func()) { i.listen(nil, job) }

// listen is later for what listens to a new message, attachment, or assignee of a conversation.
func (i *installation) listen(to any, job func()) { i.jobs = append(i.jobs, backgroundJob{to, job}) }

// backgroundJob is something to do, and what it listens to, if anything.
type backgroundJob struct {
	to any
	do func()
}

// runJobs runs the jobs that wait, and those that they cause.
func (i *installation) runJobs() {
	for len(i.jobs) > 0 {
		jobs := i.jobs
		i.jobs = nil
		for _, job := range jobs {
			job.do()
			i.saveAccounts()
		}
	}
}

// inBackground is the call of what no request asks for, such as a webhook.
func (w *world) inBackground() *call { return &call{Server: w.server, world: w, params: object{}} }

func (i *installation) saveAccounts() {
	for _, w := range i.accounts {
		w.saveAll()
	}
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
	some := len(s.world.jobs) > 0
	s.world.runJobs()
	s.publish()
	s.startDeliveries()
	return some || len(s.world.jobs) > 0 || s.pending > 0
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
