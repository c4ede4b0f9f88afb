package ndoto

import (
	"net/http"
	"strings"
)

// operation is all there is to know about one route. It builds requests, decides on retries, waits for rate limits
// and names the call in errors and logs; tests and docs/coverage.md iterate over all of them. They are in
// operations.go.
type operation struct {
	name   string // of the Go method
	method string
	// path is relative to the account, or to the base URL if it starts with a slash. Each placeholder takes a value of
	// the call, in order: a number, or a text such as the slug of a portal.
	path string
	// noun is what the path ends with, such as "webhooks": some responses have their content under it.
	noun   string
	effect effect
	source source
	access access
	bucket bucket
	gate   string // what a 429 closes, if not the bucket
	// uniqueKeys reports whether the object has attributes that must be unique and whose form was checked before, so
	// that a validation error that names nothing else means a conflict, in any language.
	uniqueKeys bool
	// masksErrors reports whether the server answers everything that goes wrong with 422, a lost database included.
	masksErrors bool
	// feature is what the account must have turned on, where the server refuses it as it refuses those of a lower role.
	feature string
	// fails is what the server fails on where it should say what is wrong: the hint of an error with a status of 500.
	fails string
	// refuses says what a 422 that says nothing is about.
	refuses string
	// bareNotFound reports whether the framework of the server answers for what does not exist, as it does for routes that
	// it does not have: the controllers for customers and for platform apps have no handler of their own.
	bareNotFound bool
	// refuses500 reports whether the server responds 500 to input that it refuses, so that another attempt makes sense
	// once at most.
	refuses500 bool
	// absentAs is the status of a DELETE of what is not there, where that is not 404, or of a GET if it is 500.
	absentAs int
	// since is the release of Chatwoot that brought the route, if it came after 4.2.0.
	since string
	// variantOf is the operation whose route this one takes, with other params.
	variantOf *operation
}

// effect says what happens if a request is carried out twice.
type effect uint8

const (
	effectByMethod   effect = iota // GET is safe, POST creates, the others are idempotent
	effectSafe                     // nothing changes
	effectIdempotent               // the second request changes nothing more
	effectCreating                 // the second request has a second effect, so it is never sent without looking
)

func (e effect) String() string {
	return [...]string{"by method", "safe", "idempotent", "creating"}[e]
}

// source says where a route is known from.
type source uint8

const (
	sourceServer source = iota // the server software: Chatwoot's source code
	sourceNdoto                // Ndoto's documentation
)

// access says whose token a route accepts.
type access uint8

const (
	accessAgents       access = iota // users: agents, of the inbox where there is one, and administrators
	accessAdmins                     // administrators
	accessBots                       // users, and agent bots too
	accessAnybody                    // no token is looked at
	accessPlatformApps               // platform apps
)

// What Chatwoot 4.2 to 4.16 fail on.
const (
	failsWithoutRow     = "this server responds 500 for an id that does not exist"
	failsForBots        = "this server cannot show an agent bot a conversation that has a team: use a user's token"
	failsWithoutContact = "this server fails while a conversation belongs to a contact that is being deleted, for some seconds or minutes"
	refusesPoint        = "the metric must be one that Series has, and the point must lie in the period: take its Timestamp, with the same params"
	failsWithoutMessage = "this server fails while a conversation that is found has no message"
)

// operations lists every operation, in the order of operations.go.
var operations []*operation

// The constructors take the name of the Go method, the path, and the fields that differ from the defaults: the effect
// follows from the HTTP method, the route is known from the server software, for any user, under the general limit.
// Inlined, their 400 calls would make each program 33 KB larger.

//go:noinline
func get(name, path string, with ...operation) *operation {
	return register(http.MethodGet, name, path, with)
}

//go:noinline
func post(name, path string, with ...operation) *operation {
	return register(http.MethodPost, name, path, with)
}

//go:noinline
func patch(name, path string, with ...operation) *operation {
	return register(http.MethodPatch, name, path, with)
}

//go:noinline
func put(name, path string, with ...operation) *operation {
	return register(http.MethodPut, name, path, with)
}

//go:noinline
func remove(name, path string, with ...operation) *operation {
	return register(http.MethodDelete, name, path, with)
}

func register(method, name, path string, with []operation) *operation {
	var o operation
	if len(with) > 0 {
		o = with[0]
	}
	o.method, o.name, o.path, o.noun = method, name, path, nounOf(path)
	if o.effect == effectByMethod {
		o.effect = effectOf(method)
	}
	if o.bucket.name == "" {
		o.bucket = bucketGeneral
	}
	operations = append(operations, &o)
	return &o
}

func effectOf(method string) effect {
	switch method {
	case http.MethodGet, http.MethodHead:
		return effectSafe
	case http.MethodPost:
		return effectCreating
	}
	return effectIdempotent
}

// accountPath is the prefix of the routes of an account.
const accountPath = "/api/v1/accounts/{account_id}/"

// route returns the path from the base URL on, with placeholders instead of values.
func (o *operation) route() string {
	if strings.HasPrefix(o.path, "/") {
		return o.path
	}
	return accountPath + o.path
}

// values says in words what a call of the operation fills in: "inbox identifier, source id".
func (o *operation) values() string {
	var names []string
	for rest := o.route(); ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return strings.Join(names, ", ")
		}
		var name string
		name, rest, _ = strings.Cut(after, "}")
		names = append(names, words(name))
	}
}

// withEffect returns the operation for a call whose params change what happens if it is carried out twice.
func (o *operation) withEffect(e effect) *operation {
	changed := *o
	changed.effect = e
	return &changed
}

// variant registers another method for the route of an operation.
func (o *operation) variant(name string) *operation {
	v := *o
	v.name, v.variantOf = name, o
	operations = append(operations, &v)
	return &v
}

// forAdmins says that a variant needs an administrator, unlike the operation whose route it takes.
func (o *operation) forAdmins() *operation {
	o.access = accessAdmins
	return o
}

// from says that a variant needs a newer release than the operation whose route it takes.
func (o *operation) from(version string) *operation {
	o.since = version
	return o
}

// as returns the operation under the name of a method that combines several.
func (o *operation) as(name string) *operation {
	named := *o
	named.name = name
	return &named
}
