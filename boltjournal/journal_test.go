package boltjournal_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestMain is also the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BOLTJOURNAL_CHILD"); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

const secret = "0123456789abcdef"

// child receives events, and writes a line for each one that it begins with and is done with. It prints its address.
func child(dir string) error {
	journal, err := boltjournal.Open(filepath.Join(dir, "events.db"))
	if err != nil {
		return err
	}
	lines, err := os.OpenFile(filepath.Join(dir, "handled"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	r, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithJournal(journal), webhook.WithQueue(100_000))
	if err != nil {
		return err
	}
	webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
		how := "new"
		if e.Delivery.Replayed {
			how = "replayed"
		}
		if _, err := fmt.Fprintf(lines, "begin %d %s\n", e.ID, how); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
		_, err := fmt.Fprintf(lines, "end %d %s\n", e.ID, how)
		return err
	})
	n, err := r.Replay(context.Background())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s %d\n", listener.Addr(), n)
	srv := &http.Server{Handler: r, ReadHeaderTimeout: time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent lets go
		_ = srv.Shutdown(context.Background())
	}()
	if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return errors.Join(r.Shutdown(context.Background()), journal.Close())
}

type process struct {
	cmd      *exec.Cmd
	stdin    io.Closer
	url      string
	replayed int
}

func start(t *testing.T, dir string) process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "BOLTJOURNAL_CHILD="+dir)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := process{cmd: cmd, stdin: stdin}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	_, err = fmt.Sscan(line, &p.url, &p.replayed)
	require.NoError(t, err)
	return p
}

// TestKill ends the process with SIGKILL in the middle of 10,000 events. What it had answered for with 200 is handled
// by the next one; only what was not done is handled twice, and says that it may be.
func TestKill(t *testing.T) {
	t.Parallel()
	const events, killedAfter = 10_000, 4_000
	dir := t.TempDir()
	first := start(t, dir)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	accepted := make([]bool, events+1)
	send := func(url string, id int) bool {
		body := fmt.Appendf(nil, `{"event":"message_created","id":%d,"account":{"id":1},"conversation":{"id":%d}}`, id, id%100)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return false
		}
		webhook.Sign(req.Header, body, secret)
		resp, err := client.Do(req)
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}
	var count atomic.Int64
	sendAll := func(url string) {
		var senders sync.WaitGroup
		for n := range 64 {
			senders.Go(func() {
				for id := n + 1; id <= events; id += 64 {
					if !accepted[id] && send(url, id) {
						accepted[id] = true
						if count.Add(1) == killedAfter {
							_ = first.cmd.Process.Kill()
						}
					}
				}
			})
		}
		senders.Wait()
	}
	sendAll(first.url)
	_ = first.cmd.Wait()
	before := 0
	for _, a := range accepted {
		if a {
			before++
		}
	}
	require.Less(t, before, events, "it was killed in the middle")

	second := start(t, dir)
	sendAll(second.url) // what was not answered for comes again, as it does from a server that is told to
	require.NoError(t, second.stdin.Close())
	require.NoError(t, second.cmd.Wait())

	data, err := os.ReadFile(filepath.Join(dir, "handled"))
	require.NoError(t, err)
	ended, replayed := make([]int, events+1), make([]bool, events+1)
	for line := range strings.Lines(string(data)) {
		var what, how string
		var id int
		if n, _ := fmt.Sscan(line, &what, &id, &how); n == 3 && what == "end" {
			ended[id]++
			replayed[id] = replayed[id] || how == "replayed"
		}
	}
	lost, twice := 0, 0
	for id := 1; id <= events; id++ {
		if ended[id] == 0 {
			lost++
		}
		if ended[id] > 1 {
			twice++
			assert.True(t, replayed[id], "event %d came twice without saying so", id)
		}
	}
	t.Logf("%d events were answered for before the kill; %d were replayed, %d lost, %d handled twice", before, second.replayed, lost, twice)
	assert.Zero(t, lost)
	assert.LessOrEqual(t, twice, second.replayed)
	assert.Positive(t, second.replayed)
}

func TestPending(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "events.db")
	j, err := boltjournal.Open(path)
	require.NoError(t, err)
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 3 {
		id, err := j.Append(t.Context(), webhook.Delivery{ID: fmt.Sprint("d", i), Received: at, Body: fmt.Appendf(nil, `{"n":%d}`, i)})
		require.NoError(t, err)
		ids = append(ids, id)
	}
	_, err = boltjournal.Open(path)
	assert.EqualError(t, err, "boltjournal: another process has "+path+" open: give each its own file")
	require.NoError(t, j.Done(t.Context(), ids[1]))
	require.NoError(t, j.Close())

	j, err = boltjournal.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, j.Close()) }()
	var got []webhook.Delivery
	for id, p := range j.Pending(t.Context()) {
		require.NoError(t, p.Err)
		got = append(got, p.Delivery)
		require.NoError(t, j.Done(t.Context(), id), "one may say that it is done while one walks")
	}
	assert.Equal(t, []webhook.Delivery{{ID: "d0", Received: at, Body: []byte(`{"n":0}`)}, {ID: "d2", Received: at, Body: []byte(`{"n":2}`)}}, got)
	for range j.Pending(t.Context()) {
		t.Error("nothing is left")
	}
	next, err := j.Append(t.Context(), webhook.Delivery{})
	require.NoError(t, err)
	assert.Greater(t, next, ids[2], "ids go on")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, p := range j.Pending(ctx) {
		assert.ErrorIs(t, p.Err, context.Canceled)
	}
	_, err = boltjournal.Open(t.TempDir())
	assert.Error(t, err)
}

// TestADamagedFile has 64 bytes overwritten somewhere: the journal works, or says what is wrong, and never panics.
func TestADamagedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.db")
	journal, err := boltjournal.Open(whole)
	require.NoError(t, err)
	for i := range 50 {
		d := webhook.Delivery{ID: fmt.Sprint(i), Body: fmt.Appendf(nil, `{"event":"message_created","id":%d,"content":%q}`, i+1, strings.Repeat("x", 500))}
		_, err = journal.Append(t.Context(), d)
		require.NoError(t, err)
	}
	require.NoError(t, journal.Close())
	data, err := os.ReadFile(whole)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		damaged := bytes.Clone(data)
		at := random.IntN(len(damaged) - 64)
		for j := range 64 {
			damaged[at+j] = byte(random.Uint32())
		}
		name := filepath.Join(dir, fmt.Sprintf("%d.db", i))
		require.NoError(t, os.WriteFile(name, damaged, 0o600))
		journal, err := boltjournal.Open(name)
		if err != nil {
			assert.ErrorContains(t, err, "boltjournal: ")
			continue
		}
		assert.NotPanics(t, func() {
			for id := range journal.Pending(t.Context()) {
				_ = journal.Attempt(t.Context(), id, 1)
				_ = journal.Done(t.Context(), id)
			}
			_, _ = journal.Append(t.Context(), webhook.Delivery{Body: []byte(`{"event":"message_created"}`)})
		})
		_ = journal.Close()
	}
}
