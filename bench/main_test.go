package main

import (
	"bytes"
	"os"
	"path/filepath"
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
	svg := filepath.Join(t.TempDir(), "bench.svg")
	require.NoError(t, run(t.Context(), []string{"-blocks", "1", "-calls", "2", "-svg", svg}, &out))
	for _, want := range []string{"## A page of 25 full conversations", "gitlab client-go", "BenchmarkToggle/ndoto 1 ", "64 workers over TLS", "KB/s", "verified and decoded"} {
		assert.Contains(t, out.String(), want)
	}
	data, err := os.ReadFile(svg)
	require.NoError(t, err)
	assert.Contains(t, string(data), "go-github, issues")
	assert.Error(t, run(t.Context(), []string{"-nonsense"}, &out))
}
