package ndototest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestConformance replays what two servers were asked, in order, and compares this server's responses with theirs:
// status, content type, and the shape of the body. Differences that are known stand in knownDifferences with their
// reasons, and one that no longer occurs fails the test. So does one without a reason.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, version := range []recordedVersion{{"4.16", Chatwoot416}, {"4.2", Chatwoot42}} {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			var all tally
			for _, story := range stories {
				all.add(replay(t, version, story))
			}
			all.report(t, version)
		})
	}
}

// tally counts exchanges and sorts their differences.
type tally struct {
	exchanges, known int
	unknown          []difference
	used             map[int]int
}

func (a *tally) add(exchanges int, found []difference) {
	a.exchanges += exchanges
	if a.used == nil {
		a.used = map[int]int{}
	}
	for _, d := range found {
		if i := slices.IndexFunc(knownDifferences, d.isKnown); i >= 0 {
			a.known++
			a.used[i]++
			continue
		}
		a.unknown = append(a.unknown, d)
	}
}

// mostKnown is the largest share of exchanges whose difference may be known.
const mostKnown = 0.02

func (a *tally) report(t *testing.T, version recordedVersion) {
	t.Helper()
	t.Logf("Chatwoot %s: %d exchanges replayed, differences known: %d, unknown: %d", version.name, a.exchanges, a.known, len(a.unknown))
	assert.LessOrEqual(t, float64(a.known), mostKnown*float64(a.exchanges), "too many known differences")
	for i, k := range knownDifferences {
		if k.version == "" || k.version == version.name {
			assert.NotZero(t, a.used[i], "%q no longer occurs on %s: remove it from knownDifferences", k.reason, version.name)
		}
	}
	if file := os.Getenv("NDOTO_CONFORMANCE_DIFF"); file != "" {
		var b strings.Builder
		for _, d := range a.unknown {
			fmt.Fprintf(&b, "%s\n", d)
		}
		assert.NoError(t, os.WriteFile(file+"."+version.name, []byte(b.String()), 0o600))
	}
	for i, d := range a.unknown {
		if i == 20 {
			t.Errorf("and %d more; NDOTO_CONFORMANCE_DIFF=FILE writes them all", len(a.unknown)-i)
			break
		}
		t.Error(d)
	}
}
