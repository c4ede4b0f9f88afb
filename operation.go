package ndoto

import "time"

// operation is what there is to know of one route. It is used to build requests, to decide on retries, to wait for rate
// limits, and it names the call in errors and logs. All operations stand in operations.go.
type operation struct {
	name   string // of the Go method
	method string
	path   string // below the account, or below the base URL with a leading slash; {ids} come from the call
	effect effect
	source source
	access access
	bucket bucket
}

// effect says what happens when a request is carried out twice.
type effect uint8

const (
	creating   effect = iota // a second one has a second effect, so it is never sent blindly
	idempotent               // a second one changes nothing more
	safe                     // none changes anything
)

// source says where a route is known from.
type source uint8

const (
	server     source = iota // the server software: Chatwoot's source code
	documented               // Ndoto's documentation
)

// access says whose token a route accepts.
type access uint8

const (
	agents access = iota // users: agents, of the inbox where there is one, and administrators
	admins               // administrators
	bots                 // users, and agent bots too
)

// bucket is a rate limit of the server, which counts in windows aligned to the epoch. A bucket of its own is known by
// its name; every other request counts against the limit of the client's address.
type bucket struct {
	name   string
	window time.Duration
}

// The limits are those of config/initializers/rack_attack.rb in Chatwoot 4.16.
var (
	general         = bucket{"general", time.Minute}            // 3000, per address
	contactSearches = bucket{"contacts/search", time.Minute}    // 100, per account
	metaCounts      = bucket{"conversations/meta", time.Minute} // 30, per token and account, from 4.11.2
	transcripts     = bucket{"transcript", time.Hour}           // 30, or 1000 from 4.12.0, per account
	uploads         = bucket{"upload", time.Hour}               // 60, per account
	reports         = bucket{"reports", time.Minute}            // 100, per token and account
	agentCreations  = bucket{"agents/create", 24 * time.Hour}   // 100, per account, after 4.15.1
	agentDeletions  = bucket{"agents/delete", 24 * time.Hour}   // 50, per account, after 4.15.1
	deletions       = bucket{"delete", time.Minute}             // 60, per account, after 4.15.1
)

func (o *operation) window() time.Duration {
	if o.bucket.window == 0 {
		return general.window
	}
	return o.bucket.window
}
