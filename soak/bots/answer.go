package main

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/soak"
	"github.com/usendoto/ndoto-go/webhook"
)

// What customers write, and what the bot replies, before a number.
const (
	question = "question "
	reply    = "answer to question "
)

const (
	lease = 3 * time.Second
	// holdBack covers what is shuffled and what comes late: an event whose process dies while it accepts it is free after
	// five seconds, and the desk comes again after three.
	holdBack = 10 * time.Second
	// thinking is how long the bot takes.
	thinking = 100 * time.Millisecond
)

// answer is a process of the bot.
func answer(ctx context.Context, p soak.Process) error {
	slog.SetLogLoggerLevel(slog.LevelError)
	broker, disconnect, err := p.Broker.Connect(ctx)
	if err != nil {
		return err
	}
	defer disconnect()
	account, err := strconv.ParseInt(p.Extra["account"], 10, 64)
	if err != nil {
		return err
	}
	inbox, err := strconv.ParseInt(p.Extra["inbox"], 10, 64)
	if err != nil {
		return err
	}
	client, err := ndoto.New(account, p.Extra["token"], ndoto.WithBaseURL(p.Extra["desk"]))
	if err != nil {
		return err
	}
	b, err := bot.New(client, bot.WithUserToken(p.Extra["user"]), bot.WithInboxes(inbox), bot.WithStore(broker.Store()), bot.WithCustomerLimit(1000, time.Minute),
		bot.WithRecovery(bot.Recovery{Every: 15 * time.Second, Grace: 3 * holdBack}),
		bot.WithReceiver(webhook.WithSecrets(secret), webhook.WithBroker(broker), webhook.WithLease(lease), webhook.WithHoldBack(holdBack),
			webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 20, MinBackoff: 50 * time.Millisecond})))
	if err != nil {
		return err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		if err := wait.For(ctx, thinking); err != nil {
			return err
		}
		_, err := t.Reply(ctx, reply+strings.TrimPrefix(t.Text(), question))
		return err
	})
	return b.Serve(ctx, p.Listen)
}
