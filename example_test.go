package ndoto_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// newExample returns a client of an in-memory server with a conversation. With ndoto.New, the same code talks to
// yours.
func newExample() (*ndoto.Client, int64, func()) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	id := srv.AddConversation(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com"})})
	return srv.Client(), id, srv.Close
}

func Example() {
	client, id, done := newExample()
	defer done()
	ctx := context.Background()

	message, err := client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Hello! How can we help?"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.MessageType, message.Status)

	change, err := client.Conversations.ToggleStatus(ctx, id, ndoto.StatusResolved)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.CurrentStatus)
	// Output:
	// outgoing sent
	// resolved
}

func ExampleInputSelect() {
	client, id, done := newExample()
	defer done()

	message, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{
		Content: "What is it about?",
		Rich:    ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "b"}, ndoto.Choice{Title: "Delivery", Value: "d"}),
	})
	if err != nil {
		log.Fatal(err)
	}
	items, _ := message.ContentAttributes.Lookup("items")
	fmt.Println(message.ContentType, string(items))
	// Output: input_select [{"title":"Billing","value":"b"},{"title":"Delivery","value":"d"}]
}

func ExampleFile() {
	client, id, done := newExample()
	defer done()

	note, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{
		Content: "For the team", Private: true,
		Attachments: []ndoto.File{{Name: "tracking.csv", ContentType: "text/csv", Reader: strings.NewReader("08:12,Kigali\n")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range note.Attachments {
		fmt.Println(note.Private, a.FileType, a.FileSize)
	}
	// Output: true file 13
}

func ExampleConversationsService_All() {
	client, _, done := newExample()
	defer done()

	for conversation, err := range client.Conversations.All(context.Background(), &ndoto.ListConversationsParams{Status: ndoto.StatusAll}) {
		if err != nil {
			log.Fatal(err)
		}
		name := "somebody"
		if customer := conversation.Customer(); customer != nil {
			name = customer.Name
		}
		fmt.Println(conversation.ID, name, conversation.Status)
	}
	// Output: 1 Ada open
}

func ExampleWhere() {
	client, id, done := newExample()
	defer done()
	ctx := context.Background()

	nobodys := ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen, ndoto.StatusPending)).
		And(ndoto.FilterAssignee.IsNotPresent()).
		And(ndoto.FilterCreatedAt.After(time.Now().AddDate(0, 0, -7)))
	page, err := client.Conversations.Filter(ctx, nobodys, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range page.Conversations {
		fmt.Println("one of", page.Total, "and ours:", c.ID == id)
	}
	// Output: one of 1 and ours: true
}

func ExampleError() {
	client, _, done := newExample()
	defer done()

	_, err := client.Contacts.Create(context.Background(), &ndoto.ContactParams{Email: ndoto.Set("Ada@example.com")})
	var e *ndoto.Error
	if errors.Is(err, ndoto.ErrConflict) && errors.As(err, &e) {
		fmt.Println("taken:", e.Attributes)
	}
	// Output: taken: [email]
}

func ExampleClient_Do() {
	client, id, done := newExample()
	defer done()

	var answer struct{ Payload []string }
	err := client.Do(context.Background(), "POST", fmt.Sprintf("conversations/%d/labels", id), map[string]any{"labels": []string{"vip"}}, &answer)
	fmt.Println(answer.Payload, err)
	// Output: [vip] <nil>
}
