package realtime_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// The long soak is: go test -run TestBreaks -v -breaks 1000 -events 50000 .
var (
	breaks = flag.Int("breaks", 60, "how often TestBreaks breaks the connection")
	events = flag.Int("events", 3000, "how many messages TestBreaks sends")
)

// TestMain finds goroutines that outlive the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
