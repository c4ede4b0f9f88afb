package ndototest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestAStateGoesThroughAFile compares what two servers answer.
func TestAStateGoesThroughAFile(t *testing.T) {
	t.Parallel()
	first := furnished(t)
	first.AddBot(ndototest.Bot{Name: "Echo", URL: "http://127.0.0.1:1/bot"})
	first.AddMessage(first.conversation, ndototest.Message{
		Type: "outgoing", Content: "with a file", Attachments: []ndototest.Attachment{{Name: "a.txt", ContentType: "text/plain", Data: []byte("file")}},
		ContentAttributes: map[string]any{"n": 1, "list": []any{"a"}},
	})
	first.send("POST", "conversations/{c}/labels", `{"labels":["vip"]}`)
	first.send("POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"seats":12}}`)
	first.send("PATCH", "inboxes/1", `{"greeting_enabled":true,"greeting_message":"Hi"}`)
	saved, err := first.State()
	require.NoError(t, err)
	data, err := json.Marshal(saved)
	require.NoError(t, err)

	var loaded ndototest.State
	require.NoError(t, json.Unmarshal(data, &loaded))
	srv := ndototest.New(t, ndototest.WithState(loaded), ndototest.WithClock(func() time.Time { return noon }))
	second := desk{Server: srv, t: t, conversation: first.conversation, message: first.message, contact: first.contact}
	assert.Equal(t, first.AdminToken, second.AdminToken)
	assert.Equal(t, first.AgentToken, second.AgentToken)
	assert.Equal(t, first.OutsiderToken, second.OutsiderToken)
	assert.Equal(t, first.BotToken, second.BotToken)
	assert.Equal(t, first.InboxID, second.InboxID)
	assert.Equal(t, first.TeamID, second.TeamID)
	for _, path := range []string{
		"conversations/{c}/messages", "conversations/{c}", "conversations?status=all", "contacts/{p}", "contacts/{p}/notes", "inboxes", "teams", "agents",
		"agent_bots", "labels", "webhooks", "labels/1", "canned_responses", "custom_filters", "custom_attribute_definitions",
	} {
		a, b := first.send("GET", path, ""), second.send("GET", path, "")
		assert.JSONEq(t, replaceURL(a.body, first.URL), replaceURL(b.body, second.URL), path)
	}
	assert.Equal(t, first.AddContact(ndototest.Contact{}), second.AddContact(ndototest.Contact{}), "no id is given twice")
	file := second.Messages(second.conversation)[1].Attachments[0]
	assert.Equal(t, "file", string(file.Data))
}

func TestAStateNeedsSomebody(t *testing.T) {
	t.Parallel()
	_, err := ndototest.Start(ndototest.WithState(ndototest.State{}))
	assert.EqualError(t, err, "ndototest: a state needs at least one agent, this one has none")
}

// TestAStateSharesNothing changes what it was given, deep inside.
func TestAStateSharesNothing(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	_, err := srv.Client().Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Rich: ndoto.InputSelect(ndoto.Choice{Title: "Yes", Value: "yes"})})
	require.NoError(t, err)
	choice := func(st ndototest.State, err error) map[string]any {
		require.NoError(t, err)
		return st.Conversations[0].Messages[0].ContentAttributes["items"].([]any)[0].(map[string]any)
	}
	choice(srv.State())["title"] = "No"
	assert.Equal(t, "Yes", choice(srv.State())["title"])
}

// TestOutline compares it with the state of the same server: it has what does not grow.
func TestOutline(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	srv.AddMessage(srv.AddConversation(ndototest.Conversation{}), ndototest.Message{})
	want, err := srv.State()
	require.NoError(t, err)
	got, err := srv.Outline()
	require.NoError(t, err)
	want.Contacts, want.Sources, want.Conversations = nil, nil, nil
	assert.Equal(t, want, got)
}

func TestOverviews(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithClock(func() time.Time { return noon }))
	ada := srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com", PhoneNumber: "+15550100"})
	busy := srv.AddConversation(ndototest.Conversation{ContactID: ada, Labels: []string{"vip"}})
	srv.AddMessage(busy, ndototest.Message{Content: "first"})
	last := srv.AddMessage(busy, ndototest.Message{Content: "last", Attachments: []ndototest.Attachment{{Name: "a.txt", Data: []byte("file")}}})
	_, err := srv.Client().Conversations.ToggleStatus(t.Context(), busy, ndoto.StatusResolved) // which makes an activity
	require.NoError(t, err)
	silent := srv.AddConversation(ndototest.Conversation{ContactID: ada})
	deleted := srv.AddConversation(ndototest.Conversation{ContactID: ada})

	person := ndototest.Overview{ContactID: ada, CreatedAt: noon, Name: "Ada", Email: "ada@example.com", PhoneNumber: "+15550100"}
	first, second := person, person
	first.ID, first.Status, first.Labels = busy, "resolved", []string{"vip"}
	first.LastID, first.LastAt, first.LastContent, first.LastFiles = last, noon, "last", []string{"a.txt"}
	second.ID, second.Status = silent, "open"
	var got []ndototest.Overview
	for o := range srv.Overviews() {
		if got = append(got, o); len(got) == 1 { // others can change the server meanwhile
			require.NoError(t, srv.Client().Conversations.Delete(t.Context(), deleted))
		}
	}
	assert.Equal(t, []ndototest.Overview{first, second}, got)
	for o := range srv.Overviews() {
		assert.Equal(t, busy, o.ID)
		break
	}
}
