// Package stage runs the example bots: for an account if there is one, and otherwise in a talk with a made-up customer of an
// in-memory server.
package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// Example is a bot, and what a customer says to it.
type Example struct {
	// New makes the bot; the options are to be given to bot.New.
	New func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error)
	// Talk is the customer's part.
	Talk func(*Talk) error
}

// Main is the main function of an example.
func Main(e Example) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := Run(ctx, os.Stdout, e)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Run plays the talk, or serves an account until ctx ends.
func Run(ctx context.Context, out io.Writer, e Example) error {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		return play(ctx, out, e)
	}
	return serve(ctx, out, e)
}

// serve receives webhooks for an account, whose agent bot is told of this address.
func serve(ctx context.Context, out io.Writer, e Example) error {
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	secret := os.Getenv("NDOTO_WEBHOOK_SECRET")
	if secret == "" {
		return errors.New("set NDOTO_WEBHOOK_SECRET to the secret of the agent bot, which the API shows to administrators")
	}
	opts := []bot.Option{bot.WithReceiver(webhook.WithSecrets(secret))}
	if token := os.Getenv("NDOTO_USER_TOKEN"); token != "" {
		opts = append(opts, bot.WithUserToken(token))
	}
	b, err := e.New(client, opts...)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", ListenAddress())
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Waiting for webhooks on http://%s/ for account %d on %s.\n", listener.Addr(), client.AccountID(), client.BaseURL())
	return Serve(ctx, listener, b, b.Shutdown)
}

// ListenAddress is where examples receive webhooks.
func ListenAddress() string {
	if address := os.Getenv("NDOTO_LISTEN"); address != "" {
		return address
	}
	return "127.0.0.1:8080"
}

// Serve serves a handler until ctx ends, and then lets it finish.
func Serve(ctx context.Context, listener net.Listener, h http.Handler, shutdown func(context.Context) error) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	err := errors.Join(srv.Shutdown(last), shutdown(last))
	<-failed
	return err
}

// play connects the bot to an in-memory server, and plays the customer.
func play(ctx context.Context, out io.Writer, e Example) error {
	srv, err := ndototest.Start()
	if err != nil {
		return err
	}
	defer srv.Close()
	_, _ = fmt.Fprintf(out, "NDOTO_API_TOKEN is not set, so this is a talk on an in-memory server at %s.\n\n", srv.URL)
	client, err := srv.NewClient("token-of-the-bot")
	if err != nil {
		return err
	}
	b, err := e.New(client, bot.WithReceiver(webhook.WithSecrets("secret-of-the-bot")), bot.WithUserToken(srv.AdminToken))
	if err != nil {
		return err
	}
	srv.AddBot(ndototest.Bot{Handler: b, Token: "token-of-the-bot", Secret: "secret-of-the-bot"})
	t := &Talk{Server: srv, Customer: srv.Simulate(ndototest.Conversation{}), ctx: ctx, out: out}
	err = e.Talk(t)
	srv.Drain()
	last, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return errors.Join(err, b.Shutdown(last))
}

// Talk is a customer who is heard.
type Talk struct {
	Server   *ndototest.Server
	Customer *ndototest.Customer

	ctx context.Context
	out io.Writer
}

// Says writes, and waits for an answer.
func (t *Talk) Says(text string) error {
	t.tell("customer", text)
	t.Customer.Says(text)
	return t.answer()
}

// Picks picks from the last menu, and waits for an answer.
func (t *Talk) Picks(choice string) error {
	t.tell("customer", "["+choice+"]")
	if err := t.Customer.Picks(choice); err != nil {
		return err
	}
	return t.answer()
}

// Fills fills the last form, and waits for an answer.
func (t *Talk) Fills(values map[string]string) error {
	for name, value := range values {
		t.tell("customer", name+" = "+value)
	}
	if err := t.Customer.Fills(values); err != nil {
		return err
	}
	return t.answer()
}

func (t *Talk) answer() error {
	m, err := t.Customer.Next(t.ctx)
	if err != nil {
		return err
	}
	t.tell("bot", m.Content)
	items, _ := m.ContentAttributes["items"].([]any)
	for _, v := range items {
		item, _ := v.(map[string]any)
		if title, ok := item["title"].(string); ok {
			t.tell("", "["+title+"]")
		}
	}
	return nil
}

// Until waits until the conversation is as it should be.
func (t *Talk) Until(condition func(ndototest.Conversation) bool) error {
	return t.Server.Await(t.ctx, func() bool {
		c, _ := t.Server.Conversation(t.Customer.ConversationID)
		return condition(c)
	})
}

func (t *Talk) tell(who, what string) { _, _ = fmt.Fprintf(t.out, "%10s  %s\n", who, what) }
