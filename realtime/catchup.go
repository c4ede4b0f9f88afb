package realtime

import (
	"context"
	"fmt"
	"time"
)

// catchUp delivers what was missed since the last time that is proven to be without a gap. The subscription is
// confirmed by then, so nothing falls between; what comes meanwhile waits.
func (s *session) catchUp(ctx context.Context) error {
	confirmed := time.Now()
	connected := &Connected{}
	if !s.proven.IsZero() {
		since := s.proven.Add(-overlap)
		if oldest := confirmed.Add(-s.maxGap); since.Before(oldest) {
			gap := &Gap{From: since, To: oldest, Err: fmt.Errorf("realtime: it is longer ago than %v, see WithMaxGap", s.maxGap)}
			if err := s.push(ctx, gap); err != nil {
				return err
			}
			since = oldest
		}
		n, err := s.recover(ctx, since)
		if err != nil {
			return err
		}
		connected.Since, connected.Recovered = since, n
	}
	s.proven, s.reached, s.confirmed, s.attempts = confirmed, confirmed, true, 0
	s.settings.logger.InfoContext(ctx, "realtime: connected", "since", connected.Since, "recovered", connected.Recovered)
	return s.push(ctx, connected)
}

// recover delivers what the API says happened since a time and was not delivered, and returns how much that was.
func (s *session) recover(ctx context.Context, since time.Time) (n int, err error) {
	now := time.Now()
	within := now.Sub(since) + 2*time.Second // for what is rounded
	err = s.missed(ctx, since.Add(s.ahead).Truncate(time.Second), within, func(e Event) error {
		info := e.Info()
		info.Recovered, info.Received = true, now
		isNew, err := s.offer(ctx, e)
		if _, isGap := e.(*Gap); isNew && !isGap {
			n++
		}
		return err
	})
	return n, err
}

// probe finds out whether events would come if there were any: pings come from another part of the server. With
// presence, the server is told of it, and tells in return. Without, the API is asked for what should have come.
func (s *session) probe(ctx context.Context) error {
	if s.presence {
		if !s.asked.IsZero() && time.Since(s.asked) > presenceTime/2 {
			return fmt.Errorf("%w: pings come, but no events", ErrSilent)
		}
		s.asked = time.Now()
		return s.write(ctx, "message", `{"action":"update_presence"}`)
	}
	if time.Since(s.proven) < probeTime {
		return nil
	}
	late := lateError{before: time.Now().Add(s.ahead - staleTime)}
	asked := time.Now()
	since := s.proven.Add(-staleTime)
	err := s.missed(ctx, since.Add(s.ahead).Truncate(time.Second), asked.Sub(since)+2*time.Second, func(e Event) error {
		k, named := keyOf(e)
		if created, is := e.(*MessageCreated); is && named && !s.seen.has(k) && created.Message.CreatedAt.Before(late.before) {
			return late
		}
		return nil
	})
	if err == nil {
		s.proven = asked.Add(-staleTime)
	}
	return err
}

// lateError ends a probe that has found what should have come.
type lateError struct{ before time.Time }

func (lateError) Error() string { return ErrSilent.Error() + ": pings come, but no events" }

func (lateError) Unwrap() error { return ErrSilent }
