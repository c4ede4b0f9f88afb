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
	"strings"
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
	save     func(ctx context.Context) error              // takes its time until the context ends
	report   func(error)
	shut     func() // after which nothing changes
}

// savePause is the time between saves.
const savePause = time.Second

// keep saves the state now, and when it has changed, until the context ends; then it shuts the desk, and saves what has
// changed since. A save that fails is tried again: the desk may hold what is nowhere else.
func (k keeper) keep(ctx context.Context) error {
	saved := k.revision()
	if err := k.save(ctx); err != nil {
		return err // before anybody has done much
	}
	reported := false
	for wait.For(ctx, savePause) == nil && k.changed(ctx, saved) == nil {
		seen := k.revision()
		err := k.save(ctx)
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
	return k.save(ctx)
}

// unfinished is in the names of files that are still being written.
const unfinished = ".unfinished-"

// sweep removes what programs have left that were killed while they saved.
func sweep(file string) error {
	entries, err := os.ReadDir(filepath.Dir(file))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(file)+unfinished) {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(file), e.Name())))
		}
	}
	return err
}

// keep saves the state of a server into a file until the context ends, and shuts the server.
func keep(ctx context.Context, srv *ndototest.Server, file string, out io.Writer, shut func()) error {
	if err := sweep(file); err != nil {
		return err
	}
	return keeper{
		revision: srv.Revision,
		changed: func(ctx context.Context, since int64) error {
			return srv.Await(ctx, func() bool { return srv.Revision() > since })
		},
		save: func(ctx context.Context) error { return save(ctx, srv, file) },
		report: func(err error) {
			_, _ = fmt.Fprintf(out, "The state is not saved: %v. The desk stays open, and tries again.\n", err)
		},
		shut: shut,
	}.keep(ctx)
}

// save replaces the file atomically. Whoever reads it, even after the machine has crashed, finds a whole state.
func save(ctx context.Context, srv *ndototest.Server, file string) error {
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+unfinished+"*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(next.Name()) }()
	err = srv.WriteState(&pacedWriter{ctx: ctx, to: next, resumed: time.Now()})
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}

// pacedWriter gives whoever writes one part in paceShare of the time, until the context ends, so that a large state is
// saved without being felt.
type pacedWriter struct {
	ctx     context.Context
	to      io.Writer
	resumed time.Time
}

const paceShare = 10

func (w *pacedWriter) Write(data []byte) (int, error) {
	n, err := w.to.Write(data)
	_ = wait.For(w.ctx, (paceShare-1)*time.Since(w.resumed)) // if it ends, there is no more reason to wait
	w.resumed = time.Now()
	return n, err
}
