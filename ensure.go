package ndoto

import (
	"context"
	"errors"
	"slices"
)

// ensured says how to find an object by what makes it unique, and how to create it.
type ensured[T any] struct {
	op     *operation
	name   string // of the lock that calls wait for
	find   func(opts []RequestOption) (*T, error)
	create func() (*T, error)
	absent bool // it was not there a moment ago, so it is looked for only if creating it fails
}

// ensure returns an existing object or creates it. One that another process creates at the same time is found after
// the conflict.
func ensure[T any](ctx context.Context, c *Client, opts []RequestOption, e ensured[T]) (*T, bool, error) {
	unlock, err := c.lock(ctx, e.name)
	if err != nil {
		return nil, false, e.op.refuse(err)
	}
	defer unlock()
	set, err := c.settingsFor(opts)
	if err != nil {
		return nil, false, e.op.refuse(err)
	}
	if !e.absent {
		if found, err := e.find(lookOptions(opts, set)); err != nil || found != nil {
			return found, false, err
		}
	}
	made, err := once(ctx, c, append(slices.Clip(opts), WithNewKey()), sendOnce[T]{op: e.op, send: e.create, look: e.find})
	if errors.Is(err, ErrConflict) {
		if found, findErr := e.find(lookOptions(opts, set)); findErr == nil && found != nil {
			return found, false, nil
		}
	}
	return made, err == nil, err
}

// findIn returns the first element of a list that fits, or nil.
func findIn[T any](list []T, err error, fits func(*T) bool) (*T, error) {
	if err != nil {
		return nil, err
	}
	for i := range list {
		if fits(&list[i]) {
			return &list[i], nil
		}
	}
	return nil, nil
}

// keyOf validates params, and returns the field that identifies the object.
func keyOf(params validator, field func() Opt[string], missing string) (string, error) {
	if err := params.validate(); err != nil {
		return "", err
	}
	key, _ := field().Get()
	if key == "" {
		return "", badInput("%s", missing)
	}
	return key, nil
}
