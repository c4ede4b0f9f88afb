package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// log is a state of which each change is a number, and what of it was saved when.
type log struct {
	mu      sync.Mutex
	last    int64
	changed chan struct{}
	saves   []entrySaved
}

type entrySaved struct {
	At   time.Duration
	Last int64
}

func (l *log) change() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *log) revision() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// keeper has saves that take a time.
func (l *log) keeper(takes time.Duration) keeper {
	began := time.Now()
	return keeper{
		revision: l.revision,
		changed: func(ctx context.Context, since int64) error {
			l.mu.Lock()
			changed, has := l.changed, l.last > since
			l.mu.Unlock()
			if has {
				return nil
			}
			select {
			case <-changed:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
		save: func(context.Context) error {
			l.saves = append(l.saves, entrySaved{time.Since(began), l.revision()})
			time.Sleep(takes)
			return nil
		},
		open:   func() {},
		report: func(error) {},
		shut:   func() {},
	}
}

func TestSavesSeldom(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		takes time.Duration
		want  []entrySaved
	}{
		"a small state, once a second": {0, []entrySaved{{0, 0}, {5 * time.Second, 1}, {6 * time.Second, 91}, {7 * time.Second, 150}}},
		"a large one, a second after":  {200 * time.Millisecond, []entrySaved{{0, 0}, {5 * time.Second, 1}, {6200 * time.Millisecond, 110}, {7400 * time.Millisecond, 150}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &log{changed: make(chan struct{})}
				ctx, stop := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() { done <- l.keeper(c.takes).keep(ctx) }()
				time.Sleep(5 * time.Second)
				for range 150 {
					l.change()
					time.Sleep(11 * time.Millisecond)
				}
				time.Sleep(3 * time.Second)
				stop()
				require.NoError(t, <-done)
				assert.Equal(t, c.want, l.saves)
			})
		})
	}
}

// TestLargeStatesSlowNothingDown has writes that take the given times. Each moment is that at which one of them ends.
func TestLargeStatesSlowNothingDown(t *testing.T) {
	t.Parallel()
	const ms, never = time.Millisecond, time.Hour
	cases := map[string]struct {
		writes []time.Duration
		ends   time.Duration // of the program
		want   []time.Duration
	}{
		"a small state is written at once":      {[]time.Duration{ms / 2, ms / 2}, never, []time.Duration{ms / 2, ms}},
		"one tenth of the time":                 {[]time.Duration{10 * ms, 10 * ms, 20 * ms}, never, []time.Duration{100 * ms, 200 * ms, 400 * ms}},
		"short writes wait together":            {[]time.Duration{ms, ms, ms, ms}, never, []time.Duration{ms, 20 * ms, 21 * ms, 40 * ms}},
		"no wait at the end":                    {[]time.Duration{10 * ms, 10 * ms, 10 * ms}, 150 * ms, []time.Duration{100 * ms, 150 * ms, 160 * ms}},
		"a disk that stood still for some time": {[]time.Duration{time.Minute}, never, []time.Duration{time.Minute + time.Second}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), c.ends)
				defer stop()
				began := time.Now()
				var slow slowWriter
				w := newPacedWriter(ctx, &slow)
				var got []time.Duration
				for _, slow.takes = range c.writes {
					n, err := w.Write([]byte("part"))
					require.NoError(t, err)
					assert.Equal(t, 4, n)
					got = append(got, time.Since(began))
				}
				assert.Equal(t, c.want, got)
			})
		})
	}
}

type slowWriter struct {
	takes time.Duration
	err   error
}

func (w *slowWriter) Write(data []byte) (int, error) {
	time.Sleep(w.takes)
	if w.err != nil {
		return 0, w.err
	}
	return len(data), nil
}

func TestAFailedWriteIsToldAtOnce(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := newPacedWriter(t.Context(), &slowWriter{time.Second, full}).Write([]byte("part"))
		assert.ErrorIs(t, err, full)
		assert.Equal(t, time.Second, time.Since(began))
	})
}

// TestSavesAtTheEnd makes a change in the pause, one while it is saved, and one while the desk shuts.
func TestSavesAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &log{changed: make(chan struct{})}
		k := l.keeper(time.Minute)
		k.shut = l.change
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- k.keep(ctx) }()
		time.Sleep(2 * time.Minute)
		l.change()
		time.Sleep(30 * time.Second)
		l.change()
		time.Sleep(30*time.Second + savePause/2)
		stop()
		require.NoError(t, <-done)
		assert.Equal(t, []entrySaved{{0, 0}, {2 * time.Minute, 1}, {3*time.Minute + savePause/2, 3}}, l.saves)
	})
}

func TestLeavesASavedStateAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &log{changed: make(chan struct{})}
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		require.NoError(t, l.keeper(0).keep(ctx))
		assert.Equal(t, []entrySaved{{0, 0}}, l.saves)
	})
}

// TestSavesWhenItCanAgain has a disk that is full for a while.
func TestSavesWhenItCanAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("no space left on device")
		l := &log{changed: make(chan struct{})}
		var reported []error
		k := l.keeper(0)
		k.report = func(err error) { reported = append(reported, err) }
		write, began := k.save, time.Now()
		k.save = func(ctx context.Context) error {
			if after := time.Since(began); after > 0 && after < 10*time.Second {
				return full
			}
			return write(ctx)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		time.AfterFunc(500*time.Millisecond, l.change)
		require.NoError(t, k.keep(ctx))
		assert.Equal(t, []error{full}, reported)
		assert.Equal(t, []entrySaved{{0, 0}, {10 * time.Second, 1}}, l.saves)
	})
}

func TestReportsThatItCannotSave(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	synctest.Test(t, func(t *testing.T) {
		l := &log{changed: make(chan struct{})}
		k := l.keeper(0)
		disk := full
		k.save = func(context.Context) error { return disk }
		assert.ErrorIs(t, k.keep(t.Context()), full, "at the beginning")

		disk = nil
		k.shut = func() {
			disk = full
			l.change()
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		assert.ErrorIs(t, k.keep(ctx), full, "at the end")
	})
}

// TestTheFileIsWholeAtAnyTime reads it while it is being replaced, as after a crash.
func TestTheFileIsWholeAtAnyTime(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	file := filepath.Join(t.TempDir(), "desk.json")
	id := srv.AddConversation(ndototest.Conversation{})
	require.NoError(t, save(t.Context(), srv, file))
	saved := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < 50 && err == nil; i++ {
			srv.AddMessage(id, ndototest.Message{Content: "hello"})
			err = save(t.Context(), srv, file)
		}
		saved <- err
	}()
	for last := 0; last < 50; {
		state, err := load(file)
		require.NoError(t, err)
		now := len(state.Conversations[0].Messages)
		require.GreaterOrEqual(t, now, last)
		last = now
	}
	require.NoError(t, <-saved)
	left, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	assert.Equal(t, []string{file}, left, "nothing else is left in its directory")
}

// TestSweeps begins after a program that was killed while it saved, beside one that saves, among the user's own files.
func TestSweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "desk.json")
	long := time.Now().Add(-2 * time.Hour)
	for name, written := range map[string]time.Time{
		".saving-123": long, ".saving-456": time.Now(), ".saving-notes": long, ".bak": long, ".saving-": long,
	} {
		require.NoError(t, os.WriteFile(file+name, nil, 0o600))
		require.NoError(t, os.Chtimes(file+name, written, written))
	}
	require.NoError(t, os.Mkdir(file+".saving-789", 0o700))
	require.NoError(t, os.Chtimes(file+".saving-789", long, long))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, keep(ctx, ndototest.New(t), file, io.Discard, func() {}, func() {}))
	left, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	assert.Equal(t, []string{file, file + ".bak", file + ".saving-", file + ".saving-456", file + ".saving-789", file + ".saving-notes"}, left)
}

// TestOpensWhenTheFileCanBeWritten has nobody change what would be lost.
func TestOpensWhenTheFileCanBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &log{changed: make(chan struct{})}
		k := l.keeper(time.Minute)
		began := time.Now()
		var opened []time.Duration
		k.open = func() { opened = append(opened, time.Since(began)) }
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		require.NoError(t, k.keep(ctx))
		assert.Equal(t, []time.Duration{time.Minute}, opened)

		k.save = func(ctx context.Context) error {
			assert.Error(t, ctx.Err(), "it takes no time")
			return errors.New("no space left on device")
		}
		k.open = func() { t.Error("open") }
		assert.Error(t, k.keep(t.Context()))
	})
}
