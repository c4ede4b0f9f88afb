package bottest_test

import (
	"testing"
	"time"

	"github.com/usendoto/ndoto-go/bot/bottest"
)

// newShopBot is func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error): it makes the bot, and passes the
// options on to bot.New.
func Example() {
	var t *testing.T // that of func TestShop(t *testing.T)

	bottest.Run(t, newShopBot, func(b *bottest.Bench) {
		c := b.Conversation()
		c.Says("hello")
		c.Expect("How can we help?")
		c.AgentSays("Anna here, I take over.")
		c.Says("thanks")
		c.ExpectSilence(time.Hour) // of virtual time
	})
}
