package ndoto_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unguarded is what fails when a conversation has no customer, no assignee, no team or no message, or a list is empty.
var unguarded = regexp.MustCompile(`(Customer\(\)|\.Assignee|\.Team|\.LastNonActivityMessage)\.[A-Za-z]|\.Sender\.(ID|Name|Email)|[a-z]\[0\]`)

// guard is what makes it right, on one of the lines before.
var guard = regexp.MustCompile(`!= nil|len\(|range `)

// guardedWithin is how many lines may lie between.
const guardedWithin = 4

// TestExamplesMindWhatIsMissing reads the code that users copy: of the README, the documentation and the examples.
func TestExamplesMindWhatIsMissing(t *testing.T) {
	t.Parallel()
	read := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, entry fs.DirEntry, err error) error {
		isExample := strings.HasSuffix(file, "example_test.go") ||
			strings.HasPrefix(file, "examples/") && strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go")
		if err != nil || entry.IsDir() || !isExample && !strings.HasSuffix(file, ".md") {
			return err
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		read++
		lines := strings.Split(string(source), "\n")
		for i, line := range lines {
			before := strings.Join(lines[max(0, i-guardedWithin):i+1], "\n")
			if unguarded.MatchString(strings.ReplaceAll(line, "os.Args[0]", "")) && !guard.MatchString(before) {
				t.Errorf("%s:%d: what if it is missing? %s", file, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, read, 20)
}
