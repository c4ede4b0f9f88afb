package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go"
)

// outcome is what became of an operation.
type outcome string

const (
	works   outcome = "works"
	skipped outcome = "not exercised"
	missing outcome = "not there" // the server does not have it
	refused outcome = "not allowed"
	failed  outcome = "failed"
)

// severity orders the outcomes: of several steps of an operation, the worst counts.
var severity = []outcome{skipped, works, missing, refused, failed}

// What the server lacks.
const (
	tooOld   reason = "the server is older than the operation"
	edition  reason = "an enterprise server has it, where the feature is on"
	noRoute  reason = "the server does not have the route"
	notFound reason = "the server does not find it: a feature may be off"
	plan     reason = "the plan of the account does not include it"
)

// Whom it refuses.
const (
	role          reason = "the role of the token's owner is too low"
	notOfApp      reason = "the platform app reaches only what it has made"
	roleOrFeature reason = "the role of the token's owner is too low, or the feature is off"
)

// result is a line of the report. It has no values of the account.
type result struct {
	Operation string   `json:"operation"`
	Outcome   outcome  `json:"outcome"`
	Reason    reason   `json:"reason,omitzero"`
	Since     string   `json:"since,omitzero"` // the version that brought it, if the server is older
	Status    int      `json:"status,omitzero"`
	Unreached []string `json:"unreached,omitempty"`
}

// resultOf says what became of a step.
func (c *checker) resultOf(s step, value any, err error) result {
	r := result{Operation: s.operation, Outcome: works, Unreached: unreached(value)}
	if e, ok := errors.AsType[*ndoto.Error](err); ok {
		r.Status = e.StatusCode
	}
	switch is := func(class error) bool { return errors.Is(err, class) }; {
	case err == nil:
	case c.lacks(s.operation) && (is(ndoto.ErrNotFound) || is(ndoto.ErrValidation) || is(ndoto.ErrBadInput)): // the last if the client knows it too
		r.Outcome, r.Reason, r.Since = missing, tooOld, c.since[s.operation]
	case is(ndoto.ErrNotFound) && s.enterprise:
		r.Outcome, r.Reason = missing, edition
	case is(ndoto.ErrNoRoute):
		r.Outcome, r.Reason = missing, noRoute
	case is(ndoto.ErrNotFound):
		r.Outcome, r.Reason = missing, notFound
	case is(ndoto.ErrPaymentRequired):
		r.Outcome, r.Reason = missing, plan
	case is(ndoto.ErrForbidden) && strings.HasPrefix(s.operation, "platform."):
		r.Outcome, r.Reason = refused, notOfApp
	case is(ndoto.ErrForbidden) && (r.Status == http.StatusForbidden || strings.HasPrefix(s.operation, "DataImports.")):
		r.Outcome, r.Reason = refused, roleOrFeature
	case is(ndoto.ErrForbidden):
		r.Outcome, r.Reason = refused, role
	default:
		r.Outcome = failed
	}
	return r
}

// lacks reports whether the server is older than an operation.
func (c *checker) lacks(operation string) bool { return c.server != nil && !c.server.Has(operation) }

// skip adds an operation that is not exercised, unless the server is too old for it anyway.
func (c *checker) skip(operation string, why reason) {
	if c.lacks(operation) {
		c.report.add(result{Operation: operation, Outcome: missing, Reason: tooOld, Since: c.since[operation]})
		return
	}
	c.report.add(result{Operation: operation, Outcome: skipped, Reason: why})
}

// complete adds the operations that have no result.
func (c *checker) complete() {
	rest := cmp.Or(c.forbids, noRow) // undoes nothing
	for _, s := range c.desk.steps() {
		if _, known := c.report.find(s.operation); !known {
			c.skip(s.operation, interrupted)
		}
		if s.undo != nil {
			if _, known := c.report.find(s.undo.operation); !known {
				c.skip(s.undo.operation, rest)
			}
		}
	}
	for why, operations := range unexercised {
		for _, operation := range operations {
			c.skip(operation, why)
		}
	}
}

// report is what a check found. It observes the client, to count requests.
type report struct {
	Go          string   `json:"go"`
	Version     string   `json:"version"`
	Dialect     string   `json:"dialect"`
	Requests    int      `json:"requests"`
	RateLimited int      `json:"rate_limited"`
	Limited     []string `json:"limited,omitempty"` // the operations that met a limit
	// Results has one for each operation, in the order of their names.
	Results []result `json:"results"`

	mu sync.Mutex
}

// StartAttempt counts a request.
func (r *report) StartAttempt(_ context.Context, attempt ndoto.Attempt) func(ndoto.AttemptResult) {
	return func(a ndoto.AttemptResult) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.Requests++
		if a.StatusCode == http.StatusTooManyRequests {
			r.RateLimited++
			if !slices.Contains(r.Limited, attempt.Operation) {
				r.Limited = append(r.Limited, attempt.Operation)
			}
		}
	}
}

// add adds what became of a step to the result of its operation.
func (r *report) add(one result) {
	i, known := r.find(one.Operation)
	if !known {
		r.Results = slices.Insert(r.Results, i, one)
		return
	}
	before := r.Results[i]
	unreached := slices.Concat(before.Unreached, one.Unreached)
	if slices.Index(severity, before.Outcome) > slices.Index(severity, one.Outcome) {
		one = before
	}
	slices.Sort(unreached)
	one.Unreached = slices.Compact(unreached)
	r.Results[i] = one
}

func (r *report) find(operation string) (int, bool) {
	return slices.BinarySearchFunc(r.Results, operation, func(one result, name string) int { return strings.Compare(one.Operation, name) })
}

// by returns the results of an outcome, by their reasons.
func (r *report) by(o outcome) map[reason][]result {
	results := map[reason][]result{}
	for _, one := range r.Results {
		if one.Outcome == o {
			results[one.Reason] = append(results[one.Reason], one)
		}
	}
	return results
}

func (r *report) count(o outcome) (n int) {
	for _, one := range r.Results {
		if one.Outcome == o {
			n++
		}
	}
	return n
}

func (r *report) save(file io.WriteCloser) error {
	r.Go = runtime.Version()
	data, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		_, err = file.Write(append(data, '\n'))
	}
	return errors.Join(err, file.Close())
}
