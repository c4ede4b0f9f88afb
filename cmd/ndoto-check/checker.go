package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
)

// checker goes through the checks, and stays below the limits of the server.
type checker struct {
	client *ndoto.Client
	out    io.Writer
	report report
}

func newChecker(out io.Writer, opts ...ndoto.Option) (*checker, error) {
	limiter, err := ndoto.NewLimiter(ndoto.DefaultLimits())
	if err != nil {
		return nil, err
	}
	c := &checker{out: out}
	opts = append([]ndoto.Option{ndoto.WithLimiter(limiter), ndoto.WithObserver(&c.report), ndoto.WithUserAgent("ndoto-check")}, opts...)
	c.client, err = ndoto.NewFromEnv(opts...)
	return c, err
}

func (c *checker) say(format string, args ...any) { _, _ = fmt.Fprintf(c.out, format, args...) }

// reach returns why nothing can work, if so: every check would say it again.
func (c *checker) reach(ctx context.Context) error {
	brief := ndoto.WithRetry(ndoto.RetryPolicy{MaxElapsed: 5 * time.Second})
	if _, err := c.client.Profile.Get(ctx, brief); errors.Is(err, ndoto.ErrNoResponse) || errors.Is(err, ndoto.ErrUnauthorized) || errors.Is(err, ndoto.ErrNotJSON) {
		return err
	}
	if _, err := c.client.Conversations.List(ctx, nil, brief); errors.Is(err, ndoto.ErrNotFound) {
		return err
	}
	return nil
}

// identify finds out the version, which Ndoto does not publish, and the dialect by the shape of a list.
func (c *checker) identify(ctx context.Context) {
	if info, err := c.client.Account.ServerInfo(ctx); err == nil {
		c.report.Version = info.Version
	}
	var list struct {
		Payload any            `json:"payload"`
		Data    map[string]any `json:"data"`
	}
	c.report.Dialect = "unknown"
	if c.client.Do(ctx, "GET", "webhooks", nil, &list) == nil {
		c.report.Dialect = "as Ndoto documents it"
		if payload, nested := list.Payload.(map[string]any); nested && payload["webhooks"] != nil {
			c.report.Dialect = "as the server software"
		}
	}
	version := c.report.Version
	if version == "" {
		version = "which it does not tell"
	}
	shape := "lists " + c.report.Dialect
	if c.report.Dialect == "unknown" {
		shape = "lists in a shape that only an administrator sees"
	}
	c.say("version %s, %s\n\n", version, shape)
}

func (c *checker) all(ctx context.Context, checks []check) { c.some(ctx, checks, nil) }

func (c *checker) some(ctx context.Context, checks []check, d *desk) {
	for _, k := range checks {
		began := time.Now()
		value, err := k.call(ctx, c.client, d)
		if ctx.Err() != nil {
			return
		}
		c.note(k.operation, value, err, time.Since(began))
	}
}

// grace is how long a request that writes may still take after Ctrl-C: if it makes something, its id is needed.
const grace = 10 * time.Second

// withGrace returns a context that ends some time after ctx does.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	later, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return later, func() { stop(); cancel() }
}

// note adds a line to the report and shows it.
func (c *checker) note(operation string, value any, err error, took time.Duration) {
	r := result{Operation: operation, Outcome: outcomeOf(err), Unreached: unreached(value)}
	if e, ok := errors.AsType[*ndoto.Error](err); ok {
		r.Status = e.StatusCode
	}
	c.report.Results = append(c.report.Results, r)
	line := fmt.Sprintf("  %-30s %-14s %6d ms", operation, r.Outcome, took.Milliseconds())
	if err != nil {
		line += "  " + err.Error()
	}
	if len(r.Unreached) > 0 {
		line += "  no field for " + strings.Join(r.Unreached, ", ")
	}
	c.say("%s\n", line)
}

// write makes an inbox, works in it, and deletes what it has made, also if ctx ends in between.
func (c *checker) write(ctx context.Context) {
	d := &desk{name: "ndoto-check-" + strings.ToLower(rand.Text()[:8])}
	c.say("\n")
	patient, cancel := withGrace(ctx)
	defer cancel()
	began := time.Now()
	inbox, _, err := c.client.Inboxes.Ensure(patient, d.name, ndoto.APIChannel{}, nil)
	c.note("Inboxes.Ensure", inbox, err, time.Since(began))
	switch {
	case errors.Is(err, ndoto.ErrForbidden):
		c.say("  Without an inbox nothing else is written. It needs the token of an administrator.\n")
		return
	case err != nil:
		c.say("  Without an inbox nothing else is written. If there is one named %s now, delete it by hand.\n", d.name)
		return
	}
	d.inbox = inbox.ID
	defer c.cleanUp(context.WithoutCancel(ctx), d)
	for _, k := range writes {
		if ctx.Err() != nil {
			return
		}
		c.some(patient, []check{k}, d)
	}
}

// cleanUpTime is how long a clean-up may take after Ctrl-C.
const cleanUpTime = time.Minute

func (c *checker) cleanUp(ctx context.Context, d *desk) {
	ctx, cancel := context.WithTimeout(ctx, cleanUpTime)
	defer cancel()
	c.say("\n")
	remove := func(operation string, id int64, call func() error) {
		if id == 0 {
			return
		}
		began := time.Now()
		err := call()
		c.note(operation, nil, err, time.Since(began))
		if err != nil && !errors.Is(err, ndoto.ErrNotFound) {
			c.say("  Delete it by hand: its name is %s, its id %d.\n", d.name, id)
		}
	}
	remove("Conversations.Delete", d.conversation, func() error { return c.client.Conversations.Delete(ctx, d.conversation) })
	remove("Contacts.Delete", d.contact, func() error { return c.client.Contacts.Delete(ctx, d.contact) })
	remove("Inboxes.Delete", d.inbox, func() error { return c.client.Inboxes.Delete(ctx, d.inbox) })
}

func (c *checker) summary() {
	counts := map[outcome]int{}
	for _, r := range c.report.Results {
		counts[r.Outcome]++
	}
	c.say("\n%d work, %d are not on this server, %d are not allowed for this token, %d failed; %d requests, %d met a rate limit.\n",
		counts[works], counts[missing], counts[forbidden], counts[failed], c.report.Requests, c.report.RateLimited)
	if len(c.report.Limited) > 0 {
		c.say("The limits were those of %s; they were waited for.\n", strings.Join(c.report.Limited, ", "))
	}
}
