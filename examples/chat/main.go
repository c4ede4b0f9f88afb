// Chat is a web chat of your own, from all sides: a customer, who needs no token, a bot that asks what it is about, and
// an agent who takes over. It runs on the in-memory server and prints what is said.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func main() {
	desk, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer desk.Close()
	if err := talk(context.Background(), desk, os.Stdout); err != nil {
		log.Print(err)
	}
}

// talk lets a customer ask for a parcel, and an agent answer.
func talk(ctx context.Context, desk *ndototest.Server, out io.Writer) error {
	shop, err := newBot(desk)
	if err != nil {
		return err
	}
	defer func() { _ = shop.Shutdown(ctx) }()
	c, err := open(ctx, desk, out)
	if err != nil {
		return err
	}
	answer := func(ctx context.Context) error {
		agent := desk.Client(ndoto.WithToken(desk.AgentToken))
		_, err := agent.Messages.SendOnce(ctx, c.id, "parcel", &ndoto.CreateMessageParams{Content: "It comes tomorrow."})
		return err
	}
	for _, step := range []func(context.Context) error{c.say("Hello!"), c.hear, c.pick(0), c.hear, answer, c.hear, c.say("Thank you!")} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// newBot returns a bot that asks what it is about, and hands over.
func newBot(desk *ndototest.Server) (*bot.Bot, error) {
	const token, secret = "token-of-the-bot", "secret-of-the-bot"
	b, err := bot.New(desk.Client(ndoto.WithToken(token)), bot.WithReceiver(webhook.WithSecrets(secret)), bot.WithUserToken(desk.AdminToken))
	if err != nil {
		return nil, err
	}
	menu := ndoto.InputSelect(ndoto.Choice{Title: "My parcel", Value: "parcel"}, ndoto.Choice{Title: "A return", Value: "return"})
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "What is it about?", menu)
		return err
	})
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "A colleague will be with you.")
		return errors.Join(err, t.Handoff(ctx, bot.Handoff{Note: "It is about: " + t.Answer.Choice.Title}))
	})
	desk.AddBot(ndototest.Bot{Name: "Shop bot", Token: token, Secret: secret, Handler: b})
	return b, nil
}

// chat is the window of a customer.
type chat struct {
	*customer.Client
	source ndoto.Secret
	id     int64         // of the conversation
	latest ndoto.Message // that was shown
	out    io.Writer
}

// open opens a window. A server of yours is reached by customer.New("identifier of the inbox", ndoto.WithBaseURL(…)).
func open(ctx context.Context, desk *ndototest.Server, out io.Writer) (*chat, error) {
	inbox, err := desk.CustomerClient(desk.InboxID)
	if err != nil {
		return nil, err
	}
	ada, err := inbox.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada"})
	if err != nil {
		return nil, err
	}
	conversation, _, err := inbox.Conversations.Ensure(ctx, ada.SourceID, nil)
	if err != nil {
		return nil, err
	}
	return &chat{Client: inbox, source: ada.SourceID, id: conversation.ID, out: out}, nil
}

func (c *chat) say(text string) func(context.Context) error {
	key := rand.Text() // of these words, for as long as it takes to send them
	return func(ctx context.Context) error {
		_, _ = fmt.Fprintf(c.out, "Ada: %s\n", text)
		_, err := c.Messages.SendOnce(ctx, c.source, c.id, key, &customer.MessageParams{Content: text})
		return err
	}
}

// pick answers the menu that was heard.
func (c *chat) pick(n int) func(context.Context) error {
	return func(ctx context.Context) error {
		choice := customer.Choices(&c.latest)[n]
		_, _ = fmt.Fprintf(c.out, "Ada picks %q.\n", choice.Title)
		_, err := c.Messages.Answer(ctx, c.source, c.id, c.latest.ID, customer.Pick(choice))
		return err
	}
}

// hear waits for the next message to the customer. A real window listens to the websocket instead: see
// ConnectCustomer of package realtime.
func (c *chat) hear(ctx context.Context) error {
	for {
		page, err := c.Messages.List(ctx, c.source, c.id, nil)
		if err != nil {
			return err
		}
		for _, m := range page {
			if m.ID > c.latest.ID && m.MessageType != ndoto.MessageIncoming {
				c.latest = m
				_, err := fmt.Fprintf(c.out, "%s: %s\n", m.Sender.Name, m.Content)
				return err
			}
		}
		<-time.After(20 * time.Millisecond) // when ctx ends, List says so
	}
}
