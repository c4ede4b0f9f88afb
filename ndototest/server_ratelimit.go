package ndototest

import (
	"net/http"
	"strings"
	"time"
)

// rateLimits counts as rack-attack 6.7.0 does: in windows that are aligned to the epoch.
type rateLimits struct {
	counts map[string]window
}

type window struct {
	index int64
	count int
}

func newRateLimits() *rateLimits { return &rateLimits{counts: map[string]window{}} }

// throttle is a limit of config/initializers/rack_attack.rb.
type throttle struct {
	name     string
	limit    int
	period   time.Duration
	perToken bool
	isNew    bool // not yet in 4.2
	matches  func(method, path string) bool
}

var throttles = []throttle{
	{"req/ip", 3000, time.Minute, false, false, func(string, string) bool { return true }},
	{"contacts/search", 100, time.Minute, false, false, func(_, path string) bool { return strings.HasSuffix(path, "/contacts/search") }},
	{"conversations/meta", 30, time.Minute, true, true, func(method, path string) bool {
		return method == http.MethodGet && strings.HasSuffix(path, "/conversations/meta")
	}},
	{"transcript", 1000, time.Hour, false, false, func(_, path string) bool { return strings.HasSuffix(path, "/transcript") }},
	{"conversations/delete", 60, time.Minute, false, false, func(method, path string) bool {
		_, last, _ := strings.Cut(path, "/conversations/")
		return method == http.MethodDelete && last != "" && !strings.Contains(last, "/")
	}},
}

func (l *rateLimits) exceeded(d Dialect, method, path, token string, now time.Time) bool {
	exceeded := false
	for _, t := range throttles {
		if t.isNew && d == Chatwoot42 || !t.matches(method, path) {
			continue
		}
		key := t.name
		if t.perToken {
			key += " " + token
		}
		index := now.UnixNano() / int64(t.period)
		w := l.counts[key]
		if w.index != index {
			w = window{index: index}
		}
		w.count++
		l.counts[key] = w
		exceeded = exceeded || w.count > t.limit
	}
	return exceeded
}
