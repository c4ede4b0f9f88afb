package ndototest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/ndototest"
)

func replaceURL(body, url string) string { return strings.ReplaceAll(body, url, "http://desk") }

// TestWhatNdotoDocuments is docs.usendoto.com/docs/api.
func TestWhatNdotoDocuments(t *testing.T) {
	t.Parallel()
	d := furnished(t)
	d.AddMessage(d.conversation, ndototest.Message{Type: "outgoing", Content: "hi"})
	d.send("POST", "conversations/{c}/assignments", `{"assignee_id":2}`)
	d.send("POST", "conversations/{c}/assignments", `{"team_id":1}`)
	state, err := d.State()
	assert.NoError(t, err)
	docs := d
	docs.Server = ndototest.New(t, ndototest.WithState(state), ndototest.WithDialect(ndototest.NdotoDocs))
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "conversations", "", 200, `{"data":{"meta":{"all_count":1,"mine_count":0,"unassigned_count":0,"assigned_count":1},"payload":[{"id":1,"inbox_id":1,"status":"open","priority":null,
			"unread_count":1,"created_at":1772625600,"contact":{"id":1,"name":"Ada","email":"ada@example.com"},"meta":{"assignee":{"id":2,"name":"Bo Agent"},"team":{"id":1,"name":"support"}}}]}}`},
		{"GET", "conversations/{c}/messages?before=3", "", 200, `{"payload":[
			{"id":1,"content":"hello","message_type":"incoming","status":"sent","private":false,"created_at":1772625600,"sender":{"id":1,"name":"Ada","type":"Contact"},"attachments":[]},
			{"id":2,"content":"hi","message_type":"outgoing","status":"sent","private":false,"created_at":1772625600,"sender":{"id":2,"name":"Bo Agent","type":"User"},"attachments":[]}]}`},
		{"GET", "labels", "", 200, `{"payload":[{"id":1,"title":"billing","description":null,"color":"#1f93ff","show_on_sidebar":null}]}`},
		{"GET", "teams", "", 200, `[{"id":1,"name":"support","description":null,"allow_auto_assign":true}]`},
		{"GET", "webhooks", "", 200, `{"payload":[{"id":1,"url":"https://hooks.example/a","name":null,"active":true,"subscriptions":["conversation_status_changed","conversation_updated",
			"conversation_created","contact_created","contact_updated","message_created","message_updated","webwidget_triggered"]}]}`},
		{"POST", "labels", `{"title":"billing"}`, 422, `{"error":"Title has already been taken"}`},
		{"DELETE", "labels/1", "", 204, ""},
		{"GET", "conversations/99", "", 404, `{"error":"Resource could not be found"}`},
	} {
		got := docs.send(c.method, c.path, c.body)
		assert.Equal(t, c.status, got.status, c.path)
		if c.want == "" {
			assert.Empty(t, got.body)
			continue
		}
		assert.JSONEq(t, c.want, got.body, c.path)
	}
	assert.Equal(t, 201, docs.send("POST", "conversations/{c}/messages", `{"content":"x"}`).status)
	refused := docs.send("DELETE", "conversations/{c}", "", "Api-Access-Token", docs.AgentToken)
	assert.Equal(t, 403, refused.status)
	assert.Equal(t, `{"error":"You are not authorized to do this action"}`, refused.body)
	assert.Equal(t, 200, docs.send("DELETE", "conversations/{c}/messages/{m}", "").status)
}
