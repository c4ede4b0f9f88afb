// Command echo is the smallest bot: it repeats what customers write.
//
//	go run ./examples/echo
//
// Without NDOTO_API_TOKEN it needs no account: it talks to a made-up customer on an in-memory server. With the token of
// an agent bot, NDOTO_ACCOUNT_ID and NDOTO_WEBHOOK_SECRET it listens for the webhooks of that bot; --help tells more.
package main

import (
	"context"
	"fmt"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
)

func main() { stage.Main(example) }

var example = stage.Example{About: "The smallest bot: it repeats what customers write.", New: newBot, Talk: func(t *stage.Talk) error { return t.Says("Hello!") }}

func newBot(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, opts...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "You said: "+t.Text())
		return err
	})
	b.OnAttachment(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, fmt.Sprintf("You sent %d files.", len(t.Attachments())))
		return err
	})
	return b, nil
}
