package realtime_test

import (
	"context"
	"fmt"
	"log"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/realtime"
)

// Print what customers write, until the program is stopped.
func ExampleConnect() {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	err = realtime.Connect(ctx, srv.Client(),
		realtime.On(func(context.Context, *realtime.Connected) error {
			srv.Simulate(ndototest.Conversation{}).Says("Where is my order?")
			return nil
		}),
		realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
			if who := e.Message.Sender; who != nil {
				fmt.Println(who.Name, "writes:", e.Message.Content)
			}
			cancel()
			return nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	// Output: Contact 1 writes: Where is my order?
}

// Show a customer what the team writes, as it comes.
func ExampleConnectCustomer() {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	inbox, err := srv.CustomerClient(srv.InboxID) // customer.New("identifier of the inbox", ndoto.WithBaseURL(…))
	if err != nil {
		log.Fatal(err)
	}
	ada, err := inbox.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada"})
	if err != nil {
		log.Fatal(err)
	}
	chat, _, err := inbox.Conversations.Ensure(ctx, ada.SourceID, nil)
	if err != nil {
		log.Fatal(err)
	}
	err = realtime.ConnectCustomer(ctx, inbox, ada,
		realtime.On(func(ctx context.Context, _ *realtime.Connected) error {
			_, err := srv.Client().Messages.Create(ctx, chat.ID, &ndoto.CreateMessageParams{Content: "How can we help?"})
			return err
		}),
		realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
			if e.Message.MessageType != ndoto.MessageIncoming {
				fmt.Println(e.Message.Content)
				cancel()
			}
			return nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	// Output: How can we help?
}

// Run a bot on a laptop: it needs no address, and no tunnel. NDOTO_API_TOKEN is that of an agent bot, which has no
// webhook URL, and NDOTO_USER_TOKEN that of a user.
func ExampleWebhooks() {
	const userToken = "the token of a user"
	client, err := ndoto.NewFromEnv()
	if err != nil {
		log.Fatal(err)
	}
	listener, err := ndoto.NewFromEnv(ndoto.WithToken(userToken))
	if err != nil {
		log.Fatal(err)
	}
	b, err := bot.New(client, bot.WithoutWebhook(), bot.WithUserToken(userToken), bot.WithInboxes(7))
	if err != nil {
		log.Fatal(err)
	}
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "You said: "+t.Text())
		return err
	})
	if err := b.Listen(context.Background(), realtime.Webhooks(listener)); err != nil {
		log.Fatal(err)
	}
}
