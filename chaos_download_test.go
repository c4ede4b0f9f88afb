package ndoto_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// cutAtRandom breaks a file off at a random byte.
func cutAtRandom(req *http.Request, network http.RoundTripper) (*http.Response, error) {
	resp, err := network.RoundTrip(req)
	if err == nil {
		kept := rand.Int64N(max(resp.ContentLength, 1))
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(resp.Body, kept), &cutOff{}), resp.Body}
	}
	return resp, err
}

// ignoreRanges responds with the whole file, whatever part of it is asked for.
func ignoreRanges(req *http.Request, network http.RoundTripper) (*http.Response, error) {
	whole := req.Clone(req.Context())
	whole.Header.Del("Range")
	return cutAtRandom(whole, network)
}

// TestChaosDownload downloads through a network in which every third request fails, to memory and to disk.
func TestChaosDownload(t *testing.T) {
	srv := ndototest.New(t)
	files := map[string][]byte{}
	for i := range 40 {
		data := bytesOf(uint64(i), []int{0, 1, 3 << 10, 64 << 10, 300 << 10}[i%5])
		id := srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{
			{CreatedAt: lastYear.Add(time.Duration(i%2) * 100 * 365 * 24 * time.Hour), Attachments: []ndototest.Attachment{{Name: "file.bin", Data: data}}},
		}})
		page, err := srv.Client().Conversations.Attachments(t.Context(), id, nil)
		require.NoError(t, err)
		files[page.Attachments[0].DataURL] = data
	}
	network := newChaos(t, 0.3)
	network.ways = append(slices.Clone(ways), cutAtRandom, cutAtRandom, cutAtRandom, ignoreRanges, ignoreRanges)
	client := srv.Client(ndoto.WithTransport(network), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 40, MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond}))
	var urls []string
	for url := range files {
		urls = append(urls, url)
	}
	dir := t.TempDir()
	download := func(i int, url string) (data []byte, n int64, err error) {
		if i%4 > 0 {
			var b bytes.Buffer
			n, err = client.Attachments.Download(t.Context(), url, &b, 1<<20)
			return b.Bytes(), n, err
		}
		path, err := client.Attachments.DownloadFile(t.Context(), url, fmt.Sprint(dir, "/", i), 1<<20)
		if err != nil {
			return nil, 0, err
		}
		data, err = os.ReadFile(path)
		return data, int64(len(data)), err
	}
	var next, broken, untrue, failed atomic.Int64
	var workers sync.WaitGroup
	start := time.Now()
	for range 32 {
		workers.Go(func() {
			for i := int(next.Add(1) - 1); i < *chaosSends; i = int(next.Add(1) - 1) {
				url := urls[i%len(urls)]
				data, n, err := download(i, url)
				switch {
				case err != nil:
					failed.Add(1)
				case !bytes.Equal(data, files[url]):
					broken.Add(1)
				}
				if n != int64(len(data)) || err != nil && !bytes.HasPrefix(files[url], data) {
					untrue.Add(1)
				}
			}
		})
	}
	workers.Wait()
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, file := range left {
		if file.Name()[0] == '.' {
			untrue.Add(1) // a part that stayed
		}
	}
	t.Logf("%-34s %6d downloaded through %6d faults in %6v: %d truncated or mixed, %d misreported; %d not downloaded",
		"files of 0 B to 300 KB", *chaosSends, network.faults.Load(), time.Since(start).Round(time.Millisecond), broken.Load(), untrue.Load(), failed.Load())
	assert.Zero(t, broken.Load())
	assert.Zero(t, untrue.Load())
	assert.Zero(t, failed.Load())
}
