// Package testserver runs the servers that tests need, each of them for one test. They have to be installed:
// apt-get install redis-server postgresql.
package testserver

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// Redis runs a redis-server and returns its address. Each function that stops it is in the test's cleanup already.
func Redis(tb testing.TB) (address string, kill func()) {
	tb.Helper()
	address = FreeAddress(tb)
	_, port, _ := net.SplitHostPort(address)
	cmd := exec.CommandContext(context.Background(), "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", tb.TempDir())
	kill = start(tb, cmd)
	awaitAddress(tb, address)
	return address, kill
}

// Postgres runs a PostgreSQL server and returns the address of its database postgres, for the user postgres.
func Postgres(tb testing.TB) (dsn string) {
	tb.Helper()
	dir, err := os.MkdirTemp("", "postgres") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	var as []string
	if os.Getuid() == 0 { // the server refuses to run as root
		as = []string{"runuser", "-u", "postgres", "--"}
		if out, err := exec.CommandContext(context.Background(), "chown", "postgres", dir).CombinedOutput(); err != nil {
			tb.Fatalf("%v: %s", err, out)
		}
	}
	command := func(name string, args ...string) *exec.Cmd {
		args = slices.Concat(as, []string{postgresBinary(tb, name)}, args)
		return exec.CommandContext(context.Background(), args[0], args[1:]...)
	}
	data := filepath.Join(dir, "data")
	if out, err := command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync").CombinedOutput(); err != nil {
		tb.Fatalf("initdb: %v: %s", err, out)
	}
	address := FreeAddress(tb)
	_, port, _ := net.SplitHostPort(address)
	stop := command("pg_ctl", "-D", data, "stop", "-m", "immediate")
	start(tb, command("postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", dir, "-F"))
	tb.Cleanup(func() { _ = stop.Run() }) // before its parent is killed
	awaitAddress(tb, address)
	return "postgres://postgres@" + address + "/postgres?sslmode=disable"
}

// postgresBinary finds a program of PostgreSQL, which Debian keeps out of the path.
func postgresBinary(tb testing.TB, name string) string {
	tb.Helper()
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1]
	}
	path, err := exec.LookPath(name)
	if err != nil {
		tb.Fatalf("%v: apt-get install postgresql", err)
	}
	return path
}

// FreeAddress returns an address that nobody listens at.
func FreeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func start(tb testing.TB, cmd *exec.Cmd) (kill func()) {
	tb.Helper()
	if err := cmd.Start(); err != nil {
		tb.Fatalf("%v: apt-get install redis-server postgresql", err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	kill = func() { _ = cmd.Process.Kill(); <-ended }
	tb.Cleanup(kill)
	return kill
}

func awaitAddress(tb testing.TB, address string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		if wait.For(ctx, 20*time.Millisecond) != nil {
			tb.Fatalf("nobody listens at %s: %v", address, err)
		}
	}
}
