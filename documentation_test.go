package ndoto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// documentedRow is a row of Ndoto's documentation: an endpoint, a parameter, a member of a response or a status, and
// the call for it. Whatever the reading of the documentation, the call sends and returns the same.
type documentedRow struct {
	page, what string
	code       string // the call as a user writes it; empty if it is that of the row before
	call       func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error)
	sent       string
	want       any
}

// documentedDesk is an account with one of everything.
type documentedDesk struct {
	*ndototest.Server
	conversation, message, contact int64
	now                            time.Time
	reading                        ndototest.Reading
}

func newDocumentedDesk(t *testing.T, reading ndototest.Reading) documentedDesk {
	t.Helper()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading), ndototest.WithClock(func() time.Time { return now }))
	d := documentedDesk{Server: srv, now: now, reading: reading}
	d.contact = srv.AddContact(ndototest.Contact{Name: "Jane Doe", Email: "jane@example.com", PhoneNumber: "+1234567890", Identifier: "user_123", CustomAttributes: map[string]any{"plan": "gold"}})
	d.conversation = srv.AddConversation(ndototest.Conversation{
		ContactID: d.contact, Priority: "high", AssigneeID: srv.AgentID, TeamID: srv.TeamID, Labels: []string{"vip"},
	})
	d.message = srv.AddMessage(d.conversation, ndototest.Message{Content: "Hi, I need help with my order."})
	return d
}

func names[T any](list []T, name func(*T) string) []string {
	all := []string{}
	for i := range list {
		all = append(all, name(&list[i]))
	}
	return all
}

// listOfConversations is a row about a parameter of the list.
func listOfConversations(what, code string, params *ndoto.ListConversationsParams, query string) documentedRow {
	return documentedRow{"Conversations", what, code, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		page, err := c.Conversations.List(ctx, params)
		if err != nil {
			return nil, err
		}
		return len(page.Conversations), nil
	}, "GET /conversations" + query, nil}
}

func conversationMember(what, code string, member func(*ndoto.Conversation) any, want any) documentedRow {
	return documentedRow{"Conversations", "response: " + what, code, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		page, err := c.Conversations.List(ctx, nil)
		if err != nil {
			return nil, err
		}
		return member(&page.Conversations[0]), nil
	}, "GET /conversations", want}
}

func messageMember(what, code string, member func(*ndoto.Message) any, want any) documentedRow {
	return documentedRow{"Messages", "response: " + what, code, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		page, err := c.Messages.List(ctx, d.conversation, nil)
		if err != nil {
			return nil, err
		}
		return member(&page.Messages[0]), nil
	}, "GET /conversations/1/messages", want}
}

func contactMember(what, code string, member func(*ndoto.Contact) any, want any) documentedRow {
	return documentedRow{"Contacts", "response: " + what, code, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		page, err := c.Contacts.List(ctx, nil)
		if err != nil {
			return nil, err
		}
		return member(&page.Contacts[0]), nil
	}, "GET /contacts", want}
}

// failing is a row about a status: the class of an error.
func failing(what, sent string, class error, call func(ctx context.Context, c *ndoto.Client, d documentedDesk) error) documentedRow {
	return documentedRow{"Overview", what, "errors.Is(err, " + "ndoto." + className(class) + ")", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		err := call(ctx, c, d)
		return errors.Is(err, class), nil
	}, sent, true}
}

func className(class error) string {
	return map[error]string{
		ndoto.ErrUnauthorized: "ErrUnauthorized", ndoto.ErrForbidden: "ErrForbidden", ndoto.ErrNotFound: "ErrNotFound",
		ndoto.ErrConflict: "ErrConflict", ndoto.ErrValidation: "ErrValidation", ndoto.ErrRateLimited: "ErrRateLimited", ndoto.ErrServer: "ErrServer",
	}[class]
}

// documentation goes through docs.usendoto.com/docs/api from top to bottom.
var documentation = slices.Concat([]documentedRow{
	{"Overview", "GET /api/v1/profile, header api_access_token", "client.Profile.Get(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		profile, err := c.Profile.Get(ctx)
		if err != nil {
			return nil, err
		}
		return profile.ID > 0, nil
	}, "GET /profile", true},
	failing("401 Unauthorized", "GET /agents", ndoto.ErrUnauthorized, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) error {
		_, err := c.Agents.List(ctx, ndoto.WithToken("wrong"))
		return err
	}),
	failing("403 Forbidden", `POST /agents {"email":"cy@example.com","name":"Cy","role":"agent","agent":{"email":"cy@example.com","name":"Cy","role":"agent"}}`, ndoto.ErrForbidden, func(ctx context.Context, c *ndoto.Client, d documentedDesk) error {
		_, err := c.Agents.Create(ctx, &ndoto.CreateAgentParams{Name: "Cy", Email: "cy@example.com", Role: ndoto.RoleAgent}, ndoto.WithToken(d.AgentToken))
		return err
	}),
	failing("404 Not found", "GET /conversations/99", ndoto.ErrNotFound, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) error {
		_, err := c.Conversations.Get(ctx, 99)
		return err
	}),
	failing("422 Validation error", `POST /labels {"title":"Billing","label":{"title":"Billing"}}`, ndoto.ErrValidation, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) error {
		_, err := c.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("Billing")})
		return err
	}),
}, documentedStatuses, []documentedRow{

	listOfConversations("GET …/conversations", "client.Conversations.List(ctx, nil)", nil, ""),
	listOfConversations("page", "ndoto.ListConversationsParams{Page: 2}", &ndoto.ListConversationsParams{Page: 2}, "?page=2"),
	listOfConversations("sort: created_at", "ndoto.ListConversationsParams{Sort: ndoto.SortCreatedDesc}", &ndoto.ListConversationsParams{Sort: ndoto.SortCreatedDesc}, "?sort=created_at&sort_by=created_at_desc"),
	listOfConversations("sort: updated_at", "ndoto.ListConversationsParams{Sort: ndoto.SortUpdated}", &ndoto.ListConversationsParams{Sort: ndoto.SortUpdated}, "?sort=updated_at&sort_by=updated_at"),
	listOfConversations("sort: last_activity_at", "ndoto.ListConversationsParams{Sort: ndoto.SortLastActivityDesc}", &ndoto.ListConversationsParams{Sort: ndoto.SortLastActivityDesc}, "?sort=last_activity_at&sort_by=last_activity_at_desc"),
	listOfConversations("status", "ndoto.ListConversationsParams{Status: ndoto.StatusPending}", &ndoto.ListConversationsParams{Status: ndoto.StatusPending}, "?status=pending"),
	listOfConversations("assignee_type", "ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeMe}", &ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeMe}, "?assignee_type=me"),
}, selections, []documentedRow{
	listOfConversations("labels", `ndoto.ListConversationsParams{Labels: []string{"vip"}}`, &ndoto.ListConversationsParams{Labels: []string{"vip"}}, "?labels=vip"),
	conversationMember("id", "conversation.ID", func(c *ndoto.Conversation) any { return c.ID }, int64(1)),
	conversationMember("inbox_id", "conversation.InboxID", func(c *ndoto.Conversation) any { return c.InboxID }, int64(1)),
	conversationMember("status", "conversation.Status", func(c *ndoto.Conversation) any { return c.Status }, ndoto.StatusOpen),
	conversationMember("priority", "conversation.Priority", func(c *ndoto.Conversation) any { return c.Priority }, ndoto.PriorityHigh),
	conversationMember("unread_count", "conversation.UnreadCount", func(c *ndoto.Conversation) any { return c.UnreadCount }, 1),
	conversationMember("created_at", "conversation.CreatedAt", func(c *ndoto.Conversation) any { return c.CreatedAt.Unix() }, int64(1772625600)),
	conversationMember("contact", "if who := conversation.Customer(); who != nil { who.Name, who.Email }", func(c *ndoto.Conversation) any { return c.Customer().Name + " " + c.Customer().Email }, "Jane Doe jane@example.com"),
	conversationMember("meta.assignee", "if who := conversation.Meta.Assignee; who != nil { who.Name }", func(c *ndoto.Conversation) any { return c.Meta.Assignee.Name }, "Bo Agent"),
	conversationMember("meta.team", "if team := conversation.Meta.Team; team != nil { team.Name }", func(c *ndoto.Conversation) any { return c.Meta.Team.Name }, "support"),
	{"Conversations", "response: all_count", "page.Total, page.Counts", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		page, err := c.Conversations.List(ctx, nil)
		if err != nil {
			return nil, err
		}
		return page.Total, nil
	}, "GET /conversations", 1},
	{"Conversations", "GET …/conversations/:id", "client.Conversations.Get(ctx, id)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		got, err := c.Conversations.Get(ctx, d.conversation)
		if err != nil {
			return nil, err
		}
		return got.ID, nil
	}, "GET /conversations/1", int64(1)},
	{"Conversations", "POST …/conversations: inbox_id, contact_id, source_id, assignee_id, team_id, message, additional_attributes", `client.Conversations.Create(ctx, &ndoto.CreateConversationParams{
	InboxID: inboxID, ContactID: contactID, AssigneeID: agentID, Message: &ndoto.CreateMessageParams{Content: "Hello"},
})`, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		created, err := c.Conversations.Create(ctx, &ndoto.CreateConversationParams{
			InboxID: d.InboxID, ContactID: d.contact, AssigneeID: d.AgentID, TeamID: d.TeamID,
			Message: &ndoto.CreateMessageParams{Content: "Hello"}, AdditionalAttributes: map[string]any{"order": "A-1"},
		})
		if err != nil {
			return nil, err
		}
		return created.ID, nil
	}, `POST /conversations {"inbox_id":1,"contact_id":1,"assignee_id":2,"team_id":1,"additional_attributes":{"order":"A-1"},"message":{"content":"Hello","message_type":"outgoing"}}`, int64(2)},
	{"Conversations", "PATCH …/conversations/:id: priority, sla_policy_id", "client.Conversations.Update(ctx, id, &ndoto.UpdateConversationParams{Priority: ndoto.Set(ndoto.PriorityUrgent)})", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		updated, err := c.Conversations.Update(ctx, d.conversation, &ndoto.UpdateConversationParams{Priority: ndoto.Set(ndoto.PriorityUrgent)})
		if err != nil {
			return nil, err
		}
		return updated.Priority, nil
	}, `PATCH /conversations/1 {"priority":"urgent"}`, ndoto.PriorityUrgent},
	{"Conversations", "POST …/toggle_status: status", "client.Conversations.ToggleStatus(ctx, id, ndoto.StatusResolved)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		change, err := c.Conversations.ToggleStatus(ctx, d.conversation, ndoto.StatusResolved)
		if err != nil {
			return nil, err
		}
		return change.CurrentStatus, nil
	}, `POST /conversations/1/toggle_status {"status":"resolved"}`, ndoto.StatusResolved},
	{"Conversations", "POST …/toggle_status: snoozed_until", "client.Conversations.Snooze(ctx, id, until)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		change, err := c.Conversations.Snooze(ctx, d.conversation, time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			return nil, err
		}
		return change.CurrentStatus, nil
	}, `POST /conversations/1/toggle_status {"status":"snoozed","snoozed_until":4070908800}`, ndoto.StatusSnoozed},
	{"Conversations", "POST …/assignments: assignee_id, team_id", "client.Conversations.Assign(ctx, id, ndoto.AssignParams{AgentID: agentID, TeamID: teamID})", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		got, err := c.Conversations.Assign(ctx, d.conversation, ndoto.AssignParams{AgentID: d.AgentID, TeamID: d.TeamID})
		if err != nil {
			return nil, err
		}
		return got.Assignee.Name + ", " + got.Team.Name, nil
	}, `POST /conversations/1/assignments {"team_id":1}; POST /conversations/1/assignments {"assignee_id":2}`, "Bo Agent, support"},
	{"Conversations", "GET …/conversations/search: q, page", `client.Conversations.Search(ctx, "order", &ndoto.PageParams{Page: 1})`, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		found, err := c.Conversations.Search(ctx, "order", &ndoto.PageParams{Page: 1})
		if err != nil {
			return nil, err
		}
		return len(found.Conversations), nil
	}, "GET /conversations/search?page=1&q=order", 1},

	{"Messages", "GET …/messages", "client.Messages.List(ctx, conversationID, nil)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		page, err := c.Messages.List(ctx, d.conversation, nil)
		if err != nil {
			return nil, err
		}
		return len(page.Messages), nil
	}, "GET /conversations/1/messages", 1},
	messageMember("id", "message.ID", func(m *ndoto.Message) any { return m.ID }, int64(1)),
	messageMember("content", "message.Content", func(m *ndoto.Message) any { return m.Content }, "Hi, I need help with my order."),
	messageMember("message_type", "message.MessageType", func(m *ndoto.Message) any { return m.MessageType }, ndoto.MessageIncoming),
	messageMember("status", "message.Status", func(m *ndoto.Message) any { return m.Status }, ndoto.MessageSent),
	messageMember("private", "message.Private", func(m *ndoto.Message) any { return m.Private }, false),
	messageMember("created_at", "message.CreatedAt", func(m *ndoto.Message) any { return m.CreatedAt.Unix() }, int64(1772625600)),
	messageMember("sender", "if who := message.Sender; who != nil { who.ID, who.Name, who.Kind() }", func(m *ndoto.Message) any { return fmt.Sprint(m.Sender.ID, m.Sender.Name, m.Sender.Kind()) }, "1Jane Doecontact"),
	messageMember("attachments", "message.Attachments", func(m *ndoto.Message) any { return len(m.Attachments) }, 0),
	{"Messages", "POST …/messages: content, message_type, private", `client.Messages.Create(ctx, conversationID, &ndoto.CreateMessageParams{Content: "Thanks!", Private: true})`, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		sent, err := c.Messages.Create(ctx, d.conversation, &ndoto.CreateMessageParams{Content: "Thanks!", Private: true})
		if err != nil {
			return nil, err
		}
		return sent.Private, nil
	}, `POST /conversations/1/messages {"content":"Thanks!","message_type":"outgoing","private":true}`, true},
	{"Messages", "POST …/messages: content_type, content_attributes", `ndoto.CreateMessageParams{Content: "Where to?", Rich: ndoto.InputSelect(ndoto.Choice{Title: "Home", Value: "h"})}`, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		sent, err := c.Messages.Create(ctx, d.conversation, &ndoto.CreateMessageParams{Content: "Where to?", Rich: ndoto.InputSelect(ndoto.Choice{Title: "Home", Value: "h"})})
		if err != nil {
			return nil, err
		}
		return sent.ID > 0, nil
	}, `POST /conversations/1/messages {"content":"Where to?","message_type":"outgoing","content_type":"input_select","content_attributes":{"items":[{"title":"Home","value":"h"}]}}`, true},
	{"Messages", "message_type: incoming", `ndoto.CreateMessageParams{Content: "Hi", Type: ndoto.MessageIncoming}`, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		sent, err := c.Messages.Create(ctx, d.conversation, &ndoto.CreateMessageParams{Content: "Hi", Type: ndoto.MessageIncoming})
		if err != nil {
			return nil, err
		}
		return sent.MessageType, nil
	}, `POST /conversations/1/messages {"content":"Hi","message_type":"incoming"}`, ndoto.MessageIncoming},
	{"Messages", "DELETE …/messages/:message_id", "client.Messages.Delete(ctx, conversationID, messageID)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		_, err := c.Messages.Delete(ctx, d.conversation, d.message)
		return nil, err
	}, "DELETE /conversations/1/messages/1", nil},

	{"Contacts", "GET …/contacts: page, sort, include_contact_inboxes", "client.Contacts.List(ctx, &ndoto.ListContactsParams{Page: 1, Sort: ndoto.ContactsByName, IncludeContactInboxes: ndoto.Set(true)})", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		page, err := c.Contacts.List(ctx, &ndoto.ListContactsParams{Page: 1, Sort: ndoto.ContactsByName, IncludeContactInboxes: ndoto.Set(true)})
		if err != nil {
			return nil, err
		}
		return page.Total, nil
	}, "GET /contacts?include_contact_inboxes=true&page=1&sort=name", 1},
	contactMember("id, name, email, phone_number, identifier", "contact.ID, contact.Name, contact.Email, contact.PhoneNumber, contact.Identifier", func(c *ndoto.Contact) any {
		return fmt.Sprintln(c.ID, c.Name, c.Email, c.PhoneNumber, c.Identifier)
	}, "1 Jane Doe jane@example.com +1234567890 user_123\n"),
	contactMember("blocked", "contact.Blocked", func(c *ndoto.Contact) any { return c.Blocked }, false),
	contactMember("created_at", "contact.CreatedAt", func(c *ndoto.Contact) any { return c.CreatedAt.Unix() }, int64(1772625600)),
}, contactMembers, []documentedRow{

	{"Agents", "GET …/agents", "client.Agents.List(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		agents, err := c.Agents.List(ctx)
		return names(agents, func(a *ndoto.Agent) string {
			return fmt.Sprint(a.Name, " ", a.Role, " ", a.Availability, " ", a.Confirmed)
		}), err
	}, "GET /agents", []string{"Amara Admin administrator offline true", "Bo Agent agent offline true", "Chi Outsider agent offline true"}},
	{"Agents", "POST …/agents: name, email, role, availability", `client.Agents.Create(ctx, &ndoto.CreateAgentParams{Name: "Cy", Email: "cy@example.com", Role: ndoto.RoleAgent})`, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		agent, err := c.Agents.Create(ctx, &ndoto.CreateAgentParams{Name: "Cy", Email: "cy@example.com", Role: ndoto.RoleAgent})
		if err != nil {
			return nil, err
		}
		return agent.Email, nil
	}, `POST /agents {"email":"cy@example.com","name":"Cy","role":"agent","agent":{"email":"cy@example.com","name":"Cy","role":"agent"}}`, "cy@example.com"},
}, agentMembers, []documentedRow{

	{"Teams", "GET …/teams", "client.Teams.List(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		teams, err := c.Teams.List(ctx)
		return names(teams, func(t *ndoto.Team) string { return fmt.Sprint(t.Name, " ", t.AllowAutoAssign) }), err
	}, "GET /teams", []string{"support true"}},
	{"Teams", "GET …/teams/:id", "client.Teams.Get(ctx, id)", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		team, err := c.Teams.Get(ctx, d.TeamID)
		if err != nil {
			return nil, err
		}
		return team.Name, nil
	}, "GET /teams/1", "support"},
}, teamMembers, []documentedRow{

	{"Labels", "GET …/labels", "client.Labels.List(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		labels, err := c.Labels.List(ctx)
		return names(labels, func(l *ndoto.Label) string { return l.Title }), err
	}, "GET /labels", []string{}},
	{"Labels", "response: id, title, description, color, show_on_sidebar, created_at", "label.ID, label.Title, label.Description, label.Color, label.ShowOnSidebar, label.CreatedAt", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		_, err := d.Client().Labels.Create(ctx, &ndoto.LabelParams{
			Title: ndoto.Set("billing"), Description: ndoto.Set("Billing and payment questions"), Color: ndoto.Set("#1F93FF"), ShowOnSidebar: ndoto.Set(true),
		})
		if err != nil {
			return nil, err
		}
		labels, err := c.Labels.List(ctx)
		return fmt.Sprint(names(labels, func(l *ndoto.Label) string {
			return fmt.Sprint(l.ID, " ", l.Title, " ", l.Description, " ", l.Color, " ", l.ShowOnSidebar, " ", l.CreatedAt.Unix())
		})), err
	}, "GET /labels", "[1 billing Billing and payment questions #1F93FF true 1772625600]"},
	{"Labels", "title: unique", `errors.Is(err, ndoto.ErrConflict) || errors.Is(err, ndoto.ErrValidation)`, func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		title := &ndoto.LabelParams{Title: ndoto.Set("billing")}
		if _, err := d.Client().Labels.Create(ctx, title); err != nil {
			return nil, err
		}
		_, err := c.Labels.Create(ctx, title)
		return errors.Is(err, ndoto.ErrConflict) || errors.Is(err, ndoto.ErrValidation), nil
	}, `POST /labels {"title":"billing","label":{"title":"billing"}}`, true},
	{"Labels", "POST …/labels: title, description, color, show_on_sidebar", `client.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("billing"), Color: ndoto.Set("#1F93FF")})`, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		label, err := c.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("billing"), Color: ndoto.Set("#1F93FF")})
		if err != nil {
			return nil, err
		}
		return label.Title, nil
	}, `POST /labels {"title":"billing","color":"#1F93FF","label":{"title":"billing","color":"#1F93FF"}}`, "billing"},

	{"Webhooks", "GET …/webhooks", "client.Webhooks.List(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		webhooks, err := c.Webhooks.List(ctx)
		return len(webhooks), err
	}, "GET /webhooks", 0},
}, webhookRows, []documentedRow{
	{"Inboxes", "announced, without a page", "client.Inboxes.List(ctx)", func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		inboxes, err := c.Inboxes.List(ctx)
		return len(inboxes), err
	}, "GET /inboxes", 1},
})

// recorded notes what a client sends, below the path of its account.
type recorded struct {
	mu   sync.Mutex
	sent []string
}

func (r *recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	line := req.Method + " " + strings.TrimPrefix(strings.TrimPrefix(req.URL.Path, "/api/v1"), "/accounts/1")
	if req.URL.RawQuery != "" {
		line += "?" + req.URL.RawQuery
	}
	if req.Body != nil {
		body, _ := io.ReadAll(req.Body)
		req.Body = io.NopCloser(bytes.NewReader(body))
		line += " " + string(body)
	}
	r.mu.Lock()
	r.sent = append(r.sent, line)
	r.mu.Unlock()
	return http.DefaultTransport.RoundTrip(req)
}

// TestDocumentation makes the call of each row of the documentation, under each reading of it.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	for name, reading := range ndototest.Readings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, row := range documentation {
				d, network := newDocumentedDesk(t, reading), &recorded{}
				client := d.Client(ndoto.WithTransport(network), ndoto.WithTokenHeader("api_access_token"))
				got, err := row.call(t.Context(), client, d)
				what := row.page + ": " + row.what
				if !assert.NoError(t, err, what) {
					continue
				}
				assert.Equal(t, row.sent, strings.Join(network.sent, "; "), what)
				if row.want != nil {
					assert.Equal(t, row.want, got, what)
				}
			}
		})
	}
}

// TestDocumentationTable holds docs/ndoto.md to the rows.
func TestDocumentationTable(t *testing.T) {
	t.Parallel()
	const file = "docs/ndoto.md"
	if *ndoto.Update {
		require.NoError(t, os.WriteFile(file, []byte(documentationTable()), 0o644))
	}
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	if string(got) != documentationTable() {
		t.Errorf("%s: out of date; run go generate", file)
	}
}

func documentationTable() string {
	var b strings.Builder
	b.WriteString(documentationHead)
	page := ""
	for _, row := range documentation {
		if row.page != page {
			page = row.page
			fmt.Fprintf(&b, "\n## %s\n\n| documented | in Go | sent |\n|---|---|---|\n", page)
		}
		code := strings.Join(strings.Fields(row.code), " ")
		if code != "" {
			code = "`" + code + "`"
		}
		sent := strings.ReplaceAll(row.sent, "; ", "`, then `")
		if sent != "" {
			sent = "`" + sent + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", row.what, code, sent)
	}
	readings := slices.Sorted(maps.Keys(ndototest.Readings()))
	fmt.Fprintf(&b, "\nEach row holds under each of %d readings of the documentation: %s. See `ndototest.Reading`.\n", len(readings), strings.Join(readings, ", "))
	return b.String() + documentationExamples
}

const documentationHead = `<!-- Generated from documentation_test.go by go generate; do not edit. -->

# Ndoto's documentation, in Go

Ndoto documents its API at docs.usendoto.com/docs/api. The software that it descends from (Chatwoot) differs in places, and
nobody but Ndoto knows which of them its server follows. This client is right on both: it accepts every envelope, every form
of an error and both spellings of the token header, sends parameters in the form that both understand, and notices by what
comes back whether before and after compare times or ids. The command ndoto-check tells which of the two a server is.

Everything that is documented has a method or a type: nothing is left out. What comes without a request has no entry under
"sent". Paths are below /api/v1/accounts/:account_id.

What a server cannot tell that behaves so, and what the client does about it:

- Lists of messages show no content attributes: a key of SendOnce is known to the client only that has sent it. A bot
  recognizes the reply of a process that died by its text, and sends none twice; a program without a memory of its own
  sends a key again after a restart. examples/tools/mcp has a file for it.
- A call of a route that the server does not have, because Ndoto does not document it, fails with ndoto.ErrNoRoute: labels and
  attributes of conversations, for example. A hand-off of a bot is logged as incomplete then.
- Events of messages name the customer, not who wrote: a bot asks the server, and is silent if it cannot know, as without
  a user's token, and after a program that writes with the token of a user.
- A menu that a bot asked before its store was lost is not recognized; the answer is a message like any other.
- Webhooks are not signed: webhook.WithURLToken keeps others out.
- The event of a message has the customer's id, name and e-mail address: bots that need more ask for the contact.
`

const documentationExamples = `
## The documentation's examples

The documentation has its examples in JavaScript, Python and PHP. In Go:

` + "```go" + `
client, err := ndoto.New(accountID, token) // header api_access_token; the account id is in the address of the application
if err != nil {
	return err
}
profile, err := client.Profile.Get(ctx) // curl https://app.usendoto.com/api/v1/profile
if err != nil {
	return err
}
fmt.Println(profile.Name)

// fetch(".../conversations?status=open&page=1") and on to the last page
for conversation, err := range client.Conversations.All(ctx, &ndoto.ListConversationsParams{Status: ndoto.StatusOpen}) {
	if err != nil {
		return err
	}
	if customer := conversation.Customer(); customer != nil {
		fmt.Println(conversation.ID, customer.Name)
	}
}

// requests.post(".../conversations/42/messages", json={"content": "...", "message_type": "outgoing", "private": False})
_, err = client.Messages.Create(ctx, 42, &ndoto.CreateMessageParams{Content: "Thanks for reaching out!"})
if err != nil {
	return err
}

// curl_setopt(...) with {"status": "snoozed", "snoozed_until": 1712000000}
_, err = client.Conversations.Snooze(ctx, 42, time.Now().Add(24*time.Hour))
` + "```" + `
`
