package bot_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// thinking is a bot whose handler takes 7 s, whatever happens to its context.
func thinking(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, append(opts, quiet)...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		time.Sleep(7 * time.Second)
		_, err := t.Reply(ctx, "CRM says: "+t.Text())
		return err
	})
	return b, nil
}

// takeovers are what a human does with a conversation.
var takeovers = map[string]func(*bottest.Conversation){
	"opens":            func(c *bottest.Conversation) { c.SetStatus(ndoto.StatusOpen) },
	"assigns":          func(c *bottest.Conversation) { c.Assign(ndoto.AssignParams{AgentID: 1}) },
	"replies":          func(c *bottest.Conversation) { c.AgentSays("Hi, Anna here.") },
	"resolves":         func(c *bottest.Conversation) { c.SetStatus(ndoto.StatusResolved) },
	"snoozes":          func(c *bottest.Conversation) { c.SetStatus(ndoto.StatusSnoozed) },
	"opens and writes": func(c *bottest.Conversation) { c.SetStatus(ndoto.StatusOpen); c.AgentSays("Hi, Anna here.") },
	"mutes":            func(c *bottest.Conversation) { mute(c) },
}

func mute(c *bottest.Conversation) {
	if err := c.Desk().Dashboard().Conversations.Mute(context.Background(), c.ID); err != nil {
		panic(err)
	}
}

// TestAHumanStepsInWhileTheBotThinks is what must not be answered, and is not by the next message either, until the
// conversation comes back.
func TestAHumanStepsInWhileTheBotThinks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, takeOver := range takeovers {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run(t, d, thinking, func(b *bottest.Bench) {
					c := b.Conversation()
					c.Says("hello")
					b.Wait(3 * time.Second)
					takeOver(c)
					c.ExpectSilence(time.Minute)
					if name == "resolves" || name == "mutes" {
						return // what follows begins anew
					}
					c.Says("are you there?")
					c.ExpectSilence(time.Minute)
					c.SetStatus(ndoto.StatusOpen)
					c.SetStatus(ndoto.StatusPending)
					if name == "assigns" {
						require.NoError(t, b.Desk.Dashboard().Conversations.UnassignAgent(b.T.Context(), c.ID))
					}
					c.Unread() // what agents wrote
					c.Says("and now?")
					c.ExpectTranscriptEnds("bot: CRM says: and now?")
				})
			})
		}
	})
}

// TestAHumanStepsInUnheard, as the webhook that tells so is late: the bot looks before it sends.
func TestAHumanStepsInUnheard(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, takeOver := range takeovers {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run(t, d, thinking, func(b *bottest.Bench) {
					c := b.Conversation()
					c.Says("hello")
					b.Wait(time.Second)
					b.Deaf(true)
					takeOver(c)
					c.ExpectSilence(time.Minute)
				})
			})
		}
	})
}

// TestAHumanWhoIsHiddenByTheCustomer has written before the newest message, and no webhook has told so.
func TestAHumanWhoIsHiddenByTheCustomer(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, newest := range map[string]func(*bottest.Conversation){
			"a customer who writes again": func(c *bottest.Conversation) { c.Says("thanks, Anna") },
			"a note":                      func(c *bottest.Conversation) { c.AgentNotes("a nice customer") },
			"a customer who writes pages": func(c *bottest.Conversation) {
				for n := range 150 {
					c.Says(fmt.Sprint("and ", n))
				}
			},
			"a reply of another turn": func(c *bottest.Conversation) {
				client, err := c.Desk().NewClient(bottest.Token)
				require.NoError(t, err)
				_, err = client.Messages.SendOnce(context.Background(), c.ID, "bot/1/another turn", &ndoto.CreateMessageParams{Content: "it crossed Anna's"}, ndoto.WithNewKey())
				require.NoError(t, err)
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run(t, d, thinking, func(b *bottest.Bench) {
					c := b.Conversation()
					c.Says("hello")
					b.Wait(time.Second)
					b.Deaf(true)
					c.AgentSays("Hi, Anna here.")
					newest(c)
					b.Wait(time.Minute)
					assert.NotContains(t, c.Transcript(), "CRM says")
				})
			})
		}
	})
}

// TestAnAssigneeThatWasThereBefore does not give a conversation back: the server has assigned the bot from the
// beginning, and the first event that says so is of the agent's reply, a moment after it.
func TestAnAssigneeThatWasThereBefore(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		var moments atomic.Int64
		clock := ndototest.WithClock(func() time.Time { return time.Now().Add(time.Duration(moments.Add(1)) * time.Millisecond) })
		bottest.Run(t, thinking, func(b *bottest.Bench) {
			other := b.Conversation()
			other.Says("hello")
			other.Expect("CRM says: hello") // and now it knows who it is
			c := b.Conversation()
			c.AgentSays("Hi, Anna here.")
			b.Wait(time.Second)
			c.Says("thanks, Anna")
			b.Wait(time.Minute)
			assert.NotContains(t, c.Transcript(), "CRM says")
		}, d.Options(clock)...)
	})
}

// TestResolvedConversationsBeginAnew with the next message of the customer.
func TestResolvedConversationsBeginAnew(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, thinking, func(b *bottest.Bench) {
			c := b.Conversation()
			c.AgentSays("Anna here.")
			c.Says("thanks")
			c.ExpectSilence(time.Minute)
			c.SetStatus(ndoto.StatusResolved)
			c.Says("one more thing")
			c.ExpectTranscriptEnds("bot: CRM says: one more thing")
		})
	})
}

// TestMessagesWaitWhileAHumanSteps In: those behind a slow turn are not answered either.
func TestMessagesThatWaitAreNotAnsweredAfterATakeover(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, thinking, func(b *bottest.Bench) {
			c := b.Conversation()
			for _, text := range []string{"one", "two", "three"} {
				c.Says(text)
			}
			b.Wait(8 * time.Second)
			c.SetStatus(ndoto.StatusOpen)
			c.ExpectTranscript(`
			customer: one
			customer: two
			customer: three
			bot: CRM says: one`)
		})
	})
}

// TestAHandoffOfAConversationThatAHumanHas changes nothing.
func TestAHandoffOfAConversationThatAHumanHas(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				time.Sleep(5 * time.Second)
				return t.Handoff(ctx, bot.Handoff{TeamID: 1})
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("help")
			b.Wait(time.Second)
			c.SetStatus(ndoto.StatusResolved)
			c.ExpectTranscript("customer: help")
			conversation, _ := b.Desk.Conversation(c.ID)
			assert.Equal(t, owner{Status: "resolved"}, ownerOf(conversation))
		})
	})
}

// TestSilenceAfterAHandoff, in every status that the bot answers in, until the conversation comes back.
func TestSilenceAfterAHandoff(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		build := building(func(b *bot.Bot) {
			b.OnText(func(ctx context.Context, t *bot.Turn) error { return t.Handoff(ctx, bot.Handoff{}) }, "person")
			b.OnMessage(echo)
			b.OnGivenBack(func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "I am back."); return err })
		})
		run(t, d, build, func(b *bottest.Bench) {
			b.Restart(bot.WithStatuses(ndoto.StatusOpen, ndoto.StatusPending))
			c := b.Conversation()
			c.Says("person")
			c.ExpectSilence(time.Minute)
			c.Says("thanks")
			c.ExpectSilence(time.Minute)
			c.SetStatus(ndoto.StatusPending)
			c.Expect("I am back.")
			c.Says("hello")
			c.Expect("You said: hello")
		})
	})
}

// TestAssignments are those of other bots and of humans.
func TestAssignments(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			other := b.Desk.AddBot(ndototest.Bot{Name: "Other", InboxIDs: []int64{}})
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello") // and now it knows who it is
			c.Assign(ndoto.AssignParams{AgentBotID: other})
			c.Says("thanks")
			c.ExpectSilence(time.Minute)
			c.Assign(ndoto.AssignParams{AgentBotID: b.BotID})
			c.Says("and now?")
			c.Expect("You said: and now?")
			c.Assign(ndoto.AssignParams{AgentID: b.Desk.AgentID}) // as an automation does, which leaves it pending
			c.Says("hm")
			c.ExpectSilence(time.Minute)
		})
	})
}

// TestMachinesAreLeftAlone: automatic replies, blocked contacts, and a machine that answers at once.
func TestMachinesAreLeftAlone(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			b.Restart(bot.WithCustomerLimit(5, time.Minute))
			c := b.Conversation()
			c.Sends(ndototest.Message{Content: "I am on holiday", ContentAttributes: map[string]any{"email": map[string]any{"auto_reply": true}}})
			c.ExpectSilence(time.Minute)
			for range 8 {
				c.Says("ping")
				b.Wait(time.Second)
			}
			assert.Len(t, c.Unread(), 5)
			assert.Equal(t, "open", c.Status(), "a human sees it")
			assert.Contains(t, c.Transcript(), "note: The bot stopped: the customer sent more than 5 messages in 1m0s. It may be a machine.")
		})
	})
}
