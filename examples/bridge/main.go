// Command bridge connects a channel of your own, such as an SMS gateway, to an API inbox: what customers send comes
// into their conversation, what agents answer goes out, and its status comes back.
//
//	go run ./examples/bridge
//
// Without NDOTO_API_TOKEN it needs no account: it uses an in-memory server, and a channel that prints. With the token
// of a user, NDOTO_ACCOUNT_ID, NDOTO_INBOX_ID of an API inbox and NDOTO_WEBHOOK_SECRET of that inbox it listens on
// NDOTO_LISTEN (127.0.0.1:8080): the inbox calls /ndoto, and your gateway posts {"id","from","text"} to /incoming.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// printer is a channel that shows what it is given.
type printer struct{ out io.Writer }

func (p printer) Send(_ context.Context, to, text string) error {
	_, err := fmt.Fprintf(p.out, "  to %s: %s\n", to, text)
	return err
}

func run(ctx context.Context, out io.Writer) error {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		return play(ctx, out)
	}
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	inbox, err := strconv.ParseInt(os.Getenv("NDOTO_INBOX_ID"), 10, 64)
	if err != nil {
		return errors.New("set NDOTO_INBOX_ID to the id of an API inbox, the number in the address of its settings page")
	}
	b, err := newBridge(client, inbox, printer{out}, webhook.WithSecrets(os.Getenv("NDOTO_WEBHOOK_SECRET")))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", stage.ListenAddress())
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Waiting on http://%s/ndoto and /incoming.\n", listener.Addr())
	return stage.Serve(ctx, listener, b.routes(), b.receiver.Shutdown)
}

// routes are what the inbox and the gateway call.
func (b *bridge) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /ndoto", b.receiver)
	mux.HandleFunc("POST /incoming", func(w http.ResponseWriter, r *http.Request) {
		var in incoming
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := b.receive(r.Context(), in); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway) // the gateway sends it again
		}
	})
	return mux
}

// play lets a customer and an agent talk over an in-memory server.
func play(ctx context.Context, out io.Writer) error {
	srv, err := ndototest.Start()
	if err != nil {
		return err
	}
	defer srv.Close()
	_, _ = fmt.Fprintf(out, "NDOTO_API_TOKEN is not set, so this is a talk on an in-memory server at %s.\n\n", srv.URL)
	client, err := srv.NewClient(srv.AdminToken)
	if err != nil {
		return err
	}
	var relay http.Handler // the inbox and the bridge need each other
	inbox := srv.AddInbox(ndototest.Inbox{Name: "SMS", Secret: "secret-of-the-inbox", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { relay.ServeHTTP(w, r) })})
	b, err := newBridge(client, inbox, printer{out}, webhook.WithSecrets("secret-of-the-inbox"))
	if err != nil {
		return err
	}
	relay = b.receiver

	_, _ = fmt.Fprintln(out, "from +250788123456: Where is my parcel?")
	for range 2 { // gateways deliver twice now and then
		if err := b.receive(ctx, incoming{ID: "sms-1", From: "+250788123456", Text: "Where is my parcel?"}); err != nil {
			return err
		}
	}
	sent, err := client.Messages.Create(ctx, 1, &ndoto.CreateMessageParams{Content: "It comes tomorrow."})
	if err != nil {
		return err
	}
	var status string
	err = srv.Await(ctx, func() bool {
		for _, m := range srv.Messages(1) {
			if m.ID == sent.ID {
				status = m.Status
			}
		}
		return status == "delivered"
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "\nThe conversation has %d messages, and the answer is %s.\n", len(srv.Messages(1)), status)
	srv.Drain()
	return b.receiver.Shutdown(ctx)
}
