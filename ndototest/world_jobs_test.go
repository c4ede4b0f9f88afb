package ndototest_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestJobsRunAfterTheResponse is what a server writes in the background: the next request sees it, and the response to
// what caused it does not.
func TestJobsRunAfterTheResponse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	changed := d.send("PATCH", "conversations/{c}", `{"priority":"high"}`)
	assert.Equal(t, "hello", changed.get(t, "messages", 0, "content"))
	now := d.send("GET", "conversations/{c}", "")
	assert.Equal(t, "Amara Admin set the priority to high", now.get(t, "messages", 0, "content"))
}

func TestPicturesAreMeasuredInJobs(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client, conversation := srv.Client(), srv.AddConversation(ndototest.Conversation{})
	type size struct {
		Name          string
		Width, Height int
	}
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 20))))
	m, err := client.Messages.Create(t.Context(), conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{
		{Name: "a.png", Reader: &picture}, {Name: "b.jpg", Reader: strings.NewReader("no picture"), ContentType: "image/jpeg"},
	}})
	require.NoError(t, err)
	page, err := client.Conversations.Attachments(t.Context(), conversation, nil)
	require.NoError(t, err)
	var response, later []size
	for i, a := range m.Attachments {
		response = append(response, size{a.Extension, a.Width, a.Height})
		later = append(later, size{page.Attachments[i].Extension, page.Attachments[i].Width, page.Attachments[i].Height})
	}
	assert.Equal(t, []size{{Name: "png"}, {Name: "jpg"}}, response)
	assert.Equal(t, []size{{"png", 30, 20}, {Name: "jpg"}}, later)
}

// TestNotificationsAreMadeInJobs that know nothing of who made the request: only a message is a secondary actor.
func TestNotificationsAreMadeInJobs(t *testing.T) {
	t.Parallel()
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42} {
		d := newDesk(t, ndototest.WithDialect(dialect))
		d.send("POST", "conversations/{c}/assignments", `{"assignee_id":2}`)
		assignment := d.notifications(d.AgentToken)
		d.send("POST", "conversations/{c}/messages", `{"content":"anybody?","message_type":"incoming"}`)
		assert.Equal(t, [][]notified{
			{{Type: "conversation_assignment", Body: "Ada: hello"}},
			{{Type: "assigned_conversation_new_message", Body: "Ada: anybody?", Actor: &actor{"anybody?"}}},
		}, [][]notified{assignment, d.notifications(d.AgentToken)})
	}
}

// TestDialogflowBeginsConversations as a bot does: they are pending, with nobody assigned, so nobody is notified.
func TestDialogflowBeginsConversations(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	hook := `{"app_id":"dialogflow","inbox_id":1,"settings":{"project_id":"p","credentials":{},"region":"global"}}`
	assert.Equal(t, 200, d.send("POST", "integrations/hooks", hook).status)
	made := d.send("POST", "conversations", `{"inbox_id":1,"contact_id":1,"source_id":"s"}`)
	assert.Equal(t, "pending", made.get(t, "status"))
	assert.NotContains(t, made.body, `"assignee"`)
	assert.Equal(t, 200, d.send("PATCH", "integrations/hooks/1", `{"status":"disabled"}`).status)
	assert.Equal(t, "open", d.send("POST", "conversations", `{"inbox_id":1,"contact_id":1,"source_id":"s2"}`).get(t, "status"))
}

type notified struct {
	Type  string `json:"notification_type"`
	Body  string `json:"push_message_body"`
	Actor *actor `json:"secondary_actor"`
}

type actor struct {
	Content string `json:"content"`
}

func (d desk) notifications(token string) []notified {
	d.t.Helper()
	var list struct{ Data struct{ Payload []notified } }
	assert.NoError(d.t, json.Unmarshal([]byte(d.send("GET", "notifications", "", "Api-Access-Token", token).body), &list))
	return list.Data.Payload
}
