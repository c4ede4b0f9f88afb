package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestCustomersOfAnOutage are answered when the bot is back, although the server has opened their conversations.
func TestCustomersOfAnOutage(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			b.Stop()
			var customers []*bottest.Conversation
			for _, text := range []string{"one", "two", "three"} {
				c := b.Conversation()
				c.Says(text)
				customers = append(customers, c)
			}
			touched := b.Conversation()
			touched.Says("four")
			b.Wait(30 * time.Second)
			for _, c := range customers {
				assert.Equal(t, "open", c.Status(), "the server opens what it cannot deliver")
			}
			touched.AgentSays("Anna here.")
			b.Start()
			open, err := b.Bot().OpenedBySystem(b.T.Context())
			require.NoError(t, err)
			assert.Len(t, open, 3, "an operator sees them")
			assert.Equal(t, bot.Recovered{TakenUp: 3, TakenBack: 3}, b.Recover())
			assert.Equal(t, bot.Recovered{}, b.Recover(), "once")
			for i, text := range []string{"one", "two", "three"} {
				customers[i].Expect("You said: " + text)
				assert.Equal(t, "pending", customers[i].Status())
				customers[i].Says("and now?")
				customers[i].Expect("You said: and now?")
			}
			touched.ExpectSilence(time.Minute)
		})
	})
}

// TestAnOldOutage is handed over: nobody waits for an answer of a bot after a day.
func TestAnOldOutage(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			lost := b.Conversation()
			b.Deaf(true)
			lost.Says("hello")
			b.Wait(time.Second)
			b.Kill()
			b.Wait(24 * time.Hour)
			b.Start()
			assert.Equal(t, bot.Recovered{TakenUp: 1}, b.Recover())
			lost.ExpectTranscript(`
			customer: hello
			note: The bot did not answer: the customer's message waited for more than 1h0m0s.`)
			assert.Equal(t, "open", lost.Status())
			assert.Equal(t, bot.Recovered{}, b.Recover())
		})
	})
}

// TestARecoveryLeavesOthersAlone: other inboxes, what is answered, what humans have, and what has just arrived.
func TestARecoveryLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				switch t.Text() {
				case "menu":
					_, err := t.Ask(ctx, "Which?", ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"}))
					return err
				case "nothing":
					return nil
				}
				return echo(ctx, t)
			})
			b.OnChoice(func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "Picked "+t.Text()); return err })
		}), func(b *bottest.Bench) {
			inbox := b.Desk.AddInbox(ndototest.Inbox{Name: "Another"})
			elsewhere := b.Desk.Simulate(ndototest.Conversation{InboxID: inbox, Status: "pending"})
			elsewhere.Says("not for this bot")
			answered, menu, human, silent := b.Conversation(), b.Conversation(), b.Conversation(), b.Conversation()
			answered.Says("hello")
			menu.Says("menu")
			silent.Says("nothing")
			human.AgentSays("Anna here.")
			human.Says("thanks")
			b.Wait(time.Second)
			require.NoError(t, menu.Picks("Billing"))
			b.Wait(time.Minute)
			for range 2 {
				assert.Equal(t, bot.Recovered{}, b.Recover())
				b.Kill()
				b.Start()
			}
			b.Wait(time.Minute)
			answered.ExpectTranscript("customer: hello\nbot: You said: hello")
			menu.ExpectTranscript("customer: menu\nbot: Which?\n  [Billing]\nbot: Picked Billing")
			human.ExpectTranscript("agent: Anna here.\ncustomer: thanks")
			silent.ExpectTranscript("customer: nothing")
			assert.Len(t, b.Desk.Messages(elsewhere.ConversationID), 1)
			late := b.Conversation()
			b.Deaf(true)
			late.Says("just now")
			assert.Equal(t, bot.Recovered{}, b.Recover())
			b.Wait(time.Minute)
			b.Kill()
			b.Forget()
			b.Start()
			assert.Equal(t, bot.Recovered{TakenUp: 3}, b.Recover(), "also those without an answer: the handler says nothing, and a human has it")
			late.Expect("You said: just now")
			human.ExpectTranscript("agent: Anna here.\ncustomer: thanks")
			silent.ExpectTranscript("customer: nothing")
			menu.ExpectTranscript("customer: menu\nbot: Which?\n  [Billing]\nbot: Picked Billing")
		})
	})
}

// TestAMenuAnsweredInAnOutage is a click that no webhook brings.
func TestAMenuAnsweredInAnOutage(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { faq(b, 1) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("What is it about?")
			b.Deaf(true)
			require.NoError(t, c.Picks("Delivery"))
			b.Wait(time.Second)
			b.Kill()
			b.Wait(time.Minute)
			b.Start()
			assert.Equal(t, bot.Recovered{TakenUp: 1}, b.Recover())
			c.Expect("Which order?")
		})
	})
}

// TestAMenuAskedBeforeARestart is understood after it, as a number or a title.
func TestAMenuAskedBeforeARestart(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { faq(b, 1) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("What is it about?")
			b.Wait(2 * time.Minute)
			b.Kill()
			b.Forget()
			b.Start()
			c.Says("2")
			if d.ShowsAttributes() {
				c.Expect("Which order?")
			} else { // lists do not say what was asked
				c.Expect("What is it about?")
			}
		})
	})
}

// TestAKillInATurn without a journal leaves half an answer, and nothing is sent twice.
func TestAKillInATurn(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				if _, err := t.Reply(ctx, "I look."); err != nil {
					return err
				}
				select {
				case <-time.After(10 * time.Second):
				case <-ctx.Done():
					return ctx.Err()
				}
				_, err := t.Reply(ctx, "It has shipped.")
				return err
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("order?")
			c.Expect("I look.")
			b.Kill()
			b.Wait(time.Minute)
			b.Start()
			b.Recover()
			c.ExpectTranscript(`
			customer: order?
			bot: I look.`)
		})
	})
}

// TestWhatFailsForGood is opened for humans, with a note, and the operator knows.
func TestWhatFailsForGood(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, tt := range map[string]struct {
			err   error
			calls int
		}{
			"the shop is down":         {errors.New("no connection"), 5},
			"an order that is not one": {bot.Permanent(errors.New("not an order")), 1},
			"a refusal of the API":     {ndoto.ErrForbidden, 1},
			"a text that is too long":  {ndoto.ErrValidation, 1},
			"later":                    {bot.RetryAfter(time.Hour, errors.New("closed")), 5},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				calls, alerts := 0, []bot.Alert{}
				run(t, d, building(func(b *bot.Bot) {
					b.OnMessage(func(context.Context, *bot.Turn) error { calls++; return tt.err })
				}), func(b *bottest.Bench) {
					b.Restart(bot.WithAlert(func(_ context.Context, a bot.Alert) { alerts = append(alerts, a) }), bot.WithMaxAge(100*time.Hour))
					c := b.Conversation()
					c.Says("hello")
					b.Wait(10 * time.Hour)
					c.ExpectTranscript(`
					customer: hello
					note: The bot could not answer, and opened the conversation.`)
					assert.Equal(t, "open", c.Status())
					conversation, _ := b.Desk.Conversation(c.ID)
					assert.Zero(t, conversation.AssigneeBotID, "or it is not among the unassigned")
					require.Len(t, alerts, 1)
					assert.Equal(t, "a turn failed, and its conversation was opened for humans", alerts[0].Text)
					assert.ErrorIs(t, alerts[0].Err, tt.err)
					assert.Equal(t, tt.calls, calls)
				})
			})
		}
	})
}

// TestADeadToken: the conversation is opened with the user's.
func TestADeadToken(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		calls := 0
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error { calls++; return echo(ctx, t) })
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			_, err := b.Desk.Dashboard().AgentBots.ResetAccessToken(b.T.Context(), b.BotID)
			require.NoError(t, err)
			c.Says("hello")
			c.ExpectTranscript(`
			customer: hello
			note: The bot could not answer, and opened the conversation.`)
			assert.Equal(t, "open", c.Status())
			assert.Equal(t, 1, calls)
		})
	})
}

// TestTheDeskIsDown when a turn fails for good: it is opened when it is back.
func TestTheDeskIsDown(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(context.Context, *bot.Turn) error { return bot.Permanent(errors.New("no")) })
		}), func(b *bottest.Bench) {
			b.With(bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 20, MaxBackoff: time.Minute})))
			b.Restart()
			c := b.Conversation()
			require.NoError(t, b.Desk.Fail(ndototest.Fault{Operation: "POST conversations/*/toggle_status", Count: 12, Status: 503}))
			c.Says("hello")
			b.Wait(30 * time.Minute)
			assert.Equal(t, "open", c.Status())
			c.ExpectTranscript(`
			customer: hello
			note: The bot could not answer, and opened the conversation.`)
		})
	})
}
