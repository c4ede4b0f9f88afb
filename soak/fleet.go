// Package soak runs several processes that receive webhooks behind a load balancer, on a real broker, and kills them
// at random. The program in events proves with it that no event is lost, handled twice or out of order.
//
// A program that uses it is both: it calls [Child] first, which returns in the processes that a [Fleet] starts.
package soak

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// Process is what a process of a fleet is told.
type Process struct {
	// Listen is the address to receive webhooks at.
	Listen string
	// Broker says how to connect to the broker.
	Broker Broker
	// Name is another for each process, also for the one that takes the place of a dead one.
	Name string
	// Extra is the program's own, such as the address of a server that its handlers call.
	Extra map[string]string
}

const childVariable = "NDOTO_SOAK_PROCESS"

// Child returns what this process is told, and whether a fleet has started it.
func Child() (Process, bool, error) {
	text, ok := os.LookupEnv(childVariable)
	if !ok {
		return Process{}, false, nil
	}
	var p Process
	return p, true, json.Unmarshal([]byte(text), &p)
}

// Fleet is a number of processes of this program, and a load balancer before them.
type Fleet struct {
	broker    Broker
	extra     map[string]string
	onDeath   func(name string)
	transport http.Transport

	addresses []string
	kills     atomic.Int64
	exits     atomic.Int64
	started   atomic.Int64

	mu       sync.Mutex
	commands []*running
	stopping bool
}

type running struct {
	name  string
	cmd   *exec.Cmd
	gone  bool // somebody starts another in its place
	ended chan struct{}
}

// Start starts a fleet. onDeath is called with the name of each process when it has ended.
func Start(size int, broker Broker, extra map[string]string, onDeath func(name string)) (*Fleet, error) {
	f := &Fleet{broker: broker, extra: extra, onDeath: onDeath, commands: make([]*running, size)}
	f.transport.MaxIdleConnsPerHost = 64
	for slot := range size {
		address, err := freeAddress()
		if err != nil {
			return nil, err
		}
		f.addresses = append(f.addresses, address)
		if err := f.start(slot); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Fleet) start(slot int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		return nil
	}
	p := Process{Listen: f.addresses[slot], Broker: f.broker, Name: fmt.Sprintf("p%d.%d", slot, f.started.Add(1)), Extra: f.extra}
	told, err := json.Marshal(p)
	if err != nil {
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+string(told))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	r := &running{name: p.Name, cmd: cmd, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		f.onDeath(p.Name)
		close(r.ended)
		f.replace(slot, r)
	}()
	f.commands[slot] = r
	return nil
}

// replace starts a process in place of one that has ended by itself, as whatever runs a program does.
func (f *Fleet) replace(slot int, r *running) {
	f.mu.Lock()
	expected := r.gone || f.stopping
	r.gone = true
	f.mu.Unlock()
	if expected {
		return
	}
	f.exits.Add(1)
	if err := f.start(slot); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// KillAtRandom kills a process and starts another in its place, until ctx ends.
func (f *Fleet) KillAtRandom(ctx context.Context, every time.Duration) error {
	for wait.For(ctx, every) == nil {
		if err := f.Kill(rand.IntN(len(f.addresses))); err != nil {
			return err
		}
	}
	return nil
}

// Kill ends a process with SIGKILL, and starts another in its place.
func (f *Fleet) Kill(slot int) error {
	f.mu.Lock()
	victim := f.commands[slot]
	replaced := victim.gone
	victim.gone = true
	f.mu.Unlock()
	if replaced {
		return nil
	}
	if err := victim.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-victim.ended
	f.kills.Add(1)
	return f.start(slot)
}

// Kills returns how many processes were killed.
func (f *Fleet) Kills() int64 { return f.kills.Load() }

// Exits returns how many processes ended by themselves, and were started again.
func (f *Fleet) Exits() int64 { return f.exits.Load() }

// Stop asks all processes to end, and waits for them.
func (f *Fleet) Stop() error {
	f.mu.Lock()
	f.stopping = true
	commands := f.commands
	f.mu.Unlock()
	for _, r := range commands {
		_ = r.cmd.Process.Signal(os.Interrupt)
	}
	for _, r := range commands {
		select {
		case <-r.ended:
			if !r.cmd.ProcessState.Success() {
				return fmt.Errorf("the process %s ended with %v", r.name, r.cmd.ProcessState)
			}
		case <-time.After(30 * time.Second):
			return fmt.Errorf("the process %s does not end", r.name)
		}
	}
	f.transport.CloseIdleConnections()
	return nil
}

// ServeHTTP is the load balancer: it gives a request to one of the processes, and to another if that has died.
func (f *Fleet) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	first := rand.IntN(len(f.addresses))
	for n := range f.addresses {
		out, err := http.NewRequestWithContext(req.Context(), req.Method, "http://"+f.addresses[(first+n)%len(f.addresses)]+req.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			break
		}
		out.Header = req.Header.Clone()
		resp, err := f.transport.RoundTrip(out)
		if err != nil {
			continue
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
		_ = resp.Body.Close()
		return
	}
	http.Error(w, "no process is there", http.StatusInternalServerError)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
