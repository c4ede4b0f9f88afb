package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/ndototest"
)

// load reads a state. It returns nil if there is no file yet.
func load(file string) (*ndototest.State, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var state ndototest.State
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // so large IDs keep their digits
	if err := decoder.Decode(&state); err != nil {
		return nil, fmt.Errorf("%s is not the state of a sandbox: %w", file, err)
	}
	return &state, nil
}

// keeper saves the state of a desk that changes.
type keeper struct {
	revision func() int64
	changed  func(ctx context.Context, since int64) error // waits for it
	save     func() error
	report   func(error)
	shut     func() // after which nothing changes
}

// The state is saved no sooner than savePause after the last time, and so seldom that it takes at most a part in
// saveShare of the time, however large it is.
const (
	savePause = time.Second
	saveShare = 10
)

// keep saves the state now, and when it has changed, until the context ends; then it shuts the desk, and saves what has
// changed since. A save that fails is tried again: the desk may hold what is nowhere else.
func (k keeper) keep(ctx context.Context) error {
	began, saved := time.Now(), k.revision()
	if err := k.save(); err != nil {
		return err // before anybody has done anything
	}
	reported := false
	for wait.For(ctx, max(savePause, saveShare*time.Since(began))) == nil && k.changed(ctx, saved) == nil {
		began = time.Now()
		seen := k.revision()
		err := k.save()
		if err == nil {
			saved = seen
		} else if !reported {
			k.report(err)
		}
		reported = err != nil
	}
	k.shut()
	if k.revision() == saved {
		return nil
	}
	return k.save()
}

// keep saves the state of a server into a file until the context ends, and shuts the server.
func keep(ctx context.Context, srv *ndototest.Server, file string, out io.Writer, shut func()) error {
	return keeper{
		revision: srv.Revision,
		changed: func(ctx context.Context, since int64) error {
			return srv.Await(ctx, func() bool { return srv.Revision() > since })
		},
		save: func() error { return save(srv, file) },
		report: func(err error) {
			_, _ = fmt.Fprintf(out, "The state is not saved: %v. The desk stays open, and tries again.\n", err)
		},
		shut: shut,
	}.keep(ctx)
}

// save replaces the file atomically. Whoever reads it, even after the machine has crashed, finds a whole state.
func save(srv *ndototest.Server, file string) error {
	state, err := srv.State()
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(state, "", " ")
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(next.Name()) }()
	_, err = next.Write(data)
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}
