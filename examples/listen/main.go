// Command listen is a bot that needs no address: it listens over the server's websocket, so it runs on a laptop and
// behind a firewall, without a tunnel.
//
//	cd examples/listen && go run .
//
// Without NDOTO_API_TOKEN it needs no account: it talks to a made-up customer on an in-memory server. --help tells what
// it needs for an account.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/realtime"
)

var variables = []stage.Variable{
	{Name: "NDOTO_API_TOKEN", What: "the token of the agent bot, which answers"},
	{Name: "NDOTO_ACCOUNT_ID", What: "the number after /accounts/ in the address of the desk"},
	{Name: "NDOTO_USER_TOKEN", What: "the token of a user of the inbox, which listens; set the user to busy"},
	{Name: "NDOTO_INBOX_ID", What: "the number of the inbox whose customers the bot answers"},
	{Name: "NDOTO_BASE_URL", What: "another server than https://app.usendoto.com", Optional: true},
}

func main() {
	stage.Program("A bot that needs no address.", variables, func(ctx context.Context) error { return run(ctx, os.Stdout) })
}

func run(ctx context.Context, out io.Writer) error {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		return play(ctx, out)
	}
	if err := stage.Missing(variables); err != nil {
		return err
	}
	inbox, err := strconv.ParseInt(os.Getenv("NDOTO_INBOX_ID"), 10, 64)
	if err != nil {
		return fmt.Errorf("NDOTO_INBOX_ID must be a number: %w", err)
	}
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	listener, err := ndoto.NewFromEnv(ndoto.WithToken(os.Getenv("NDOTO_USER_TOKEN")))
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Listening to inbox %d of account %d on %s.\n", inbox, client.AccountID(), client.BaseURL())
	return listen(ctx, client, listener, os.Getenv("NDOTO_USER_TOKEN"), inbox)
}

// listen answers the customers of an inbox until ctx ends.
func listen(ctx context.Context, client, listener *ndoto.Client, userToken string, inbox int64) error {
	b, err := bot.New(client, bot.WithoutWebhook(), bot.WithUserToken(userToken), bot.WithInboxes(inbox))
	if err != nil {
		return err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "You said: "+t.Text())
		return err
	})
	return b.Listen(ctx, realtime.Webhooks(listener))
}

// play is a talk on a server in memory.
func play(ctx context.Context, out io.Writer) error {
	srv, err := ndototest.Start()
	if err != nil {
		return err
	}
	defer srv.Close()
	srv.AddBot(ndototest.Bot{Token: "token-of-the-bot"})
	client, err := srv.NewClient("token-of-the-bot")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- listen(ctx, client, srv.Client(), srv.AdminToken, srv.InboxID) }()
	for len(srv.Subscriptions()) == 0 {
		select {
		case err := <-ended:
			return errors.Join(err, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
	customer := srv.Simulate(ndototest.Conversation{Status: "pending"})
	customer.Says("Hello!")
	_, _ = fmt.Fprintln(out, "  customer  Hello!")
	_, _ = fmt.Fprintln(out, "       bot ", customer.Reply().Content)
	cancel()
	return <-ended
}
