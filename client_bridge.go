package ndoto

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go/internal/bridge"
)

// The packages of this module that have clients of their own make their calls through package bridge.
var _ = bridge.Connect(func(token string, opts any) (bridge.Client, error) {
	var a auth
	if token != "" {
		if err := validateToken(token); err != nil {
			return nil, err
		}
		a.token = hide(token)
	}
	c, err := newClient(0, &a, opts.([]Option))
	if err != nil {
		return nil, err
	}
	return bridged{c, &onceMemory[any]{}}, nil
}, ErrBadInput)

// Package realtime goes to the server by the ways of a Client.
var _ = bridge.Expose(func(client any) (bridge.Reach, bool) {
	switch c := client.(type) {
	case *Client:
		return bridge.Reach{BaseURL: c.BaseURL(), Transport: c.plain}, true
	case bridged:
		return bridge.Reach{BaseURL: c.BaseURL(), Transport: c.plain}, true
	}
	return bridge.Reach{}, false
})

// The tools of this module iterate over the operations of this package too.
var _ = bridge.Publish(func() []bridge.Operation {
	published := make([]bridge.Operation, len(operations))
	for i, o := range operations {
		published[i] = bridge.Operation{Name: o.name, Method: o.method, Path: o.route(), Idempotent: o.effect != effectCreating, Since: o.since}
	}
	return published
})

// bridged makes the calls of another package of this module.
type bridged struct {
	*Client
	sent *onceMemory[any]
}

func operationOf(o *bridge.Operation) *operation {
	op := &operation{
		name: o.Name, method: o.Method, path: o.Path, noun: nounOf(o.Path), effect: effectOf(o.Method), access: accessAnybody, bucket: bucketGeneral,
		uniqueKeys: o.UniqueKeys, fails: o.Fails, since: o.Since, refuses500: o.Refuses500,
	}
	op.bareNotFound = strings.Contains(o.Path, "{")
	if o.Access == bridge.PlatformApps {
		op.access = accessPlatformApps
	}
	if o.Absent500 {
		op.absentAs = http.StatusInternalServerError
	}
	if o.Idempotent {
		op.effect = effectIdempotent
	}
	return op
}

// shortestSecret is how long a value must be for errors to hide it. A shorter one hides nothing, and may be a part of
// other words.
const shortestSecret = 8

// Do is part of bridge.Client.
func (b bridged) Do(ctx context.Context, c bridge.Call, out, opts any) error {
	op, options := operationOf(c.Operation), opts.([]RequestOption)
	r := pathOf(c.IDs...).refuse(c.Problem)
	copy(r.texts[:], c.Texts)
	r.params = c.Query
	r.secrets = slices.DeleteFunc(slices.Clone(c.Secrets), func(s string) bool { return len(s) < shortestSecret })
	switch files, _ := c.Files.([]File); {
	case len(files) > 0:
		for i, f := range files {
			if err := f.validate(); err != nil {
				r = r.refuse(badInput("file %d: %v", i+1, err))
			}
		}
		r = r.multipart(func() ([]formField, error) { return formFields(c.JSON) }, c.FileField, files).keptIn(c.Form)
	case c.JSON != nil:
		r = r.json(c.JSON)
	}
	if c.Walking {
		options = asWalk(options, nil)
	}
	if out == nil {
		return doNothing(ctx, b.Client, op, r, options)
	}
	_, err := doWith(ctx, b.Client, op, r, options, func(raw rawResponse) (struct{}, error) {
		err := raw.decodeInto(out)
		if err == nil && c.HasRows != nil && !c.HasRows(out) {
			err = raw.noContent("list", nil)
		}
		return struct{}{}, err
	})
	return err
}

// keptIn takes the form of the first attempt for all of them, if there is where to keep it.
func (r request) keptIn(form *bridge.Form) request {
	if form == nil || r.problem != nil {
		return r
	}
	if form.Body == nil {
		form.Body = r.body
	}
	r.body = form.Body.(body)
	return r
}

// Refuse is part of bridge.Client.
func (bridged) Refuse(o *bridge.Operation, problem error) error {
	return operationOf(o).refuse(problem)
}

// Lock is part of bridge.Client.
func (b bridged) Lock(ctx context.Context, name string) (func(), error) { return b.lock(ctx, name) }

// SendOnce is part of bridge.Client.
func (b bridged) SendOnce(ctx context.Context, o bridge.Once[any], opts any) (*any, error) {
	options := opts.([]RequestOption)
	s := sendOnce[any]{op: operationOf(o.Operation), before: bridgedLook(o.Before), send: o.Send, look: bridgedLook(o.Look)}
	unlock, err := b.lock(ctx, o.Lock)
	if err != nil {
		return nil, s.op.refuse(err)
	}
	defer unlock()
	if sent := b.sent.get(o.Key); sent != nil {
		return sent, nil
	}
	v, err := once(ctx, b.Client, options, s)
	if err == nil {
		b.sent.put(o.Key, v, o.Size)
	}
	if o.Done != nil {
		o.Done(v, err)
	}
	return v, err
}

// Ensure is part of bridge.Client.
func (b bridged) Ensure(ctx context.Context, o bridge.Once[any], opts any) (*any, bool, error) {
	return ensure(ctx, b.Client, opts.([]RequestOption), ensured[any]{op: operationOf(o.Operation), name: o.Lock, find: bridgedLook(o.Look), create: o.Send})
}

// Walk is part of bridge.Client.
func (b bridged) Walk(ctx context.Context, p bridge.Pages[any], opts any) iter.Seq2[*any, error] {
	return walkAll(ctx, b.Client, opts.([]RequestOption), pages[any, int64]{
		op: operationOf(p.Operation), first: p.First, perPage: p.PerPage, order: orderMoving, key: p.Key,
		created: func(*any) Time { return Time{} }, // which no list shows
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[any], error) {
			rows, total, err := p.Fetch(ctx, page, opts)
			return listOf(rows, total, page, 0), err
		},
	})
}

// AtLeast is part of bridge.Client.
func (b bridged) AtLeast(ctx context.Context, version string, opts any) bool {
	server, err := b.Server(ctx, opts.([]RequestOption)...)
	return err == nil && server.AtLeast(version)
}

// NotFound is part of bridge.Client.
func (bridged) NotFound(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	absent := *e
	absent.class = ErrNotFound
	return &absent
}

func bridgedLook(look func(any) (*any, error)) func([]RequestOption) (*any, error) {
	if look == nil {
		return func([]RequestOption) (*any, error) { return nil, nil }
	}
	return func(opts []RequestOption) (*any, error) { return look(opts) }
}
