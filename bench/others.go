package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// others measures what is not a race over the network: connections, a slow link, and the events of webhooks.
func others(ctx context.Context, out io.Writer, srv server) (finished, error) {
	if err := dials(ctx, out, srv); err != nil {
		return finished{}, err
	}
	if err := slowLink(ctx, out, srv); err != nil {
		return finished{}, err
	}
	return events(ctx, out)
}

// dials counts the connections of 64 workers over TLS, with the transports that clients have by default.
func dials(ctx context.Context, out io.Writer, srv server) error {
	const workers, each = 64, 40
	count := func(call func(context.Context) error) (perCall float64, micros float64, err error) {
		var opened atomic.Int64
		traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{ConnectStart: func(string, string) { opened.Add(1) }})
		var failed atomic.Value
		burst := func() {
			var all sync.WaitGroup
			for range workers {
				all.Go(func() {
					for range each {
						if err := call(traced); err != nil {
							failed.Store(err)
						}
					}
				})
			}
			all.Wait()
		}
		burst() // the connections that are needed
		opened.Store(0)
		began := time.Now()
		burst()
		took := time.Since(began)
		if err, bad := failed.Load().(error); bad {
			return 0, 0, err
		}
		return float64(opened.Load()) / workers / each, float64(took.Microseconds()) / each, nil
	}
	own, err := ndoto.New(1, "token", ndoto.WithBaseURL(srv.tlsURL))
	if err != nil {
		return err
	}
	small := func(ctx context.Context) error {
		_, err := own.Conversations.ToggleStatus(ctx, 42, ndoto.StatusOpen)
		return err
	}
	hand := byHand{base: srv.tlsURL, client: &http.Client{}}
	_, _ = fmt.Fprintf(out, "\n## %d workers over TLS, transports as they are by default\n\n", workers)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "\tdials a call\tµs a round\t")
	for _, c := range []contestant{{"ndoto", small}, {"net/http", hand.toggle("/api/v1/accounts/1/conversations/42/toggle_status")}} {
		perCall, micros, err := count(c.call)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w, "%s\t%.4f\t%.0f\t\n", c.name, perCall, micros)
	}
	return w.Flush()
}

// slowLink fetches a page over 100 and 1000 KB a second, with and without compression.
func slowLink(ctx context.Context, out io.Writer, srv server) error {
	_, _ = fmt.Fprint(out, "\n## A page of conversations over a slow link\n\n")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "\tms with gzip\tms without\t")
	for _, rate := range []int{100, 1000, 10_000} {
		times := [2]float64{}
		for i := range times {
			t := transport()
			t.DisableCompression = i == 1
			c, err := ndoto.New(1, "token", ndoto.WithBaseURL(srv.url), ndoto.WithHTTPClient(&http.Client{Transport: t}))
			if err != nil {
				return err
			}
			var list []float64
			for range 5 {
				began := time.Now()
				var got json.RawMessage
				if err := c.Do(ctx, http.MethodGet, fmt.Sprintf("conversations?rate=%d", rate), nil, &got); err != nil {
					return err
				}
				list = append(list, float64(time.Since(began).Microseconds())/1000)
			}
			times[i] = median(list)
			t.CloseIdleConnections()
		}
		_, _ = fmt.Fprintf(w, "%d KB/s\t%.1f\t%.1f\t\n", rate, times[0], times[1])
	}
	return w.Flush()
}

// events verifies and decodes a webhook of 3 KB.
func events(ctx context.Context, out io.Writer) (finished, error) {
	body := []byte(read("webhook.json"))
	h := http.Header{}
	webhook.Sign(h, body, "secret")
	r := race{name: fmt.Sprintf("An event of %d bytes, verified and decoded", len(body)), short: "Event", contestants: []contestant{
		{"ndoto", func(context.Context) error {
			e, err := webhook.Parse(body)
			if err == nil && e.Info().Account.ID == 0 {
				err = errors.New("the event has no account")
			}
			return errors.Join(err, webhook.Verify(h, body, "secret"))
		}},
		{"verified, encoding/json", func(context.Context) error {
			return errors.Join(json.Unmarshal(body, new(webhook.MessageCreated)), webhook.Verify(h, body, "secret"))
		}},
	}}
	results, err := r.run(ctx, 40, 500)
	if err != nil {
		return finished{}, err
	}
	r.print(out, results)
	return finished{r.short, results}, nil
}
