package ndototest

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var recordedVersions = []recordedVersion{{"4.16", Chatwoot416}, {"4.2", Chatwoot42}}

// TestConformance replays what two servers were asked, in order, and compares this server's responses with theirs:
// status, content type, and the shape of the body. Differences that are known stand in knownDifferences with their
// reasons and how often they occur: one that occurs less often fails the test too, so the list can only shrink.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, version := range recordedVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			var all tally
			for _, story := range stories {
				exchanges, found := replay(t, version, story)
				all.exchanges += exchanges
				all.sort(found, knownDifferences)
			}
			all.report(t, version, "exchanges replayed", knownDifferences)
			assert.LessOrEqual(t, float64(all.known), mostKnown*float64(all.exchanges), "too many known differences")
		})
	}
}

// tally counts exchanges and sorts their differences.
type tally struct {
	exchanges, known int
	unknown          []difference
	used             map[int]int
}

func (a *tally) sort(found []difference, known []knownDifference) {
	if a.used == nil {
		a.used = map[int]int{}
	}
	for _, d := range found {
		if i := slices.IndexFunc(known, d.isKnown); i >= 0 {
			a.known++
			a.used[i]++
			continue
		}
		a.unknown = append(a.unknown, d)
	}
}

// mostKnown is the largest share of exchanges whose difference may be known.
const mostKnown = 0.02

func (a *tally) report(t *testing.T, version recordedVersion, what string, known []knownDifference) {
	t.Helper()
	figures := fmt.Sprintf("Chatwoot %s: %d %s, differences known: %d, unknown: %d", version.name, a.exchanges, what, a.known, len(a.unknown))
	t.Log(figures)
	if file := os.Getenv("NDOTO_CONFORMANCE_FIGURES"); file != "" { // tests that pass print nothing
		f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		require.NoError(t, err)
		_, err = fmt.Fprintln(f, figures)
		assert.NoError(t, errors.Join(err, f.Close()))
	}
	for i, k := range known {
		assert.Equal(t, k.times[version.name], a.used[i], "%q occurs so often on %s: keep its entry as low as it can be, or remove it", k.reason, version.name)
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
