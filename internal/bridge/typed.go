package bridge

import "context"

// Do carries out a call that returns an object.
func Do[T any](ctx context.Context, c Client, call Call, opts any) (*T, error) {
	v := new(T)
	if err := c.Do(ctx, call, v, opts); err != nil {
		return nil, err
	}
	return v, nil
}

// List carries out a call that returns a list without pages.
func List[T any](ctx context.Context, c Client, call Call, opts any) ([]T, error) {
	var rows []T
	if err := c.Do(ctx, call, &rows, opts); err != nil {
		return nil, err
	}
	return rows, nil
}

// Once is how to send or to create something once. The looks are made with the options that they are given.
type Once[T any] struct {
	Operation *Operation
	// Lock is the name of what waits for each other in a process.
	Lock string
	// Key identifies what SendOnce sends; the client remembers those that it has sent. Size is about how many bytes each
	// takes.
	Key  string
	Size int
	// Before looks whether it is there already. SendOnce calls it before the first attempt, unless it is nil.
	Before func(opts any) (*T, error)
	Send   func() (*T, error)
	// Look looks whether an attempt whose outcome is open has arrived. Its error says that this cannot be seen. For
	// Ensure, it is the look before the first attempt too.
	Look func(opts any) (*T, error)
	// Done is told of the outcome while SendOnce still holds the lock, unless it is nil.
	Done func(v *T, err error)
}

// SendOnce sends until it is certain that what is sent has arrived, or that it has not.
func SendOnce[T any](ctx context.Context, c Client, o Once[T], opts any) (*T, error) {
	v, err := c.SendOnce(ctx, o.erase(), opts)
	return restore[T](v), err
}

// Ensure returns what is there already or creates it, and reports whether it did.
func Ensure[T any](ctx context.Context, c Client, o Once[T], opts any) (*T, bool, error) {
	v, created, err := c.Ensure(ctx, o.erase(), opts)
	return restore[T](v), created, err
}

// erase takes away the type, which the methods of an interface cannot have.
func (o Once[T]) erase() Once[any] {
	erased := Once[any]{Operation: o.Operation, Lock: o.Lock, Key: o.Key, Size: o.Size, Send: func() (*any, error) { return erase(o.Send()) }}
	erased.Look = func(opts any) (*any, error) { return erase(o.Look(opts)) }
	if o.Before != nil {
		erased.Before = func(opts any) (*any, error) { return erase(o.Before(opts)) }
	}
	if o.Done != nil {
		erased.Done = func(v *any, err error) { o.Done(restore[T](v), err) }
	}
	return erased
}

func erase[T any](v *T, err error) (*any, error) {
	if v == nil {
		return nil, err
	}
	var erased any = v
	return &erased, err
}

func restore[T any](v *any) *T {
	if v == nil {
		return nil
	}
	copied := *(*v).(*T) // what the client remembers stays as it is
	return &copied
}
