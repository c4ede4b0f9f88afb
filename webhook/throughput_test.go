package webhook_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
)

// BenchmarkThroughput sends signed events over 64 connections of the loopback interface, to a handler that only reads
// the body and to a receiver, and prints events per second and the 99th percentile of the acknowledgement.
func BenchmarkThroughput(b *testing.B) {
	bare := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	r, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithQueue(1_000_000))
	require.NoError(b, err)
	webhook.On(r, func(context.Context, *webhook.MessageCreated) error { return nil })
	var sent atomic.Int64 // by all runs: an event that comes twice costs less
	for _, c := range []struct {
		name    string
		handler http.Handler
	}{{"bare", bare}, {"receiver", r}} {
		b.Run(c.name, func(b *testing.B) { throughput(b, c.handler, &sent) })
	}
	require.NoError(b, r.Shutdown(context.Background()))
}

func throughput(b *testing.B, h http.Handler, sent *atomic.Int64) {
	b.Helper()
	const connections = 64
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	template := []byte(benchmarkBody(b))
	latencies := make([][]time.Duration, connections)
	var senders sync.WaitGroup
	b.ResetTimer()
	for n := range connections {
		senders.Go(func() {
			for i := n; i < b.N; i += connections {
				id := 10_000_000 + sent.Add(1)
				body := bytes.Replace(template, []byte("77777777"), fmt.Append(nil, id), 1)
				req, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, srv.URL, bytes.NewReader(body))
				webhook.Sign(req.Header, body, secret)
				req.Header.Set("X-Chatwoot-Delivery", fmt.Sprint(id))
				began := time.Now()
				resp, err := client.Do(req)
				if err != nil || resp.StatusCode != http.StatusOK {
					b.Errorf("%v %v", resp, err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				latencies[n] = append(latencies[n], time.Since(began))
			}
		})
	}
	senders.Wait()
	b.StopTimer()
	all := slices.Concat(latencies...)
	slices.Sort(all)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}
