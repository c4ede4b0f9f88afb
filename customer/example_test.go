package customer_test

import (
	"context"
	"fmt"
	"log"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
)

// exampleInbox is an inbox in memory. On a server of yours it is customer.New("identifier of the inbox",
// ndoto.WithBaseURL("https://desk.example.com")).
func exampleInbox() (*ndototest.Server, *customer.Client) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	inbox, err := srv.CustomerClient(srv.InboxID)
	if err != nil {
		log.Fatal(err)
	}
	return srv, inbox
}

// A customer writes, and an agent answers.
func Example() {
	ctx := context.Background()
	srv, inbox := exampleInbox()
	defer srv.Close()

	ada, err := inbox.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada"})
	if err != nil {
		log.Fatal(err)
	}
	chat, _, err := inbox.Conversations.Ensure(ctx, ada.SourceID, nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := inbox.Messages.SendOnce(ctx, ada.SourceID, chat.ID, "key-1", &customer.MessageParams{Content: "Where is my parcel?"}); err != nil {
		log.Fatal(err)
	}
	if _, err := srv.Client().Messages.Create(ctx, chat.ID, &ndoto.CreateMessageParams{Content: "It comes tomorrow."}); err != nil {
		log.Fatal(err)
	}
	for m, err := range inbox.Messages.All(ctx, ada.SourceID, chat.ID) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(m.Content)
	}
	// Output:
	// It comes tomorrow.
	// Where is my parcel?
}

// A backend, which has the key of the inbox, proves who a customer is.
func ExampleIdentify() {
	identity := customer.Identify("key-of-the-inbox", "user-7")
	fmt.Println(identity.Identifier, string(identity.Hash)[:8], identity.Hash)
	// Output: user-7 475f035a [secret]
}

// A customer picks a choice of a menu.
func ExamplePick() {
	ctx := context.Background()
	srv, inbox := exampleInbox()
	defer srv.Close()
	ada, err := inbox.Contacts.Create(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	chat, err := inbox.Conversations.Create(ctx, ada.SourceID, nil)
	if err != nil {
		log.Fatal(err)
	}
	menu := ndoto.InputSelect(ndoto.Choice{Title: "Tea", Value: "tea"}, ndoto.Choice{Title: "Coffee", Value: "coffee"})
	if _, err := srv.Client().Messages.Create(ctx, chat.ID, &ndoto.CreateMessageParams{Content: "Which?", Rich: menu}); err != nil {
		log.Fatal(err)
	}

	latest, err := inbox.Messages.List(ctx, ada.SourceID, chat.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range latest {
		if choices := customer.Choices(&m); len(choices) > 0 {
			if _, err := inbox.Messages.Answer(ctx, ada.SourceID, chat.ID, m.ID, customer.Pick(choices[0])); err != nil {
				log.Fatal(err)
			}
			fmt.Println("picked", choices[0].Title)
		}
	}
	// Output: picked Tea
}
