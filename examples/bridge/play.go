package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

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
	const secret = "secret-of-the-inbox"
	var relay http.Handler // the inbox and the bridge need each other
	inbox := srv.AddInbox(ndototest.Inbox{Name: "SMS", Secret: secret, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { relay.ServeHTTP(w, r) })})
	b, err := newBridge(client, inbox, &printer{out: out}, webhook.NewMemoryStore(0), webhook.WithSecrets(secret))
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
	for _, answer := range []*ndoto.CreateMessageParams{
		{Content: "It comes tomorrow."},
		{Attachments: []ndoto.File{{Name: "label.pdf", Reader: strings.NewReader("%PDF-1.4")}}},
	} {
		sent, err := client.Messages.Create(ctx, 1, answer)
		if err != nil {
			return err
		}
		if err := srv.Await(ctx, func() bool { return statusOfMessage(srv, sent.ID) == "delivered" }); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(out, "\nThe conversation has %d messages, and the answers are delivered.\n", len(srv.Messages(1)))
	srv.Drain()
	return b.receiver.Shutdown(ctx)
}

// statusOfMessage is the status of a message on the in-memory server.
func statusOfMessage(srv *ndototest.Server, id int64) string {
	for _, m := range srv.Messages(1) {
		if m.ID == id {
			return m.Status
		}
	}
	return ""
}
