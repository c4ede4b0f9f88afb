package realtime_test

import (
	"flag"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// The long soak is: go test -run TestBreaks -v -breaks 1000 -events 50000 .
var (
	breaks = flag.Int("breaks", 30, "how many connections TestBreaks breaks, at least")
	seed   = flag.Uint64("seed", 1, "seed of TestBreaks")
	events = flag.Int("events", 1500, "how many messages TestBreaks sends")
)

// TestMain finds goroutines that outlive the tests.
func TestMain(m *testing.M) {
	// The goroutine that waits for signals belongs to no bubble of synctest.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM)
	signal.Reset(syscall.SIGTERM)
	goleak.VerifyTestMain(m)
}
