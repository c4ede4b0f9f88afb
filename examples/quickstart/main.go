// Command quickstart shows what a first integration does: find or create a contact, open a conversation, reply, leave a
// note with a file, iterate over the open conversations, label, assign and resolve.
//
//	go run ./examples/quickstart
//
// With NDOTO_API_TOKEN and NDOTO_ACCOUNT_ID set it talks to your account (NDOTO_BASE_URL for another server than
// app.usendoto.com), and NDOTO_INBOX_ID is the API inbox that it uses. Without a token it starts an in-memory server.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case interrupted:
		fmt.Println("\nInterrupted: changes made so far are kept.")
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	client, inboxID, done, err := connect(ctx, out)
	if err != nil {
		return err
	}
	defer done()
	tour := tour{client: client, out: out, inboxID: inboxID}
	return tour.run(ctx)
}

// connect returns a client of the real API or of an in-memory server, and the inbox to work in.
func connect(ctx context.Context, out io.Writer) (client *ndoto.Client, inboxID int64, done func(), err error) {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		server, err := ndototest.Start()
		if err != nil {
			return nil, 0, nil, err
		}
		client, err := server.NewClient(server.AdminToken)
		if err != nil {
			server.Close()
			return nil, 0, nil, err
		}
		_, _ = fmt.Fprintf(out, "NDOTO_API_TOKEN is not set, so this runs against an in-memory server at %s.\n\n", server.URL)
		return client, server.InboxID, server.Close, nil
	}
	if client, err = ndoto.NewFromEnv(); err != nil {
		return nil, 0, nil, err
	}
	me, err := client.Profile.Get(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	_, _ = fmt.Fprintf(out, "Connected to %s, account %d, as %s.\n\n", client.BaseURL(), client.AccountID(), me.Name)
	inboxID, err = strconv.ParseInt(os.Getenv("NDOTO_INBOX_ID"), 10, 64)
	if err != nil {
		return nil, 0, nil, errors.New("set NDOTO_INBOX_ID to the id of an API inbox, the number in the address of its settings page")
	}
	return client, inboxID, func() {}, nil
}

// tour does one step after the other, and tells what happened.
type tour struct {
	client  *ndoto.Client
	out     io.Writer
	inboxID int64
}

func (t *tour) say(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format+"\n", args...) }

func (t *tour) run(ctx context.Context) error {
	contact, err := t.contact(ctx, "ada@example.com")
	if err != nil {
		return err
	}
	conversation, err := t.converse(ctx, contact)
	if err != nil {
		return err
	}
	if err := t.list(ctx); err != nil {
		return err
	}
	return t.finish(ctx, conversation.ID)
}

// contact finds the contact with an e-mail address, or creates it.
func (t *tour) contact(ctx context.Context, email string) (*ndoto.Contact, error) {
	found, err := t.client.Contacts.Filter(ctx, ndoto.Where(ndoto.FilterEmail.Equal(email)), nil)
	if err != nil {
		return nil, err
	}
	if len(found.Contacts) > 0 {
		contact := &found.Contacts[0]
		t.say("1. Found contact %d, %s <%s>.", contact.ID, contact.Name, contact.Email)
		return contact, nil
	}
	created, err := t.client.Contacts.Create(ctx, &ndoto.ContactParams{
		Name: ndoto.Set("Ada Lovelace"), Email: ndoto.Set(email), InboxID: t.inboxID,
	})
	if err != nil {
		return nil, err
	}
	t.say("1. Created contact %d, %s <%s>.", created.ID, created.Name, created.Email)
	return created, nil
}

// converse opens a conversation with the contact's question, replies, and leaves a note for the team.
func (t *tour) converse(ctx context.Context, contact *ndoto.Contact) (*ndoto.Conversation, error) {
	conversation, err := t.client.Conversations.Create(ctx, &ndoto.CreateConversationParams{
		InboxID: t.inboxID, ContactID: contact.ID,
	})
	if err != nil {
		return nil, err
	}
	t.say("2. Opened conversation %d, which is %s.", conversation.ID, conversation.Status)

	messages := []struct {
		what   string
		params *ndoto.CreateMessageParams
	}{
		{"The customer asks", &ndoto.CreateMessageParams{Content: "Where is my order?", Type: ndoto.MessageIncoming}},
		{"We reply", &ndoto.CreateMessageParams{Content: "It left this morning. I am sending you the tracking number."}},
		{"A note for the team, with a file", &ndoto.CreateMessageParams{
			Content: "The parcel was two days late.", Private: true,
			Attachments: []ndoto.File{{Name: "tracking.csv", Reader: strings.NewReader("time,place\n08:12,Kigali\n")}},
		}},
	}
	for i, m := range messages {
		sent, err := t.client.Messages.Create(ctx, conversation.ID, m.params)
		if err != nil {
			return nil, err
		}
		t.say("%d. %s: message %d, %q, with %d attachments.", 3+i, m.what, sent.ID, sent.Content, len(sent.Attachments))
	}
	return conversation, nil
}

// list walks over all open conversations, page after page.
func (t *tour) list(ctx context.Context) error {
	t.say("6. Open conversations:")
	for conversation, err := range t.client.Conversations.All(ctx, &ndoto.ListConversationsParams{Status: ndoto.StatusOpen}) {
		if err != nil {
			return err
		}
		who := "somebody"
		if customer := conversation.Customer(); customer != nil {
			who = customer.Name
		}
		last := ""
		if m := conversation.LastNonActivityMessage; m != nil {
			last = m.Content
		}
		t.say("     %d  %s  %q, since %s", conversation.ID, who, last, conversation.CreatedAt.Format(time.DateTime))
	}
	return nil
}

// finish labels, assigns and resolves the conversation.
func (t *tour) finish(ctx context.Context, id int64) error {
	labels, err := t.client.Conversations.AddLabels(ctx, id, []string{"delivery"})
	if err != nil {
		return err
	}
	t.say("7. Its labels are now %s.", strings.Join(labels, ", "))

	me, err := t.client.Profile.Get(ctx)
	if err != nil {
		return err
	}
	assigned, err := t.client.Conversations.Assign(ctx, id, ndoto.AssignParams{AgentID: me.ID})
	if err != nil {
		return err
	}
	t.say("8. It is assigned to %s.", assigned.Assignee.Name)

	change, err := t.client.Conversations.ToggleStatus(ctx, id, ndoto.StatusResolved)
	if err != nil {
		return err
	}
	t.say("9. It is %s. That is all.", change.CurrentStatus)
	return nil
}
