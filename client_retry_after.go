package ndoto

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns how long to wait after a 429. This server sends no Retry-After. Its limits count in windows
// aligned to the epoch (rack-attack 6.7.0), so the end of the window follows from the server's clock, which is in the
// Date header.
func retryAfter(h http.Header, window time.Duration, now time.Time) time.Duration {
	clock, err := http.ParseTime(h.Get("Date"))
	if err != nil || clock.Unix() < 0 {
		clock = now
	}
	if wait, ok := parseRetryAfter(h.Get("Retry-After"), clock); ok {
		return wait
	}
	elapsed := time.Duration(clock.Unix()%int64(window/time.Second)) * time.Second
	return window - elapsed - time.Duration(clock.Nanosecond())
}

// longestRetryAfter bounds absurd values, which would overflow a time.Duration.
const longestRetryAfter = 365 * 24 * time.Hour

// parseRetryAfter parses seconds, which some proxies send with a fraction, or an HTTP date, by the server's clock.
func parseRetryAfter(text string, clock time.Time) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second)), true
	}
	if date, err := http.ParseTime(text); err == nil {
		return min(max(date.Sub(clock), 0), longestRetryAfter), true
	}
	return 0, false
}
