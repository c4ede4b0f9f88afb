package bot_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// exampleBot returns a bot on an in-memory server, and a customer of it. With a real server the bot listens at the URL
// of the agent bot: bot.Serve(ctx, ":8080"), or http.Handle("POST /bot", bot).
func exampleBot(opts ...bot.Option) (*bot.Bot, *ndototest.Customer, func()) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	opts = append(opts, bot.WithReceiver(webhook.WithSecrets(secret)), bot.WithUserToken(srv.AdminToken))
	b, err := bot.New(srv.Client(ndoto.WithToken("bot")), opts...)
	if err != nil {
		log.Fatal(err)
	}
	srv.AddBot(ndototest.Bot{Token: "bot", Secret: secret, Handler: b})
	customer := srv.Simulate(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: "Ada"})})
	return b, customer, func() {
		_ = b.Shutdown(context.Background())
		srv.Close()
	}
}

// A bot that repeats what customers write.
func Example() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "You said: "+t.Text())
		return err
	})

	customer.Says("hello")
	fmt.Println(customer.Reply().Content)
	// Output: You said: hello
}

// Texts and commands come before OnMessage, which gets the rest.
func ExampleBot_OnText() {
	b, customer, done := exampleBot()
	defer done()
	b.OnText(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "From 8 am to 5 pm.")
		return err
	}, "opening hours", "hours")
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "Pardon?")
		return err
	})

	customer.Says("Opening hours?")
	fmt.Println(customer.Reply().Content)
	customer.Says("Do you like tea?")
	fmt.Println(customer.Reply().Content)
	// Output:
	// From 8 am to 5 pm.
	// Pardon?
}

// A menu, and what was picked. In a channel without menus, customers type the title or the number of a choice.
func ExampleBot_OnChoice() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "What is it about?", ndoto.InputSelect(
			ndoto.Choice{Title: "Billing", Value: "billing"}, ndoto.Choice{Title: "Delivery", Value: "delivery"}))
		return err
	})
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "So it is about "+t.Answer.Choice.Value+".")
		return err
	})

	customer.Says("hello")
	fmt.Println(customer.Reply().Content)
	if err := customer.Picks("Billing"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.Reply().Content)
	// Output:
	// What is it about?
	// So it is about billing.
}

func ExampleBot_OnForm() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "Which order?", ndoto.Form(ndoto.FormField{Name: "order", Type: "text", Label: "Order number"}))
		return err
	})
	b.OnForm(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "Order "+t.Answer.Values["order"]+" has shipped.")
		return err
	})

	customer.Says("hello")
	fmt.Println(customer.Reply().Content)
	if err := customer.Fills(map[string]string{"order": "A-1007"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.Reply().Content)
	// Output:
	// Which order?
	// Order A-1007 has shipped.
}

// A question whose answer is the customer's next text.
func ExampleTurn_Prompt() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error { return t.Prompt(ctx, "name", "What is your name?") })
	b.OnPrompt("name", func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "Hello "+t.Text()+"!")
		return err
	})

	customer.Says("hi")
	fmt.Println(customer.Reply().Content)
	customer.Says("Grace")
	fmt.Println(customer.Reply().Content)
	// Output:
	// What is your name?
	// Hello Grace!
}

// Give the conversation to the team. The bot is silent from then on.
func ExampleTurn_Handoff() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "A colleague will answer you in a moment."); err != nil {
			return err
		}
		return t.Handoff(ctx, bot.Handoff{Note: "wants a person", Labels: []string{"handed-over"}, Priority: ndoto.PriorityHigh})
	})

	customer.Says("a person, please")
	fmt.Println(customer.Reply().Content)
	// Output: A colleague will answer you in a moment.
}

// What a bot knows of a customer survives restarts, if its store does.
func ExampleTurn_Save() {
	b, customer, done := exampleBot()
	defer done()
	type memory struct{ Visits int }
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		var m memory
		if err := t.Load(ctx, &m); err != nil {
			return err
		}
		m.Visits++
		if err := t.Save(ctx, m); err != nil {
			return err
		}
		_, err := t.Reply(ctx, fmt.Sprintf("message %d", m.Visits))
		return err
	})

	for range 2 {
		customer.Says("hello")
		fmt.Println(customer.Reply().Content)
	}
	// Output:
	// message 1
	// message 2
}

// A text that comes in parts, such as that of a language model, is one message. The customer sees that somebody types.
func ExampleTurn_Stream() {
	b, customer, done := exampleBot()
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Stream(ctx, func(yield func(string, error) bool) {
			for _, part := range []string{"It is ", "on its ", "way."} {
				if !yield(part, nil) {
					return
				}
			}
		})
		return err
	})

	customer.Says("Where is my order?")
	fmt.Println(customer.Reply().Content)
	// Output: It is on its way.
}

// Customers write in bursts: wait for the end, and answer once.
func ExampleWithDebounce() {
	b, customer, done := exampleBot(bot.WithDebounce(time.Second))
	defer done()
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, fmt.Sprintf("%d messages: %q", len(t.Messages), t.Text()))
		return err
	})

	customer.Says("hello")
	customer.Says("where is my order?")
	fmt.Println(customer.Reply().Content)
	// Output: 2 messages: "hello\nwhere is my order?"
}

// Speak without being spoken to: a job has ended, or a reminder is due.
func ExampleBot_Continue() {
	b, customer, done := exampleBot()
	defer done()

	for range 2 { // the second has the same name, and sends nothing
		err := b.Continue(context.Background(), customer.ConversationID, "shipped/A-1007", func(ctx context.Context, t *bot.Turn) error {
			_, err := t.Reply(ctx, "Your order has shipped.")
			return err
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	for _, m := range customer.Unread() {
		fmt.Println(m.Content)
	}
	// Output: Your order has shipped.
}
