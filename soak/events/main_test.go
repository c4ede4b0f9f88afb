package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/soak"
)

// TestMain is also the processes of the fleet.
func TestMain(m *testing.M) {
	if process, isChild, err := soak.Child(); isChild {
		if err == nil {
			err = receive(process)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestShortSoak is a tenth of what the command does.
func TestShortSoak(t *testing.T) {
	for _, broker := range []string{"redis", "nats"} {
		t.Run(broker, func(t *testing.T) {
			require.NoError(t, plan{broker: broker, processes: 3, events: 1000, conversations: 50, rate: 200, kill: time.Second}.run(t.Context()))
		})
	}
}
