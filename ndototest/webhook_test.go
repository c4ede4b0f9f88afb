package ndototest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// sink is a receiver that keeps what it gets, and answers with the statuses that it is given, then with 200.
type sink struct {
	mu       sync.Mutex
	statuses []int
	got      []received
}

type received struct {
	header http.Header
	body   []byte
	event  map[string]any
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e := received{header: r.Header, body: body}
	_ = json.Unmarshal(body, &e.event)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, e)
	if len(s.statuses) > 0 {
		w.WriteHeader(s.statuses[0])
		s.statuses = s.statuses[1:]
	}
}

func (s *sink) events() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func (s *sink) names() []string {
	var names []string
	for _, e := range s.events() {
		names = append(names, e.event["event"].(string))
	}
	return names
}

func TestWhoIsToldOfWhat(t *testing.T) {
	t.Parallel()
	var account, callback, bot, other sink
	srv := ndototest.New(t, ndototest.WithClock(func() time.Time { return noon }))
	inbox := srv.AddInbox(ndototest.Inbox{Handler: &callback, MemberIDs: []int64{srv.AgentID}})
	srv.AddBot(ndototest.Bot{Handler: &bot, InboxIDs: []int64{inbox}})
	srv.AddWebhook(ndototest.Webhook{Handler: &account})
	srv.AddWebhook(ndototest.Webhook{Handler: &other, Subscriptions: []string{"contact_created"}})

	customer := srv.Simulate(ndototest.Conversation{InboxID: inbox, ContactID: srv.AddContact(ndototest.Contact{})})
	customer.Says("hello")
	d := desk{Server: srv, t: t, conversation: customer.ConversationID, contact: customer.ContactID}
	d.send("POST", "conversations/{c}/messages", `{"content":"<hi>"}`)
	d.send("POST", "conversations/{c}/messages", `{"content":"a note","private":true}`)
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"open"}`)
	d.send("POST", "conversations/{c}/toggle_typing_status", `{"typing_status":"on"}`)
	d.send("POST", "contacts", `{"name":"New"}`)
	d.send("PATCH", "contacts/{p}", `{"name":"Renamed"}`)
	d.send("PATCH", "contacts/{p}", `{"name":"Renamed"}`)
	srv.Drain()

	conversation := []string{
		"conversation_created", "message_created", "message_created", "conversation_updated", "message_created", "conversation_status_changed", "conversation_updated",
		"conversation_updated", // an administrator who opens a conversation takes the bot off it
	}
	told := slices.Insert(slices.Clone(conversation), 2, "contact_updated") // who was active
	assert.Equal(t, append(told, "contact_created", "contact_updated"), account.names(), "an account's webhook, by its subscriptions")
	assert.Equal(t, append(slices.Clone(conversation), "conversation_typing_on"), callback.names(), "an API inbox has no subscriptions, and no contacts")
	assert.Equal(t, []string{
		"message_created", "message_created", "conversation_updated", "message_created", "conversation_status_changed", "conversation_opened", "conversation_updated",
		"conversation_updated",
	}, bot.names(), "a bot alone is told that a conversation opened")
	assert.Equal(t, []string{"contact_created"}, other.names())
	assert.Contains(t, string(account.events()[3].body), `"content":"\u003chi\u003e"`, "HTML is escaped")
	updated := account.events()[7].event["changed_attributes"].([]any)
	assert.Equal(t, map[string]any{"status": map[string]any{"previous_value": "pending", "current_value": "open"}}, updated[0])
	changed, there := account.events()[6].event["changed_attributes"]
	assert.Nil(t, changed, "of a new status they are always null")
	assert.True(t, there, "of a new status they are always null")
}

// TestEachSaveIsToldByItself: a request that saves a conversation twice makes two events, and a customer's message
// comes after the reopening that it causes.
func TestEachSaveIsToldByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		conv ndototest.Conversation
		act  func(desk, *ndototest.Customer)
		want []string // with what changed
	}{
		{
			"a customer who writes again", ndototest.Conversation{Status: "resolved", WaitingSince: noon}, func(_ desk, p *ndototest.Customer) { p.Says("hello") },
			[]string{"conversation_status_changed", "conversation_updated status", "message_created"},
		},
		{
			"an agent who opens", ndototest.Conversation{Status: "pending", AssigneeBotID: 1}, func(d desk, _ *ndototest.Customer) {
				d.send("POST", "conversations/{c}/toggle_status", `{"status":"open"}`, "Api-Access-Token", d.AgentToken)
			},
			[]string{"conversation_status_changed", "conversation_updated status", "conversation_updated assignee_id"},
		},
		{
			"a bot that hands over", ndototest.Conversation{Status: "pending", AssigneeBotID: 1}, func(d desk, _ *ndototest.Customer) {
				d.send("POST", "conversations/{c}/messages", `{"content":"a moment"}`, "Api-Access-Token", d.BotToken)
				d.send("POST", "conversations/{c}/toggle_status", `{"status":"open"}`, "Api-Access-Token", d.BotToken)
			},
			[]string{"message_created", "conversation_updated waiting_since", "conversation_updated waiting_since", "conversation_status_changed", "conversation_updated status"},
		},
	} {
		var hook sink
		srv := ndototest.New(t, ndototest.WithClock(func() time.Time { return noon }))
		srv.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"message_created", "conversation_updated", "conversation_status_changed"}})
		c.conv.ContactID, c.conv.InboxID = srv.AddContact(ndototest.Contact{}), srv.InboxID
		id := srv.AddConversation(c.conv)
		customer, _ := srv.Customer(id)
		c.act(desk{Server: srv, t: t, conversation: id}, customer)
		srv.Drain()
		var got []string
		for _, e := range hook.events() {
			name := e.event["event"].(string)
			changed, _ := e.event["changed_attributes"].([]any)
			if len(changed) > 0 {
				for first := range changed[0].(map[string]any) {
					name += " " + first
				}
			}
			got = append(got, name)
		}
		assert.Equal(t, c.want, got, c.rule)
	}
}

// TestWebhooksHaveTheRealShapes compares the members of what is sent with the files of payloads.
func TestWebhooksHaveTheRealShapes(t *testing.T) {
	t.Parallel()
	for dialect, version := range map[ndototest.Dialect]string{ndototest.Chatwoot42: "4.2", ndototest.Chatwoot416: "4.16"} {
		var hook sink
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		srv.AddWebhook(ndototest.Webhook{Handler: &hook})
		customer := srv.Simulate(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{}), AssigneeID: srv.AgentID, TeamID: srv.TeamID})
		customer.Says("hello")
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		d.send("POST", "conversations/{c}/messages", `{"content":"hi"}`)
		d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
		srv.Drain()
		for i, file := range map[int]string{0: "conversation_created", 1: "message_created", 3: "message_created_outgoing", 4: "conversation_updated", 5: "conversation_status_changed"} {
			data, err := os.ReadFile("../testdata/embedded/webhook_" + file + "_" + version + ".json")
			require.NoError(t, err)
			var want map[string]any
			require.NoError(t, json.Unmarshal(data, &want))
			assertMembers(t, want, hook.events()[i].event, file+" "+version)
		}
	}
}

// assertMembers compares the names of members. Those of an enterprise edition, of files and of free-form objects may
// differ.
func assertMembers(t *testing.T, want, got map[string]any, where string) {
	t.Helper()
	free := []string{
		"additional_attributes", "custom_attributes", "content_attributes", "changed_attributes", "external_source_ids", "sentiment", "applied_sla",
		"sla_events", "sla_policy_id", "attachments",
	}
	left := func(m map[string]any) []string {
		return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(name string) bool { return slices.Contains(free, name) })
	}
	assert.Equal(t, left(want), left(got), where)
	for name, v := range want {
		if slices.Contains(free, name) || name == "sender" && strings.HasSuffix(where, ".messages") { // which may be anybody's
			continue
		}
		w, g := v, got[name]
		if list, isList := w.([]any); isList && len(list) > 0 {
			if other, isList := g.([]any); isList && len(other) > 0 {
				w, g = list[0], other[0]
			}
		}
		inner, isObject := w.(map[string]any)
		if other, both := g.(map[string]any); isObject && both {
			assertMembers(t, inner, other, where+"."+name)
		}
	}
}

func TestSignaturesByVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dialect ndototest.Dialect
		signed  bool
		agent   string
	}{{ndototest.Chatwoot416, true, "Ruby"}, {ndototest.Chatwoot42, false, "rest-client/2.1.0 (linux x86_64) ruby/3.4.4p34"}, {ndototest.NdotoDocs, false, "Ruby"}} {
		var hook sink
		srv := ndototest.New(t, ndototest.WithDialect(c.dialect), ndototest.WithClock(func() time.Time { return noon }))
		srv.AddWebhook(ndototest.Webhook{Handler: &hook, Secret: "s3cret"})
		srv.Simulate(ndototest.Conversation{}).Says("hello")
		srv.Drain()
		assert.Equal(t, []string{"contact_created", "conversation_created", "message_created", "contact_updated"}, hook.names())
		e := hook.events()[2]
		assert.Equal(t, []string{"application/json", "application/json", c.agent}, []string{e.header.Get("Content-Type"), e.header.Get("Accept"), e.header.Get("User-Agent")})
		if !c.signed {
			assert.Empty(t, e.header.Get("X-Chatwoot-Signature")+e.header.Get("X-Chatwoot-Timestamp")+e.header.Get("X-Chatwoot-Delivery"))
			continue
		}
		mac := hmac.New(sha256.New, []byte("s3cret"))
		mac.Write([]byte(strconv.FormatInt(noon.Unix(), 10) + "." + string(e.body)))
		assert.Equal(t, "sha256="+hex.EncodeToString(mac.Sum(nil)), e.header.Get("X-Chatwoot-Signature"))
		assert.Equal(t, strconv.FormatInt(noon.Unix(), 10), e.header.Get("X-Chatwoot-Timestamp"))
		assert.NotEmpty(t, e.header.Get("X-Chatwoot-Delivery"))
	}
}

func TestADocumentedWebhook(t *testing.T) {
	t.Parallel()
	var hook sink
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithClock(func() time.Time { return noon }))
	srv.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"message_created"}})
	contact := srv.AddContact(ndototest.Contact{Name: "Jane", Email: "jane@example.com"})
	srv.Simulate(ndototest.Conversation{ContactID: contact}).Says("Hi, I need help.")
	srv.Drain()
	assert.JSONEq(t, `{"event":"message_created","id":"1","content":"Hi, I need help.","created_at":"2026-03-04T12:00:00.000Z","message_type":"incoming",
		"content_type":"text","content_attributes":{},"private":false,"conversation":{"id":1,"status":"open","inbox_id":1},
		"contact":{"id":1,"name":"Jane","email":"jane@example.com"},"account":{"id":1,"name":"Acme Support"}}`, string(hook.events()[0].body))
}

// TestWhatAFailedDeliveryLeadsTo is retries for bots only, a failed message for an API inbox, and an open conversation.
func TestWhatAFailedDeliveryLeadsTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule     string
		dialect  ndototest.Dialect
		kind     string
		answers  []int
		attempts int    // of the message
		status   string // of the conversation, afterwards
		message  string // its status
		err      any
	}{
		{"an account's webhook has one attempt", 0, "account", []int{500}, 1, "open", "sent", nil},
		{"a message fails with the callback of its inbox", 0, "inbox", []int{503}, 1, "open", "failed", "503 Service Unavailable"},
		{"a bot that answers 500 is tried again", 0, "bot", []int{500}, 2, "pending", "sent", nil},
		{"a bot that answers 429 is tried three times, and its conversation opened", 0, "bot", []int{429, 429, 429}, 3, "open", "sent", nil},
		{"a bot that answers 503 is not tried again", 0, "bot", []int{503}, 1, "open", "sent", nil},
		{"before 4.7.0 nothing follows from a bot that fails", ndototest.Chatwoot42, "bot", []int{500}, 1, "pending", "sent", nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			hook := &sink{statuses: c.answers}
			srv := ndototest.New(t, ndototest.WithDialect(c.dialect), ndototest.WithDeliveries(ndototest.DeliveryRules{RetryPause: time.Millisecond}))
			in := ndototest.Inbox{}
			if c.kind == "inbox" {
				in.Handler = hook
			}
			inbox := srv.AddInbox(in)
			switch c.kind {
			case "bot":
				srv.AddBot(ndototest.Bot{Handler: hook, InboxIDs: []int64{inbox}})
			case "account":
				srv.AddWebhook(ndototest.Webhook{Handler: hook, Subscriptions: []string{"message_created"}})
			}
			if c.kind == "inbox" {
				hook.statuses = append([]int{200}, c.answers...) // conversation_created comes first
			}
			customer := srv.Simulate(ndototest.Conversation{InboxID: inbox})
			customer.Says("hello")
			srv.Drain()
			attempts := 0
			for _, d := range srv.Deliveries() {
				if d.Event == "message_created" {
					attempts++
					assert.Equal(t, attempts, d.Attempt)
				}
			}
			conv, _ := srv.Conversation(customer.ConversationID)
			m := srv.Messages(customer.ConversationID)[0]
			assert.Equal(t, c.attempts, attempts)
			assert.Equal(t, c.status, conv.Status)
			assert.Equal(t, c.message, m.Status)
			assert.Equal(t, c.err, m.ContentAttributes["external_error"])
			if c.kind == "inbox" {
				assert.Equal(t, []string{"conversation_created", "message_created", "message_updated"}, hook.names(), "the failure is an update itself")
			}
		})
	}
}

// TestASlowReceiverFails uses a timeout of a millisecond; the receiver waits for the end of its request.
func TestASlowReceiverFails(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithDeliveries(ndototest.DeliveryRules{Timeout: time.Millisecond}))
	inbox := srv.AddInbox(ndototest.Inbox{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})})
	customer := srv.Simulate(ndototest.Conversation{InboxID: inbox})
	customer.Says("hello")
	srv.Drain()
	m := srv.Messages(customer.ConversationID)[0]
	assert.Equal(t, "failed", m.Status)
	assert.Equal(t, "Timed out reading data from server", m.ContentAttributes["external_error"])
}

func TestDuplicatesAndDisorder(t *testing.T) {
	t.Parallel()
	order := func(seed uint64) []string {
		var hook sink
		srv := ndototest.New(t, ndototest.WithHeldJobs(), ndototest.WithDeliveries(ndototest.DeliveryRules{Duplicate: 0.5, Shuffle: true, Seed: seed}))
		srv.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"message_created"}})
		customer := srv.Simulate(ndototest.Conversation{})
		for i := range 20 {
			customer.Says(strconv.Itoa(i))
		}
		assert.Empty(t, hook.events(), "jobs are held")
		srv.Drain()
		var contents []string
		ids := map[string]string{}
		for _, e := range hook.events() {
			content := e.event["content"].(string)
			contents = append(contents, content)
			if ids[content] != "" {
				assert.Equal(t, ids[content], e.header.Get("X-Chatwoot-Delivery"), "the same delivery twice")
			}
			ids[content] = e.header.Get("X-Chatwoot-Delivery")
		}
		assert.Len(t, ids, 20, "nothing is lost")
		return contents
	}
	first := order(1)
	assert.Greater(t, len(first), 20)
	assert.False(t, slices.IsSortedFunc(first, func(a, b string) int { x, _ := strconv.Atoi(a); y, _ := strconv.Atoi(b); return x - y }))
	assert.Equal(t, first, order(1), "a seed repeats it")
	assert.NotEqual(t, first, order(2))
}

func TestRedirectsOfReceivers(t *testing.T) {
	t.Parallel()
	for dialect, failure := range map[ndototest.Dialect]string{ndototest.Chatwoot416: "", ndototest.Chatwoot42: "307 Temporary Redirect"} {
		var hook sink
		mux := http.NewServeMux()
		mux.Handle("/moved", &hook)
		mux.Handle("/", http.RedirectHandler("/moved", http.StatusTemporaryRedirect))
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		srv.AddWebhook(ndototest.Webhook{Handler: mux, Subscriptions: []string{"message_created"}})
		srv.Simulate(ndototest.Conversation{}).Says("hello")
		srv.Drain()
		assert.Equal(t, failure, srv.Deliveries()[0].Err)
		assert.Equal(t, failure == "", len(hook.events()) == 1, "whether it arrived")
	}
}

func TestNothingLeavesTheMachine(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	srv.AddWebhook(ndototest.Webhook{URL: "https://hooks.example/x"})
	srv.Simulate(ndototest.Conversation{}).Says("hello")
	srv.Drain()
	assert.Equal(t, `not sent: "hooks.example" is not on the loopback interface`, srv.Deliveries()[0].Err)
}

func TestLabelsAreToldTwiceBefore460(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[ndototest.Dialect]int{ndototest.Chatwoot416: 1, ndototest.Chatwoot42: 2} {
		var hook sink
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		srv.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"conversation_updated"}})
		d := desk{Server: srv, t: t, conversation: srv.AddConversation(ndototest.Conversation{})}
		d.send("POST", "conversations/{c}/labels", `{"labels":["a"]}`)
		srv.Drain()
		assert.Len(t, hook.events(), want)
	}
}

func TestABotThatIsTheAssigneeIsTold(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[ndototest.Dialect][]string{ndototest.Chatwoot416: {"message_created"}, ndototest.Chatwoot42: nil} {
		var hook sink
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		b := srv.AddBot(ndototest.Bot{Handler: &hook, InboxIDs: []int64{}})
		srv.Simulate(ndototest.Conversation{AssigneeBotID: b}).Says("hello")
		srv.Drain()
		assert.Equal(t, want, hook.names())
	}
}

func TestWhatACustomerDoesWithoutWriting(t *testing.T) {
	t.Parallel()
	var hook sink
	srv := ndototest.New(t)
	srv.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{"webwidget_triggered", "conversation_typing_on", "conversation_typing_off"}})
	customer := srv.Simulate(ndototest.Conversation{})
	require.NoError(t, customer.OpensWidget())
	require.NoError(t, customer.Types(true))
	require.NoError(t, customer.Types(false))
	srv.Drain()
	assert.Equal(t, []string{"webwidget_triggered", "conversation_typing_on", "conversation_typing_off"}, hook.names())
	opened, typed := hook.events()[0].event, hook.events()[1].event
	assert.Equal(t, []string{"account", "contact", "current_conversation", "event", "event_info", "id", "inbox", "source_id"}, slices.Sorted(maps.Keys(opened)))
	assert.Equal(t, []string{"conversation", "event", "is_private", "user"}, slices.Sorted(maps.Keys(typed)))
	assert.Nil(t, typed["user"].(map[string]any)["type"], "a contact has no type in webhooks")
}

func TestHeldJobs(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ndototest.WithHeldJobs())
	d.send("POST", "bulk_actions", `{"type":"Conversation","ids":[1],"fields":{"status":"pending"}}`)
	assert.Equal(t, "open", d.send("GET", "conversations/{c}", "").get(t, "status"), "changes of many come later")
	d.Drain()
	assert.Equal(t, "pending", d.send("GET", "conversations/{c}", "").get(t, "status"))
	assert.Equal(t, "Conversation was marked as pending by Amara Admin", d.Messages(d.conversation)[1].Content)
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
	assert.Len(t, d.Messages(d.conversation), 2, "the activity comes later")
	d.send("DELETE", "conversations/{c}", "")
	assert.Equal(t, 200, d.send("GET", "conversations/{c}", "").status, "and so does the deletion")
	d.Drain()
	assert.Equal(t, 404, d.send("GET", "conversations/{c}", "").status)
}
