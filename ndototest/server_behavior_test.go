package ndototest_test

import (
	"fmt"
	"strings"
	"testing"

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
