package ndoto_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readmeHead is the beginning of the file that the README's snippets are put into.
const readmeHead = `package readme

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

var (
	_ = errors.Is
	_ = fmt.Println
	_ = http.Handle
	_ = bot.New
	_ = webhook.On[webhook.Event]
	_ = testing.Main
	_ = ndototest.New
	_ = os.Create
	_ = filepath.Join
)

const secret = "0123456789abcdef"

func forward(context.Context, int64, string) error { return nil }
`

// TestReadmeSnippetsCompile puts each snippet into a function of a package in this module, and runs vet. Snippets that
// are whole files are packages of their own, whose tests are run.
func TestReadmeSnippetsCompile(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString(readmeHead)
	dir, err := os.MkdirTemp(".", "_readme_test_") // in the module, so its dependencies resolve; ./... leaves it out
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	packages := []string{"./" + dir}
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	require.Greater(t, len(snippets), 11)
	for i, s := range snippets {
		code := s[1]
		name, isFile := strings.CutPrefix(strings.SplitN(code, "\n", 2)[0], "// ")
		switch {
		case isFile && strings.HasSuffix(name, ".go"):
			if parent := "./" + filepath.Join(dir, filepath.Dir(name)); !slices.Contains(packages, parent) {
				require.NoError(t, os.MkdirAll(parent, 0o700))
				packages = append(packages, parent)
			}
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(code), 0o600))
		default:
			var params []string
			for name, kind := range map[string]string{"broker": "webhook.Broker", "client": "*ndoto.Client", "ctx": "context.Context", "dir": "string", "token": "string"} {
				if !regexp.MustCompile(`(?m)^` + name + `(, err)? :=`).MatchString(code) {
					params = append(params, name+" "+kind)
				}
			}
			end := ""
			if regexp.MustCompile(`(?m)^client, err :=`).MatchString(code) {
				end = "\t_ = client\n"
			}
			if !strings.Contains(code, "if err != nil") && regexp.MustCompile(`(?m)^(_|err)(, err)? :?=`).MatchString(code) {
				end += "\t_ = err\n"
			}
			fmt.Fprintf(&b, "\nfunc snippet%d(%s) error {\n%s%s\treturn nil\n}\n", i, strings.Join(params, ", "), code, end)
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "readme_test.go"), []byte(b.String()), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"vet"}, packages...)...).CombinedOutput()
	assert.NoError(t, err, "%s", out)
	out, err = exec.CommandContext(t.Context(), "go", append([]string{"test"}, packages...)...).CombinedOutput()
	assert.NoError(t, err, "%s", out)
	assert.Equal(t, 2, strings.Count(string(out), "ok  \t")-strings.Count(string(out), "[no tests to run]"), "the files have tests, which pass: %s", out)
}
