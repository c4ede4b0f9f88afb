package ndoto_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestDownload(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	c := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	m, err := c.Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "a.txt", Reader: strings.NewReader("0123456789")}}})
	require.NoError(t, err)
	before := len(srv.Requests())
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 1, Status: 503}))
	var out bytes.Buffer
	n, err := c.Attachments.Download(t.Context(), m.Attachments[0].DataURL, &out, 10)
	require.NoError(t, err)
	assert.Equal(t, int64(10), n)
	assert.Equal(t, "0123456789", out.String())
	for _, r := range srv.Requests()[before:] {
		assert.Empty(t, r.Header.Values("Api-Access-Token"), "no token is sent for files")
	}
	n, err = c.Attachments.Download(t.Context(), m.Attachments[0].DataURL, io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrTooLarge)
	assert.Zero(t, n)
	_, err = c.Attachments.Download(t.Context(), srv.URL+"/rails/active_storage/blobs/redirect/99/x", io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
	for _, bad := range []string{"", "/relative", "ftp://x/y", "https://u:p@x/y", "http://x y/"} {
		_, err = c.Attachments.Download(t.Context(), bad, io.Discard, 9)
		assert.ErrorIs(t, err, ndoto.ErrBadInput, bad)
	}
	_, err = c.Attachments.Download(t.Context(), "https://x/y", nil, 9)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.Attachments.Download(t.Context(), "https://x/y", io.Discard, 0, ndoto.WithTimeout(1))
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
}

func TestDownloadStaysOnTLS(t *testing.T) {
	t.Parallel()
	client, err := ndoto.New(1, "token", ndoto.WithTransport(hops{"https://a.example/x": "https://b.example/y", "https://b.example/y": "http://c.example/z"}))
	require.NoError(t, err)
	_, err = client.Attachments.Download(t.Context(), "https://a.example/x", io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrRedirect)
	assert.ErrorContains(t, err, "http://c.example/z")
}

// hops redirect from one URL to the next.
type hops map[string]string

func (h hops) RoundTrip(req *http.Request) (*http.Response, error) {
	resp := answered(req, http.StatusFound, "")
	resp.Header.Set("Location", h[req.URL.String()])
	return resp, nil
}

// storage serves a file as stores and proxies do, and cuts responses.
type storage struct {
	file      []byte
	etag      string
	modified  time.Time
	noRanges  bool                    // answer ranges with the whole file
	deafToIf  bool                    // serve ranges of another version of the file
	gzip      bool                    // compress what was not asked to be
	chunked   bool                    // announce no size
	cuts      []int                   // after how many bytes of a body each response breaks off, from the first on; -1 is not at all
	next      func(s *storage, n int) // changes what is served before the request n, from 1
	responses []string                // status and Range of each request
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := len(s.responses) + 1
	if s.next != nil {
		s.next(s, n)
	}
	if s.noRanges {
		r.Header.Del("Range")
	}
	if s.deafToIf {
		r.Header.Del("If-Range")
	}
	recorder := httptest.NewRecorder()
	if s.etag != "" {
		recorder.Header().Set("Etag", s.etag)
	}
	recorder.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(recorder, r, "", s.modified, bytes.NewReader(s.file))
	body := recorder.Body.Bytes()
	if s.gzip {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(body)
		_ = z.Close()
		body = b.Bytes()
		recorder.Header().Set("Content-Encoding", "gzip")
	}
	s.responses = append(s.responses, strings.TrimSpace(fmt.Sprint(recorder.Code, " ", r.Header.Get("Range"))))
	maps.Copy(w.Header(), recorder.Header())
	w.Header().Del("Content-Length")
	if !s.chunked {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(recorder.Code)
	if n <= len(s.cuts) && s.cuts[n-1] >= 0 {
		_, _ = w.Write(body[:min(s.cuts[n-1], len(body))])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	if s.chunked {
		_ = http.NewResponseController(w).Flush()
	}
	_, _ = w.Write(body)
}

// plain hides that a writer can seek.
type plain struct{ io.Writer }

var quickly = ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: time.Microsecond, MaxBackoff: time.Millisecond, MaxElapsed: time.Minute})

// download serves a storage, and returns what a file and a plain writer get of it.
func download(t *testing.T, s storage, opts ...ndoto.RequestOption) map[string]downloaded {
	t.Helper()
	got := map[string]downloaded{}
	for _, kind := range []string{"file", "plain", "named"} {
		one := s
		srv := httptest.NewUnstartedServer(&one)
		srv.Config.ErrorLog = log.New(io.Discard, "", 0)
		srv.Start()
		client, err := ndoto.New(1, "token", ndoto.WithTransport(srv.Client().Transport), quickly)
		require.NoError(t, err)
		var (
			d    downloaded
			data []byte
			dir  = t.TempDir()
		)
		switch kind {
		case "file":
			file, err := os.Create(filepath.Join(dir, "x"))
			require.NoError(t, err)
			d.n, d.err = client.Attachments.Download(t.Context(), srv.URL+"/x", file, 1<<30, opts...)
			require.NoError(t, file.Close())
			data, err = os.ReadFile(file.Name())
			require.NoError(t, err)
		case "plain":
			var b bytes.Buffer
			d.n, d.err = client.Attachments.Download(t.Context(), srv.URL+"/x", plain{&b}, 1<<30, opts...)
			data = b.Bytes()
		case "named":
			path, err := client.Attachments.DownloadFile(t.Context(), srv.URL+"/x", dir, 1<<30, opts...)
			d.err = err
			if err == nil {
				assert.Equal(t, filepath.Join(dir, "x"), path)
				data, err = os.ReadFile(path)
				require.NoError(t, err)
				d.n = int64(len(data))
			} else {
				left, err := os.ReadDir(dir)
				require.NoError(t, err)
				assert.Empty(t, left)
			}
		}
		srv.Close()
		d.data, d.responses = string(data), one.responses
		got[kind] = d
	}
	return got
}

type downloaded struct {
	n         int64
	err       error
	data      string
	responses []string
}

// digest stands for a text that is too long to print.
func digest(text string) string {
	return fmt.Sprintf("%d bytes, %x", len(text), sha256.Sum256([]byte(text)))
}

// bytesOf returns a file of random bytes.
func bytesOf(seed uint64, size int) []byte {
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	b := make([]byte, size)
	_, _ = random.Read(b)
	return b
}

var lastYear = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// TestDownloadGoesOn cuts a file, and looks at what is asked for next.
func TestDownloadGoesOn(t *testing.T) {
	t.Parallel()
	file := bytesOf(1, 200_000)
	for name, c := range map[string]struct {
		storage
		want []string // the requests
	}{
		"whole":          {storage{etag: `"a"`}, []string{"200"}},
		"by tag":         {storage{etag: `"a"`, cuts: []int{70_000, 60_000}}, []string{"200", "206 bytes=70000-", "206 bytes=130000-"}},
		"by date":        {storage{modified: lastYear, cuts: []int{70_000}}, []string{"200", "206 bytes=70000-"}},
		"at 0":           {storage{etag: `"a"`, cuts: []int{0}}, []string{"200", "200"}},
		"nameless":       {storage{cuts: []int{70_000}}, []string{"200", "200"}},
		"weak tag":       {storage{etag: `W/"a"`, cuts: []int{70_000}}, []string{"200", "200"}},
		"just modified":  {storage{modified: time.Now().Add(time.Hour), cuts: []int{70_000}}, []string{"200", "200"}},
		"chunked":        {storage{etag: `"a"`, chunked: true, cuts: []int{70_000, 130_000}}, []string{"200", "206 bytes=70000-"}},
		"the last chunk": {storage{etag: `"a"`, chunked: true, cuts: []int{200_000}}, []string{"200", "416 bytes=200000-", "200"}},
		"ignored":        {storage{etag: `"a"`, noRanges: true, cuts: []int{70_000, 90_000, 10}}, []string{"200", "200", "200", "200"}},
		"gzip":           {storage{etag: `"a"`, gzip: true, cuts: []int{70_000}}, []string{"200", "200"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.file = file
			for kind, got := range download(t, c.storage) {
				assert.NoError(t, got.err, kind)
				assert.Equal(t, int64(len(file)), got.n, kind)
				assert.Equal(t, digest(string(file)), digest(got.data), kind)
				assert.Equal(t, c.want, got.responses, kind)
			}
		})
	}
}

// TestDownloadIsOfOneVersion changes the file between two attempts. What arrives is one of the versions, and never a
// mixture; a writer that cannot seek keeps what it has of the first one, with an error.
func TestDownloadIsOfOneVersion(t *testing.T) {
	t.Parallel()
	first := bytesOf(1, 100_000)
	longer, shorter, grown := bytesOf(2, 150_000), bytesOf(3, 50_000), append(slices.Clone(first), "more"...)
	for name, s := range map[string]storage{
		"by tag":         {etag: `"a"`},
		"by date":        {modified: lastYear},
		"deaf, by tag":   {etag: `"a"`, deafToIf: true},
		"deaf, by date":  {modified: lastYear, deafToIf: true},
		"nameless":       {},
		"without ranges": {etag: `"a"`, noRanges: true},
		"gzip":           {etag: `"a"`, gzip: true},
		"chunked":        {etag: `"a"`, chunked: true},
	} {
		for change, second := range map[string][]byte{"longer": longer, "shorter": shorter, "grown": grown, "as long": bytesOf(4, 100_000)} {
			t.Run(name+" "+change, func(t *testing.T) {
				t.Parallel()
				s := s
				s.file, s.cuts = first, []int{60_000, 40_000}
				s.next = func(s *storage, n int) {
					if n == 2 {
						s.file, s.etag, s.modified = second, strings.ReplaceAll(s.etag, "a", "b"), s.modified.Add(time.Hour)
					}
				}
				for kind, got := range download(t, s) {
					switch {
					case kind != "plain" || change == "grown":
						assert.NoError(t, got.err, kind)
						assert.Equal(t, digest(string(second)), digest(got.data), kind)
					default:
						assert.ErrorIs(t, got.err, ndoto.ErrIncomplete)
						assert.ErrorContains(t, got.err, "changed", "%v %d", got.responses, len(got.data))
						assert.True(t, strings.HasPrefix(string(first), got.data) && len(got.data) > 30_000, kind)
					}
					assert.Equal(t, int64(len(got.data)), got.n, kind)
				}
			})
		}
	}
}

// TestDownloadSurvivesRandomCuts cuts files at random bytes, and changes what the storage can do as it goes.
func TestDownloadSurvivesRandomCuts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 7))
		s := storage{file: bytesOf(seed, random.IntN(20_000)), chunked: random.IntN(2) == 0}
		for range random.IntN(8) {
			s.cuts = append(s.cuts, random.IntN(len(s.file)+2))
		}
		s.next = func(s *storage, n int) {
			random := rand.New(rand.NewPCG(seed, uint64(n)))
			s.etag, s.noRanges, s.gzip = []string{"", `"a"`, `W/"a"`}[random.IntN(3)], random.IntN(3) == 0, random.IntN(4) == 0
		}
		for kind, got := range download(t, s) {
			assert.NoError(t, got.err, "%d %s", seed, kind)
			assert.Equal(t, digest(string(s.file)), digest(got.data), "%d %s: %v", seed, kind, got.responses)
		}
	}
}

// TestDownloadGivesUp on a storage that never gets any further, within the patience of its policy.
func TestDownloadGivesUp(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]storage{
		"ranges": {etag: `"a"`}, "no ranges": {noRanges: true}, "chunked": {chunked: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.file = bytesOf(1, 100_000)
			s.next = func(s *storage, n int) {
				s.cuts = append(s.cuts, 0)
				if n == 1 {
					s.cuts[0] = 50_000
				}
			}
			for kind, got := range download(t, s, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 5, MinBackoff: 1})) {
				assert.ErrorIs(t, got.err, io.ErrUnexpectedEOF, kind)
				assert.ErrorIs(t, got.err, ndoto.ErrNoResponse, kind)
				assert.Len(t, got.responses, 5, kind)
				if kind == "plain" {
					assert.ErrorContains(t, got.err, "broke off after 50000", kind)
					assert.Equal(t, int64(50_000), got.n)
				}
			}
		})
	}
}

// failingWriter fails when it has taken a number of bytes.
type failingWriter struct {
	left int
	err  error
}

func (w *failingWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

// TestDownloadTellsTheWritersError, and asks for nothing again.
func TestDownloadTellsTheWritersError(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	for _, c := range []struct {
		err, want error
	}{{full, full}, {io.EOF, io.EOF}, {io.ErrUnexpectedEOF, io.ErrUnexpectedEOF}, {context.DeadlineExceeded, context.DeadlineExceeded}, {nil, io.ErrShortWrite}} {
		s := &storage{file: bytesOf(1, 200_000), etag: `"a"`}
		srv := httptest.NewServer(s)
		client, err := ndoto.New(1, "token", quickly)
		require.NoError(t, err)
		n, err := client.Attachments.Download(t.Context(), srv.URL, &failingWriter{1000, c.err}, 1<<30)
		srv.Close()
		assert.Equal(t, int64(1000), n)
		assert.ErrorIs(t, err, c.want)
		assert.ErrorIs(t, err, ndoto.ErrIncomplete)
		assert.Equal(t, []string{"200"}, s.responses)
	}
}

// TestDownloadHasALimit that no file gets past, however it arrives, and a file of exactly that size is whole or broken.
func TestDownloadHasALimit(t *testing.T) {
	t.Parallel()
	const limit = 50_000
	for name, c := range map[string]struct {
		s    storage
		n    int64
		want error
	}{
		"announced":         {storage{file: bytesOf(1, limit+1)}, 0, ndoto.ErrTooLarge},
		"chunked":           {storage{file: bytesOf(1, limit+1), chunked: true}, limit, ndoto.ErrTooLarge},
		"gzip":              {storage{file: make([]byte, 1<<20), gzip: true}, limit, ndoto.ErrTooLarge},
		"seen by the range": {storage{file: bytesOf(1, limit+1), etag: `"a"`, chunked: true, cuts: []int{10}}, 10, ndoto.ErrTooLarge},
		"as large":          {storage{file: bytesOf(1, limit)}, limit, nil},
		"as large, chunked": {storage{file: bytesOf(1, limit), chunked: true}, limit, nil},
		"cut at the limit":  {storage{file: bytesOf(1, limit), chunked: true, cuts: []int{limit, limit, limit, limit}}, limit, io.ErrUnexpectedEOF},
		"and larger":        {storage{file: bytesOf(1, 2*limit), chunked: true, cuts: []int{limit, limit, limit, limit}}, limit, io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(&c.s)
			defer srv.Close()
			srv.Config.ErrorLog = log.New(io.Discard, "", 0)
			client, err := ndoto.New(1, "token", ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 4, MinBackoff: 1}))
			require.NoError(t, err)
			var b bytes.Buffer
			n, err := client.Attachments.Download(t.Context(), srv.URL, &b, limit)
			assert.Equal(t, c.n, n)
			assert.Equal(t, int64(b.Len()), n)
			assert.ErrorIs(t, err, c.want)
			c.s.responses = nil
			_, err = client.Attachments.DownloadFile(t.Context(), srv.URL, t.TempDir(), limit)
			assert.Equal(t, c.want == nil, err == nil)
		})
	}
}
