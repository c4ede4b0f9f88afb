package ndoto_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// fileTransport responds with a file.
func fileTransport(body string, headers http.Header) ndoto.Option {
	return ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: headers, Request: req,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}))
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestDownloadFileNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 200)
	for _, c := range []struct{ disposition, url, want string }{
		{"", "https://x.example/a/photo.jpg?sig=1", "photo.jpg"},
		{`inline; filename="a.txt"; filename*=UTF-8''%E2%84%96%207.txt`, "https://x.example/b", "№ 7.txt"},
		{`attachment; filename="../../etc/passwd"`, "https://x.example/b", ".._.._etc_passwd"},
		{`attachment; filename="..\\..\\boot.ini"`, "https://x.example/b", ".._.._boot.ini"},
		{`attachment; filename=".."`, "https://x.example/b", "b"},
		{`attachment; filename="a\"b<c>|?*.txt"`, "https://x.example/b", "a_b_c____.txt"},
		{`attachment; filename="CON.txt"`, "https://x.example/b", "_CON.txt"},
		{`attachment; filename="lpt1"`, "https://x.example/b", "_lpt1"},
		{`attachment; filename="trailing. . "`, "https://x.example/b", "trailing"},
		{`attachment; filename*=UTF-8''%00%0A`, "https://x.example/b", "b"},
		{`attachment; filename="` + strings.Repeat("a", 300) + `.pdf"`, "https://x.example/b", strings.Repeat("a", 236) + ".pdf"},
		{`attachment; filename*=UTF-8''` + strings.Repeat("%C3%A9", 200) + ".pdf", "https://x.example/b", long[:236] + ".pdf"},
		{"attachment; filename=", "https://x.example/%2E%2E%2F", "file"},
		{";;;", "https://x.example/", "file"},
		{"", "https://x.example", "file"},
	} {
		header := http.Header{}
		if c.disposition != "" {
			header.Set("Content-Disposition", c.disposition)
		}
		client, err := ndoto.New(1, "token", fileTransport("x", header))
		require.NoError(t, err)
		dir := t.TempDir()
		path, err := client.Attachments.DownloadFile(t.Context(), c.url, dir, 10)
		require.NoError(t, err, c.disposition)
		assert.Equal(t, filepath.Join(dir, c.want), path, c.disposition)
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, "x", string(got))
	}
}

// TestDownloadFilePaths gives directories, files that are there, and what cannot be.
func TestDownloadFilePaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	client, err := ndoto.New(1, "token", fileTransport("new", nil))
	require.NoError(t, err)
	get := func(path string) (string, error) {
		return client.Attachments.DownloadFile(t.Context(), "https://x.example/photo.jpg", path, 10)
	}
	contents := func() map[string]string {
		got := map[string]string{}
		require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(dir, path))
			got[path] = string(data)
			return err
		}))
		return got
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "photo.jpg"), []byte("old"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "replaced"), []byte("old"), 0o600))

	for path, want := range map[string]string{dir: "photo (2).jpg", filepath.Join(dir, "replaced"): "replaced", filepath.Join(dir, "made"): "made"} {
		got, err := get(path)
		assert.NoError(t, err)
		assert.Equal(t, filepath.Join(dir, want), got)
	}
	got, err := get(dir + string(filepath.Separator))
	assert.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "photo (3).jpg"), got)
	want := map[string]string{"photo.jpg": "old", "photo (2).jpg": "new", "photo (3).jpg": "new", "replaced": "new", "made": "new"}
	assert.Equal(t, want, contents())

	for _, bad := range []string{"", filepath.Join(dir, "missing", "x"), filepath.Join(dir, "missing") + "/", filepath.Join(dir, "photo.jpg", "x"), os.DevNull} {
		_, err := get(bad)
		assert.ErrorIs(t, err, ndoto.ErrBadInput, bad)
	}
	_, err = get(filepath.Join(dir, "missing", "x"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = client.Attachments.DownloadFile(t.Context(), "/relative", dir, 10)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = client.Attachments.DownloadFile(t.Context(), "https://x.example/photo.jpg", filepath.Join(dir, "replaced"), 2)
	assert.ErrorIs(t, err, ndoto.ErrTooLarge)
	assert.Equal(t, want, contents(), "a download that fails leaves what was there")
}

// TestDownloadOfServer goes through the redirect of the server, which cuts the file.
func TestDownloadOfServer(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	data := bytesOf(1, 100_000)
	id := srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{{
		CreatedAt: lastYear, Attachments: []ndototest.Attachment{{Name: "Rechnung № 7.pdf", ContentType: "application/pdf", Data: data}},
	}}})
	client := srv.Client(quickly)
	page, err := client.Conversations.Attachments(t.Context(), id, nil)
	require.NoError(t, err)
	require.NoError(t, srv.Fail(ndototest.Fault{Operation: "GET /rails/active_storage/disk/*/*", Cut: ndototest.CutInBody, CutAt: 30_001, Count: 2}))
	before := len(srv.Requests())
	path, err := client.Attachments.DownloadFile(t.Context(), page.Attachments[0].DataURL, t.TempDir(), 1<<20)
	require.NoError(t, err)
	assert.Equal(t, "Rechnung № 7.pdf", filepath.Base(path))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(data, got))
	var ranges []string
	for _, r := range srv.Requests()[before:] {
		assert.Empty(t, r.Header.Values("Api-Access-Token"), "no token is sent for files")
		if r.Status != http.StatusFound {
			ranges = append(ranges, r.Header.Get("Range"))
		}
	}
	assert.Equal(t, []string{"", "bytes=30001-", "bytes=60002-"}, ranges)
}

// hangingWriter blocks until it is released.
type hangingWriter struct{ release chan struct{} }

func (w hangingWriter) Write(p []byte) (int, error) {
	<-w.release
	return len(p), nil
}

// TestDownloadEndsWithItsContext, whatever hangs.
func TestDownloadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for name, hang := range map[string]func(release chan struct{}) (io.Writer, io.Reader){
		"the writer": func(release chan struct{}) (io.Writer, io.Reader) {
			return hangingWriter{release}, strings.NewReader("x")
		},
		"the body": func(release chan struct{}) (io.Writer, io.Reader) {
			return io.Discard, readFunc(func([]byte) (int, error) {
				<-release // although its context has ended
				return 0, io.EOF
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				to, from := hang(release)
				client, err := ndoto.New(1, "token", ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, Body: io.NopCloser(from), ContentLength: 1}, nil
				})))
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				_, err = client.Attachments.Download(ctx, "https://x.example/a", to, 10)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.LessOrEqual(t, time.Since(start), time.Second+50*time.Millisecond)
				close(release)
			})
		})
	}
}

// TestDownloadThroughADeafTransport ends when nothing arrives, although its Read goes on.
func TestDownloadThroughADeafTransport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release, sent := make(chan struct{}), 0
		client, err := ndoto.New(1, "token", ndoto.WithTimeout(time.Second), ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
			sent++
			deaf := readFunc(func([]byte) (int, error) {
				<-release
				return 0, io.EOF
			})
			return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, Body: io.NopCloser(deaf), ContentLength: 1}, nil
		})))
		require.NoError(t, err)
		_, err = client.Attachments.Download(t.Context(), "https://x.example/a", io.Discard, 10)
		assert.ErrorIs(t, err, ndoto.ErrNoResponse)
		assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
		assert.NotErrorIs(t, err, context.Canceled, "the caller's context has not ended")
		assert.Equal(t, 1, sent, "the writer is not given to two at a time")
		close(release)
	})
}

type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// TestDownloadOfAStalledServer goes on with another request when nothing arrives.
func TestDownloadOfAStalledServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ranges []string
		client, err := ndoto.New(1, "token", ndoto.WithTimeout(5*time.Second), ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
			ranges = append(ranges, req.Header.Get("Range"))
			resp := &http.Response{StatusCode: 200, Header: http.Header{"Etag": {`"a"`}}, Request: req, ContentLength: 3}
			if len(ranges) == 1 {
				sent := false
				resp.Body = io.NopCloser(readFunc(func(p []byte) (int, error) {
					if !sent {
						sent = true
						return copy(p, "ab"), nil
					}
					<-req.Context().Done() // as net/http does
					return 0, req.Context().Err()
				}))
				return resp, nil
			}
			resp.StatusCode, resp.ContentLength = http.StatusPartialContent, 1
			resp.Header.Set("Content-Range", "bytes 2-2/3")
			resp.Body = io.NopCloser(strings.NewReader("c"))
			return resp, nil
		})))
		require.NoError(t, err)
		var b bytes.Buffer
		start := time.Now()
		n, err := client.Attachments.Download(t.Context(), "https://x.example/a", &b, 10)
		assert.NoError(t, err)
		assert.Equal(t, int64(3), n)
		assert.Equal(t, "abc", b.String())
		assert.Equal(t, []string{"", "bytes=2-"}, ranges)
		assert.Less(t, time.Since(start), 6*time.Second)
	})
}
