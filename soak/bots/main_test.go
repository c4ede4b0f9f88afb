package main

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/soak"
)

// TestMain is also the processes of the fleet.
func TestMain(m *testing.M) {
	if _, isChild, _ := soak.Child(); isChild {
		if err := run(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestShortSoak is a part of what the command does, one broker after the other: deliveries that a busy machine holds up
// for longer than holdBack come out of order.
func TestShortSoak(t *testing.T) {
	for _, broker := range []string{"redis", "nats"} {
		t.Run(broker, func(t *testing.T) {
			p := plan{broker: broker, processes: 3, messages: 300, conversations: 40, rate: 20, kill: 2 * time.Second, takeOver: 500 * time.Millisecond}
			require.NoError(t, p.run(t.Context()))
		})
	}
}
