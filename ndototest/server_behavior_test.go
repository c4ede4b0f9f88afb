package ndototest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestARenamedLabelIsRenamedEverywhere and a deleted one is taken away, but by Chatwoot 4.2.
func TestARenamedLabelIsRenamedEverywhere(t *testing.T) {
	t.Parallel()
	for dialect, left := range map[ndototest.Dialect][]any{ndototest.Chatwoot416: {"vip"}, ndototest.Chatwoot42: {"vip", "gold"}} {
		d := newDesk(t, ndototest.WithDialect(dialect))
		assert.Equal(t, 200, d.send("POST", "labels", `{"title":"trial"}`).status)
		for _, path := range []string{"conversations/{c}/labels", "contacts/{p}/labels"} {
			d.send("POST", path, `{"labels":["trial","vip"]}`)
		}
		assert.Equal(t, 200, d.send("PATCH", "labels/1", `{"title":"gold"}`).status)
		for _, path := range []string{"conversations/{c}/labels", "contacts/{p}/labels"} {
			assert.Equal(t, []any{"vip", "gold"}, d.send("GET", path, "").get(t, "payload"))
		}
		assert.Equal(t, 200, d.send("DELETE", "labels/1", "").status)
		for _, path := range []string{"conversations/{c}/labels", "contacts/{p}/labels"} {
			assert.Equal(t, left, d.send("GET", path, "").get(t, "payload"))
		}
	}
}

// TestOrderOfAttachments is oldest first in a conversation, and newest first for a contact.
func TestOrderOfAttachments(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client, contact := srv.Client(), srv.AddContact(ndototest.Contact{Email: "ada@example.com"})
	conversation := srv.AddConversation(ndototest.Conversation{ContactID: contact})
	var sent []int64
	for i := range 2 {
		file := ndoto.File{Name: fmt.Sprintf("%d.txt", i), Reader: strings.NewReader("x")}
		m, err := client.Messages.Create(t.Context(), conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{file}})
		require.NoError(t, err)
		sent = append(sent, m.ID)
	}
	page, err := client.Conversations.Attachments(t.Context(), conversation, nil)
	require.NoError(t, err)
	assert.Equal(t, []int64{page.Attachments[0].MessageID, page.Attachments[1].MessageID}, sent)
	page, err = client.Contacts.Attachments(t.Context(), contact, nil)
	require.NoError(t, err)
	assert.Equal(t, []int64{sent[1], sent[0]}, []int64{page.Attachments[0].MessageID, page.Attachments[1].MessageID})
	assert.Equal(t, conversation, page.Attachments[0].ConversationID)
}

func TestWhoChangesANoteIsItsAuthor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made := d.send("POST", "contacts/{p}/notes", `{"content":"calls on Mondays"}`)
	assert.Equal(t, "1", made.get(t, "user", "id"))
	changed := d.send("PATCH", "contacts/{p}/notes/1", `{"content":"calls on Fridays"}`, "Api-Access-Token", d.AgentToken)
	assert.Equal(t, "2", changed.get(t, "user", "id"))
}

func TestACloneOfNothingFails(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 500, newDesk(t).send("POST", "automation_rules/99/clone", "").status)
}

func TestAMergeIsAChangeOfTheContact(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.AddWebhook(ndototest.Webhook{Subscriptions: []string{"contact_updated"}})
	other := d.AddContact(ndototest.Contact{Name: "Ada", Identifier: "crm-7"})
	assert.Equal(t, 200, d.send("POST", "actions/contact_merge", fmt.Sprintf(`{"base_contact_id":%d,"mergee_contact_id":%d}`, d.contact, other)).status)
	d.Drain()
	require.Len(t, d.Deliveries(), 1)
	assert.Contains(t, string(d.Deliveries()[0].Body), `"identifier":{"current_value":"crm-7","previous_value":null}`)
}

func TestWhatIsUnchangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.send("GET", "labels", "")
	tag := first.header.Get("Etag")
	assert.Regexp(t, `^W/"[0-9a-f]{32}"$`, tag)
	again := d.send("GET", "labels", "", "If-None-Match", tag)
	assert.Equal(t, 304, again.status)
	assert.Empty(t, again.body)
	d.send("POST", "labels", `{"title":"trial"}`)
	assert.Equal(t, 200, d.send("GET", "labels", "", "If-None-Match", tag).status)
	assert.Empty(t, d.send("POST", "labels", `{"title":"vip"}`).header.Get("Etag"))
}

// TestAnInboxTakesWhatBelongsToItWithIt is about what is in the state, and in no response.
func TestAnInboxTakesWhatBelongsToItWithIt(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	before, err := srv.State()
	require.NoError(t, err)
	inbox, err := c.Inboxes.Create(t.Context(), "Site", ndoto.WebWidgetChannel{WebsiteURL: "https://shop.example"}, nil)
	require.NoError(t, err)
	contact := srv.AddContact(ndototest.Contact{Name: "Ada"})
	chat := srv.AddConversation(ndototest.Conversation{InboxID: inbox.ID, ContactID: contact})
	require.NoError(t, c.Conversations.SetDraft(t.Context(), chat, "soon"))
	_, err = c.Conversations.ToggleStatus(t.Context(), chat, ndoto.StatusResolved)
	require.NoError(t, err)
	_, err = c.Campaigns.Create(t.Context(), &ndoto.CampaignParams{Title: ndoto.Set("Sale"), Message: ndoto.Set("Now!"), InboxID: ndoto.Set(inbox.ID)})
	require.NoError(t, err)
	_, err = c.Integrations.CreateHook(t.Context(), &ndoto.CreateHookParams{
		AppID: "dialogflow", InboxID: inbox.ID, Settings: map[string]any{"project_id": "p", "credentials": map[string]any{}},
	})
	require.NoError(t, err)
	require.NoError(t, c.Inboxes.Delete(t.Context(), inbox.ID))
	require.NoError(t, c.Contacts.Delete(t.Context(), contact))
	srv.Drain()
	after, err := srv.State()
	require.NoError(t, err)
	for name, rows := range after.Records {
		assert.Len(t, rows, len(before.Records[name]), name)
	}
	assert.Equal(t, before.Inboxes, after.Inboxes)
}

// TestParticipationReplacesTheScope: participants list their conversations, whatever the inbox.
func TestParticipationReplacesTheScope(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	other := d.AddInbox(ndototest.Inbox{})
	mine := d.AddConversation(ndototest.Conversation{InboxID: other, ParticipantIDs: []int64{d.AgentID}})
	d.AddConversation(ndototest.Conversation{InboxID: other, Status: "resolved", ParticipantIDs: []int64{d.AgentID}})
	for query, want := range map[string][]int64{
		"":                                 {d.conversation},
		"?conversation_type=participating": {mine},
		"?conversation_type=participating&inbox_id=1": {mine},
		"?conversation_type=participating&team_id=1":  {},
		"?conversation_type=mention":                  {},
	} {
		ids := []int64{}
		for _, row := range d.send("GET", "conversations"+query, "", "Api-Access-Token", d.AgentToken).get(t, "data", "payload").([]any) {
			id, err := row.(map[string]any)["id"].(json.Number).Int64()
			require.NoError(t, err)
			ids = append(ids, id)
		}
		assert.Equal(t, want, ids, query)
	}
}

// TestWhenAnAgentHasSeen is written down at most once an hour where there is nothing new.
func TestWhenAnAgentHasSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule       string
		dialect    ndototest.Dialect
		after      time.Duration // since it was seen the last time
		news       bool
		assigned   bool
		seen       time.Duration // what is written down then
		byAssignee time.Duration
	}{
		{"within an hour nothing is written", 0, 59 * time.Minute, false, true, 0, 0},
		{"after an hour it is", 0, 61 * time.Minute, false, true, 61 * time.Minute, 61 * time.Minute},
		{"and at once where there is news", 0, time.Minute, true, true, time.Minute, time.Minute},
		{"of the assignee only where it is they", 0, 61 * time.Minute, false, false, 61 * time.Minute, 0},
		{"Chatwoot 4.2 writes it always", ndototest.Chatwoot42, time.Minute, false, true, time.Minute, time.Minute},
	} {
		now := noon
		srv := ndototest.New(t, ndototest.WithDialect(c.dialect), ndototest.WithClock(func() time.Time { return now }))
		customer := srv.Simulate(ndototest.Conversation{AssigneeID: srv.AdminID, AgentSeenAt: noon, AssigneeSeenAt: noon})
		token := srv.AdminToken
		if !c.assigned {
			token = srv.AgentToken
		}
		now = now.Add(c.after)
		if c.news {
			customer.Says("hello")
			now = now.Add(time.Second)
			c.seen += time.Second
			c.byAssignee += time.Second
		}
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		got := d.send("POST", "conversations/{c}/update_last_seen", "", "Api-Access-Token", token)
		assert.Equal(t, fmt.Sprint(noon.Add(c.seen).Unix()), got.get(t, "agent_last_seen_at"), c.rule)
		assert.Equal(t, fmt.Sprint(noon.Add(c.byAssignee).Unix()), got.get(t, "assignee_last_seen_at"), c.rule)
	}
}

// TestSeeingAConversationReadsItsNotifications, and does not read again what was read.
func TestSeeingAConversationReadsItsNotifications(t *testing.T) {
	t.Parallel()
	now := noon
	d := newDesk(t, ndototest.WithClock(func() time.Time { return now }))
	other := d.AddConversation(ndototest.Conversation{})
	for _, id := range []int64{d.conversation, other} {
		d.send("POST", fmt.Sprintf("conversations/%d/assignments", id), fmt.Sprintf(`{"assignee_id":%d}`, d.AgentID))
	}
	as := []string{"Api-Access-Token", d.AgentToken}
	for range 2 {
		d.send("POST", "conversations/{c}/update_last_seen", "", as...)
		now = now.Add(time.Hour)
	}
	read := map[string]any{}
	for _, v := range d.send("GET", "notifications?includes[]=read", "", as...).get(t, "data", "payload").([]any) {
		n := v.(map[string]any)
		read[n["primary_actor_id"].(json.Number).String()] = n["read_at"]
	}
	assert.Equal(t, map[string]any{fmt.Sprint(d.conversation): "2026-03-04T12:00:00.000Z", fmt.Sprint(other): nil}, read)
}

func TestUnreadWithoutACustomerIsNever(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.conversation = d.AddConversation(ndototest.Conversation{AgentSeenAt: noon, AssigneeSeenAt: noon})
	d.send("POST", "conversations/{c}/messages", `{"content":"hi"}`)
	got := d.send("POST", "conversations/{c}/unread", "")
	assert.Equal(t, []any{"0", "0"}, []any{got.get(t, "agent_last_seen_at"), got.get(t, "assignee_last_seen_at")})
}

// TestWhoIsDeletedIsNowhere: agents leave inboxes, teams and conversations, and so do bots and teams.
func TestWhoIsDeletedIsNowhere(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	srv.AddBot(ndototest.Bot{ID: 7})
	ofAgent := srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID, TeamID: srv.TeamID, ParticipantIDs: []int64{srv.AgentID, srv.AdminID}})
	ofBot := srv.AddConversation(ndototest.Conversation{AssigneeBotID: 7})
	require.NoError(t, c.Agents.Delete(t.Context(), srv.AgentID))
	require.NoError(t, c.AgentBots.Delete(t.Context(), 7))
	members, err := c.Inboxes.Members(t.Context(), srv.InboxID)
	require.NoError(t, err)
	assert.Len(t, members, 1)
	mates, err := c.Teams.Members(t.Context(), srv.TeamID)
	require.NoError(t, err)
	assert.Empty(t, mates)
	bot, err := c.Inboxes.AgentBot(t.Context(), srv.InboxID)
	require.NoError(t, err)
	assert.Nil(t, bot)
	first, _ := srv.Conversation(ofAgent)
	assert.Equal(t, ndototest.Conversation{TeamID: srv.TeamID, ParticipantIDs: []int64{srv.AdminID}}, ndototest.Conversation{AssigneeID: first.AssigneeID, TeamID: first.TeamID, ParticipantIDs: first.ParticipantIDs})
	second, _ := srv.Conversation(ofBot)
	assert.Zero(t, second.AssigneeBotID)
	require.NoError(t, c.Teams.Delete(t.Context(), srv.TeamID))
	first, _ = srv.Conversation(ofAgent)
	assert.Zero(t, first.TeamID)
}
