package ndoto_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// fault is what happens to one request on its way.
type fault func(req *http.Request, network http.RoundTripper) (*http.Response, error)

func lostBefore(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, syscall.ECONNRESET
}

func lostAfter(req *http.Request, network http.RoundTripper) (*http.Response, error) {
	resp, err := network.RoundTrip(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return nil, errors.Join(err, syscall.ECONNRESET)
}

func statusAfter(status int, body string) fault {
	return func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
		resp, err := network.RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
			resp.StatusCode, resp.ContentLength, resp.Body = status, int64(len(body)), io.NopCloser(strings.NewReader(body))
		}
		return resp, err
	}
}

// faultyPosts has a fault for each of the first POSTs that are not filters.
type faultyPosts struct {
	mu      sync.Mutex
	network http.RoundTripper
	faults  []fault
	gets    int
}

func (f *faultyPosts) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	var next fault
	if req.Method == http.MethodGet {
		f.gets++
	} else if len(f.faults) > 0 && !strings.HasSuffix(req.URL.Path, "/filter") {
		next, f.faults = f.faults[0], f.faults[1:]
	}
	f.mu.Unlock()
	if next != nil {
		return next(req, f.network)
	}
	return f.network.RoundTrip(req)
}

// faultyClient returns a client whose first POSTs fail in these ways.
func faultyClient(t *testing.T, srv *ndototest.Server, faults ...fault) (*ndoto.Client, *faultyPosts) {
	t.Helper()
	f := &faultyPosts{network: http.DefaultTransport.(*http.Transport).Clone(), faults: faults}
	t.Cleanup(f.network.(*http.Transport).CloseIdleConnections)
	return srv.Client(ndoto.WithTransport(f), ndoto.WithTokenHeader("Api-Access-Token"),
		ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 1, Settle: 5 * time.Millisecond})), f
}

func TestSendOnceArrivesOnceOrReports(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		faults  []fault
		arrives bool
	}{
		"no fault":                    {nil, true},
		"lost before":                 {[]fault{lostBefore}, true},
		"lost after":                  {[]fault{lostAfter}, true},
		"500 after":                   {[]fault{statusAfter(500, "")}, true},
		"502 after":                   {[]fault{statusAfter(502, "<html>")}, true},
		"200 with a start page after": {[]fault{statusAfter(200, "<html>")}, true},
		"a 422 that is not a refusal": {[]fault{statusAfter(422, `{"error":"undefined method 'x' for nil"}`)}, true},
		"lost before, then after":     {[]fault{lostBefore, lostAfter}, true},
		"lost before again and again": {[]fault{lostBefore, lostBefore, lostBefore, lostBefore}, false},
		"500 before again and again":  {[]fault{lostBefore, lostBefore, lostBefore}, false},
		"refused by a validation error": {[]fault{func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
			return answered(req, 422, `{"error":"Validation failed: x"}`), nil
		}}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t)
			id := srv.AddConversation(ndototest.Conversation{})
			client, _ := faultyClient(t, srv, c.faults...)
			message, err := client.Messages.SendOnce(t.Context(), id, "event-1", &ndoto.CreateMessageParams{Content: "hi", ContentAttributes: map[string]any{"mine": true}})
			assert.NotErrorIs(t, err, ndoto.ErrAmbiguous)
			if !c.arrives {
				assert.Error(t, err)
				assert.Empty(t, srv.Messages(id))
				return
			}
			require.NoError(t, err)
			require.Len(t, srv.Messages(id), 1)
			assert.Equal(t, srv.Messages(id)[0].ID, message.ID)
			assert.True(t, message.ContentAttributes.Bool("mine"))
		})
	}
}

func answered(req *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Request: req, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}
}

func TestSendOnceLooksPastOtherMessages(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	for _, others := range []int{0, 50, 150} {
		client, f := faultyClient(t, srv, nil, func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
			resp, err := lostAfter(req, network)
			for range others {
				srv.AddMessage(id, ndototest.Message{Content: "hi", Type: "outgoing"})
			}
			return resp, err
		})
		key := fmt.Sprint("k-", others)
		_, err := client.Messages.SendOnce(t.Context(), id, "warm-up "+key, &ndoto.CreateMessageParams{Content: "first"})
		require.NoError(t, err)
		before, gets := len(srv.Messages(id)), f.gets
		_, err = client.Messages.SendOnce(t.Context(), id, key, &ndoto.CreateMessageParams{Content: "hi"})
		require.NoError(t, err)
		assert.LessOrEqual(t, f.gets-gets, 3, "a look before, one after, and another where there are more than 100")
		assert.Len(t, srv.Messages(id), before+1+others)
	}
}

// inEachDialect runs a test against each version of the server.
func inEachDialect(t *testing.T, test func(t *testing.T, srv *ndototest.Server, dialect ndototest.Dialect)) {
	t.Helper()
	for name, dialect := range map[string]ndototest.Dialect{"4.16": ndototest.Chatwoot416, "4.2": ndototest.Chatwoot42, "documented": ndototest.NdotoDocs} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, ndototest.New(t, ndototest.WithDialect(dialect)), dialect)
		})
	}
}

func TestSendOnceReusedKey(t *testing.T) {
	t.Parallel()
	inEachDialect(t, func(t *testing.T, srv *ndototest.Server, dialect ndototest.Dialect) {
		send := func(c *ndoto.Client, conversation int64) int64 {
			m, err := c.Messages.SendOnce(t.Context(), conversation, "event-1", &ndoto.CreateMessageParams{Content: "hi"})
			if !assert.NoError(t, err) {
				return 0
			}
			return m.ID
		}
		one, other := srv.Client(), srv.Client()
		sequence, crowd := srv.AddConversation(ndototest.Conversation{}), srv.AddConversation(ndototest.Conversation{})
		first := send(one, sequence)
		assert.Equal(t, first, send(one, sequence), "one after another")
		if dialect != ndototest.NdotoDocs { // whose lists show no key
			assert.Equal(t, first, send(other, sequence), "from two clients")
			assert.Equal(t, first, send(srv.Client(), sequence), "after a restart of the program")
		}
		var senders sync.WaitGroup
		for i := range 16 {
			client := one
			if i%2 == 0 && dialect != ndototest.NdotoDocs {
				client = other
			}
			senders.Go(func() { send(client, crowd) })
		}
		senders.Wait()
		assert.Len(t, srv.Messages(sequence), 1)
		assert.Len(t, srv.Messages(crowd), 1, "at a time")
	})
}

func TestCreateOnceReusedKey(t *testing.T) {
	t.Parallel()
	inEachDialect(t, func(t *testing.T, srv *ndototest.Server, dialect ndototest.Dialect) {
		contact := srv.AddContact(ndototest.Contact{Name: "Ada"})
		create := func(c *ndoto.Client) int64 {
			conversation, err := c.Conversations.CreateOnce(t.Context(), "ticket-1", &ndoto.CreateConversationParams{
				InboxID: srv.InboxID, ContactID: contact, Message: &ndoto.CreateMessageParams{Content: "hi"},
			})
			if !assert.NoError(t, err) {
				return 0
			}
			return conversation.ID
		}
		one, other := srv.Client(), srv.Client()
		first := create(one)
		assert.Equal(t, first, create(one))
		if dialect != ndototest.NdotoDocs {
			assert.Equal(t, first, create(srv.Client()))
		} else {
			other = one
		}
		var creators sync.WaitGroup
		for i := range 16 {
			client := one
			if i%2 == 0 {
				client = other
			}
			creators.Go(func() { create(client) })
		}
		creators.Wait()
		all, err := one.Contacts.Conversations(t.Context(), contact)
		require.NoError(t, err)
		assert.Len(t, all, 1)
		assert.Len(t, srv.Messages(first), 1)
	})
}

// TestSendOnceCostsOneRequest counts what a key costs before the message is sent.
func TestSendOnceCostsOneRequest(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client := srv.Client()
	requests := func(key string, opts ...ndoto.RequestOption) int {
		before := len(srv.Requests())
		_, err := client.Messages.SendOnce(t.Context(), id, key, &ndoto.CreateMessageParams{Content: "hi"}, opts...)
		require.NoError(t, err)
		return len(srv.Requests()) - before
	}
	assert.Equal(t, 2, requests("a"), "one more than Create")
	assert.Equal(t, 0, requests("a"), "it is remembered")
	assert.Equal(t, 1, requests("b", ndoto.WithNewKey()))
	for range 25 {
		srv.AddMessage(id, ndototest.Message{Content: "noise"})
	}
	client = srv.Client()
	assert.Equal(t, 3, requests("a", ndoto.WithLookBack(time.Hour))+1, "a page of 20, and the next")
}

// TestSendOnceOnServerThatDropsKeys loses the response to the first message of a client, while others write the same.
func TestSendOnceOnServerThatDropsKeys(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42))
	widget := srv.AddInbox(ndototest.Inbox{ChannelType: "Channel::WebWidget", MemberIDs: []int64{srv.AdminID, srv.AgentID}})
	otherBot := srv.AddBot(ndototest.Bot{Name: "another"})
	srv.AddBot(ndototest.Bot{Name: "replies", Token: "token-of-the-bot"}) // which now answers in the inbox
	bot := []ndoto.Option{ndoto.WithToken("token-of-the-bot"), ndoto.WithLookToken(srv.AgentToken)}
	for name, c := range map[string]struct {
		inbox  int64
		params ndoto.CreateMessageParams
		bot    bool
		fault  fault
	}{
		"API inbox":                      {srv.InboxID, ndoto.CreateMessageParams{Content: "ok"}, false, lostAfter},
		"API inbox, lost before":         {srv.InboxID, ndoto.CreateMessageParams{Content: "ok"}, false, lostBefore},
		"API inbox, Liquid":              {srv.InboxID, ndoto.CreateMessageParams{Content: "Dear {{contact.name}}"}, false, lostAfter},
		"API inbox, a bot":               {srv.InboxID, ndoto.CreateMessageParams{Content: "ok"}, true, lostAfter},
		"another inbox":                  {widget, ndoto.CreateMessageParams{Content: "ok"}, false, lostAfter},
		"another inbox, lost before":     {widget, ndoto.CreateMessageParams{Content: "ok"}, false, lostBefore},
		"another inbox, a note":          {widget, ndoto.CreateMessageParams{Content: "ok", Private: true}, false, lostAfter},
		"another inbox, Liquid":          {widget, ndoto.CreateMessageParams{Content: "Dear {{contact.name}}, ok"}, false, lostAfter},
		"another inbox, a bot of a user": {widget, ndoto.CreateMessageParams{Content: "ok", AgentBotID: srv.BotID}, false, lostAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := srv.AddConversation(ndototest.Conversation{InboxID: c.inbox})
			var theirs []int64
			others := func() {
				add := func(m ndototest.Message) {
					m.Content, m.Private = c.params.Content, c.params.Private
					theirs = append(theirs, srv.AddMessage(id, m))
				}
				add(ndototest.Message{Type: "outgoing", SenderKind: "user", SenderID: srv.AgentID})
				add(ndototest.Message{Type: "outgoing", SenderKind: "agent_bot", SenderID: otherBot})
				add(ndototest.Message{Type: "incoming"})
			}
			others()
			client, f := faultyClient(t, srv, func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
				others()
				resp, err := c.fault(req, network)
				others()
				return resp, err
			})
			if c.bot {
				client = srv.Client(append(bot, ndoto.WithTransport(f), ndoto.WithRetry(ndoto.RetryPolicy{Settle: 5 * time.Millisecond}))...)
			}
			m, err := client.Messages.SendOnce(t.Context(), id, "event", &c.params)
			require.NoError(t, err)
			var ours []int64
			for _, stored := range srv.Messages(id) {
				if stored.Type != "template" && !slices.Contains(theirs, stored.ID) { // which the server sends by itself
					ours = append(ours, stored.ID)
				}
			}
			assert.Equal(t, []int64{m.ID}, ours)
		})
	}
}

func TestSendOnceAsBot(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client, _ := faultyClient(t, srv, lostAfter, lostAfter)
	_, err := client.Messages.SendOnce(t.Context(), id, "a", &ndoto.CreateMessageParams{Content: "hi"}, ndoto.WithToken(srv.BotToken))
	assert.ErrorIs(t, err, ndoto.ErrAmbiguous)
	assert.ErrorIs(t, err, ndoto.ErrBotNotAllowed)
	m, err := client.Messages.SendOnce(t.Context(), id, "b", &ndoto.CreateMessageParams{Content: "hi"}, ndoto.WithToken(srv.BotToken), ndoto.WithLookToken(srv.AgentToken))
	require.NoError(t, err)
	assert.Equal(t, ndoto.SenderAgentBot, m.Sender.Kind())
}

func TestSendOnceEndsWithContext(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := faultyClient(t, srv, func(*http.Request, http.RoundTripper) (*http.Response, error) {
		cancel()
		return nil, syscall.ECONNRESET
	})
	_, err := client.Messages.SendOnce(ctx, id, "a", &ndoto.CreateMessageParams{Content: "hi"})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, ndoto.ErrAmbiguous)
}

func TestCreateOnce(t *testing.T) {
	t.Parallel()
	for _, faults := range [][]fault{nil, {lostBefore}, {lostAfter}, {nil, lostAfter}, {lostAfter, statusAfter(500, "")}} {
		srv := ndototest.New(t)
		contact := srv.AddContact(ndototest.Contact{})
		client, _ := faultyClient(t, srv, faults...)
		c, err := client.Conversations.CreateOnce(t.Context(), "ticket-1", &ndoto.CreateConversationParams{
			InboxID: srv.InboxID, ContactID: contact, AdditionalAttributes: map[string]any{"from": "form"}, Message: &ndoto.CreateMessageParams{Content: "hi"},
		})
		require.NoError(t, err)
		assert.Equal(t, "form", c.AdditionalAttributes.Text("from"))
		assert.Equal(t, "hi", c.LastNonActivityMessage.Content)
		all, err := client.Contacts.Conversations(t.Context(), contact)
		require.NoError(t, err)
		assert.Len(t, all, 1)
		assert.Len(t, srv.Messages(c.ID), 1)
	}
}

func TestEnsureContact(t *testing.T) {
	t.Parallel()
	for _, key := range []ndoto.ContactKey{ndoto.ByEmail("Ada@Example.com"), ndoto.ByPhone("+250788123456"), ndoto.ByIdentifier("crm-1")} {
		for _, faults := range [][]fault{nil, {lostBefore}, {lostAfter}, {statusAfter(502, "")}} {
			srv := ndototest.New(t)
			client, _ := faultyClient(t, srv, faults...)
			first, created, err := client.Contacts.Ensure(t.Context(), key, &ndoto.ContactParams{Name: ndoto.Set("Ada")})
			require.NoError(t, err)
			assert.True(t, created)
			second, created, err := client.Contacts.Ensure(t.Context(), key, &ndoto.ContactParams{Name: ndoto.Set("Another")})
			require.NoError(t, err)
			assert.False(t, created)
			assert.Equal(t, first.ID, second.ID, "a contact that is there stays as it is")
			assert.Equal(t, "Ada", second.Name, "a contact that is there stays as it is")
			_, exists := srv.Contact(first.ID + 1)
			assert.False(t, exists)
		}
	}
}

func TestEnsureContactConcurrently(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	one, other := srv.Client(), srv.Client()
	var calls sync.WaitGroup
	var mu sync.Mutex
	ids, created := map[int64]int{}, 0
	for i := range 40 {
		calls.Go(func() {
			client := one
			if i%2 == 0 {
				client = other
			}
			c, isNew, err := client.Contacts.Ensure(t.Context(), ndoto.ByEmail("ada@example.com"), nil)
			assert.NoError(t, err)
			mu.Lock()
			defer mu.Unlock()
			ids[c.ID]++
			if isNew {
				created++
			}
		})
	}
	calls.Wait()
	assert.Equal(t, []int{1, 1}, []int{len(ids), created})

	srv.AddContact(ndototest.Contact{Email: "taken@example.com"})
	_, _, err := one.Contacts.Ensure(t.Context(), ndoto.ByIdentifier("crm-7"), &ndoto.ContactParams{Email: ndoto.Set("taken@example.com")})
	assert.ErrorIs(t, err, ndoto.ErrConflict)
	_, _, err = one.Contacts.Ensure(t.Context(), ndoto.ContactKey{}, nil)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = one.Contacts.Ensure(ctx, ndoto.ByEmail("x@example.com"), nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestOnceRefusesUnrepeatableInput(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	text := &ndoto.CreateMessageParams{Content: "hi"}
	pipe := &ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "a", Reader: io.MultiReader()}}}
	errs := []error{}
	for _, call := range []func() error{
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, " ", text); return err },
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, strings.Repeat("k", 256), text)
			return err
		},
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", nil); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", pipe); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 0, "k", text); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", text, nil); return err },
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, "k", text, ndoto.WithLookBack(0))
			return err
		},
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, "k", text, ndoto.WithLookToken(""))
			return err
		},
		func() error { _, err := c.Conversations.CreateOnce(t.Context(), "k", nil); return err },
		func() error {
			_, err := c.Conversations.CreateOnce(t.Context(), "k", &ndoto.CreateConversationParams{SourceID: "s"})
			return err
		},
	} {
		errs = append(errs, call())
	}
	for i, err := range errs {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, i)
	}
	assert.Empty(t, srv.Requests())
}

// TestEnsureLooksWithTheTokenForLooks: agent bots may open conversations, but not list them.
func TestEnsureLooksWithTheTokenForLooks(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	contact := srv.AddContact(ndototest.Contact{Name: "Ada"})
	id := srv.AddConversation(ndototest.Conversation{ContactID: contact})
	params := &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact}
	asBot := func(opts ...ndoto.RequestOption) (*ndoto.Conversation, bool, error) {
		return srv.Client(ndoto.WithToken(srv.BotToken)).Conversations.Ensure(t.Context(), params, ndoto.ReuseOpen, opts...)
	}
	_, _, err := asBot()
	require.ErrorIs(t, err, ndoto.ErrBotNotAllowed)
	found, made, err := asBot(ndoto.WithLookToken(srv.AgentToken))
	require.NoError(t, err)
	assert.Equal(t, id, found.ID)
	assert.False(t, made)

	contact = srv.AddContact(ndototest.Contact{Name: "Ben"})
	params = &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact}
	_, made, err = asBot(ndoto.WithLookToken(srv.AgentToken))
	require.NoError(t, err)
	assert.True(t, made)
}
