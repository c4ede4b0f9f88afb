package ndoto_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// exampleDesk returns an in-memory server, a client of it, and a conversation. With ndoto.New, the same code talks to
// yours.
var exampleReading = flag.String("examples.reading", "", "run the examples as Ndoto documents its server, under this reading")

func exampleDesk(c ndototest.Conversation, opts ...ndototest.Option) (*ndototest.Server, *ndoto.Client, int64) {
	if reading, known := ndototest.Readings()[*exampleReading]; known {
		opts = append([]ndototest.Option{ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading)}, opts...)
	}
	srv, err := ndototest.Start(opts...)
	if err != nil {
		log.Fatal(err)
	}
	c.ContactID = srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com"})
	return srv, srv.Client(), srv.AddConversation(c)
}

// Open a conversation with a message to a customer.
func ExampleConversationsService_Create() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("grace@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}

	conversation, err := client.Conversations.Create(ctx, &ndoto.CreateConversationParams{
		InboxID: srv.InboxID, ContactID: contact.ID, Message: &ndoto.CreateMessageParams{Content: "Your order has shipped."},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(conversation.ID, conversation.Status)
	// Output: 2 open
}

// One conversation for each alert, however often the alert is reported.
func ExampleConversationsService_CreateOnce() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByIdentifier("monitoring"), nil)
	if err != nil {
		log.Fatal(err)
	}

	for range 2 {
		conversation, err := client.Conversations.CreateOnce(ctx, "alert-1017", &ndoto.CreateConversationParams{
			InboxID: srv.InboxID, ContactID: contact.ID, Message: &ndoto.CreateMessageParams{Content: "Disk full on db-3"},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(conversation.ID)
	}
	// Output:
	// 2
	// 2
}

// Go on in the customer's open conversation, or begin one.
func ExampleConversationsService_Ensure() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}

	conversation, created, err := client.Conversations.Ensure(ctx, &ndoto.CreateConversationParams{
		InboxID: srv.InboxID, ContactID: contact.ID,
	}, ndoto.ReuseOpen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(conversation.ID == id, created)
	// Output: true false
}

// Resolve a conversation. ToggleStatus sets the status that it is given; it never flips it.
func ExampleConversationsService_ToggleStatus() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	change, err := client.Conversations.ToggleStatus(context.Background(), id, ndoto.StatusResolved)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.CurrentStatus)
	// Output: resolved
}

func ExampleConversationsService_Snooze() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	change, err := client.Conversations.Snooze(context.Background(), id, time.Now().Add(24*time.Hour))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.CurrentStatus)
	// Output: snoozed
}

// Assign a conversation to a team and to one of its agents.
func ExampleConversationsService_Assign() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	got, err := client.Conversations.Assign(context.Background(), id, ndoto.AssignParams{AgentID: srv.AgentID, TeamID: srv.TeamID})
	if err != nil {
		log.Fatal(err)
	}
	if got.Assignee != nil && got.Team != nil {
		fmt.Println(got.Assignee.Name, got.Team.Name)
	}
	// Output: Bo Agent support
}

func ExampleConversationsService_SetPriority() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()

	if err := client.Conversations.SetPriority(ctx, id, ndoto.PriorityUrgent); err != nil {
		log.Fatal(err)
	}
	conversation, err := client.Conversations.Get(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(conversation.Priority)
	// Output: urgent
}

// AddLabels keeps the labels that are there, while SetLabels replaces them.
func ExampleConversationsService_AddLabels() {
	srv, client, id := exampleDesk(ndototest.Conversation{Labels: []string{"vip"}})
	defer srv.Close()

	labels, err := client.Conversations.AddLabels(context.Background(), id, []string{"billing"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(labels)
	// Output: [vip billing]
}

func ExampleConversationsService_MergeAttributes() {
	srv, client, id := exampleDesk(ndototest.Conversation{CustomAttributes: map[string]any{"order": "A-1007"}})
	defer srv.Close()

	attributes, err := client.Conversations.MergeAttributes(context.Background(), id, map[string]any{"refunded": true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(attributes.Text("order"), attributes.Bool("refunded"))
	// Output: A-1007 true
}

// Change many conversations with a few requests.
func ExampleConversationsService_BulkUpdate() {
	srv, client, first := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	second := srv.AddConversation(ndototest.Conversation{})

	err := client.Conversations.BulkUpdate(context.Background(), []int64{first, second}, ndoto.BulkUpdate{
		Status: ndoto.StatusResolved, AddLabels: []string{"outage-7"}, AgentID: ndoto.Null[int64](), // nobody's
	})
	if err != nil {
		log.Fatal(err)
	}
	c, _ := srv.Conversation(second)
	fmt.Println(c.Status, c.Labels)
	// Output: resolved [outage-7]
}

// Find conversations by what was written in them.
func ExampleConversationsService_Search() {
	srv, client, _ := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "Where is order A-1007?"}}})
	defer srv.Close()

	page, err := client.Conversations.Search(context.Background(), "A-1007", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range page.Conversations {
		fmt.Println(c.ID)
	}
	// Output: 1
}

// Resolve what has been idle for a month.
func ExampleConversationsService_FilterAll() {
	longAgo := time.Now().AddDate(0, -2, 0)
	srv, client, _ := exampleDesk(ndototest.Conversation{CreatedAt: longAgo, LastActivityAt: longAgo})
	defer srv.Close()
	srv.AddConversation(ndototest.Conversation{})
	ctx := context.Background()

	idle := ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen)).And(ndoto.FilterLastActivityAt.Before(time.Now().AddDate(0, -1, 0)))
	for conversation, err := range client.Conversations.FilterAll(ctx, idle) {
		if err != nil {
			log.Fatal(err)
		}
		if _, err := client.Conversations.ToggleStatus(ctx, conversation.ID, ndoto.StatusResolved); err != nil {
			log.Fatal(err)
		}
		fmt.Println("resolved", conversation.ID)
	}
	// Output: resolved 1
}

// Counts is one cheap request.
func ExampleConversationsService_Counts() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	counts, err := client.Conversations.Counts(context.Background(), &ndoto.ListConversationsParams{Status: ndoto.StatusOpen})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(counts.All, "open,", counts.Unassigned, "of them nobody's")
	// Output: 1 open, 1 of them nobody's
}

// A page of a list, with the number of all that the list has.
func ExampleConversationsService_List() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	page, err := client.Conversations.List(context.Background(), &ndoto.ListConversationsParams{Status: ndoto.StatusOpen, Sort: ndoto.SortCreatedDesc})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Conversations), "of", page.Total)
	// Output: 1 of 1
}
