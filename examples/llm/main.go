// Command llm is a bot that lets a language model answer, with the conversation so far, over any API that is compatible
// with OpenAI's. It waits until a customer has finished a burst of messages, shows that it types, begins anew if the
// customer writes again while it thinks, and hands over if the model says so or takes too long.
//
//	go run ./examples/llm
//
// Without NDOTO_API_TOKEN it needs no account, and without LLM_BASE_URL no model: it talks to a made-up customer on an
// in-memory server, and a stand-in answers. LLM_BASE_URL is such as https://api.openai.com/v1, with LLM_API_KEY and
// LLM_MODEL. For an account it needs the token of an agent bot, NDOTO_ACCOUNT_ID, NDOTO_WEBHOOK_SECRET, and, to read
// the history, NDOTO_USER_TOKEN of a user; --help tells more.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/ndototest"
)

func main() {
	m := model{BaseURL: os.Getenv("LLM_BASE_URL"), Key: os.Getenv("LLM_API_KEY"), Name: os.Getenv("LLM_MODEL")}
	if m.BaseURL == "" {
		standIn := newStandIn()
		defer standIn.Close()
		m = model{BaseURL: standIn.URL, Name: standInName}
	}
	stage.Main(example(m))
}

func example(m model) stage.Example {
	return stage.Example{
		About: "A bot that lets a language model answer, over an API that is compatible with OpenAI's.\nLLM_BASE_URL, LLM_API_KEY and LLM_MODEL name the model; without them a stand-in answers.",
		Needs: []stage.Variable{{Name: "NDOTO_USER_TOKEN", What: "the token of a user: the model needs the history, which bots may not read"}},
		New: func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
			if m.Name == standInName {
				fmt.Println("LLM_BASE_URL is not set, so a stand-in answers.")
			}
			return newBot(client, m, opts...)
		},
		Talk: func(t *stage.Talk) error {
			if err := t.Says("Do you ship to Kigali?"); err != nil {
				return err
			}
			if err := t.Says("I want to talk to a human"); err != nil {
				return err
			}
			return t.Until(func(c ndototest.Conversation) bool { return c.Status == "open" })
		},
	}
}

const instructions = "You answer customers of a shop in a brief and friendly way. If they want a person, or you do not know, reply with HANDOFF only."

func newBot(client *ndoto.Client, m model, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, append(opts, bot.WithDebounce(time.Second), bot.WithInterrupt(), bot.WithTimeLimit(time.Minute, handOver))...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		history, err := t.History(ctx, 20)
		if err != nil {
			return err
		}
		messages := append([]chatMessage{{Role: "system", Content: instructions}}, asChat(history)...)
		var answer strings.Builder
		for part, err := range m.stream(ctx, messages) {
			if err != nil {
				return err
			}
			answer.WriteString(part)
		}
		text := strings.TrimSpace(answer.String())
		if text == "" || strings.Contains(text, "HANDOFF") {
			return handOver(ctx, t)
		}
		_, err = t.Reply(ctx, text)
		return err
	})
	return b, nil
}

// asChat is a history as a model reads it.
func asChat(history []*ndoto.Message) []chatMessage {
	chat := make([]chatMessage, 0, len(history))
	for _, m := range history {
		role, content := "assistant", m.Content
		if m.MessageType == ndoto.MessageIncoming {
			role = "user"
		}
		if content == "" { // models refuse empty messages
			content = fmt.Sprintf("(%d files, which you cannot see)", len(m.Attachments))
		}
		chat = append(chat, chatMessage{Role: role, Content: content})
	}
	return chat
}

func handOver(ctx context.Context, t *bot.Turn) error {
	if _, err := t.Reply(ctx, "I am asking a colleague to take over."); err != nil {
		return err
	}
	return t.Handoff(ctx, bot.Handoff{Note: "The model could not help."})
}
