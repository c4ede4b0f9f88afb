package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/platform"
)

// checker takes the steps, and stays below the limits of the server.
type checker struct {
	client *ndoto.Client
	server *ndoto.Server     // nil if it does not say what it is
	since  map[string]string // the versions that brought operations
	desk   *desk
	out    io.Writer
	report report
	// forbids is why nothing is written, if so.
	forbids reason
	taken   int
	total   int
	undone  []made // what is to be deleted at the end, the latest last
	unclear bool   // whether something may have been made whose ID is unknown
}

// made is what a step has made.
type made struct {
	id   int64
	undo undo
}

func newChecker(out io.Writer, opts ...ndoto.Option) (*checker, error) {
	limiter, err := ndoto.NewLimiter(ndoto.DefaultLimits())
	if err != nil {
		return nil, err
	}
	c := &checker{out: out, since: map[string]string{}}
	for _, o := range bridge.Registry() {
		c.since[o.Name] = o.Since
	}
	opts = append([]ndoto.Option{ndoto.WithLimiter(limiter), ndoto.WithObserver(&c.report), ndoto.WithUserAgent("ndoto-check")}, opts...)
	if c.client, err = ndoto.NewFromEnv(opts...); err != nil {
		return nil, err
	}
	opts = append(opts, ndoto.WithBaseURL(c.client.BaseURL()))
	c.desk = &desk{client: c.client, reach: opts, name: newName(time.Now())}
	if token := os.Getenv("NDOTO_PLATFORM_TOKEN"); token != "" {
		if c.desk.platform, err = platform.New(token, opts...); err != nil {
			return nil, fmt.Errorf("NDOTO_PLATFORM_TOKEN: %w", err)
		}
	}
	return c, nil
}

func (c *checker) say(format string, args ...any) { _, _ = fmt.Fprintf(c.out, format, args...) }

// exercise reads, asks whether it may write, takes the other steps, and deletes what they made, also if ctx ends in
// between. Where it may not write, it reads on with what it has found.
func (c *checker) exercise(ctx context.Context, mayWrite func() reason) {
	steps := c.desk.steps()
	c.total = len(steps)
	for _, s := range steps {
		if s.undo != nil {
			c.total++
		}
	}
	needsNothing := func(s step) bool { return !s.writes && len(s.needs) == 0 }
	for _, s := range steps {
		if needsNothing(s) {
			c.take(ctx, s)
		}
	}
	if ctx.Err() == nil {
		c.forbids = mayWrite()
	}
	patient, cancel := withGrace(ctx)
	defer cancel()
	defer c.cleanUp(ctx)
	for _, s := range steps {
		switch {
		case ctx.Err() != nil:
			return
		case needsNothing(s):
		case s.writes:
			c.take(patient, s)
		default:
			c.take(ctx, s)
		}
	}
}

// take takes a step, unless something speaks against it.
func (c *checker) take(ctx context.Context, s step) {
	c.taken++
	switch {
	case s.blocked != "":
		c.skip(s.operation, s.blocked)
		return
	case s.writes && c.forbids != "":
		c.skip(s.operation, c.forbids)
		return
	case s.missing():
		c.skip(s.operation, noRow)
		return
	}
	began := time.Now()
	value, err := s.call(ctx)
	if err == nil {
		s.remember(value)
	}
	if s.makes != nil && s.undo != nil {
		switch {
		case s.makes.made != 0:
			c.undone = append(c.undone, made{s.makes.made, *s.undo})
		case errors.Is(err, ndoto.ErrAmbiguous), errors.Is(err, ndoto.ErrNoResponse):
			c.unclear = true
		}
	}
	if ctx.Err() == nil {
		c.note(s, value, err, time.Since(began))
	}
}

// note adds a step to the report and shows it.
func (c *checker) note(s step, value any, err error, took time.Duration) {
	r := c.resultOf(s, value, err)
	c.report.add(r)
	name := s.operation
	if s.how != "" {
		name += " " + s.how
	}
	line := fmt.Sprintf("  %3d/%d  %-42s %-14s %6d ms", c.taken, c.total, name, r.Outcome, took.Milliseconds())
	if err != nil {
		line += "  " + err.Error()
	}
	if len(r.Unreached) > 0 {
		line += "  no field for " + strings.Join(r.Unreached, ", ")
	}
	c.say("%s\n", line)
}

// grace is how long a request that writes may still take after Ctrl-C: if it makes something, its ID is needed.
const grace = 10 * time.Second

// withGrace returns a context that ends some time after ctx does.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	later, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return later, func() { stop(); cancel() }
}

// isGone reports whether an object was not there to be deleted.
func isGone(err error) bool {
	return errors.Is(err, ndoto.ErrNotFound) && !errors.Is(err, ndoto.ErrNoRoute)
}

// cleanUpTime is how long a clean-up may take after Ctrl-C.
const cleanUpTime = time.Minute

// cleanUp deletes what was made, the latest first, also if ctx has ended.
func (c *checker) cleanUp(ctx context.Context) {
	interrupted := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	for _, m := range slices.Backward(c.undone) {
		c.taken++
		began := time.Now()
		err := m.undo.call(ctx, m.id)
		if isGone(err) { // by a step before
			continue
		}
		c.note(step{operation: m.undo.operation}, nil, err, time.Since(began))
		c.unclear = c.unclear || err != nil
	}
	switch {
	case c.unclear:
		c.removeLeftovers(ctx, c.ownLeftovers(ctx))
	case len(c.undone) > 0 && !interrupted:
		c.confirm(ctx)
	}
}
