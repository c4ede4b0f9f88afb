package ndoto

import (
	"math"
	"math/rand/v2"
	"time"
)

// RetryPolicy says how long and how fast a call is tried again. A field that is zero has its default. What may be tried
// again at all depends on the operation; see the package documentation.
type RetryPolicy struct {
	// MaxAttempts is the largest number of attempts. With 1 nothing is tried again, not even after a 401 with the other
	// spelling of the token header. By default there are at least 4, and more within MaxElapsed.
	MaxAttempts int
	// MaxElapsed is how long a call is tried again after its first failure, so that a restart of the server is waited
	// for. The default depends on the operation: 40 times MinBackoff (20 seconds) for what creates something and has not
	// left, 60 times (30 seconds) for what may be repeated, and 240 times (2 minutes) for each page of a walk; none if
	// MaxAttempts is set.
	MaxElapsed time.Duration
	// MinBackoff is the longest first wait, by default 500 milliseconds. It doubles with each attempt, and the wait is a
	// random part of it.
	MinBackoff time.Duration
	// MaxBackoff is the longest wait between two attempts, by default 10 seconds.
	MaxBackoff time.Duration
	// Settle is how long the server may still be at work on a request whose connection broke, by default 16 seconds:
	// Chatwoot ends requests after 15 (Rack::Timeout). SendOnce and its like look for that long before they send again.
	Settle time.Duration
	// MaxWait is how long a call waits for rate limits, by default 90 seconds: after a 429 of its own or of another call,
	// and for the [Limiter], all its waits together. A call that would have to wait longer fails with ErrRateLimited at
	// once, and its error says how long. These waits do not count towards MaxElapsed. Whatever a response asks for, after
	// an hour its limit is tried again.
	MaxWait time.Duration
}

func (p RetryPolicy) minBackoff() time.Duration { return orDefault(p.MinBackoff, 500*time.Millisecond) }
func (p RetryPolicy) maxBackoff() time.Duration { return orDefault(p.MaxBackoff, 10*time.Second) }
func (p RetryPolicy) settle() time.Duration     { return orDefault(p.Settle, 16*time.Second) }
func (p RetryPolicy) maxWait() time.Duration    { return orDefault(p.MaxWait, 90*time.Second) }

func orDefault(v, byDefault time.Duration) time.Duration {
	if v == 0 {
		return byDefault
	}
	return v
}

// minAttempts is how often a call is tried at least, however long its attempts take.
const minAttempts = 4

// unlimited is the MaxElapsed of a policy that counts attempts only.
const unlimited = time.Duration(math.MaxInt64)

// patience is how long a call is tried again after its first failure.
func (s *settings) patience(e effect) time.Duration {
	p := s.retry
	switch {
	case p.MaxElapsed > 0:
		return p.MaxElapsed
	case p.MaxAttempts > 0:
		return unlimited
	case s.walking:
		return 240 * p.minBackoff()
	case e == effectCreating:
		return 40 * p.minBackoff()
	}
	return 60 * p.minBackoff()
}

// backoff returns a random wait before attempt n+1, by exponential backoff with full jitter.
func (p RetryPolicy) backoff(n int) time.Duration {
	ceiling := float64(p.minBackoff()) * math.Pow(2, float64(n-1))
	return time.Duration(rand.Float64() * min(ceiling, float64(p.maxBackoff())))
}
