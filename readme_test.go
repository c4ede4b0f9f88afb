package ndoto_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	"io"
	"net/http"
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
)

const secret = "0123456789abcdef"

func forward(context.Context, int64, string) error { return nil }

func newBot(client *ndoto.Client, secret string) http.Handler { return nil }
`

// TestReadmeSnippetsCompile puts each snippet into a function of a package in this module, and runs vet.
func TestReadmeSnippetsCompile(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString(readmeHead)
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	require.Greater(t, len(snippets), 8)
	for i, s := range snippets {
		code := s[1]
		switch {
		case strings.HasPrefix(code, "func "):
			b.WriteString("\n" + code)
		default:
			var params []string
			for name, kind := range map[string]string{"broker": "webhook.Broker", "client": "*ndoto.Client", "ctx": "context.Context", "token": "string", "w": "io.Writer"} {
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
	dir, err := os.MkdirTemp(".", "readme_test_") // in the module, so its dependencies resolve
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.WriteFile(filepath.Join(dir, "readme_test.go"), []byte(b.String()), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "vet", "./"+dir).CombinedOutput()
	assert.NoError(t, err, "%s", out)
}
