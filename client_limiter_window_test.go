package ndoto

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestWindowHoldsItsLimit takes turns at random times, and gives some back.
func TestWindowHoldsItsLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		w := newWindow(Limit{limit, time.Minute})
		now := time.Unix(1_800_000_000, 0)
		var used []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "pause")) * time.Second)
			turn := w.take(now)
			used = append(used, turn)
			if i := rapid.IntRange(0, 3*len(used)).Draw(t, "given back"); i < len(used) && used[i].After(now) {
				w.giveBack(used[i])
				used = slices.Delete(used, i, i+1)
			}
		}
		assert.True(t, slices.IsSortedFunc(used, time.Time.Compare), "nobody overtakes")
		for i := limit; i < len(used); i++ {
			assert.GreaterOrEqual(t, used[i].Sub(used[i-limit]), time.Minute+250*time.Millisecond)
		}
	})
}

// TestWindowGivesTurnsBack has every waiter give up: the next takes the turn of the first.
func TestWindowGivesTurnsBack(t *testing.T) {
	t.Parallel()
	w, now := newWindow(Limit{2, time.Minute}), time.Unix(1_800_000_000, 0)
	for range 2 {
		assert.Equal(t, now, w.take(now))
	}
	var waiting []time.Time
	for range 50 {
		waiting = append(waiting, w.take(now))
	}
	for _, turn := range waiting {
		w.giveBack(turn)
	}
	assert.Equal(t, now.Add(60_250*time.Millisecond), w.take(now))
}
