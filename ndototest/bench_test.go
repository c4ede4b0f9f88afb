package ndototest_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/usendoto/ndoto-go/ndototest"
)

// BenchmarkNew is what a test pays for a server of its own.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		srv, err := ndototest.Start()
		if err != nil {
			b.Fatal(err)
		}
		srv.Close()
	}
}

// BenchmarkLoad fills a server with 10,000 conversations and 100,000 messages.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b).Close()
	}
}

// load collects its garbage, which is none of what is measured.
func load(b *testing.B) *ndototest.Server {
	b.Helper()
	srv, err := ndototest.Start()
	if err != nil {
		b.Fatal(err)
	}
	for range 10_000 {
		id := srv.AddConversation(ndototest.Conversation{})
		for range 10 {
			srv.AddMessage(id, ndototest.Message{Content: "hello"})
		}
	}
	runtime.GC()
	return srv
}

// BenchmarkListPage asks for pages of 25 among 10,000 conversations.
func BenchmarkListPage(b *testing.B) {
	srv := load(b)
	defer srv.Close()
	for b.Loop() {
		get(b, srv, "/api/v1/accounts/1/conversations?status=all&sort_by=created_at_asc&page=200")
	}
}

// BenchmarkListPageByActivity asks for them in the order of the server.
func BenchmarkListPageByActivity(b *testing.B) {
	srv := load(b)
	defer srv.Close()
	for b.Loop() {
		get(b, srv, "/api/v1/accounts/1/conversations")
	}
}

func get(b *testing.B, srv *ndototest.Server, path string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Api-Access-Token", srv.AdminToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n < 30_000 {
		b.Fatalf("%d bytes, %v", n, err)
	}
}

// BenchmarkMessage posts messages to 10,000 conversations, in turn.
func BenchmarkMessage(b *testing.B) {
	srv := load(b)
	defer srv.Close()
	for i := 0; b.Loop(); i++ {
		url := fmt.Sprintf("%s/api/v1/accounts/1/conversations/%d/messages", srv.URL, 1+i%10_000)
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(`{"content":"hello"}`))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Api-Access-Token", srv.AdminToken)
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			b.Fatal(resp.Status)
		}
	}
}
