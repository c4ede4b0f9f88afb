package ndototest

import (
	"net/http"
	"regexp"
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

// throttle is a limit of config/initializers/rack_attack.rb. Each value of the groups in path is counted by itself.
type throttle struct {
	limit, old int // old is the limit of Chatwoot 4.2, which may have none
	period     time.Duration
	method     string // or "" for all
	path       *regexp.Regexp
	perToken   bool
}

var throttles = []throttle{
	{3000, 3000, time.Minute, "", regexp.MustCompile(``), false},
	{5, 5, 30 * time.Minute, http.MethodPost, regexp.MustCompile(`^/api/v1/profile/resend_confirmation$`), false},
	{1000, 30, time.Hour, "", regexp.MustCompile(`^/api/v1/accounts/(\d+)/conversations/\d+/transcript`), false},
	{60, 0, time.Minute, http.MethodDelete, regexp.MustCompile(`^/api/v1/accounts/(\d+)/conversations/\d+$`), false},
	{100, 0, 24 * time.Hour, http.MethodPost, regexp.MustCompile(`^/api/v1/accounts/(\d+)/agents(?:/bulk_create)?$`), false},
	{50, 0, 24 * time.Hour, http.MethodDelete, regexp.MustCompile(`^/api/v1/accounts/(\d+)/agents/\d+$`), false},
	{60, 60, time.Hour, "", regexp.MustCompile(`^/api/v1/accounts/(\d+)/upload`), false},
	{100, 100, time.Minute, "", regexp.MustCompile(`^/api/v1/accounts/(\d+)/contacts/search`), false},
	{10, 0, time.Minute, http.MethodGet, regexp.MustCompile(`^/api/v2/accounts/(\d+)/reports/drilldown$`), true},
	{100, 100, time.Minute, "", regexp.MustCompile(`^/api/v2/accounts/(\d+)/reports`), true},
	{1000, 1000, time.Minute, "", regexp.MustCompile(`^/api/v2/accounts/(\d+)/reports`), false},
	{30, 0, time.Minute, http.MethodGet, regexp.MustCompile(`^/api/v1/accounts/(\d+)/conversations/meta`), true},
}

// exceeded counts a request against every limit, and reports whether it is beyond one.
func (l *rateLimits) exceeded(d Dialect, method, path, token string, now time.Time) bool {
	exceeded := false
	for _, t := range throttles {
		limit := t.limit
		if d == Chatwoot42 {
			limit = t.old
		}
		found := t.path.FindStringSubmatch(path)
		if limit == 0 || found == nil || t.method != "" && t.method != method {
			continue
		}
		of := append([]string{t.method, t.path.String()}, found[1:]...)
		if t.perToken {
			of = append(of, token)
		}
		exceeded = l.count(strings.Join(of, " "), now.UnixNano()/int64(t.period)) > limit || exceeded
	}
	return exceeded
}

// count counts another request in a window.
func (l *rateLimits) count(key string, index int64) int {
	w := l.counts[key]
	if w.index != index {
		w = window{index: index}
	}
	w.count++
	l.counts[key] = w
	return w.count
}
