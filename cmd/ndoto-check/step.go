package main

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"github.com/usendoto/ndoto-go"
)

// row is an object of the account that steps need.
type row struct {
	made  int64 // by this run: it may be changed, and is deleted at the end
	found int64 // in a list: it is read, and nothing else
}

// id is for steps that read.
func (r *row) id() int64 { return cmp.Or(r.made, r.found) }

// step exercises an operation of the client, which several steps may do. Its value is searched for members that no
// field reaches.
type step struct {
	operation string
	how       string // tells the steps of an operation apart
	call      func(ctx context.Context) (any, error)
	// writes is for steps that change something, which they do to what this run made.
	writes     bool
	enterprise bool   // only an enterprise server has it
	blocked    reason // why it is skipped, if it is
	needs      []*row
	makes      *row // gets the ID of the value
	finds      *row // gets the ID of the first row of the value
	undo       *undo
}

// undo deletes what a step made. It is a step of its own in the report.
type undo struct {
	operation string
	call      func(ctx context.Context, id int64) error
}

// missing reports whether the step lacks a row.
func (s *step) missing() bool {
	return slices.ContainsFunc(s.needs, func(r *row) bool { return r.made == 0 && (s.writes || r.found == 0) })
}

// remember keeps the IDs of what the step has made or found.
func (s *step) remember(value any) {
	if s.makes != nil {
		s.makes.made = idOf(reflect.ValueOf(value))
	}
	if s.finds != nil {
		s.finds.found = firstIDOf(reflect.ValueOf(value))
	}
}

// The constructors take the method of a service where its arguments are simple, and else a function that calls it.

// view reads, by a function.
func view(operation string, call func(context.Context) (any, error), needs ...*row) step {
	return step{operation: operation, call: call, needs: needs}
}

// read reads what takes no arguments.
func read[T any](operation string, call func(context.Context, ...ndoto.RequestOption) (T, error)) step {
	return view(operation, func(ctx context.Context) (any, error) { return call(ctx) })
}

// readWith reads with params.
func readWith[P, T any](operation string, call func(context.Context, P, ...ndoto.RequestOption) (T, error), params P) step {
	return view(operation, func(ctx context.Context) (any, error) { return call(ctx, params) })
}

// readOf reads a row, or what belongs to it.
func readOf[T any](operation string, r *row, call func(context.Context, int64, ...ndoto.RequestOption) (T, error)) step {
	return view(operation, func(ctx context.Context) (any, error) { return call(ctx, r.id()) }, r)
}

// write changes rows that this run made, by a function.
func write(operation string, call func(context.Context) (any, error), needs ...*row) step {
	return step{operation: operation, call: call, needs: needs, writes: true}
}

// create makes a row.
func create[P, T any](operation string, r *row, call func(context.Context, P, ...ndoto.RequestOption) (T, error), params P) step {
	return write(operation, func(ctx context.Context) (any, error) { return call(ctx, params) }).making(r)
}

// update changes a row.
func update[P, T any](operation string, r *row, call func(context.Context, int64, P, ...ndoto.RequestOption) (T, error), params P) step {
	return write(operation, func(ctx context.Context) (any, error) { return call(ctx, r.made, params) }, r)
}

// change does something to a row.
func change[T any](operation string, r *row, call func(context.Context, int64, ...ndoto.RequestOption) (T, error)) step {
	return write(operation, func(ctx context.Context) (any, error) { return call(ctx, r.made) }, r)
}

// act does something to a row that returns nothing.
func act(operation string, r *row, call func(context.Context, int64, ...ndoto.RequestOption) error) step {
	return write(operation, func(ctx context.Context) (any, error) { return nil, call(ctx, r.made) }, r)
}

func (s step) finding(r *row) step       { s.finds = r; return s }
func (s step) making(r *row) step        { s.makes = r; return s }
func (s step) shownAs(how string) step   { s.how = how; return s }
func (s step) needing(more ...*row) step { s.needs = append(slices.Clone(s.needs), more...); return s }

func (s step) undoneBy(operation string, call func(context.Context, int64, ...ndoto.RequestOption) error) step {
	s.undo = &undo{operation, func(ctx context.Context, id int64) error { return call(ctx, id) }}
	return s
}

// ofEnterprise marks steps of which only an enterprise server has the routes.
func ofEnterprise(steps ...step) []step {
	for i := range steps {
		steps[i].enterprise = true
	}
	return steps
}

// idOf returns the field ID of an object.
func idOf(v reflect.Value) int64 {
	v = pointedAt(v)
	if v.Kind() == reflect.Struct {
		if id := v.FieldByName("ID"); id.IsValid() && id.CanInt() {
			return id.Int()
		}
	}
	return 0
}

// firstIDOf returns the ID of the first row of a list, which may be a field of a page, or 0.
func firstIDOf(v reflect.Value) int64 {
	v = pointedAt(v)
	switch {
	case v.Kind() == reflect.Slice && v.Len() > 0:
		return idOf(v.Index(0))
	case v.Kind() == reflect.Struct:
		for _, field := range v.Fields() {
			if field.Kind() != reflect.Slice || field.Type() == attributes {
				continue
			}
			if id := firstIDOf(field); id != 0 {
				return id
			}
		}
	}
	return 0
}

func pointedAt(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}
