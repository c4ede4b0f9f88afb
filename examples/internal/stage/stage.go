// Package stage runs the example bots: for an account if there is one, and otherwise in a talk with a made-up customer
// on an in-memory server.
package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// Example is a bot, and what a customer says to it.
type Example struct {
	// About says what the bot does, for --help.
	About string
	// New makes the bot; the options must be given to bot.New.
	New func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error)
	// Needs are variables that this bot needs for an account besides those of all bots.
	Needs []Variable
	// Talk is the customer's part.
	Talk func(*Talk) error
}

// Main is the main function of an example.
func Main(e Example) {
	Program(e.About, e.variables(), func(ctx context.Context) error { return Run(ctx, os.Stdout, e) })
}

// Run plays the talk, or serves an account until ctx ends.
func Run(ctx context.Context, out io.Writer, e Example) error {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		return Play(ctx, out, e)
	}
	return serve(ctx, out, e)
}

func (e Example) variables() []Variable { return BotVariables(e.Needs...) }

// serve receives webhooks for an account, whose agent bot is told of this address.
func serve(ctx context.Context, out io.Writer, e Example) error {
	if err := Missing(e.variables()); err != nil {
		return err
	}
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	opts := []bot.Option{bot.WithReceiver(webhook.WithSecrets(os.Getenv("NDOTO_WEBHOOK_SECRET")))}
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
	return b.ServeListener(ctx, listener)
}

// Play connects the bot to an in-memory server, and plays the customer.
func Play(ctx context.Context, out io.Writer, e Example, opts ...ndototest.Option) error {
	srv, err := ndototest.Start(opts...)
	if err != nil {
		return err
	}
	defer srv.Close()
	_, _ = fmt.Fprintf(out, "NDOTO_API_TOKEN is not set, so this runs against an in-memory server at %s; --help tells more.\n\n", srv.URL)
	client, err := srv.NewClient("token-of-the-bot")
	if err != nil {
		return err
	}
	// Nobody but the server in memory can reach the bot.
	b, err := e.New(client, bot.WithReceiver(webhook.WithoutVerification()), bot.WithUserToken(srv.AdminToken))
	if err != nil {
		return err
	}
	srv.AddBot(ndototest.Bot{Handler: b, Token: "token-of-the-bot"})
	t := &Talk{Server: srv, Customer: srv.Simulate(ndototest.Conversation{}), ctx: ctx, out: out}
	err = e.Talk(t)
	srv.Drain()
	last, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return errors.Join(err, b.Shutdown(last))
}
