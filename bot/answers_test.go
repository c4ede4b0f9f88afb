package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
)

// asking is a bot that asks for what the customer names, and says how it understood the answer.
func asking(b *bot.Bot) {
	questions := map[string]*ndoto.RichContent{
		"menu":  ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"}, ndoto.Choice{Title: "Café & bar", Value: "cafe"}),
		"form":  ndoto.Form(ndoto.FormField{Name: "order", Label: "Order", Type: "text"}),
		"forms": ndoto.Form(ndoto.FormField{Name: "order", Label: "Order", Type: "text"}, ndoto.FormField{Name: "city", Label: "City", Type: "text"}),
		"email": ndoto.InputEmail(),
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		if rich := questions[t.Text()]; rich != nil {
			_, err := t.Ask(ctx, "And?", rich)
			return err
		}
		return echo(ctx, t)
	})
	say := func(kind string) bot.Handler {
		return func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, kind+": "+t.Text()); return err }
	}
	b.OnChoice(say("choice"))
	b.OnForm(say("form"))
	b.OnEmail(say("e-mail"))
}

// TestAnswersAsTexts, where a channel shows no menus, forms and fields: a text that is none is a message. The text of a
// turn that answers is the answer, and not the question.
func TestAnswersAsTexts(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for _, tt := range []struct{ ask, typed, want string }{
			{"menu", "1", "choice: Billing"},
			{"menu", "cafe bar!", "choice: Café & bar"},
			{"menu", "3", "You said: 3"},
			{"menu", "hm", "You said: hm"},
			{"form", "A-1007", "form: A-1007"},
			{"forms", "A-1007", "You said: A-1007"},
			{"email", "my@mail.example", "e-mail: my@mail.example"},
			{"email", " <my@mail.example>. ", "e-mail: my@mail.example"},
			{"email", "I have none", "You said: I have none"},
		} {
			t.Run(tt.ask+" "+tt.typed, func(t *testing.T) {
				t.Parallel()
				run(t, d, building(asking), func(b *bottest.Bench) {
					c := b.Conversation()
					c.Says(tt.ask)
					c.Expect("And?")
					c.Says(tt.typed)
					c.Expect(tt.want)
				})
			})
		}
	})
}

// TestAFormThatIsCorrected is answered again, and not for the same values.
func TestAFormThatIsCorrected(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(asking), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("form")
			c.Expect("And?")
			for i, order := range []string{"A-1", "A-2", "A-2", "A-1"} {
				post(t, b.Bot(), fmt.Sprintf(`{"event":"message_updated","id":%d,"content":"And?","content_type":"form","message_type":"outgoing","account":{"id":1},
				"content_attributes":{"submitted_values":[{"name":"order","value":%q}]},"conversation":{"id":%d,"status":"pending","inbox_id":%d,"unread_count":%d}}`,
					b.Desk.Messages(c.ID)[1].ID, order, c.ID, b.InboxID, i))
				b.Wait(time.Second)
			}
			c.ExpectTranscript(`
			customer: form
			bot: And?
			bot: form: A-1
			bot: form: A-2
			bot: form: A-1`)
		})
	})
}

// TestARating comes to its handler, which cannot write to the customer any more.
func TestARating(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(echo)
			b.OnCSAT(func(ctx context.Context, t *bot.Turn) error {
				if _, err := t.Reply(ctx, "Thanks!"); !errors.Is(err, bot.ErrTakenOver) {
					return fmt.Errorf("a reply to a rating: %w", err)
				}
				_, err := t.Note(ctx, fmt.Sprintf("rated %d: %s", t.Answer.Rating, t.Text()))
				return err
			})
		}), func(b *bottest.Bench) {
			_, err := b.Desk.Dashboard().Inboxes.Update(b.T.Context(), b.InboxID, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{CSATSurveyEnabled: ndoto.Set(true)}})
			require.NoError(t, err)
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			c.SetStatus(ndoto.StatusResolved)
			require.NoError(t, c.Rates(5, "quick"))
			c.ExpectTranscript(`
			customer: hello
			bot: You said: hello
			template: Please rate the conversation
			note: rated 5: quick`)
		})
	})
}
