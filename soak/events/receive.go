package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"time"

	"github.com/usendoto/ndoto-go/soak"
	"github.com/usendoto/ndoto-go/webhook"
)

// receive is a process: it receives webhooks, puts them on the broker, and handles its share of what is there.
func receive(p soak.Process) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	broker, disconnect, err := p.Broker.Connect(ctx)
	if err != nil {
		return err
	}
	defer disconnect()
	r, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithBroker(broker), webhook.WithLease(time.Second), webhook.WithHoldBack(holdBack),
		webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 20, MinBackoff: 50 * time.Millisecond}))
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
		for _, step := range []string{"begin", "effect"} {
			query := url.Values{"process": {p.Name}, "conversation": {fmt.Sprint(e.Conversation.ID)}, "id": {fmt.Sprint(e.ID)}}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Extra["ledger"]+"/"+step+"?"+query.Encode(), nil)
			if err != nil {
				return err
			}
			resp, err := client.Do(req)
			if err != nil {
				return err
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("the ledger responds with %s", resp.Status)
			}
		}
		return nil
	})
	srv := &http.Server{Addr: p.Listen, Handler: r, ReadHeaderTimeout: 5 * time.Second}
	listening := make(chan error, 1)
	go func() { listening <- srv.ListenAndServe() }()
	failure := r.Consume(ctx)
	late, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	failure = errors.Join(failure, r.Shutdown(late), srv.Shutdown(late))
	if err := <-listening; !errors.Is(err, http.ErrServerClosed) {
		failure = errors.Join(failure, err)
	}
	return failure
}
