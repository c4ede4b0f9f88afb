package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "s3cret-of-the-bot"

// connect ties a bot to a desk, with a token of its own.
func connect(t *testing.T, srv *ndototest.Server, opts ...bot.Option) *bot.Bot {
	t.Helper()
	client, err := srv.NewClient("bot", ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond, Settle: 5 * time.Millisecond}))
	require.NoError(t, err)
	opts = append([]bot.Option{
		bot.WithReceiver(webhook.WithSecrets(secret), webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 3, MinBackoff: time.Millisecond})),
		bot.WithUserToken(srv.AdminToken), bot.WithLogger(slog.New(slog.DiscardHandler)),
	}, opts...)
	b, err := bot.New(client, opts...)
	require.NoError(t, err)
	srv.AddBot(ndototest.Bot{Handler: b, Token: "bot", Secret: secret})
	t.Cleanup(func() { assert.NoError(t, b.Shutdown(context.Background())) })
	return b
}

func echo(ctx context.Context, t *bot.Turn) error {
	_, err := t.Reply(ctx, "You said: "+t.Text())
	return err
}

// settled waits until nothing is left to do, on either side.
func settled(t *testing.T, srv *ndototest.Server, b *bot.Bot) {
	t.Helper()
	require.Eventually(t, func() bool {
		srv.Drain()
		return b.Receiver().Stats().Waiting == 0
	}, time.Minute, time.Millisecond)
	srv.Drain()
}

func contents(messages []ndototest.Message) []string {
	var list []string
	for _, m := range messages {
		if m.Type != "activity" {
			list = append(list, m.Content)
		}
	}
	return list
}

func TestAnEcho(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	connect(t, srv).OnMessage(echo)
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	assert.Equal(t, "You said: hello", customer.Reply().Content)
	customer.Says("again")
	assert.Equal(t, "You said: again", customer.Reply().Content)
}

// TestWhatIsLeftOut delivers everything that a bot must not answer, before what it must.
func TestWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
	b.OnMessage(echo)
	customer := srv.Simulate(ndototest.Conversation{})
	admin := srv.Client()
	for _, params := range []*ndoto.CreateMessageParams{{Content: "an agent"}, {Content: "a note", Private: true}, {Content: "a template", Type: ndoto.MessageTemplate}} {
		_, err := admin.Messages.Create(t.Context(), customer.ConversationID, params)
		require.NoError(t, err)
	}
	open := srv.Simulate(ndototest.Conversation{Status: "open"})
	open.Says("this is an agent's")
	customer.Says("hello")
	settled(t, srv, b)
	assert.Equal(t, []string{"an agent", "a note", "a template", "hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
	assert.Equal(t, []string{"this is an agent's"}, contents(srv.Messages(open.ConversationID)))
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	connect(t, srv, bot.WithStatuses(ndoto.StatusOpen)).OnMessage(echo)
	open := srv.Simulate(ndototest.Conversation{Status: "open"})
	open.Says("hello")
	assert.Equal(t, "You said: hello", open.Reply().Content)
}

// faq is a bot with a menu, a form, an e-mail address and a hand-off.
func faq(b *bot.Bot, team int64) {
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "What is it about?", ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"}, ndoto.Choice{Title: "Delivery", Value: "delivery"}, ndoto.Choice{Title: "A person", Value: "person"}))
		return err
	})
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		switch t.Answer.Choice.Value {
		case "delivery":
			_, err := t.Ask(ctx, "Which order?", ndoto.Form(ndoto.FormField{Name: "order", Type: "text"}))
			return err
		case "billing":
			_, err := t.Ask(ctx, "Your address?", ndoto.InputEmail())
			return err
		}
		if _, err := t.Reply(ctx, "A colleague takes over."); err != nil {
			return err
		}
		return t.Handoff(ctx, bot.Handoff{Note: "wants a person", TeamID: team})
	})
	b.OnForm(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "Order "+t.Answer.Values["order"]+" is on its way.")
		return err
	})
	b.OnEmail(func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "The bill goes to "+t.Answer.Email); err != nil {
			return err
		}
		return t.Resolve(ctx)
	})
}

func TestQuestionsAndAnswers(t *testing.T) {
	t.Parallel()
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42} {
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		var opts []bot.Option
		if dialect == ndototest.Chatwoot42 {
			opts = append(opts, bot.WithReceiver(webhook.WithoutVerification()))
		}
		b := connectUnsigned(t, srv, dialect, opts...)
		faq(b, srv.TeamID)
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		assert.Equal(t, "What is it about?", customer.Reply().Content)
		require.NoError(t, customer.Picks("Delivery"))
		assert.Equal(t, "Which order?", customer.Reply().Content)
		require.NoError(t, customer.Fills(map[string]string{"order": "A-1"}))
		assert.Equal(t, "Order A-1 is on its way.", customer.Reply().Content)
		customer.Says("one more thing")
		assert.Equal(t, "What is it about?", customer.Reply().Content)
		customer.Says("1") // a channel without menus
		assert.Equal(t, "Your address?", customer.Reply().Content)
		require.NoError(t, customer.Gives("ada@example.com"))
		assert.Equal(t, "The bill goes to ada@example.com", customer.Reply().Content)
		settled(t, srv, b)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, "resolved", c.Status)
	}
}

// connectUnsigned is connect for servers that do not sign.
func connectUnsigned(t *testing.T, srv *ndototest.Server, dialect ndototest.Dialect, opts ...bot.Option) *bot.Bot {
	t.Helper()
	if dialect == ndototest.Chatwoot416 {
		return connect(t, srv, opts...)
	}
	client, err := srv.NewClient("bot")
	require.NoError(t, err)
	b, err := bot.New(client, append(opts, bot.WithUserToken(srv.AdminToken))...)
	require.NoError(t, err)
	srv.AddBot(ndototest.Bot{Handler: b, Token: "bot"})
	t.Cleanup(func() { assert.NoError(t, b.Shutdown(context.Background())) })
	return b
}

func TestAHandoff(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
	faq(b, srv.TeamID)
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	customer.Reply()
	require.NoError(t, customer.Picks("A person"))
	assert.Equal(t, "A colleague takes over.", customer.Reply().Content)
	settled(t, srv, b)
	customer.Says("thanks")
	settled(t, srv, b)
	c, _ := srv.Conversation(customer.ConversationID)
	assert.Equal(t, []any{"open", srv.TeamID}, []any{c.Status, c.TeamID})
	assert.Equal(t, []string{"hello", "What is it about?", "A colleague takes over.", "wants a person", "thanks"}, contents(srv.Messages(customer.ConversationID)), "a human has taken over")

	_, err := srv.Client().Conversations.ToggleStatus(t.Context(), customer.ConversationID, ndoto.StatusPending)
	require.NoError(t, err)
	customer.Says("bot?")
	assert.Equal(t, "What is it about?", customer.Reply().Content, "it is the bot's again")
}

// TestALateMessage comes after the hand-off, and was written before it.
func TestALateMessage(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error { return t.Handoff(ctx, bot.Handoff{}) })
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	early := srv.AddMessage(id, ndototest.Message{Content: "early"})
	late := srv.AddMessage(id, ndototest.Message{Content: "late"})
	for _, m := range []int64{late, early} {
		post(t, b, message(id, m, "x"))
		settled(t, srv, b)
	}
	assert.Equal(t, []string{"early", "late", "The bot hands over."}, contents(srv.Messages(id)))
}

func message(conversation, id int64, content string) string {
	return fmt.Sprintf(`{"event":"message_created","id":%d,"content":%q,"message_type":"incoming","account":{"id":1},"sender":{"id":1,"account":{"id":1}},"conversation":{"id":%d,"status":"pending","inbox_id":1}}`, id, content, conversation)
}

func post(t *testing.T, b *bot.Bot, body string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	webhook.Sign(req.Header, []byte(body), secret)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	require.Equal(t, 200, w.Code)
}

// TestRepliesAreSentOnce lets the network and the handler fail in the middle.
func TestRepliesAreSentOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]ndototest.Fault{
		"an answer that is lost":     {Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect},
		"a request that is lost":     {Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutBeforeEffect},
		"503 after it was sent":      {Operation: "POST conversations/*/messages", Count: 1, Status: 503, AfterEffect: true},
		"the second reply is lost":   {Operation: "POST conversations/*/messages", Skip: 1, Count: 1, Cut: ndototest.CutAfterEffect},
		"and looking fails as well":  {Count: 2, Skip: 0, Cut: ndototest.CutAfterEffect},
		"nothing works for a moment": {Count: 5, Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t)
			b := connect(t, srv, bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 10, MinBackoff: time.Millisecond})))
			attempts := 0
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				attempts++
				if _, err := t.Reply(ctx, "one"); err != nil {
					return err
				}
				if attempts == 1 {
					return errors.New("the handler fails in the middle")
				}
				_, err := t.Reply(ctx, "two")
				return err
			})
			customer := srv.Simulate(ndototest.Conversation{})
			require.NoError(t, srv.Fail(fault))
			customer.Says("hello")
			settled(t, srv, b)
			assert.Equal(t, []string{"hello", "one", "two"}, contents(srv.Messages(customer.ConversationID)))
		})
	}
}

// TestAProcessThatDiesInATurn has sent one of two replies. The next process sends the other.
func TestAProcessThatDiesInATurn(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	kept := webhooktest.NewJournal()
	start := func() *bot.Bot {
		b, err := bot.New(srv.Client(), bot.WithReceiver(webhook.WithSecrets(secret), webhook.WithJournal(kept)))
		require.NoError(t, err)
		return b
	}
	first := start()
	halfway := make(chan struct{})
	first.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "one"); err != nil {
			return err
		}
		close(halfway)
		<-ctx.Done()
		return ctx.Err()
	})
	post(t, first, message(id, 1, "hello"))
	<-halfway
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, first.Shutdown(dead))

	second := start()
	second.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "one"); err != nil {
			return err
		}
		_, err := t.Reply(ctx, "two")
		return err
	})
	n, err := second.Receiver().Replay(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	require.NoError(t, second.Shutdown(t.Context()))
	assert.Equal(t, []string{"one", "two"}, contents(srv.Messages(id)))
	assert.Empty(t, kept.Entries)
}

func TestATimeLimit(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv, bot.WithTimeLimit(10*time.Millisecond, func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "Somebody will answer soon."); err != nil {
			return err
		}
		return t.Handoff(ctx, bot.Handoff{Note: "too slow"})
	}))
	b.OnMessage(func(ctx context.Context, _ *bot.Turn) error { <-ctx.Done(); return ctx.Err() })
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	assert.Equal(t, "Somebody will answer soon.", customer.Reply().Content)
	settled(t, srv, b)
	c, _ := srv.Conversation(customer.ConversationID)
	assert.Equal(t, "open", c.Status)
}

func TestATurnThatFailsForGood(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv, bot.WithTimeLimit(time.Hour, func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "I am lost."); return err }))
	b.OnMessage(func(context.Context, *bot.Turn) error { panic("no idea") })
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	assert.Equal(t, "I am lost.", customer.Reply().Content)
	settled(t, srv, b)
	assert.Equal(t, int64(1), b.Receiver().Stats().Dead)
}

// TestTwoBots are in one account, and are told of everything: each answers the customer once, and none the other.
func TestTwoBots(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	first := connect(t, srv)
	first.OnMessage(echo)
	second, err := bot.New(srv.Client(), bot.WithName("second"), bot.WithReceiver(webhook.WithSecrets(secret)))
	require.NoError(t, err)
	second.OnMessage(echo)
	srv.AddWebhook(ndototest.Webhook{Handler: second, Secret: secret})
	t.Cleanup(func() { assert.NoError(t, second.Shutdown(context.Background())) })
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	settled(t, srv, first)
	settled(t, srv, second)
	settled(t, srv, first)
	assert.Equal(t, []string{"hello", "You said: hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
}

func TestWhatATurnRemembers(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	connect(t, srv).OnMessage(func(ctx context.Context, t *bot.Turn) error {
		var seen struct{ Count int }
		if err := t.Load(ctx, &seen); err != nil {
			return err
		}
		seen.Count++
		if err := t.Save(ctx, seen); err != nil {
			return err
		}
		history, err := t.History(ctx, 3)
		if err != nil {
			return err
		}
		var texts []string
		for _, m := range history {
			texts = append(texts, m.Content)
		}
		_, err = t.Stream(ctx, parts(fmt.Sprint(seen.Count, ":"), strings.Join(texts, "|")))
		return err
	})
	customer := srv.Simulate(ndototest.Conversation{})
	for _, want := range []string{"1:a", "2:a|1:a|b", "3:b|2:a|1:a|b|c"} {
		customer.Says(string("abc"[want[0]-'1']))
		assert.Equal(t, want, customer.Reply().Content)
	}
}

func parts(list ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range list {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func TestAStreamThatBreaks(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv, bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 1})))
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Stream(ctx, func(yield func(string, error) bool) {
			_ = yield("half a ", nil) && yield("", errors.New("the model is gone"))
		})
		return err
	})
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	settled(t, srv, b)
	assert.Equal(t, []string{"hello"}, contents(srv.Messages(customer.ConversationID)))
}

// TestOpenedAndResolved comes in two events each, and to a function once.
func TestOpenedAndResolved(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
	var mu sync.Mutex
	var calls []string
	note := func(what string) bot.Handler {
		return func(_ context.Context, t *bot.Turn) error {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, fmt.Sprint(what, " ", t.Conversation.ID, t.Message == nil))
			return nil
		}
	}
	b.OnOpened(note("opened"))
	b.OnResolved(note("resolved"))
	customer := srv.Simulate(ndototest.Conversation{})
	for _, status := range []ndoto.ConversationStatus{ndoto.StatusOpen, ndoto.StatusResolved} {
		_, err := srv.Client().Conversations.ToggleStatus(t.Context(), customer.ConversationID, status)
		require.NoError(t, err)
		settled(t, srv, b)
	}
	assert.Equal(t, []string{"opened 1 true", "resolved 1 true"}, calls)
}

// desk is a server without a network, so that time can stand still.
type desk struct{ srv *ndototest.Server }

func (d desk) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	d.srv.ServeHTTP(w, in)
	return w.Result(), nil
}

// withoutNetwork is a bot of a desk, for a test in which time stands still.
func withoutNetwork(t *testing.T, srv *ndototest.Server, opts ...bot.Option) *bot.Bot {
	t.Helper()
	client, err := srv.NewClient(srv.AdminToken, ndoto.WithHTTPClient(&http.Client{Transport: desk{srv}}))
	require.NoError(t, err)
	b, err := bot.New(client, append([]bot.Option{bot.WithReceiver(webhook.WithSecrets(secret))}, opts...)...)
	require.NoError(t, err)
	return b
}

// TestABurst is three short messages, which get one answer.
func TestABurst(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv, bot.WithDebounce(5*time.Second))
		b.OnMessage(echo)
		for i, text := range []string{"hi", "I have", "a question"} {
			post(t, b, message(id, int64(i+1), text))
			time.Sleep(4 * time.Second)
		}
		assert.Empty(t, srv.Messages(id))
		time.Sleep(2 * time.Second)
		synctest.Wait()
		assert.Equal(t, []string{"You said: hi\nI have\na question"}, contents(srv.Messages(id)))
		post(t, b, message(id, 4, "one more"))
		require.NoError(t, b.Shutdown(t.Context()))
		assert.Equal(t, []string{"You said: hi\nI have\na question", "You said: one more"}, contents(srv.Messages(id)))
	})
}

func TestTypingWhileAHandlerWorks(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv)
		b.OnMessage(func(ctx context.Context, turn *bot.Turn) error {
			if turn.Text() == "slow" {
				time.Sleep(3 * time.Second)
			}
			return nil
		})
		post(t, b, message(id, 1, "quick"))
		post(t, b, message(id, 2, "slow"))
		require.NoError(t, b.Shutdown(t.Context()))
		var typing []string
		for _, r := range srv.Requests() {
			if strings.HasSuffix(r.Path, "toggle_typing_status") {
				typing = append(typing, string(bytes.TrimSpace(r.Body)))
			}
		}
		assert.Equal(t, []string{`{"typing_status":"on","is_private":false}`, `{"typing_status":"off","is_private":false}`}, typing)
	})
}

func TestABotIsConfiguredRightly(t *testing.T) {
	t.Parallel()
	client, err := ndoto.New(1, "token")
	require.NoError(t, err)
	for want, opts := range map[string][]bot.Option{
		"bot: bad input: an option is nil": {nil},
		`bot: bad input: a name has 1 to 50 characters, without slashes and spaces, got "a b"`: {bot.WithName("a b")},
		`bot: bad input: the statuses are open, pending, snoozed and resolved, got ["all"]`:    {bot.WithStatuses(ndoto.StatusAll)},
		"bot: bad input: the time of a turn must be positive, got 0s":                          {bot.WithTimeLimit(0, nil)},
		"bot: bad input: the token is empty":                                                   {bot.WithUserToken("")},
		"bot: bad input: the store is nil":                                                     {bot.WithStore(nil)},
		"bot: bad input: the logger is nil":                                                    {bot.WithLogger(nil)},
		"webhook: bad input: everybody could send events: give WithSecrets, WithURLToken for servers that do not sign, or WithoutVerification": {},
	} {
		_, err := bot.New(client, opts...)
		assert.EqualError(t, err, want)
	}
	_, err = bot.New(nil)
	assert.EqualError(t, err, "bot: bad input: the client is nil")
}
