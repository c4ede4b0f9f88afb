package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain is the server, too.
func TestMain(m *testing.M) {
	if os.Getenv(serverEnv) != "" {
		serve()
		return
	}
	os.Exit(m.Run())
}

// TestEverythingRuns checks no figures.
func TestEverythingRuns(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", "") // the program sets it
	var out bytes.Buffer
	svg, stored := filepath.Join(t.TempDir(), "bench.svg"), filepath.Join(t.TempDir(), "figures.json")
	require.NoError(t, run(t.Context(), []string{"-blocks", "1", "-calls", "2", "-svg", svg, "-figures", stored}, &out))
	for _, want := range []string{"## A page of 25 full conversations", "gitlab client-go", "BenchmarkToggle/ndoto 1 ", "64 workers over TLS", "KB/s", "verified and decoded", "## Compared with the committed figures"} {
		assert.Contains(t, out.String(), want)
	}
	data, err := os.ReadFile(svg)
	require.NoError(t, err)
	assert.Contains(t, string(data), "go-github, issues")
	data, err = os.ReadFile(stored)
	require.NoError(t, err)
	f, err := parseFigures(data)
	require.NoError(t, err)
	assert.Positive(t, f[release()]["List"]["ndoto"].Allocations)
	assert.Positive(t, f[release()]["Event"]["verified, encoding/json"].Ratio)
	assert.Error(t, run(t.Context(), []string{"-nonsense"}, &out))
}

func TestFiguresAreCommitted(t *testing.T) {
	f, err := parseFigures(committed)
	require.NoError(t, err)
	for _, release := range []string{"go1.26", "go1.27"} {
		for _, race := range []string{"List", "Overhead", "Lean", "Toggle", "Event"} {
			assert.Contains(t, f[release][race], "ndoto", "%s %s: store them with -figures figures.json", release, race)
		}
	}
}

func TestLossesAreMarked(t *testing.T) {
	before := figures{}.with("go1.26", []finished{{"List", []result{{name: "ndoto", allocs: 400, bytes: 100_000}, {name: "peer", ratio: 2}, {name: "other", ratio: 3}}}})
	var out bytes.Buffer
	require.NoError(t, before.compare(&out, "go1.26", []finished{{"List", []result{
		{name: "ndoto", allocs: 500, bytes: 101_000}, {name: "peer", ratio: 1.5}, {name: "other", ratio: 2.9}, {name: "new", ratio: 1},
	}}}))
	var marks []string
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "LOSS") {
			marks = append(marks, strings.Join(strings.Fields(line), " "))
		}
	}
	assert.Equal(t, []string{"List ndoto: allocations 500 400 +25 % LOSS", "List peer: times as long 1.50 2.00 -25 % LOSS"}, marks)
	assert.Contains(t, out.String(), "not in the committed figures")
	out.Reset()
	require.NoError(t, before.compare(&out, "go1.99", nil))
	assert.Contains(t, out.String(), "There are none for go1.99")
}
