// Command quickstart shows what a first integration does: find or create a contact, open a conversation, reply, leave a
// note with a file, list the open conversations, label, assign and resolve.
//
//	go run ./examples/quickstart
//
// With NDOTO_API_TOKEN and NDOTO_ACCOUNT_ID set it talks to your account (NDOTO_BASE_URL for another server than
// app.usendoto.com), in an API inbox of its own that it makes after asking, and says what it leaves behind. Without a
// token it starts an in-memory server.
package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/ndototest"
)

// inboxName is the inbox that it works in, unless it is told another one.
const inboxName = "ndoto-go quickstart"

func main() { quickstart().Main() }

func quickstart() *tool.Tool {
	t := tool.New("quickstart", "Shows what a first integration does, step by step.")
	t.NoAccount = "Without NDOTO_API_TOKEN it needs no account: it runs against an in-memory server."
	t.Client = func() (*ndoto.Client, error) { return tool.ClientFromEnv() }
	inbox := t.Flags.String("inbox", os.Getenv("NDOTO_INBOX_ID"),
		"the `id` of the API inbox to work in, by default one of its own; also NDOTO_INBOX_ID")
	yes := t.Flags.Bool("yes", false, "make the inbox without asking")
	t.Run = func(ctx context.Context) error {
		if os.Getenv("NDOTO_API_TOKEN") == "" {
			return inMemory(ctx, t)
		}
		return onAccount(ctx, t, *inbox, *yes)
	}
	return t
}

func inMemory(ctx context.Context, t *tool.Tool) error {
	server, err := ndototest.Start()
	if err != nil {
		return err
	}
	defer server.Close()
	client, err := server.NewClient(server.AdminToken)
	if err != nil {
		return err
	}
	t.Say("NDOTO_API_TOKEN is not set, so this runs against an in-memory server at %s.\n", server.URL)
	tour := tour{client: client, say: t.Say, inboxID: server.InboxID}
	return tour.run(ctx)
}

func onAccount(ctx context.Context, t *tool.Tool, inbox string, yes bool) error {
	client, err := t.Client()
	if err != nil {
		return err
	}
	me, err := client.Profile.Get(ctx)
	if err != nil {
		return err
	}
	t.Say("Connected to %s, account %d, as %s.\n", client.BaseURL(), client.AccountID(), me.Name)
	tour := tour{client: client, say: t.Say}
	if inbox != "" {
		tour.inboxID, err = strconv.ParseInt(inbox, 10, 64)
		if err != nil {
			return tool.Usage("-inbox must be the id of an API inbox, the number in the address of its settings page, got %q", inbox)
		}
		if _, err := tool.APIInbox(ctx, client, tour.inboxID); err != nil {
			return err
		}
	} else if tour.inboxID, err = ownInbox(ctx, client, t, yes); err != nil || tour.inboxID == 0 {
		return err
	} else {
		tour.made = []string{fmt.Sprintf("inbox %d, %q; deleting it deletes its conversations too", tour.inboxID, inboxName)}
	}
	err = tour.run(ctx)
	tour.leavesBehind()
	return err
}

// ownInbox finds the inbox of the tour, or makes it if the user agrees. It returns 0 if they do not.
func ownInbox(ctx context.Context, client *ndoto.Client, t *tool.Tool, yes bool) (int64, error) {
	inboxes, err := client.Inboxes.List(ctx)
	if err != nil {
		return 0, err
	}
	for _, inbox := range inboxes {
		if inbox.Name == inboxName {
			return inbox.ID, nil
		}
	}
	if !yes {
		_, _ = fmt.Fprintf(t.Out, "It needs an API inbox. Create one named %q? [y/N] ", inboxName)
		answer, _ := bufio.NewReader(t.In).ReadString('\n') // no answer is a no
		if answer = strings.ToLower(strings.TrimSpace(answer)); answer != "y" && answer != "yes" {
			t.Say("\nNothing was changed. Use -inbox to work in an inbox that exists.")
			return 0, nil
		}
	}
	inbox, _, err := client.Inboxes.Ensure(ctx, inboxName, ndoto.APIChannel{}, nil)
	if err != nil {
		return 0, err
	}
	return inbox.ID, nil
}

// tour does one step after the other, and tells what happened.
type tour struct {
	client  *ndoto.Client
	say     func(format string, args ...any)
	inboxID int64

	made []string // what it leaves behind
}

// leavesBehind says what to remove to be rid of everything.
func (t *tour) leavesBehind() {
	if len(t.made) == 0 {
		return
	}
	t.say("\nIt leaves behind:")
	for _, what := range t.made {
		t.say("  - %s", what)
	}
}

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
	contact, created, err := t.client.Contacts.Ensure(ctx, ndoto.ByEmail(email), &ndoto.ContactParams{
		Name: ndoto.Set("Ada Lovelace"), InboxID: t.inboxID,
	})
	if err != nil {
		return nil, err
	}
	found := "Found"
	if created {
		found = "Created"
		t.made = append(t.made, fmt.Sprintf("contact %d, %s", contact.ID, contact.Email))
	}
	t.say("1. %s contact %d, %s <%s>.", found, contact.ID, contact.Name, contact.Email)
	return contact, nil
}

// converse opens a conversation with the contact's question, replies, and leaves a note for the team.
func (t *tour) converse(ctx context.Context, contact *ndoto.Contact) (*ndoto.Conversation, error) {
	conversation, err := t.client.Conversations.Create(ctx, &ndoto.CreateConversationParams{
		InboxID: t.inboxID, ContactID: contact.ID,
	})
	if err != nil {
		return nil, err
	}
	t.made = append(t.made, fmt.Sprintf("conversation %d, with its messages", conversation.ID))
	t.say("2. Opened conversation %d, which is %s.", conversation.ID, conversation.Status)

	messages := []struct {
		what   string
		params *ndoto.CreateMessageParams
	}{
		{"The customer asks", &ndoto.CreateMessageParams{Content: "Where is my order?", Type: ndoto.MessageIncoming}},
		{"We reply", &ndoto.CreateMessageParams{Content: "It left this morning. I am sending you the tracking number."}},
		{"A note for the team, with tracking.csv attached", &ndoto.CreateMessageParams{
			Content: "The parcel was two days late.", Private: true,
			Attachments: []ndoto.File{{Name: "tracking.csv", Reader: strings.NewReader("time,place\n08:12,Kigali\n")}},
		}},
	}
	for i, m := range messages {
		sent, err := t.client.Messages.Create(ctx, conversation.ID, m.params)
		if err != nil {
			return nil, err
		}
		t.say("%d. %s: message %d, %q.", 3+i, m.what, sent.ID, sent.Content)
	}
	return conversation, nil
}

// list shows the open conversations of the latest activity. The iterator gets no page that the loop does not reach.
func (t *tour) list(ctx context.Context) error {
	const most = 10
	t.say("6. Open conversations, at most %d:", most)
	open := &ndoto.ListConversationsParams{Status: ndoto.StatusOpen, Sort: ndoto.SortLastActivityDesc}
	shown := 0
	for conversation, err := range t.client.Conversations.All(ctx, open) {
		if err != nil {
			return err
		}
		if shown++; shown > most {
			break
		}
		who := "somebody"
		if customer := conversation.Customer(); customer != nil {
			who = cmp.Or(customer.Name, who)
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
	who := "nobody"
	if assigned.Assignee != nil {
		who = assigned.Assignee.Name
	}
	t.say("8. It is assigned to %s.", who)

	change, err := t.client.Conversations.ToggleStatus(ctx, id, ndoto.StatusResolved)
	if err != nil {
		return err
	}
	t.say("9. It is %s. That is all.", change.CurrentStatus)
	return nil
}
