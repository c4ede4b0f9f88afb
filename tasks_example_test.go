package ndoto_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// Give a conversation back to the queue of its team.
func ExampleConversationsService_UnassignAgent() {
	srv, client, id := exampleDesk(ndototest.Conversation{AssigneeID: 2})
	defer srv.Close()
	ctx := context.Background()

	if err := client.Conversations.UnassignAgent(ctx, id); err != nil {
		log.Fatal(err)
	}
	conversation, err := client.Conversations.Get(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("nobody's:", conversation.Meta.Assignee == nil)
	// Output: nobody's: true
}

// SetLabels replaces all labels; AddLabels keeps the others.
func ExampleConversationsService_SetLabels() {
	srv, client, id := exampleDesk(ndototest.Conversation{Labels: []string{"new", "urgent"}})
	defer srv.Close()

	labels, err := client.Conversations.SetLabels(context.Background(), id, []string{"billing"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(labels)
	// Output: [billing]
}

// Mark what the customer wrote as read.
func ExampleConversationsService_MarkRead() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "Hello?"}}})
	defer srv.Close()

	conversation, err := client.Conversations.MarkRead(context.Background(), id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(conversation.UnreadCount, "unread")
	// Output: 0 unread
}

// Show the customer that somebody types, while an answer is being made.
func ExampleConversationsService_SetTyping() {
	client, id, done := newExample()
	defer done()
	ctx := context.Background()

	if err := client.Conversations.SetTyping(ctx, id, ndoto.TypingOn, false); err != nil {
		log.Fatal(err)
	}
	message, err := client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Here is your invoice."})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Conversations.SetTyping(ctx, id, ndoto.TypingOff, false); err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Content)
	// Output: Here is your invoice.
}

// E-mail the conversation to somebody.
func ExampleConversationsService_SendTranscript() {
	client, id, done := newExample()
	defer done()

	if err := client.Conversations.SendTranscript(context.Background(), id, "ada@example.com"); err != nil {
		log.Fatal(err)
	}
	fmt.Println("sent")
	// Output: sent
}

// Let the server import a file, which it does a minute later; it e-mails the result. To import rows one by one, and to
// know at once what is wrong with each, use Ensure.
func ExampleContactsService_Import() {
	client, _, done := newExample()
	defer done()

	file := strings.NewReader("name,email,phone_number\nGrace Hopper,grace@example.com,+14155550100\n")
	if err := client.Contacts.Import(context.Background(), file); err != nil {
		log.Fatal(err)
	}
	fmt.Println("accepted")
	// Output: accepted
}

// See when conversations were resolved, the newest first.
func ExampleReportsService_Events() {
	yesterday := time.Now().AddDate(0, 0, -1)
	srv, client, id := exampleDesk(ndototest.Conversation{CreatedAt: yesterday, ResolvedAt: yesterday.Add(time.Hour), Status: "resolved"})
	defer srv.Close()

	page, err := client.Reports.Events(context.Background(), &ndoto.ReportingEventsParams{Name: "conversation_resolved"})
	if err != nil {
		log.Fatal(err)
	}
	for _, event := range page.Events {
		fmt.Println(event.Name, event.ConversationID == id)
	}
	// Output: conversation_resolved true
}

// See who changed what, the newest first.
func ExampleAuditLogService_All() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	if _, err := client.Teams.Create(ctx, &ndoto.TeamParams{Name: ndoto.Set("billing")}); err != nil {
		log.Fatal(err)
	}

	for entry, err := range client.AuditLog.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(entry.Username, entry.Action, entry.AuditableType)
		break // the newest is enough
	}
	// Output: amara@example.com create Team
}
