package ndoto

import (
	"net/http"
	"strings"
	"time"
)

// bucket is a rate limit of the server, which counts in windows aligned to the epoch. Operations without a bucket of
// their own count only against the limit of the client's IP address.
type bucket struct {
	name     string
	window   time.Duration
	perToken bool // whether each token has a limit of its own
}

// The limits of config/initializers/rack_attack.rb in Chatwoot 4.16.
var (
	bucketGeneral         = bucket{name: "general", window: time.Minute}                            // 3000, per address
	bucketContactSearches = bucket{name: "contacts/search", window: time.Minute}                    // 100, per account
	bucketMetaCounts      = bucket{name: "conversations/meta", window: time.Minute, perToken: true} // 30, from 4.11.2
	bucketTranscripts     = bucket{name: "transcript", window: time.Hour}                           // 30, or 1000 from 4.12.0, per account
	bucketUploads         = bucket{name: "upload", window: time.Hour}                               // 60, per account
	bucketReports         = bucket{name: "reports", window: time.Minute, perToken: true}            // 100; and 1000 per account
	bucketDrilldowns      = bucket{name: "reports/drilldown", window: time.Minute, perToken: true}  // 10, after 4.15.1
	bucketAgentCreations  = bucket{name: "agents/create", window: 24 * time.Hour}                   // 100, per account, after 4.15.1
	bucketAgentDeletions  = bucket{name: "agents/delete", window: 24 * time.Hour}                   // 50, per account, after 4.15.1
	bucketDeletions       = bucket{name: "delete", window: time.Minute}                             // 60, per account, after 4.15.1
	bucketConfirmations   = bucket{name: "resend_confirmation", window: 30 * time.Minute}           // 5, per address
	bucketSecondFactors   = bucket{name: "mfa", window: time.Minute}                                // 5, per address
	bucketSignUps         = bucket{name: "accounts/create", window: 30 * time.Minute}               // 5, per address
)

// limitedRoute says which requests count against a limit.
type limitedRoute struct {
	bucket bucket
	method string // or "" for all
	path   string // with a star for each ID, and an ellipsis for what may follow
}

// limitedRoutes are for requests of Client.Do, by the first that matches; operations name their bucket themselves.
var limitedRoutes = []limitedRoute{
	{bucketContactSearches, "", "/api/v1/accounts/*/contacts/search/..."},
	{bucketMetaCounts, http.MethodGet, "/api/v1/accounts/*/conversations/meta/..."},
	{bucketTranscripts, "", "/api/v1/accounts/*/conversations/*/transcript/..."},
	{bucketUploads, "", "/api/v1/accounts/*/upload/..."},
	{bucketDrilldowns, http.MethodGet, "/api/v2/accounts/*/reports/drilldown"},
	{bucketReports, "", "/api/v2/accounts/*/reports/..."},
	{bucketAgentCreations, http.MethodPost, "/api/v1/accounts/*/agents"},
	{bucketAgentCreations, http.MethodPost, "/api/v1/accounts/*/agents/bulk_create"},
	{bucketAgentDeletions, http.MethodDelete, "/api/v1/accounts/*/agents/*"},
	{bucketDeletions, http.MethodDelete, "/api/v1/accounts/*/conversations/*"},
	{bucketConfirmations, http.MethodPost, "/api/v1/profile/resend_confirmation"},
	{bucketSecondFactors, "", "/api/v1/profile/mfa/..."},
	{bucketSignUps, http.MethodPost, "/api/v1/accounts"},
}

// limitRaw sets what an operation of Client.Do counts against. Where no limit is known, it has a gate of its own, so
// that a route whose limit nobody has heard of stops no other.
func (o *operation) limitRaw() {
	path := o.route()
	path, _, _ = strings.Cut(path, ".") // the server takes /conversations/meta.json for the same
	path = strings.TrimRight(path, "/")
	for _, limited := range limitedRoutes {
		if (limited.method == "" || limited.method == o.method) && pathMatches(limited.path, path) {
			o.bucket = limited.bucket
			return
		}
	}
	for _, known := range operations {
		if known.method == o.method && pathMatches(known.route(), path) {
			return
		}
	}
	o.gate = o.method + " " + withoutIDs(path)
}

// pathMatches reports whether a path has the form of a pattern, whose placeholders are stars or in braces.
func pathMatches(pattern, path string) bool {
	for {
		want, patternLeft, more := strings.Cut(pattern, "/")
		if want == "..." {
			return true
		}
		got, pathLeft, longer := strings.Cut(path, "/")
		switch isPlaceholder := want == "*" || strings.HasPrefix(want, "{"); {
		case isPlaceholder && !isID(got) && !isText(strings.Trim(want, "{}")), !isPlaceholder && got != want:
			return false
		case !longer:
			return !more || patternLeft == "..."
		case !more:
			return false
		}
		pattern, path = patternLeft, pathLeft
	}
}

// withoutIDs replaces the numbers in a path with stars, so that all rows of a route have the same.
func withoutIDs(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if isID(segment) {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/")
}

// isID reports whether a segment of a path is a number, or stands for one.
func isID(segment string) bool {
	return segment != "" && strings.Trim(segment, "0123456789") == "" || strings.HasPrefix(segment, "{")
}

// limit is the name of the limit whose gate a 429 closes.
func (o *operation) limit() string {
	if o.gate != "" {
		return o.gate
	}
	return o.bucket.name
}
