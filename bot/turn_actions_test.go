package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestAHandoffWithEverything tells the team what it is about in all ways there are.
func TestAHandoffWithEverything(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				marked := errors.Join(t.AddLabels(ctx, "order", "draft"), t.RemoveLabels(ctx, "draft"), t.SetAttributes(ctx, map[string]any{"order": "1007"}))
				if marked != nil && !(d.Reading.OnlyDocumented && strings.Contains(marked.Error(), "which Ndoto does not document")) {
					return marked
				}
				return t.Handoff(ctx, bot.Handoff{Note: "late", AgentID: 2, Labels: []string{"late"}, Attributes: map[string]any{"days": 3}, Priority: ndoto.PriorityHigh})
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("where is it?")
			c.ExpectTranscript("customer: where is it?\nnote: late")
			got, err := b.Desk.Client().Conversations.Get(b.T.Context(), c.ID)
			require.NoError(t, err)
			if d.Reading.OnlyDocumented { // labels and attributes of conversations have no documented route
				assert.Empty(t, got.Labels)
				assert.Empty(t, got.CustomAttributes)
			} else {
				assert.Equal(t, []string{"order", "late"}, got.Labels)
				assert.JSONEq(t, `{"order":"1007","days":3}`, string(got.CustomAttributes))
			}
			assert.Equal(t, ndoto.PriorityHigh, got.Priority)
			assert.Equal(t, ndoto.StatusOpen, got.Status)
			assert.Equal(t, b.Desk.AgentID, got.Meta.Assignee.ID)
		})
	})
}

// TestSentences are sent as they are complete, once each, also when the stream breaks and begins again.
func TestSentences(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		attempts := 0
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				attempts++
				_, err := t.StreamSentences(ctx, func(yield func(string, error) bool) {
					for _, part := range []string{"Yes. We ship to Kigali and to ", "all of Rwanda. It costs 3.50 euros,", " and takes five days or so!"} {
						if !yield(part, nil) {
							return
						}
					}
					if attempts == 1 {
						yield("", errors.New("the model is gone"))
						return
					}
					yield(" 你们送货到北京吗？可以。", nil)
				})
				return err
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("do you ship?")
			c.ExpectTranscript(`
			customer: do you ship?
			bot: Yes. We ship to Kigali and to all of Rwanda.
			bot: It costs 3.50 euros, and takes five days or so!
			bot: 你们送货到北京吗？可以。`)
			assert.Equal(t, 2, attempts)
		})
	})
}

// TestOpenNow follows the working hours of the inbox, in its time zone. Virtual time begins on a Saturday, at midnight
// UTC.
func TestOpenNow(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				open, err := t.OpenNow(ctx)
				if err != nil {
					return err
				}
				_, err = t.Reply(ctx, fmt.Sprint("open: ", open))
				return err
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			ask := func(want string) {
				t.Helper()
				b.Wait(10 * time.Minute) // for which settings are remembered
				c.Says("?")
				c.Expect(want)
			}
			ask("open: true")
			days := make([]ndoto.WorkingHours, 7)
			for day := range days {
				days[day] = ndoto.WorkingHours{DayOfWeek: day, OpenHour: 9, CloseHour: 17}
			}
			days[time.Sunday] = ndoto.WorkingHours{DayOfWeek: 0, ClosedAllDay: true}
			days[time.Monday] = ndoto.WorkingHours{DayOfWeek: 1, OpenAllDay: true}
			_, err := b.Desk.Dashboard().Inboxes.Update(b.T.Context(), b.InboxID, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{
				WorkingHoursEnabled: ndoto.Set(true), Timezone: ndoto.Set("Africa/Kigali"), WorkingHours: days,
			}})
			require.NoError(t, err)
			ask("open: false")                   // 2:20 in Kigali
			b.Wait(6*time.Hour + 40*time.Minute) // 9:00
			ask("open: true")                    // Saturday
			b.Wait(8 * time.Hour)                // 17:20
			ask("open: false")
			b.Wait(18 * time.Hour) // Sunday
			ask("open: false")
			b.Wait(13 * time.Hour) // Monday, after midnight
			ask("open: true")
		})
	})
}

// TestWhatHappensToAConversation comes to its handlers, once each.
func TestWhatHappensToAConversation(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		var calls []string
		note := func(what string) bot.Handler {
			return func(_ context.Context, t *bot.Turn) error {
				calls = append(calls, fmt.Sprint(what, " ", t.Conversation.Status, " ", t.Text() == ""))
				return nil
			}
		}
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(echo)
			b.OnAssigned(note("assigned"))
			b.OnOpened(note("opened"))
			b.OnGivenBack(note("given back"))
			b.OnResolved(note("ended"))
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			for _, step := range []func(){
				func() { c.Assign(ndoto.AssignParams{AgentID: b.Desk.AgentID}) },
				func() { c.SetStatus(ndoto.StatusOpen) },
				func() { c.Assign(ndoto.AssignParams{AgentBotID: b.BotID}) },
				func() { c.SetStatus(ndoto.StatusPending) },
				func() { c.SetStatus(ndoto.StatusResolved) },
			} {
				step()
				b.Wait(time.Minute)
			}
			assert.Equal(t, []string{"assigned pending true", "opened open true", "assigned open true", "given back pending true", "ended resolved true"}, calls)
		})
	})
}

// TestContinue sends outside a webhook, once for each name, and not over a human.
func TestContinue(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			remind := func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "It has shipped."); return err }
			for range 2 {
				require.NoError(t, b.Bot().Continue(b.T.Context(), c.ID, "shipped/1007", remind))
				b.Restart()
			}
			require.NoError(t, b.Bot().Continue(b.T.Context(), c.ID, "shipped/1008", remind))
			c.AgentSays("Anna here.")
			b.Wait(time.Second)
			require.ErrorIs(t, b.Bot().Continue(b.T.Context(), c.ID, "shipped/1009", remind), bot.ErrTakenOver)
			require.ErrorIs(t, b.Bot().Continue(b.T.Context(), c.ID, "", remind), bot.ErrBadInput)
			require.ErrorIs(t, b.Bot().Continue(b.T.Context(), c.ID, "x", nil), bot.ErrBadInput)
			require.ErrorIs(t, b.Bot().ContinueIn(b.T.Context(), 99, c.ID, "x", remind), bot.ErrBadInput)
			c.ExpectTranscript(`
			customer: hello
			bot: You said: hello
			bot: It has shipped.
			bot: It has shipped.
			agent: Anna here.`)
		})
	})
}

// TestAnOperatorTakesBack what a human has, also assigned to one.
func TestAnOperatorTakesBack(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.SetStatus(ndoto.StatusOpen)
			c.Assign(ndoto.AssignParams{AgentID: b.Desk.AgentID})
			c.Says("anybody?")
			c.ExpectSilence(time.Hour - time.Minute)
			require.NoError(t, b.Bot().TakeBack(b.T.Context(), c.ID))
			c.Expect("You said: anybody?")
			assert.Equal(t, "pending", c.Status())
			c.Says("thanks")
			c.Expect("You said: thanks")
		})
	})
}

// TestTenants are the accounts that the bot answers in; it leaves others alone.
func TestTenants(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv := newDesk(t, d, ndototest.WithoutNetwork())
			b, err := bot.New(nil, bot.WithReceiver(trusted(d)), quiet, bot.WithTenants(func(_ context.Context, account int64) (bot.Tenant, error) {
				if account != srv.AccountID {
					return bot.Tenant{}, nil
				}
				return bot.Tenant{Client: srv.Client(), UserToken: srv.AdminToken}, nil
			}))
			require.NoError(t, err)
			b.OnMessage(echo)
			srv.AddBot(ndototest.Bot{Handler: b, Secret: secret})
			customer := srv.Simulate(ndototest.Conversation{})
			customer.Says("hello")
			assert.Equal(t, "You said: hello", customer.Reply().Content)
			post(t, b, strings.ReplaceAll(message(customer.ConversationID, 99, "of another"), `"account":{"id":1}`, `"account":{"id":2}`))
			say := func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "A reminder."); return err }
			require.NoError(t, b.ContinueIn(t.Context(), srv.AccountID, customer.ConversationID, "reminder", say))
			require.ErrorIs(t, b.ContinueIn(t.Context(), 2, customer.ConversationID, "reminder", say), bot.ErrBadInput)
			require.ErrorIs(t, b.Continue(t.Context(), customer.ConversationID, "reminder", say), bot.ErrBadInput)
			_, err = b.RecoverIn(t.Context(), 2)
			require.ErrorIs(t, err, bot.ErrBadInput)
			_, err = b.Recover(t.Context())
			require.ErrorIs(t, err, bot.ErrBadInput)
			require.NoError(t, b.Check(t.Context()))
			require.NoError(t, b.Shutdown(t.Context()))
			assert.Equal(t, []string{"hello", "You said: hello", "A reminder."}, contents(srv.Messages(customer.ConversationID)))
		})
	})
}
