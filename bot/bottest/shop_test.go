package bottest_test

import (
	"context"
	"testing"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
)

// newShopBot is the bot under test. It passes the options on, which connect it to the desk of the test.
func newShopBot(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, opts...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "How can we help?")
		return err
	})
	return b, nil
}

// TestShop is a test as you would write it. An hour of silence takes no time.
func TestShop(t *testing.T) {
	bottest.Run(t, newShopBot, func(b *bottest.Bench) {
		c := b.Conversation()
		c.Says("hello")
		c.Expect("How can we help?")
		c.AgentSays("Anna here, I take over.")
		c.Says("thanks")
		c.ExpectSilence(time.Hour)
		c.ExpectTranscript(`
			customer: hello
			bot: How can we help?
			agent: Anna here, I take over.
			customer: thanks
		`)
	})
}

// TestShopSurvivesRestart kills the bot while a customer writes.
func TestShopSurvivesRestart(t *testing.T) {
	bottest.Run(t, newShopBot, survivesRestart)
}

func survivesRestart(b *bottest.Bench) {
	c := b.Conversation()
	b.Kill()
	c.Says("hello")
	b.Start()
	b.Wait(time.Minute) // bot.Serve sweeps at the start and every minute
	b.Recover()
	c.Expect("How can we help?")
}

// TestShopOnEveryServer runs a test against servers that do not behave as the server software.
func TestShopOnEveryServer(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		bottest.Run(t, newShopBot, survivesRestart, d.Options()...)
		bottest.Run(t, newShopBot, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("How can we help?")
			c.AgentNotes("a regular")
			c.Says("and now?")
			c.Expect("How can we help?")
			c.SetStatus(ndoto.StatusSnoozed)
			c.Says("anybody?")
			c.ExpectTranscriptEnds("customer: anybody?")
		}, d.Options()...)
	})
}
