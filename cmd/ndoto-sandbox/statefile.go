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
	"strconv"
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
	save     func(ctx context.Context) error              // may take its time until the context ends
	open     func()                                       // lets people in
	report   func(error)
	shut     func() // after which nothing changes
}

// savePause is the time between saves.
const savePause = time.Second

// keep saves the state, opens the desk, and saves the state when it has changed, until the context ends; then it shuts
// the desk, and saves what has changed since. A save that fails is tried again: the desk may hold what is nowhere else.
func (k keeper) keep(ctx context.Context) error {
	saved := k.revision()
	hasty, cancel := context.WithCancel(ctx)
	cancel()
	if err := k.save(hasty); err != nil {
		return err // before anybody has done anything
	}
	k.open()
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

// unfinished is in the names of files that are still being written. A number follows it.
const unfinished = ".saving-"

// sweep removes what programs have left that were killed while they saved. Another program may be saving into a file
// that was written to in the last hour. What cannot be removed does no harm.
func sweep(file string) {
	dir := filepath.Dir(file)
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		number, isOurs := strings.CutPrefix(e.Name(), filepath.Base(file)+unfinished)
		_, notNumber := strconv.ParseUint(number, 10, 64)
		if !isOurs || notNumber != nil {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// keep saves the state of a server into a file until the context ends, and shuts the server.
func keep(ctx context.Context, srv *ndototest.Server, file string, out io.Writer, open, shut func()) error {
	sweep(file)
	return keeper{
		revision: srv.Revision,
		changed: func(ctx context.Context, since int64) error {
			return srv.Await(ctx, func() bool { return srv.Revision() > since })
		},
		save: func(ctx context.Context) error { return save(ctx, srv, file) },
		report: func(err error) {
			_, _ = fmt.Fprintf(out, "The state is not saved: %v. The desk stays open, and tries again.\n", err)
		},
		open: open,
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
	err = srv.WriteState(newPacedWriter(ctx, next))
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}

// pacedWriter lets whoever writes work for one part in paceShare of the time, until the context ends, so that a large
// state is saved without slowing the desk down.
type pacedWriter struct {
	ctx     context.Context
	to      io.Writer
	resumed time.Time
}

const (
	paceShare = 10
	// shortWait is what no timer keeps exactly.
	shortWait = 10 * time.Millisecond
	// longWait ends the wait after a write that was held up.
	longWait = time.Second
)

func newPacedWriter(ctx context.Context, to io.Writer) *pacedWriter {
	return &pacedWriter{ctx, to, time.Now()}
}

func (w *pacedWriter) Write(data []byte) (int, error) {
	n, err := w.to.Write(data)
	owed := min((paceShare-1)*time.Since(w.resumed), longWait)
	if err == nil && owed >= shortWait {
		_ = wait.For(w.ctx, owed) // the end of the context is no reason to stop writing
		w.resumed = time.Now()
	}
	return n, err
}
