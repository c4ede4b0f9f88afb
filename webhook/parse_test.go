package webhook_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

func parse[E webhook.Event](t *testing.T, body string) E {
	t.Helper()
	e, err := webhook.Parse([]byte(body))
	require.NoError(t, err)
	require.IsType(t, *new(E), e)
	return e.(E)
}

func file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + name)
	require.NoError(t, err)
	return string(data)
}

// message is who wrote what kind of message, and where.
type message struct {
	event                              ndoto.Event
	id                                 int64
	accountID, inboxID, conversationID int64
	kind                               ndoto.MessageType
	sender                             ndoto.SenderKind
	fromCustomer                       bool
}

func gist(e *webhook.MessageCreated) message {
	return message{e.Name, e.ID, e.Account.ID, e.Inbox.ID, e.Conversation.ID, e.MessageType, e.Sender.Kind(), e.FromCustomer()}
}

func TestAMessage(t *testing.T) {
	t.Parallel()
	e := parse[*webhook.MessageCreated](t, file(t, "embedded/webhook_message_created_4.16.json"))
	want := message{
		event: ndoto.EventMessageCreated, id: e.ID, accountID: 1, inboxID: e.Inbox.ID, conversationID: 12, kind: ndoto.MessageIncoming,
		sender: ndoto.SenderContact, fromCustomer: true,
	}
	assert.Equal(t, want, gist(e))
	assert.Equal(t, ndoto.StatusSnoozed, e.Conversation.Status)
	assert.Equal(t, "250788123456", e.Conversation.ContactInbox.SourceID)
	assert.Equal(t, time.Date(2025, 6, 18, 8, 0, 0, 0, time.UTC), e.Conversation.SnoozedUntil.Time)
	bot := parse[*webhook.MessageCreated](t, file(t, "embedded/webhook_message_created_bot_4.16.json"))
	assert.Equal(t, ndoto.SenderAgentBot, bot.Sender.Kind())
	assert.False(t, bot.FromCustomer())
}

func TestAMessageAsNdotoDocumentsIt(t *testing.T) {
	t.Parallel()
	e := parse[*webhook.MessageCreated](t, file(t, "ndoto-docs/webhook_message_created.json"))
	want := message{
		event: ndoto.EventMessageCreated, id: 101, accountID: e.Account.ID, inboxID: 2, conversationID: 42, kind: ndoto.MessageIncoming,
		fromCustomer: true,
	}
	assert.Equal(t, want, gist(e))
	assert.Equal(t, "Jane Doe", e.Sender.Name)
	assert.Equal(t, "Acme Support", e.Account.Name)
}

func TestAConversation(t *testing.T) {
	t.Parallel()
	e := parse[*webhook.ConversationUpdated](t, file(t, "embedded/webhook_conversation_updated_4.2.json"))
	change, changed := e.Changed.Of("status")
	assert.True(t, changed)
	assert.Equal(t, []string{`"open"`, `"snoozed"`}, []string{string(change.Previous), string(change.Current)})
	_, changed = e.Changed.Of("priority")
	assert.False(t, changed)
	assert.Equal(t, int64(1), e.Account.ID, "before 4.14.2 its message names the account")
	status := parse[*webhook.ConversationStatusChanged](t, file(t, "embedded/webhook_conversation_status_changed_4.16.json"))
	assert.Empty(t, status.Changed, "it is always null")
}

func TestTheOtherEvents(t *testing.T) {
	t.Parallel()
	contact := parse[*webhook.ContactUpdated](t, `{"event":"contact_updated","account":{"id":1,"name":"Acme"},"avatar":"http://x/a.png","id":31,"name":"Ada","changed_attributes":[{"name":{"previous_value":"A","current_value":"Ada"}}]}`)
	assert.Equal(t, ndoto.Contact{ID: 31, Name: "Ada", AvatarURL: "http://x/a.png", Account: &ndoto.AccountRef{ID: 1, Name: "Acme"}}, contact.Contact)
	assert.Equal(t, int64(1), contact.Account.ID)
	assert.Equal(t, webhook.Changes{{Attribute: "name", Previous: []byte(`"A"`), Current: []byte(`"Ada"`)}}, contact.Changed)
	assert.Equal(t, int64(32), parse[*webhook.ContactCreated](t, `{"event":"contact_created","id":32}`).Contact.ID)
	typing := parse[*webhook.TypingOn](t, `{"event":"conversation_typing_on","user":{"id":31,"account":{"id":1}},"conversation":{"id":12},"is_private":true}`)
	assert.Equal(t, ndoto.SenderContact, typing.User.Kind())
	assert.Equal(t, int64(12), typing.Conversation.ID)
	assert.True(t, typing.Private)
	assert.Equal(t, int64(12), parse[*webhook.TypingOff](t, `{"event":"conversation_typing_off","conversation":{"id":12}}`).Conversation.ID)
	widget := parse[*webhook.WidgetTriggered](t, `{"event":"webwidget_triggered","id":61,"contact":{"id":31},"inbox":{"id":4},"account":{"id":1},"current_conversation":null,"source_id":"s","event_info":{"referer":"x"}}`)
	assert.Equal(t, [3]int64{61, 31, 4}, [3]int64{widget.ID, widget.Contact.ID, widget.Inbox.ID})
	assert.Nil(t, widget.CurrentConversation)
	assert.Equal(t, "x", widget.EventInfo.Text("referer"))
	inbox := parse[*webhook.InboxUpdated](t, `{"event":"inbox_updated","greeting_enabled":true,"channel":{"bot_token":"t0ken"}}`)
	assert.True(t, inbox.Extra.Bool("greeting_enabled"))
	assert.Equal(t, "t0ken", inbox.Channel.Reveal().Text("bot_token"))
	parse[*webhook.InboxCreated](t, `{"event":"inbox_created"}`)
	parse[*webhook.ConversationOpened](t, `{"event":"conversation_opened","id":1}`)
	parse[*webhook.ConversationResolved](t, `{"event":"conversation_resolved","id":1}`)
	unknown := parse[*webhook.Unknown](t, `{"event":"planet_discovered","id":{"deep":[]}}`)
	assert.Equal(t, ndoto.Event("planet_discovered"), unknown.Name)
	assert.JSONEq(t, `{"event":"planet_discovered","id":{"deep":[]}}`, string(unknown.Delivery.Body))
}

// TestIdentifiersAsTexts are what Ndoto documents for the top of an event. They are numbers anywhere.
func TestIdentifiersAsTexts(t *testing.T) {
	t.Parallel()
	message := parse[*webhook.MessageUpdated](t, `{"event":"message_updated","id":"7","account":{"id":"1"},"conversation":{"id":"12","inbox_id":"2"},"contact":{"id":"31"},"attachments":[{"id":"5"}]}`)
	assert.Equal(t, [6]int64{7, 1, 12, 2, 31, 5}, [6]int64{message.ID, message.Account.ID, message.Conversation.ID, message.Inbox.ID, message.Sender.ID, message.Attachments[0].ID})
	conversation := parse[*webhook.ConversationStatusChanged](t, `{"event":"conversation_status_changed","id":"12","inbox_id":"2","account":{"id":"1"},"meta":{"assignee":{"id":"3"}}}`)
	assert.Equal(t, [4]int64{12, 2, 1, 3}, [4]int64{conversation.Conversation.ID, conversation.Conversation.InboxID, conversation.Account.ID, conversation.Conversation.Meta.Assignee.ID})
	assert.Equal(t, int64(31), parse[*webhook.ContactUpdated](t, `{"event":"contact_updated","id":"31"}`).Contact.ID)
	assert.Equal(t, int64(61), parse[*webhook.WidgetTriggered](t, `{"event":"webwidget_triggered","id":"61"}`).ID)
	for _, name := range []string{"message_created", "conversation_updated", "contact_created", "webwidget_triggered"} {
		for _, id := range []string{`"x"`, `"1.0"`, `""`, `true`, `{}`} {
			parse[*webhook.Unknown](t, `{"event":"`+name+`","id":`+id+`}`)
		}
	}
}

func TestWhatIsNoEvent(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `null`, `[]`, `"x"`, `{`, `{}`, `{"event":""}`, `{"event":5}`,
		strings.Repeat("[", 10_000_000), `{"event":"message_created","content_attributes":` + strings.Repeat(`{"a":`, 100_000),
	} {
		e, err := webhook.Parse([]byte(body))
		assert.ErrorIs(t, err, webhook.ErrMalformed, body[:min(len(body), 80)])
		assert.Nil(t, e)
		assert.Equal(t, 400, webhook.StatusOf(err))
	}
}

func TestOddMembersLoseNothingElse(t *testing.T) {
	t.Parallel()
	e := parse[*webhook.MessageCreated](t, `{"event":"message_created","id":7,"content_type":5,"created_at":"soon","conversation":{"id":12,"unread_count":"many"},
		"attachments":[{"id":1,"file_type":"video","width":1280.0,"height":59.99999999999999},5],"inbox":{"id":4.0}}`)
	assert.Equal(t, ndoto.Attributes(`{"content_type":5,"created_at":"soon","attachments":[{"id":1,"file_type":"video","width":1280.0,"height":59.99999999999999},5]}`), e.Extra)
	assert.Equal(t, []string{"content_type", "created_at", "conversation.unread_count", "attachments[1]"}, e.Dropped)
	assert.Equal(t, []ndoto.Attachment{{ID: 1, FileType: "video", Width: 1280, Height: 60}}, e.Attachments)
	assert.Equal(t, ndoto.Conversation{ID: 12, Extra: ndoto.Attributes(`{"unread_count":"many"}`)}, e.Conversation.Conversation)
	assert.Equal(t, ndoto.InboxRef{ID: 4}, e.Inbox)
	c := parse[*webhook.ConversationUpdated](t, `{"event":"conversation_updated","id":12,"muted":"no","changed_attributes":[5,{"status":{"current_value":"open"}}]}`)
	assert.Equal(t, "no", c.Conversation.Extra.Text("muted"))
	assert.Equal(t, webhook.Changes{{Attribute: "status", Current: []byte(`"open"`)}}, c.Changed)
}

// TestAnEventWithoutItsSense is one whose reader would be wrong about who wrote it, who may see it, or what it is
// about.
func TestAnEventWithoutItsSense(t *testing.T) {
	t.Parallel()
	for _, member := range []string{`"id":"x"`, `"private":"no"`, `"message_type":{}`, `"sender":"nobody"`, `"sender":{"id":1,"type":5}`, `"conversation":[]`, `"account":7`} {
		body := `{"event":"message_created",` + member + `}`
		e := parse[*webhook.Unknown](t, body)
		assert.Equal(t, ndoto.EventMessageCreated, e.Name)
		assert.Equal(t, body, string(e.Delivery.Body))
	}
}

func TestChangesAreWrittenAsTheyCame(t *testing.T) {
	t.Parallel()
	const list = `[{"status":{"current_value":"open","previous_value":null}},{"label_list":{"current_value":["a"],"previous_value":[]}}]`
	var c webhook.Changes
	require.NoError(t, json.Unmarshal([]byte(list), &c))
	data, err := json.Marshal(c)
	require.NoError(t, err)
	assert.JSONEq(t, list, string(data))
	require.NoError(t, json.Unmarshal([]byte(`{"status":{"current_value":1},"odd":5}`), &c))
	assert.Equal(t, webhook.Changes{{"status", nil, json.RawMessage("1")}, {"odd", nil, nil}}, c)
	require.NoError(t, json.Unmarshal([]byte(`null`), &c))
	assert.Empty(t, c)
}

func TestKeys(t *testing.T) {
	t.Parallel()
	key := func(body, delivery string) string {
		e, err := webhook.Parse([]byte(body))
		require.NoError(t, err)
		e.Info().Delivery.ID = delivery
		return webhook.Key(e)
	}
	created := `{"event":"message_created","id":5,"account":{"id":1},"conversation":{"id":2}}`
	assert.Equal(t, "message_created/1/5", key(created, "a"))
	assert.Equal(t, key(created, "a"), key(created, "b"), "two webhooks tell the same")
	assert.Equal(t, "conversation_created/1/2", key(`{"event":"conversation_created","id":2,"account":{"id":1}}`, ""))
	assert.Equal(t, "contact_created/1/3", key(`{"event":"contact_created","id":3,"account":{"id":1}}`, ""))
	updated := `{"event":"message_updated","id":5,"account":{"id":1},"content":"a"}`
	assert.Equal(t, "delivery/a", key(updated, "a"))
	again := key(updated, "")
	assert.Equal(t, key(updated, ""), again)
	assert.NotEqual(t, key(updated, ""), key(strings.Replace(updated, `"a"`, `"b"`, 1), ""))
	nowhere := `{"event":"conversation_created","id":2}`
	assert.Equal(t, "delivery/a", key(nowhere, "a"), "without an account the number is not enough")
}

// TestOrderKeys: what is about the same waits for each other, and nothing else does.
func TestOrderKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ body, want string }{
		{`{"event":"message_created","id":5,"conversation":{"id":2}}`, "conversation/2"},
		{`{"event":"message_updated","id":5,"conversation":{"id":2}}`, "conversation/2"},
		{`{"event":"conversation_updated","id":2}`, "conversation/2"},
		{`{"event":"conversation_typing_on","conversation":{"id":2}}`, "conversation/2"},
		{`{"event":"webwidget_triggered","id":7,"current_conversation":{"id":2}}`, "conversation/2"},
		{`{"event":"webwidget_triggered","id":7}`, "visitor/7"},
		{`{"event":"contact_updated","id":3}`, "contact/3"},
		{`{"event":"contact_created","id":3}`, "contact/3"},
		{`{"event":"inbox_created","channel":{"id":4}}`, "channel/4"},
		{`{"event":"inbox_updated","channel":{"id":4}}`, "channel/4"},
		// What does not say what it is about has a lane of its own.
		{`{"event":"message_created","id":5}`, ""},
		{`{"event":"conversation_updated"}`, ""},
		{`{"event":"conversation_typing_on"}`, ""},
		{`{"event":"webwidget_triggered"}`, ""},
		{`{"event":"contact_updated"}`, ""},
		{`{"event":"inbox_updated"}`, ""},
		{`{"event":"inbox_updated","channel":{"id":"four"}}`, ""},
		{`{"event":"planet_discovered","id":1}`, ""},
	} {
		var keys []string
		for i := range 2 {
			e, err := webhook.Parse([]byte(tt.body))
			require.NoError(t, err)
			e.Info().Delivery.ID, e.Info().Delivery.Tenant = fmt.Sprint(i), "acme"
			keys = append(keys, webhook.OrderKey(e))
		}
		if tt.want == "" {
			assert.NotEqual(t, keys[0], keys[1], tt.body)
			continue
		}
		assert.Equal(t, []string{"tenant/4/acme/" + tt.want, "tenant/4/acme/" + tt.want}, keys, tt.body)
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"../testdata/embedded/webhook_*.json", "../testdata/ndoto-docs/webhook_*.json"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, name := range files {
			data, err := os.ReadFile(name)
			require.NoError(f, err)
			f.Add(data)
		}
	}
	for _, name := range []string{"conversation_typing_on", "webwidget_triggered", "inbox_updated", "contact_updated", "conversation_opened", "other"} {
		f.Add([]byte(`{"event":"` + name + `","id":1}`))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := webhook.Parse(body)
		if err != nil {
			assert.Nil(t, e)
			return
		}
		assert.Equal(t, string(body), string(e.Info().Delivery.Body))
		assert.NotEmpty(t, webhook.Key(e))
	})
}
