package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/examples/internal/stage/stagetest"
	"github.com/usendoto/ndoto-go/internal/dialects"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	stagetest.Talk(t, example, `  customer  hello
       bot  How can we help?
            [Opening hours]
            [My order]
            [Talk to a person]
  customer  [My order]
       bot  Which order is it about?
  customer  order = A-1007
       bot  Order A-1007 has shipped.
  customer  and now?
       bot  How can we help?
            [Opening hours]
            [My order]
            [Talk to a person]
  customer  3
       bot  A colleague will answer you in a moment.
`)
}

// TestInAChannelWithoutMenus everything is typed.
func TestInAChannelWithoutMenus(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		bottest.Run(t, newBot, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("How can we help?")
			c.Says("2.")
			c.Expect("Which order is it about?")
			c.Says("A-1007")
			c.Expect("Order A-1007 has shipped.")
		}, d.Options()...)
	})
}

// TestAFormWithoutAnOrder asks again.
func TestAFormWithoutAnOrder(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		bottest.Run(t, newBot, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("How can we help?")
			require.NoError(t, c.Picks("My order"))
			c.Expect("Which order is it about?")
			require.NoError(t, c.Fills(map[string]string{"order": " "}))
			c.Expect("Which order is it about?")
		}, d.Options()...)
	})
}
