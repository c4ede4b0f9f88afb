// Package bridge lets the packages of this module that have clients of their own, such as customer, make calls as
// package ndoto does: with its requests, retries, rate limits and errors. Package ndoto provides them when it is
// initialized, and exports nothing for it. What has a type of package ndoto is an any here, because that package
// imports this one.
package bridge

import (
	"context"
	"fmt"
	"iter"
	"net/http"
)

// Operation is a route, as package ndoto has them in its operations.go.
type Operation struct {
	// Name is the package and the Go method, such as "customer.Messages.Create".
	Name   string
	Method string
	// Path begins at the base URL. Each placeholder takes a value of the call.
	Path   string
	Access Access
	// Idempotent is for a POST that has no further effect if it is carried out twice. Other methods are idempotent.
	Idempotent bool
	// UniqueKeys, Fails and Since are those of an operation of package ndoto.
	UniqueKeys bool
	Fails      string
	Since      string
	// Refuses500 reports whether the server responds 500 to input that it refuses. Then a call is sent again once at most
	// after one.
	Refuses500 bool
	// Absent500 reports whether the server fails with 500 on what does not exist. Then a GET is not sent again after one.
	Absent500 bool
}

// Access says whose token a route accepts.
type Access uint8

// The accesses.
const (
	// Anybody is for routes that need no token.
	Anybody Access = iota
	// PlatformApps is for routes that need the token of a platform app.
	PlatformApps
)

var operations []*Operation

// Operations returns the operations of the packages that are part of the program, without those of package ndoto.
func Operations() []*Operation { return operations }

// Registry returns all operations of the program, for tools that have something to say about each.
func Registry() []Operation {
	all := registry()
	for _, o := range operations {
		all = append(all, *o)
	}
	return all
}

var registry func() []Operation

// Publish is how package ndoto adds its operations to Registry. It returns true.
func Publish(f func() []Operation) bool {
	registry = f
	return true
}

// Get registers an operation. The others do so for their methods.
func Get(name, path string, with ...Operation) *Operation {
	return register(http.MethodGet, name, path, with)
}

// Post registers an operation; see Get.
func Post(name, path string, with ...Operation) *Operation {
	return register(http.MethodPost, name, path, with)
}

// Patch registers an operation; see Get.
func Patch(name, path string, with ...Operation) *Operation {
	return register(http.MethodPatch, name, path, with)
}

// Delete registers an operation; see Get.
func Delete(name, path string, with ...Operation) *Operation {
	return register(http.MethodDelete, name, path, with)
}

func register(method, name, path string, with []Operation) *Operation {
	var o Operation
	if len(with) > 0 {
		o = with[0]
	}
	o.Method, o.Name, o.Path = method, name, path
	operations = append(operations, &o)
	return &o
}

// As returns the operation under the name of a method that combines several.
func (o *Operation) As(name string) *Operation {
	named := *o
	named.Name = name
	return &named
}

// Call is one call of an operation.
type Call struct {
	Operation *Operation
	// IDs and Texts are the values of the placeholders, in order. A placeholder takes a text if it is source_id or locale,
	// or ends in _slug, _identifier or _uuid.
	IDs   []int64
	Texts []string
	// Secrets are values of the call that open doors. Its errors do not show them.
	Secrets []string
	// Query has url tags, like the params of package ndoto.
	Query any
	// JSON is the body. With Files, a []ndoto.File, it becomes a form that has them as FileField.
	JSON      any
	Files     any
	FileField string
	// Form, if it is set, is the same for all attempts of SendOnce: each sends the files from where they stood at the
	// first. Files that cannot seek are refused.
	Form *Form
	// Walking is for a page of a walk, which is waited for longer than a single call.
	Walking bool
	// HasRows reports whether what was decoded, which is a page of a list, has a list. It is nil for anything else.
	HasRows func(out any) bool
	// Problem is what is wrong with the params. It refuses the call before anything is sent.
	Problem error
}

// Form is what Do keeps between the attempts of a call.
type Form struct{ Body any }

// Client makes calls. Options are a []ndoto.RequestOption.
type Client interface {
	// BaseURL returns the URL of the server.
	BaseURL() string
	// Do carries out a call. It decodes the response into out, a pointer to a struct or a slice, unless that is nil.
	Do(ctx context.Context, c Call, out, opts any) error
	// Refuse returns the error of an operation whose input is bad.
	Refuse(o *Operation, problem error) error
	// Lock waits until no other client of the process for the same server holds a lock of that name.
	Lock(ctx context.Context, name string) (unlock func(), err error)
	// SendOnce is what [SendOnce] does.
	SendOnce(ctx context.Context, o Once[any], opts any) (*any, error)
	// Ensure is what [Ensure] does.
	Ensure(ctx context.Context, o Once[any], opts any) (*any, bool, error)
	// Walk is what [Walk] does.
	Walk(ctx context.Context, p Pages[any], opts any) iter.Seq2[*any, error]
	// AtLeast reports whether the server says that it is of a version, such as "4.4.0", or newer.
	AtLeast(ctx context.Context, version string, opts any) bool
	// NotFound returns the error of a call as one of the class of what is not found.
	NotFound(err error) error
}

// NewClient returns a client of the server whose address the options have, a []ndoto.Option. Without a token, it sends
// none.
func NewClient(token string, opts any) (Client, error) { return newClient(token, opts) }

var newClient func(token string, opts any) (Client, error)

// BadInput returns an error of the class ndoto.ErrBadInput.
func BadInput(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errBadInput}, args...)...)
}

var errBadInput error

// Connect is how package ndoto provides NewClient, and the class of BadInput. It returns true.
func Connect(f func(token string, opts any) (Client, error), badInput error) bool {
	newClient, errBadInput = f, badInput
	return true
}
