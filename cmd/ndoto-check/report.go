package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go"
)

// outcome is how a check ended.
type outcome string

const (
	works     outcome = "works"
	missing   outcome = "not there" // the server has no such route, or not such an object
	forbidden outcome = "not allowed"
	failed    outcome = "failed"
)

func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return works
	case errors.Is(err, ndoto.ErrNotFound):
		return missing
	case errors.Is(err, ndoto.ErrForbidden), errors.Is(err, ndoto.ErrPaymentRequired):
		return forbidden
	}
	return failed
}

// result is a line of the report. It has no values of the account.
type result struct {
	Operation string   `json:"operation"`
	Outcome   outcome  `json:"outcome"`
	Status    int      `json:"status,omitzero"`
	Unreached []string `json:"unreached,omitempty"`
}

// report is what a check found. It observes the client, to count requests.
type report struct {
	Go          string   `json:"go"`
	Version     string   `json:"version"`
	Dialect     string   `json:"dialect"`
	Requests    int      `json:"requests"`
	RateLimited int      `json:"rate_limited"`
	Limited     []string `json:"limited,omitempty"` // the operations that met a limit
	Results     []result `json:"results"`

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

func (r *report) failures() int {
	n := 0
	for _, one := range r.Results {
		if one.Outcome == failed {
			n++
		}
	}
	return n
}

func (c *checker) save(file io.WriteCloser) error {
	c.report.Go = runtime.Version()
	data, err := json.MarshalIndent(&c.report, "", "  ")
	if err == nil {
		_, err = file.Write(append(data, '\n'))
	}
	return errors.Join(err, file.Close())
}

// unreached names the members of a response that no field of the value reaches: those in the Extra fields of its
// objects.
func unreached(value any) []string {
	var names []string
	search(reflect.ValueOf(value), "", &names)
	slices.Sort(names)
	return slices.Compact(names)
}

var attributes = reflect.TypeFor[ndoto.Attributes]()

func search(v reflect.Value, path string, names *[]string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			search(v.Elem(), path, names)
		}
	case reflect.Slice, reflect.Array:
		if v.Type() == attributes || v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			search(v.Index(i), path, names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			switch {
			case !field.IsExported():
			case field.Name == "Extra" && field.Type == attributes:
				var members map[string]json.RawMessage
				if json.Unmarshal(v.Field(i).Bytes(), &members) != nil {
					continue
				}
				for name := range members {
					*names = append(*names, strings.TrimPrefix(path+"."+name, "."))
				}
			case field.Anonymous:
				search(v.Field(i), path, names)
			default:
				search(v.Field(i), path+"."+field.Name, names)
			}
		}
	}
}
