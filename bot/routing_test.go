package bot_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
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

// saying replies with a name and what was found in the text.
func saying(name string) bot.Handler {
	return func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, fmt.Sprintf("%s %q", name, t.Match))
		return err
	}
}

// TestRoutes finds the handler for a text: the first that is for it, in the order in which they were set.
func TestRoutes(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		build := building(func(b *bot.Bot) {
			b.OnCommand("order", saying("order"))
			b.OnCommand("/help", saying("help"))
			b.OnText(saying("hours"), "opening hours", "Öffnungszeiten")
			b.OnPattern(regexp.MustCompile(`(?i)\b([a-z])-(\d+)\b`), saying("number"))
			b.OnPattern(regexp.MustCompile(`hours`), saying("second"))
			b.OnAttachment(saying("file"))
			b.OnMessage(saying("message"))
		})
		for typed, want := range map[string]string{
			"/order 1007 now":         `order ["1007 now"]`,
			" /ORDER":                 `order [""]`,
			"/order\n1007":            `order ["1007"]`,
			"/help":                   `help [""]`,
			"/helpme":                 `message []`,
			"order":                   `message []`,
			"Opening hours?":          `hours ["Opening hours?"]`,
			"OFFNUNGSZEITEN":          `message []`,
			"o\u0308ffnungszeiten!":   "hours [\"o\u0308ffnungszeiten!\"]",
			"where is a-1007, please": `number ["a-1007" "a" "1007"]`,
			"the hours":               `second ["hours"]`,
			"hello":                   `message []`,
		} {
			t.Run(typed, func(t *testing.T) {
				t.Parallel()
				run(t, d, build, func(b *bottest.Bench) {
					c := b.Conversation()
					c.Says(typed)
					c.Expect(want)
				})
			})
		}
		run(t, d, build, func(b *bottest.Bench) {
			c := b.Conversation()
			photo := []ndototest.Attachment{{Name: "a.png", ContentType: "image/png", Data: []byte("png")}}
			c.Sends(ndototest.Message{Attachments: photo})
			c.Expect(`file []`)
			c.Sends(ndototest.Message{Content: "/help", Attachments: photo})
			c.Expect(`help [""]`)
		})
	})
}

// ordering is a bot with a dialog of two prompts, and a menu.
func ordering(b *bot.Bot) {
	b.OnCommand("cancel", func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "Forgotten."); return err })
	b.OnText(func(ctx context.Context, t *bot.Turn) error { return t.Prompt(ctx, "size", "Which size?") }, "order")
	b.OnText(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "Which?", ndoto.InputSelect(ndoto.Choice{Title: "Red", Value: "red"}, ndoto.Choice{Title: "Blue", Value: "blue"}))
		return err
	}, "color")
	b.OnPrompt("size", func(ctx context.Context, t *bot.Turn) error {
		if strings.Trim(t.Text(), "0123456789") != "" {
			return t.Prompt(ctx, "size", "A number, please.")
		}
		if err := t.Save(ctx, t.Text()); err != nil {
			return err
		}
		return t.Prompt(ctx, "city", "Which city?")
	})
	b.OnPrompt("city", func(ctx context.Context, t *bot.Turn) error {
		var size string
		if err := t.Load(ctx, &size); err != nil {
			return err
		}
		_, err := t.Reply(ctx, fmt.Sprintf("Size %s to %s.", size, t.Text()))
		return err
	})
	b.OnChoice(saying("choice"))
	b.OnMessage(echo)
}

// TestADialog waits for that answer, over a restart: not for a command, not after a hand-off, and not forever.
func TestADialog(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		t.Run("to its end", func(t *testing.T) {
			t.Parallel()
			run(t, d, building(ordering), func(b *bottest.Bench) {
				c := b.Conversation()
				c.Says("order")
				c.Expect("Which size?")
				c.Says("large")
				c.Expect("A number, please.")
				b.Restart()
				c.Says("42")
				c.Expect("Which city?")
				c.Says("order")
				c.Expect("Size 42 to order.")
				c.Says("thanks")
				c.Expect("You said: thanks")
			})
		})
		t.Run("a command", func(t *testing.T) {
			t.Parallel()
			run(t, d, building(ordering), func(b *bottest.Bench) {
				c := b.Conversation()
				c.Says("order")
				c.Expect("Which size?")
				c.Says("/cancel")
				c.Expect("Forgotten.")
				c.Says("hm")
				c.Expect("You said: hm")
			})
		})
		t.Run("a menu after it", func(t *testing.T) {
			t.Parallel()
			run(t, d, building(ordering), func(b *bottest.Bench) {
				c := b.Conversation()
				c.Says("color")
				c.Expect("Which?")
				c.Says("order")
				c.Expect("Which size?")
				c.Says("2") // answers what was asked last
				c.Expect("Which city?")
			})
		})
		t.Run("a human", func(t *testing.T) {
			t.Parallel()
			run(t, d, building(ordering), func(b *bottest.Bench) {
				c := b.Conversation()
				c.Says("order")
				c.Expect("Which size?")
				c.SetStatus(ndoto.StatusOpen)
				b.Wait(time.Second)
				c.SetStatus(ndoto.StatusPending)
				b.Wait(time.Second)
				c.Says("42")
				c.Expect("You said: 42")
			})
		})
		t.Run("a day later", func(t *testing.T) {
			t.Parallel()
			run(t, d, building(ordering), func(b *bottest.Bench) {
				c := b.Conversation()
				c.Says("order")
				c.Expect("Which size?")
				b.Wait(25 * time.Hour)
				c.Says("42")
				c.Expect("You said: 42")
			})
		})
	})
}

// TestAPromptWithoutItsHandler is a mistake of the program: it is said, and the customer gets a human.
func TestAPromptWithoutItsHandler(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		var problem error
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				problem = t.Prompt(ctx, "size", "Which size?")
				return problem
			})
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("order")
			c.ExpectTranscript(`
			customer: order
			note: The bot could not answer, and opened the conversation.`)
			require.ErrorIs(t, problem, bot.ErrBadInput)
			require.ErrorContains(t, problem, `no handler is set with OnPrompt("size", ...)`)
		})
	})
}

// TestMiddleware is around every handler, the first outermost, and may answer in its place.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			around := func(name string) bot.Middleware {
				return func(next bot.Handler) bot.Handler {
					return func(ctx context.Context, t *bot.Turn) error {
						if _, err := t.Note(ctx, name); err != nil {
							return err
						}
						return next(ctx, t)
					}
				}
			}
			b.Use(around("outer"), around("inner"))
			b.Use(func(next bot.Handler) bot.Handler {
				return func(ctx context.Context, t *bot.Turn) error {
					err := next(ctx, t)
					if errors.Is(err, errClosed) {
						_, err = t.Reply(ctx, "We are closed.")
					}
					return err
				}
			})
			b.OnStart(func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "Welcome!"); return err })
			b.OnText(func(context.Context, *bot.Turn) error { return errClosed }, "order")
			b.OnMessage(echo)
		}), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("Welcome!", "You said: hello")
			c.Says("order")
			c.ExpectTranscriptEnds(`
			customer: order
			note: outer
			note: inner
			bot: We are closed.`)
			assert.Equal(t, 1, strings.Count(c.Transcript(), "Welcome!"))
		})
	})
}

var errClosed = errors.New("closed")

// TestASession is of the customer: it is there in the next conversation, and not after its time.
func TestASession(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				session := struct{ Language string }{"en"}
				if err := t.LoadSession(ctx, &session); err != nil {
					return err
				}
				if session.Language == "en" {
					session.Language = t.Text()
					if err := t.SaveSession(ctx, session, time.Hour); err != nil {
						return err
					}
				}
				_, err := t.Reply(ctx, session.Language)
				return err
			})
		}), func(b *bottest.Bench) {
			first := b.Conversation()
			first.Says("sw")
			first.Expect("sw")
			b.Restart()
			next := b.Desk.Simulate(ndototest.Conversation{InboxID: b.InboxID, ContactID: first.ContactID, Status: "pending"})
			next.Says("fr")
			b.Wait(time.Second)
			b.Wait(2 * time.Hour)
			next.Says("rw")
			b.Wait(time.Second)
			assert.Equal(t, []string{"fr", "sw", "rw", "rw"}, contents(b.Desk.Messages(next.ConversationID)))
		})
	})
}
