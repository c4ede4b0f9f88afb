package ndoto

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const smallObject = `{"id":42,"status":"open","meta":{"sender":{"id":1,"name":"Ada"}}}`

// BenchmarkGet is one small object end to end, over a transport that responds immediately.
func BenchmarkGet(b *testing.B) {
	c := newTestClient(b, always(200, smallObject))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Conversations.Get(b.Context(), 42); err != nil {
			b.Fatal(err)
		}
	}
}

// statusChange is what the server returns when a status is set: an empty meta stands before it.
const statusChange = `{"meta":{},"payload":{"success":true,"conversation_id":42,"current_status":"open","snoozed_until":null}}`

// BenchmarkToggle is one small POST end to end, over a transport that responds immediately.
func BenchmarkToggle(b *testing.B) {
	c := newTestClient(b, always(200, statusChange))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Conversations.ToggleStatus(b.Context(), 42, StatusOpen); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCallsAllocateLittle(t *testing.T) {
	get, post := newTestClient(t, always(200, smallObject)), newTestClient(t, always(200, statusChange))
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _ = get.Conversations.Get(t.Context(), 42) }), 45.0)
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		_, _ = post.Conversations.ToggleStatus(t.Context(), 42, StatusOpen)
	}), 50.0)
}

// BenchmarkListPage is a page of 25 full conversations, over a transport that responds immediately.
func BenchmarkListPage(b *testing.B) {
	conversation, err := os.ReadFile("testdata/chatwoot-4.16/conversations_get.json")
	require.NoError(b, err)
	body := []byte(`{"data":{"meta":{"all_count":25},"payload":[`)
	for i := range 25 {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, conversation...)
	}
	c := newTestClient(b, always(200, string(append(body, "]}}"...))))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Conversations.List(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBinarySize builds stripped programs, one with one endpoint and others with what it is made of, and reports
// how much the client adds, and how much of that its dependencies do: go-retryablehttp brings regexp and log/slog.
func BenchmarkBinarySize(b *testing.B) {
	programs := map[string]string{
		"client": `package main

import (
	"context"
	"fmt"

	"github.com/usendoto/ndoto-go"
)

func main() {
	c, err := ndoto.New(1, "token")
	if err != nil {
		panic(err)
	}
	fmt.Println(c.Conversations.Get(context.Background(), 1))
}
`,
		"json": `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

func main() {
	r, err := http.Get("http://localhost")
	if err != nil {
		panic(err)
	}
	var v struct{ ID int64 }
	fmt.Println(json.NewDecoder(r.Body).Decode(&v), v)
}
`,
		"dependencies": `package main

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/google/go-querystring/query"
	"github.com/hashicorp/go-retryablehttp"
)

func main() {
	c := retryablehttp.NewClient()
	c.Logger = slog.Default()
	q, err := query.Values(struct{ Page int }{1})
	if err != nil {
		panic(err)
	}
	r, err := c.Get("http://localhost?" + q.Encode())
	if err != nil {
		panic(err)
	}
	var v struct{ ID int64 }
	fmt.Println(json.NewDecoder(r.Body).Decode(&v), v)
}
`,
		"http": `package main

import (
	"fmt"
	"io"
	"net/http"
)

func main() {
	r, err := http.Get("http://localhost")
	if err != nil {
		panic(err)
	}
	fmt.Println(io.ReadAll(r.Body))
}
`,
	}
	dir, err := os.MkdirTemp(".", "size-") // inside the module, so its dependencies resolve
	require.NoError(b, err)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	size, sections := map[string]int64{}, map[string]int64{}
	for b.Loop() {
		clear(sections)
		for name, source := range programs {
			folder := filepath.Join(dir, name)
			require.NoError(b, os.MkdirAll(folder, 0o700))
			require.NoError(b, os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o600))
			binary := filepath.Join(b.TempDir(), name)
			out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", binary, "./"+folder).CombinedOutput()
			require.NoError(b, err, string(out))
			info, err := os.Stat(binary)
			require.NoError(b, err)
			size[name] = info.Size()
			addSections(b, sections, name, binary)
		}
	}
	b.ReportMetric(float64(size["client"]-size["http"])/1e6, "MB-over-net/http")
	b.ReportMetric(float64(size["client"]-size["json"])/1e6, "MB-over-net/http-and-encoding/json")
	b.ReportMetric(float64(size["dependencies"]-size["json"])/1e6, "MB-of-that-by-dependencies")
	for section, grown := range sections {
		b.ReportMetric(float64(grown)/1e6, "MB-of"+section)
	}
}

// addSections adds by how much the sections of the client's program are larger than those of "json".
func addSections(b *testing.B, sum map[string]int64, name, binary string) {
	b.Helper()
	sign := map[string]int64{"client": 1, "json": -1}[name]
	f, err := elf.Open(binary)
	if sign == 0 || err != nil { // other systems have other formats
		return
	}
	defer func() { _ = f.Close() }()
	for _, s := range f.Sections {
		if s.Name == ".text" || s.Name == ".gopclntab" || s.Name == ".rodata" {
			sum[s.Name] += sign * int64(s.Size)
		}
	}
}
