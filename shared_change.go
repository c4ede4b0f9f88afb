package ndoto

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// sharedChange is a change to a value that the server replaces as a whole, while others change it too.
type sharedChange[T any] struct {
	op   *operation
	lock string // what calls of the same process wait for
	read func(opts []RequestOption) (T, error)
	// edit returns the value with the change, and false if it has it already.
	edit  func(T) (T, bool)
	write func(value T, opts []RequestOption) (stored T, err error)
	same  func(a, b T) bool
}

// The bounds of a sharedChange: how often it is written again because somebody has overwritten it, or because a rate
// limit has ended between the read and the write, and how long it waits before it looks whether somebody has
// overwritten it.
const (
	maxMends    = 16
	maxLimited  = 100
	minSettling = 30 * time.Millisecond
	maxSettling = 500 * time.Millisecond
)

// applyShared makes a change and returns the value that has it. Another process that has read the value before this
// write and writes it after it undoes the change, so it is read back after about the time that reading and writing
// takes, and made again if it is gone. A write that failed is not repeated before the value is read again.
func applyShared[T any](ctx context.Context, c *Client, opts []RequestOption, s sharedChange[T]) (value T, err error) {
	set, err := c.settingsFor(opts)
	if err != nil {
		return value, s.op.refuse(err)
	}
	unlock, err := c.lock(ctx, s.lock)
	if err != nil {
		return value, s.op.refuse(err)
	}
	defer unlock()
	once := slices.Concat(opts, []RequestOption{requestOption(func(s *settings) error {
		// It must not wait long for a limit: what was read would be old by then. A Limiter may pace the two requests.
		s.retry.MaxAttempts, s.retry.MaxWait = 1, maxSettling
		return nil
	})})
	failures, limited, failing, written, arrived := 0, 0, time.Time{}, false, false
	unsure := func(err error) error { // what has arrived may stay or be undone
		if e := (*Error)(nil); arrived && errors.As(err, &e) {
			e.ambiguous = true
		}
		return err
	}
	var stored T // as it was read or written last
	for mends := 0; ; {
		began := time.Now()
		had, err := s.read(opts)
		if err != nil {
			return value, unsure(err)
		}
		want, changed := s.edit(had)
		if mends == 0 && !changed || written && s.same(had, stored) {
			return had, nil
		}
		if mends++; mends > maxMends {
			e := s.op.failure(ErrConflict)
			e.Message = fmt.Sprintf("others change the same value at the same time, and have undone this change %d times", maxMends)
			return value, e
		}
		if changed {
			stored, err = s.write(want, once)
		} else {
			stored = had // others are writing: wait until they have done
		}
		pause := min(max(time.Since(began), minSettling), maxSettling)
		pause += time.Duration(rand.Float64() * float64(pause))
		arrived = arrived || changed && err == nil
		if written = err == nil; errors.Is(err, ErrRateLimited) && limited < maxLimited {
			limited++
			mends--
			pause = minSettling // the next read waits for the end of the limit
		} else if !written {
			if failures++; failures == 1 {
				failing = time.Now()
			}
			if !set.patient(failures, failing) || ctx.Err() != nil || !passing(err) {
				return value, unsure(err)
			}
			pause = set.retry.backoff(failures)
		}
		if waitErr := wait.For(ctx, pause); waitErr != nil {
			return value, unsure(cmp.Or(err, error(s.op.refuse(waitErr))))
		}
	}
}

// patient reports whether the policy allows another attempt after a number of failures.
func (s *settings) patient(failures int, since time.Time) bool {
	if s.retry.MaxAttempts > 0 {
		return failures < s.retry.MaxAttempts
	}
	return failures < minAttempts || time.Since(since) < s.patience(effectIdempotent)
}
