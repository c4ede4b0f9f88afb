package ndototest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// TestParallelDeliveries come at the same time: each waits for the other.
func TestParallelDeliveries(t *testing.T) {
	t.Parallel()
	var both sync.WaitGroup
	both.Add(2)
	srv := ndototest.New(t, ndototest.WithDeliveries(ndototest.DeliveryRules{Parallel: 2}))
	srv.AddWebhook(ndototest.Webhook{Subscriptions: []string{"message_created"}, Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		both.Done()
		both.Wait()
	})})
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("one")
	customer.Says("two")
	srv.Drain()
	assert.Len(t, srv.Deliveries(), 2)
}

// TestAReceiverThatResets fails in the same words each time, and is therefore told of the failure once.
func TestAReceiverThatResets(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	inbox := srv.AddInbox(ndototest.Inbox{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })})
	srv.Simulate(ndototest.Conversation{InboxID: inbox}).Says("hello")
	srv.Drain()
	assert.Len(t, srv.Deliveries(), 3, "conversation_created, message_created, message_updated")
	for _, d := range srv.Deliveries() {
		assert.NotContains(t, d.Err, "127.0.0.1")
	}
}

func TestWhatAReceiverSaysIsKept(t *testing.T) {
	t.Parallel()
	f := &failed{}
	srv := ndototest.New(f)
	srv.AddBot(ndototest.Bot{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "wrong signature", http.StatusUnauthorized)
	})})
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	srv.Drain()
	assert.Equal(t, []string{"401 Unauthorized", "wrong signature"}, []string{srv.Deliveries()[0].Err, srv.Deliveries()[0].Answer})
	desk{Server: srv, t: t}.send("GET", "conversations/99", "")
	srv.Close()
	customer.Reply()
	for _, want := range []string{"failed: 401 Unauthorized; wrong signature; give Bot.Secret or Webhook.Secret the secret that the receiver has", "the last request that was refused, GET /api/v1/accounts/1/conversations/99, got 404"} {
		assert.Contains(t, f.said, want)
	}
}

// handlerWithEnd is one that must be shut down.
type handlerWithEnd struct {
	http.Handler
	ended bool
}

func (h *handlerWithEnd) Shutdown(context.Context) error { h.ended = true; return nil }

func TestHandlersEndWithTheServer(t *testing.T) {
	t.Parallel()
	h := &handlerWithEnd{Handler: http.NotFoundHandler()}
	srv, err := ndototest.Start()
	require.NoError(t, err)
	srv.AddBot(ndototest.Bot{Handler: h})
	srv.Close()
	assert.True(t, h.ended)
}

func TestOtherPages(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithHosts(func(host string) bool { return host != "evil.example" }))
	srv.Handle("GET /orders/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.PathValue("id"))) }))
	d := desk{Server: srv, t: t}
	assert.Equal(t, "7", d.send("GET", "/orders/7", "").body)
	assert.Empty(t, d.Requests())
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://evil.example/orders/7", nil)
	srv.ServeHTTP(w, r)
	assert.Equal(t, http.StatusForbidden, w.Code)
}

func TestFaultsOfOneRecordAndOfPUT(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.NoError(t, d.Fail(ndototest.Fault{Operation: "GET conversations/1", Status: 503}))
	require.NoError(t, d.Fail(ndototest.Fault{Operation: "PUT contacts/*", Status: 502}))
	assert.Equal(t, []int{503, 502, 502, 200}, []int{
		d.send("GET", "conversations/1", "").status, d.send("PUT", "contacts/1", `{"name":"x"}`).status, d.send("PATCH", "contacts/1", `{"name":"x"}`).status,
		d.send("GET", "contacts/1", "").status,
	})
	d.ClearFaults()
	require.NoError(t, d.Fail(ndototest.Fault{Cut: ndototest.CutInBody}))
	_, _, err := try(d)
	assert.Error(t, err)
	require.NoError(t, d.Fail(ndototest.Fault{}))
}

// TestACutInAnEmptyBodyIsSeen: the answer promises more than it has.
func TestACutInAnEmptyBodyIsSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.NoError(t, d.Fail(ndototest.Fault{Status: 503, Cut: ndototest.CutInBody}))
	_, _, err := try(d)
	assert.Error(t, err)
}

func TestWhatIsGoneIsGone(t *testing.T) {
	t.Parallel()
	var hook sink
	d := newDesk(t, ndototest.WithHeldJobs())
	inbox := d.AddInbox(ndototest.Inbox{Settings: map[string]any{"csat_survey_enabled": true}})
	d.conversation = d.AddConversation(ndototest.Conversation{InboxID: inbox, ContactID: d.contact})
	d.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"message_created", "conversation_created"}})
	d.send("DELETE", "conversations/{c}", "")
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
	assert.Equal(t, 500, d.send("POST", "conversations", `{"inbox_id":1,"contact_id":1,"message":{"content_type":"cards"}}`).status)
	d.Drain()
	assert.Empty(t, hook.events(), "neither a survey in a conversation that is gone, nor one that never was")

	source, _ := d.Conversation(1)
	d.send("DELETE", "contacts/{p}", "")
	assert.Equal(t, 404, d.send("POST", "contact_inboxes/filter", `{"inbox_id":1,"source_id":"`+source.SourceID+`"}`).status)
}

func TestTimesOfSeeds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	long := noon.Add(-48 * time.Hour)
	id := d.AddConversation(ndototest.Conversation{CreatedAt: long})
	d.AddMessage(id, ndototest.Message{CreatedAt: long.Add(time.Hour)})
	c, _ := d.Conversation(id)
	assert.Equal(t, []time.Time{long.Add(time.Hour), long}, []time.Time{c.LastActivityAt, c.WaitingSince})
	assert.Equal(t, 500, d.send("POST", "conversations/{c}/toggle_status", `{"status":"snoozed","snoozed_until":1760000000000}`).status, "milliseconds")
	_, err := d.State()
	assert.NoError(t, err)
}

// TestGoTypesAreThoseOfJSON, in what a test gives.
func TestGoTypesAreThoseOfJSON(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	customer := srv.Simulate(ndototest.Conversation{})
	menu := map[string]any{"items": []map[string]string{{"title": "A", "value": "a"}}}
	srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", ContentType: "input_select", ContentAttributes: menu, Attachments: []ndototest.Attachment{{Data: []byte("x")}}})
	require.NoError(t, customer.Picks("A"))
	d := desk{Server: srv, t: t, conversation: customer.ConversationID}
	url := d.send("GET", "conversations/{c}/messages", "").get(t, "payload", 0, "attachments", 0, "data_url").(string)
	moved := d.send("GET", url[len(srv.URL):], "")
	file := d.send("GET", moved.header.Get("Location")[len(srv.URL):], "")
	assert.Equal(t, []string{"x", `attachment; filename="file"; filename*=UTF-8''file`, "nosniff"}, []string{file.body, file.header.Get("Content-Disposition"), file.header.Get("X-Content-Type-Options")})
}

// TestTiesOfContactsSurvive, of those who have no conversation.
func TestTiesOfContactsSurvive(t *testing.T) {
	t.Parallel()
	first := newDesk(t)
	first.send("POST", "inboxes", `{"name":"Site","channel":{"type":"web_widget","website_url":"https://shop.example"}}`)
	first.send("POST", "contacts", `{"name":"Eve","inbox_id":1,"source_id":"eve-1"}`)
	first.send("POST", "conversations/{c}/messages", `{"template_params":{"name":"hello"}}`)
	state, err := first.State()
	require.NoError(t, err)
	data, err := json.Marshal(state)
	require.NoError(t, err)
	var loaded ndototest.State
	require.NoError(t, json.Unmarshal(data, &loaded))
	second := first
	second.Server = ndototest.New(t, ndototest.WithState(loaded), ndototest.WithClock(func() time.Time { return noon }))
	for _, path := range []string{"contacts/2", "inboxes/2", "conversations/{c}", "contacts/1"} {
		assert.JSONEq(t, replaceURL(first.send("GET", path, "").body, first.URL), replaceURL(second.send("GET", path, "").body, second.URL), path)
	}
	assert.Equal(t, 200, second.send("POST", "conversations", `{"source_id":"eve-1"}`).status)
}
