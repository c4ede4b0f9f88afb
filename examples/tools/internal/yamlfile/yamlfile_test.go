package yamlfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/examples/tools/internal/yamlfile"
)

func TestRead(t *testing.T) {
	t.Parallel()
	type team struct {
		Name    string   `yaml:"name"`
		Members []string `yaml:"members"`
	}
	type file struct {
		Teams []team `yaml:"teams"`
	}
	path := filepath.Join(t.TempDir(), "x.yaml")
	assert.ErrorIs(t, yamlfile.Read(path, &file{}), os.ErrNotExist)
	for content, want := range map[string]string{
		"":                               " is empty",
		"teams: 1":                       ": line 1: !!int `1` does not fit here",
		"teams:\n  - {nam: a}\n":         ": line 2: unknown field nam",
		"team: []\nteams: [{name: [a]}]": ": line 1: unknown field team; line 2: !!seq does not fit here",
		"teams: [":                       ": line 1: did not find expected node content",
	} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		assert.EqualError(t, yamlfile.Read(path, &file{}), path+want)
	}
	require.NoError(t, os.WriteFile(path, []byte("teams: [{name: a, members: [b]}]"), 0o600))
	var got file
	require.NoError(t, yamlfile.Read(path, &got))
	assert.Equal(t, file{Teams: []team{{Name: "a", Members: []string{"b"}}}}, got)
}
