package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-analyze/charts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/internal/tool/tooltest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run runs the tool, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, args ...string) (code int, out string) {
	return tooltest.Run(ctx, command(), client, args...)
}

// texts returns what the charts of a page say, each of which must be well-formed.
func texts(t *testing.T, page string) (all []string) {
	t.Helper()
	for _, match := range regexp.MustCompile(`data:image/svg&#43;xml;base64,([^"]+)"|data:image/svg\+xml;base64,([^"]+)"`).FindAllStringSubmatch(page, -1) {
		svg, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(match[1]+match[2], "&#43;", "+"))
		require.NoError(t, err)
		decoder, text := xml.NewDecoder(bytes.NewReader(svg)), ""
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			if data, ok := token.(xml.CharData); ok {
				text += string(data) + "\n"
			}
		}
		all = append(all, text)
	}
	return all
}

func TestReport(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		agent := srv.AddAgent(ndototest.Agent{Name: "Zoë <b>&\"quoted\"", Email: "z@example.com"})
		for week := range 6 {
			for i := range week + 1 {
				at := time.Now().AddDate(0, 0, -7*week).Add(-time.Duration(i+1) * time.Minute)
				srv.AddConversation(ndototest.Conversation{
					AssigneeID: agent, CreatedAt: at.Add(-5 * time.Hour), FirstReplyAt: at.Add(-3 * time.Hour), ResolvedAt: at,
					Messages: []ndototest.Message{
						{Content: "Hi", CreatedAt: at.Add(-5 * time.Hour)},
						{Content: "Hello", Type: "outgoing", SenderKind: "user", SenderID: agent, CreatedAt: at.Add(-3 * time.Hour)},
					},
				})
			}
		}
		path := filepath.Join(t.TempDir(), "report.html")
		code, out := run(t.Context(), srv.Client(), "-out", path, "-weeks", "6")
		require.Equal(t, tool.Done, code, out)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		page := string(data)
		assert.Contains(t, page, "<td>Zoë &lt;b&gt;&amp;&#34;quoted&#34;</td><td>21</td><td>21</td>", "the row of an agent")
		charts := texts(t, page)
		require.Len(t, charts, 3)
		assert.Contains(t, charts[0], "messages out")
		assert.Contains(t, charts[0], startOfWeek(time.Now()).AddDate(0, 0, -35).Format("2 Jan"))
		assert.Contains(t, charts[1], "first response")
		assert.Contains(t, charts[2], "Zoë")
		assert.NotContains(t, page, `src="http`, "the page needs no network")

		code, out = run(t.Context(), srv.Client(), "-out", path)
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, "report.html exists; -force overwrites it")
		code, _ = run(t.Context(), srv.Client(), "-out", path, "-force", "-weeks", "1")
		assert.Equal(t, tool.Done, code)
	})
}

// TestWeeksWithoutATime leaves a gap in the lines of times: 0 would look as if the team had never been faster.
func TestWeeksWithoutATime(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	at := startOfWeek(time.Now()).AddDate(0, 0, -7)
	srv.AddConversation(ndototest.Conversation{CreatedAt: at, ResolvedAt: at.Add(90 * time.Minute), Status: "resolved"})
	p := period{since: at.AddDate(0, 0, -7), until: time.Now()}
	metrics := map[string]ndoto.ReportMetric{"resolution": ndoto.MetricResolutionTime}
	got, err := p.weekly(t.Context(), srv.Client(), 1.0/60, charts.GetNullValue(), metrics, "resolution")
	require.NoError(t, err)
	none := charts.GetNullValue()
	assert.Equal(t, [][]float64{{none, 90, none}}, got.values)
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[ndoto.Decimal]string{0: "–", 0.6: "<1s", 8: "8s", 59: "59s", 60: "1m", 5430: "1h31m", 7200: "2h0m", 1344*3600 + 720: "56d 0h"} {
		assert.Equal(t, want, duration(seconds))
	}
}

func TestReportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		dir := t.TempDir()
		for name, c := range map[string]struct {
			token string
			args  []string
			code  int
			want  string
		}{
			"weeks":         {srv.AdminToken, []string{"-weeks", "0"}, tool.Misused, "-weeks must be from 1 to 52, got 0"},
			"agent's token": {srv.AgentToken, nil, tool.Failed, "this needs the token of an administrator"},
			"no directory":  {srv.AdminToken, []string{"-out", filepath.Join(dir, "no", "x.html")}, tool.Failed, "no such file"},
			"empty account": {srv.AdminToken, []string{"-out", filepath.Join(dir, "x.html")}, tool.Done, "Wrote "},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				code, out := run(t.Context(), srv.Client(ndoto.WithToken(c.token)), c.args...)
				assert.Equal(t, c.code, code)
				assert.Contains(t, out, c.want)
			})
		}
	})
}

func TestDocumentedRoutesAreNotEnough(t *testing.T) {
	t.Parallel()
	tooltest.DocumentedRoutes(t, ndototest.New(t, dialects.OnlyDocumented().Options()...), command(), "-out", filepath.Join(t.TempDir(), "report.html"))
}
