package ndoto_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// oneFailure has the server return a status to a request that is in order, and returns the error of the call.
func oneFailure(ctx context.Context, c *ndoto.Client, d documentedDesk, status int) error {
	fault := ndototest.Fault{Operation: "GET agents", Count: 1, Status: status, ContentType: "application/json", Body: `{"error":"Description of what went wrong"}`}
	if err := d.Fail(fault); err != nil {
		return err
	}
	_, err := c.Agents.List(ctx, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	return err
}

func failingOnce(what string, status int, class error) documentedRow {
	return failing(what, "GET /agents", class, func(ctx context.Context, c *ndoto.Client, d documentedDesk) error {
		return oneFailure(ctx, c, d, status)
	})
}

// status is what the desk responds with in place of a status of the documentation's table.
func (d documentedDesk) status(documented int) int {
	if d.reading.AlwaysOK {
		return http.StatusOK
	}
	return documented
}

var documentedStatuses = []documentedRow{
	{"Overview", "201 Resource created", "err == nil", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		var resp ndoto.Response
		label, err := c.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("billing")}, ndoto.WithResponse(&resp))
		if err != nil {
			return nil, err
		}
		return fmt.Sprint(label.Title, " ", resp.StatusCode == d.status(http.StatusCreated)), nil
	}, `POST /labels {"title":"billing","label":{"title":"billing"}}`, "billing true"},
	{"Overview", "204 Success, no content", "err == nil", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		if d.reading.OnlyDocumented { // which has no route that responds so
			fault := ndototest.Fault{Operation: "DELETE contacts/*", Count: 1, Status: http.StatusNoContent}
			if err := d.Fail(fault); err != nil {
				return nil, err
			}
		}
		var resp ndoto.Response
		err := c.Contacts.Delete(ctx, d.contact, ndoto.WithResponse(&resp))
		return resp.StatusCode == d.status(http.StatusNoContent), err
	}, "DELETE /contacts/1", true},
	failingOnce("400 Bad request", http.StatusBadRequest, ndoto.ErrValidation),
	failingOnce("429 Rate limit exceeded", http.StatusTooManyRequests, ndoto.ErrRateLimited),
	failingOnce("500 Server error", http.StatusInternalServerError, ndoto.ErrServer),
	{"Overview", `error body: {"error": "…"}`, "var e *ndoto.Error; errors.As(err, &e); e.Message", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		var e *ndoto.Error
		if err := oneFailure(ctx, c, d, http.StatusUnprocessableEntity); !errors.As(err, &e) {
			return nil, err
		}
		return e.Message, nil
	}, "GET /agents", "Description of what went wrong"},
}

// selections are the other values of the parameters of the list of conversations.
var selections = []documentedRow{
	listOfConversations("status: open", "ndoto.ListConversationsParams{Status: ndoto.StatusOpen}", &ndoto.ListConversationsParams{Status: ndoto.StatusOpen}, "?status=open"),
	listOfConversations("status: resolved", "ndoto.ListConversationsParams{Status: ndoto.StatusResolved}", &ndoto.ListConversationsParams{Status: ndoto.StatusResolved}, "?status=resolved"),
	listOfConversations("status: snoozed", "ndoto.ListConversationsParams{Status: ndoto.StatusSnoozed}", &ndoto.ListConversationsParams{Status: ndoto.StatusSnoozed}, "?status=snoozed"),
	listOfConversations("assignee_type: unassigned", "ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeUnassigned}", &ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeUnassigned}, "?assignee_type=unassigned"),
	listOfConversations("assignee_type: all", "ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeAll}", &ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeAll}, "?assignee_type=all"),
	listOfConversations("assignee_type: assigned", "ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeAssigned}", &ndoto.ListConversationsParams{AssigneeType: ndoto.AssigneeAssigned}, "?assignee_type=assigned"),
}

var contactMembers = []documentedRow{
	contactMember("thumbnail", "contact.AvatarURL", func(c *ndoto.Contact) any { return c.AvatarURL }, ""),
	contactMember("last_activity_at", "contact.LastActivityAt", func(c *ndoto.Contact) any { return c.LastActivityAt.Unix() }, int64(1772625600)),
	contactMember("custom_attributes", `contact.CustomAttributes.Text("plan")`, func(c *ndoto.Contact) any { return c.CustomAttributes.Text("plan") }, "gold"),
}

// row is a row about the members of the elements of a list.
func row[T any](page, what, code, sent string, list func(ctx context.Context, c *ndoto.Client) ([]T, error), members func(*T) any, want any) documentedRow {
	return documentedRow{page, "response: " + what, code, func(ctx context.Context, c *ndoto.Client, _ documentedDesk) (any, error) {
		all, err := list(ctx, c)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		return members(&all[0]), nil
	}, sent, want}
}

var agentMembers = []documentedRow{
	row("Agents", "id, name, email, role, availability, confirmed, avatar_url", "agent.ID, agent.Name, agent.Email, agent.Role, agent.Availability, agent.Confirmed, agent.AvatarURL", "GET /agents",
		func(ctx context.Context, c *ndoto.Client) ([]ndoto.Agent, error) { return c.Agents.List(ctx) },
		func(a *ndoto.Agent) any {
			return fmt.Sprint(a.ID, " ", a.Name, " ", a.Email, " ", a.Role, " ", a.Availability, " ", a.Confirmed, " ", a.AvatarURL)
		}, "1 Amara Admin amara@example.com administrator offline true "),
}

var teamMembers = []documentedRow{
	row("Teams", "id, name, description, allow_auto_assign, created_at, updated_at", "team.ID, team.Name, team.Description, team.AllowAutoAssign, team.CreatedAt, team.UpdatedAt", "GET /teams",
		func(ctx context.Context, c *ndoto.Client) ([]ndoto.Team, error) { return c.Teams.List(ctx) },
		func(t *ndoto.Team) any {
			return fmt.Sprint(t.ID, " ", t.Name, " ", t.Description, " ", t.AllowAutoAssign, " ", t.CreatedAt.Unix(), " ", t.UpdatedAt.Unix())
		}, "1 support  true 1772625600 1772625600"),
}

var webhookRows = []documentedRow{
	{"Webhooks", "response: id, url, name, subscriptions, active", "webhook.ID, webhook.URL, webhook.Name, webhook.Subscriptions, webhook.Active", func(ctx context.Context, c *ndoto.Client, d documentedDesk) (any, error) {
		d.AddWebhook(ndototest.Webhook{URL: "http://127.0.0.1/webhooks/ndoto", Subscriptions: []string{"message_created"}})
		all, err := c.Webhooks.List(ctx)
		if err != nil {
			return nil, err
		}
		active, _ := all[0].Active.Get()
		return fmt.Sprintln(all[0].ID > 0, all[0].URL, all[0].Subscriptions, active), nil
	}, "GET /webhooks", "true http://127.0.0.1/webhooks/ndoto [message_created] true\n"},
	event("conversation_created", "*webhook.ConversationCreated"), event("conversation_updated", "*webhook.ConversationUpdated"),
	event("conversation_status_changed", "*webhook.ConversationStatusChanged"), event("message_created", "*webhook.MessageCreated"),
	event("message_updated", "*webhook.MessageUpdated"), event("contact_created", "*webhook.ContactCreated"), event("contact_updated", "*webhook.ContactUpdated"),
	{"Webhooks", "payload of message_created: id, content, created_at, message_type, conversation, contact, account", "func(ctx context.Context, e *webhook.MessageCreated) error", func(context.Context, *ndoto.Client, documentedDesk) (any, error) {
		e, err := webhook.Parse([]byte(`{"event":"message_created","id":"101","content":"Hi, I need help.","created_at":"2024-04-01T10:00:00.000Z","message_type":"incoming",
			"conversation":{"id":42,"status":"open","inbox_id":2},"contact":{"id":10,"name":"Jane Doe","email":"jane@example.com"},"account":{"id":1,"name":"Acme Support"}}`))
		if err != nil {
			return nil, err
		}
		m, ok := e.(*webhook.MessageCreated)
		if !ok {
			return fmt.Sprintf("%T", e), nil
		}
		return fmt.Sprint(m.ID, m.Content, m.CreatedAt.Unix(), m.MessageType, m.Conversation.ID, m.Conversation.Status), nil
	}, "", "101Hi, I need help.1711965600incoming42open"},
}

// event is a row about an event of the table.
func event(name, goType string) documentedRow {
	return documentedRow{"Webhooks", "event " + name, goType, func(context.Context, *ndoto.Client, documentedDesk) (any, error) {
		e, err := webhook.Parse([]byte(`{"event":"` + name + `","id":"1"}`)) // a text, as the page shows it
		return fmt.Sprintf("%T", e), err
	}, "", goType}
}
