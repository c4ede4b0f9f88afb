// Command echo is the smallest bot: it repeats what customers write.
//
//	go run ./examples/echo
//
// Without NDOTO_API_TOKEN it needs no account: it talks to a made-up customer of an in-memory server. With the token of an agent
// bot, NDOTO_ACCOUNT_ID and NDOTO_WEBHOOK_SECRET it listens on NDOTO_LISTEN (127.0.0.1:8080) for the webhooks of that bot;
// NDOTO_BASE_URL names another server than app.usendoto.com.
package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
)

func main() { stage.Main(example) }

var example = stage.Example{New: newBot, Talk: func(t *stage.Talk) error { return t.Says("Hello!") }}

func newBot(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, opts...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "You said: "+t.Text())
		return err
	})
	return b, nil
}
