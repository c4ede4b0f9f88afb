// Command faq is a bot with a menu, a form and a way out: it answers what it knows, and hands over to the team where it
// does not.
//
//	go run ./examples/faq
//
// Without NDOTO_API_TOKEN it needs no account: it talks to a made-up customer on an in-memory server. With the token of
// an agent bot, NDOTO_ACCOUNT_ID and NDOTO_WEBHOOK_SECRET it listens for the webhooks of that bot; --help tells more.
package main

import (
	"context"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/ndototest"
)

func main() { stage.Main(example) }

var example = stage.Example{About: "A bot with a menu, a form and a hand-off.", New: newBot, Talk: talk}

func newBot(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, append(opts, bot.WithTimeLimit(20*time.Second, handOver))...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "How can we help?", ndoto.InputSelect(
			ndoto.Choice{Title: "Opening hours", Value: "hours"}, ndoto.Choice{Title: "My order", Value: "order"},
			ndoto.Choice{Title: "Talk to a person", Value: "person"},
		))
		return err
	})
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		switch t.Answer.Choice.Value {
		case "hours":
			_, err := t.Reply(ctx, "We are here from Monday to Friday, 8 am to 5 pm.")
			return err
		case "order":
			return askForOrder(ctx, t)
		}
		return handOver(ctx, t)
	})
	b.OnForm(func(ctx context.Context, t *bot.Turn) error {
		order := strings.TrimSpace(t.Answer.Values["order"])
		if order == "" { // not every channel insists on a field
			return askForOrder(ctx, t)
		}
		_, err := t.Reply(ctx, "Order "+order+" has shipped.")
		return err
	})
	return b, nil
}

func askForOrder(ctx context.Context, t *bot.Turn) error {
	_, err := t.Ask(ctx, "Which order is it about?", ndoto.Form(
		ndoto.FormField{Name: "order", Type: "text", Label: "Order number", Required: true},
	))
	return err
}

func handOver(ctx context.Context, t *bot.Turn) error {
	if _, err := t.Reply(ctx, "A colleague will answer you in a moment."); err != nil {
		return err
	}
	return t.Handoff(ctx, bot.Handoff{Note: "The customer wants to talk to a person."})
}

func talk(t *stage.Talk) error {
	for _, step := range []func() error{
		func() error { return t.Says("hello") },
		func() error { return t.Picks("My order") },
		func() error { return t.Fills(map[string]string{"order": "A-1007"}) },
		func() error { return t.Says("and now?") },
		func() error { return t.Says("3") }, // in a channel without menus
		func() error { return t.Until(func(c ndototest.Conversation) bool { return c.Status == "open" }) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
