package customer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
)

func forDialects(t *testing.T, test func(t *testing.T, dialect ndototest.Dialect)) {
	t.Helper()
	for name, dialect := range map[string]ndototest.Dialect{"Chatwoot 4.16": ndototest.Chatwoot416, "Chatwoot 4.2": ndototest.Chatwoot42, "Ndoto": ndototest.NdotoDocs} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, dialect)
		})
	}
}

func TestContactsKeepTheirSourceID(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		d := newDesk(t, ndototest.WithDialect(dialect))
		ctx := t.Context()
		ada, err := d.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada", Email: "ada@example.com", CustomAttributes: map[string]any{"plan": map[string]any{"name": "gold"}}})
		require.NoError(t, err)
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, string(ada.SourceID))
		assert.NotEmpty(t, ada.PubSubToken)
		assert.NotContains(t, fmt.Sprintf("%+v %v", ada, d.Client), string(ada.SourceID), "it is a credential")

		again, err := d.Contacts.Create(ctx, &customer.ContactParams{SourceID: ada.SourceID, Name: "Somebody else"})
		require.NoError(t, err)
		assert.Equal(t, ada, again)

		other, err := d.Contacts.Create(ctx, &customer.ContactParams{Email: "ada@example.com"})
		require.NoError(t, err)
		assert.Equal(t, ada.ID, other.ID)
		assert.NotEqual(t, ada.SourceID, other.SourceID, "a session of its own")

		changed, err := d.Contacts.Update(ctx, ada.SourceID, &customer.ContactParams{Name: "Ada L.", CustomAttributes: map[string]any{"plan": map[string]any{"seats": 3}}})
		require.NoError(t, err)
		assert.Equal(t, "Ada L.", changed.Name)
		assert.Equal(t, ada.SourceID, changed.SourceID)
		got, err := d.Contacts.Get(ctx, ada.SourceID, customer.Identity{})
		require.NoError(t, err)
		assert.Equal(t, &customer.Contact{SourceID: ada.SourceID, PubSubToken: ada.PubSubToken, ID: ada.ID, Name: "Ada L.", Email: "ada@example.com"}, got)
		seen, err := d.server.Client().Contacts.Get(ctx, ada.ID)
		require.NoError(t, err)
		assert.JSONEq(t, `{"plan":{"name":"gold","seats":3}}`, seen.CustomAttributes.String())

		_, err = d.Contacts.Get(ctx, "unknown", customer.Identity{})
		require.ErrorIs(t, err, ndoto.ErrNotFound)
	})
}

func TestUpdateMergesContacts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	known := d.server.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com", PhoneNumber: "+4915123456789"})
	visitor, err := d.Contacts.Create(t.Context(), nil)
	require.NoError(t, err)
	require.NotEqual(t, known, visitor.ID)
	merged, err := d.Contacts.Update(t.Context(), visitor.SourceID, &customer.ContactParams{Email: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, known, merged.ID)
	assert.Equal(t, "Ada", merged.Name)
	_, err = d.server.Client().Contacts.Get(t.Context(), visitor.ID)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
}

func TestIdentityIsVerifiedByGet(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		const key = "key-of-the-inbox"
		d := newDesk(t, ndototest.WithDialect(dialect))
		inbox := d.server.AddInbox(ndototest.Inbox{Channel: map[string]any{"hmac_token": key, "hmac_mandatory": true}})
		c := inboxOf(t, d.server, inbox, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
		ctx := t.Context()

		identity := customer.Identify(key, "user-7")
		assert.Equal(t, customer.Identity{Identifier: "user-7", Hash: "475f035a83b2069ccab93adae25c8481d2b02e0371ed509c5080b5aae0575e74"}, identity)
		info, err := c.Inbox(ctx)
		require.NoError(t, err)
		assert.True(t, info.IdentityValidationEnabled)
		for name, wrong := range map[string]customer.Identity{"none": {}, "that of another": {Identifier: "user-8", Hash: identity.Hash}} {
			_, err := c.Contacts.Create(ctx, &customer.ContactParams{Identity: wrong})
			require.ErrorIs(t, err, ndoto.ErrServer, name)
			assert.Contains(t, err.Error(), "see Identify", name)
		}

		ada, err := c.Contacts.Create(ctx, &customer.ContactParams{Identity: identity})
		require.NoError(t, err)
		elsewhere := d.server.AddConversation(ndototest.Conversation{ContactID: ada.ID})
		own, err := c.Conversations.List(ctx, ada.SourceID)
		require.NoError(t, err)
		assert.Empty(t, own, "Create does not verify")
		_, err = c.Contacts.Get(ctx, ada.SourceID, identity)
		require.NoError(t, err)
		all, err := c.Conversations.List(ctx, ada.SourceID)
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Equal(t, elsewhere, all[0].ID)

		chat, created, err := c.Conversations.Ensure(ctx, ada.SourceID, &customer.ConversationParams{InboxID: inbox})
		require.NoError(t, err)
		assert.True(t, created)
		assert.Equal(t, inbox, chat.InboxID)
	})
}

func TestConversationFromBothSides(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		d := newDesk(t, ndototest.WithDialect(dialect))
		agents, ctx := d.server.Client(), t.Context()
		source, id := d.chat(t)
		require.NoError(t, d.Conversations.SetTyping(ctx, source, id, true))
		sent, err := d.Messages.Create(ctx, source, id, &customer.MessageParams{
			Content: "Hello", EchoID: "e-1", Attachments: []ndoto.File{{Name: "a.txt", Reader: strings.NewReader("data")}},
		})
		require.NoError(t, err)
		assert.Equal(t, ndoto.MessageIncoming, sent.MessageType)
		assert.Equal(t, "Hello", sent.Content)
		require.Len(t, sent.Attachments, 1)
		require.NoError(t, d.Conversations.SetTyping(ctx, source, id, false))

		menu, err := agents.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Which?", Rich: ndoto.InputSelect(ndoto.Choice{Title: "Tea", Value: "tea"}, ndoto.Choice{Title: "Coffee", Value: "coffee"})})
		require.NoError(t, err)
		_, err = agents.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "a note", Private: true})
		require.NoError(t, err)
		latest, err := d.Messages.List(ctx, source, id, nil)
		require.NoError(t, err)
		require.Len(t, latest, 2, "the note is for agents")
		choices := customer.Choices(&latest[1])
		require.Equal(t, []ndoto.Choice{{Title: "Tea", Value: "tea"}, {Title: "Coffee", Value: "coffee"}}, choices)
		answered, err := d.Messages.Answer(ctx, source, id, menu.ID, customer.Pick(choices[1]))
		require.NoError(t, err)
		assert.JSONEq(t, `[{"title":"Coffee","value":"coffee"}]`, lookup(t, answered, "submitted_values"))
		form, err := agents.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Where to?", Rich: ndoto.Form(ndoto.FormField{Name: "street", Type: "text"})})
		require.NoError(t, err)
		filled, err := d.Messages.Answer(ctx, source, id, form.ID, customer.Fill(customer.Field{Name: "street", Value: "Main St 1"}))
		require.NoError(t, err)
		assert.JSONEq(t, `[{"name":"street","value":"Main St 1"}]`, lookup(t, filled, "submitted_values"))

		require.NoError(t, d.Conversations.MarkRead(ctx, source, id))
		seen, err := agents.Messages.Get(ctx, id, menu.ID)
		require.NoError(t, err)
		assert.Equal(t, ndoto.MessageRead, seen.Status)

		resolved, err := d.Conversations.Resolve(ctx, source, id)
		require.NoError(t, err)
		assert.Equal(t, ndoto.StatusResolved, resolved.Status)
		assert.False(t, resolved.ContactLastSeenAt.IsZero())
		_, err = d.Messages.Create(ctx, source, id, &customer.MessageParams{Content: "One more thing"})
		require.NoError(t, err)
		open, err := d.Conversations.Get(ctx, source, id)
		require.NoError(t, err)
		assert.Equal(t, ndoto.StatusOpen, open.Status)
		assert.Len(t, open.Messages, 4)

		stranger, err := d.Contacts.Create(ctx, nil)
		require.NoError(t, err)
		_, err = d.Conversations.Get(ctx, stranger.SourceID, id)
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		who, ok := d.server.Customer(id)
		require.True(t, ok)
		assert.Equal(t, string(source), who.SourceID)
	})
}

func lookup(t *testing.T, m *ndoto.Message, name string) string {
	t.Helper()
	raw, ok := m.ContentAttributes.Lookup(name)
	require.True(t, ok)
	return string(raw)
}

func TestSurvey(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		d := newDesk(t, ndototest.WithDialect(dialect))
		ctx := t.Context()
		source, id := d.chat(t)
		chat, err := d.Conversations.Get(ctx, source, id)
		require.NoError(t, err)
		_, err = d.Surveys.Get(ctx, chat.UUID)
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		asked := d.server.AddMessage(id, ndototest.Message{Type: "template", ContentType: "input_csat", Content: "How was it?"})
		survey, err := d.Surveys.Get(ctx, chat.UUID)
		require.NoError(t, err)
		assert.Equal(t, asked, survey.ID)
		assert.Nil(t, survey.Response)
		_, err = d.Surveys.Answer(ctx, chat.UUID, customer.Rate(4, "good"))
		require.NoError(t, err)
		_, err = d.Messages.Answer(ctx, source, id, asked, customer.Rate(5, "great"))
		require.NoError(t, err)
		survey, err = d.Surveys.Get(ctx, chat.UUID)
		require.NoError(t, err)
		require.NotNil(t, survey.Response)
		assert.Equal(t, 5, survey.Response.Rating)
		assert.Equal(t, "great", survey.Response.FeedbackMessage)
		_, err = d.Surveys.Answer(ctx, chat.UUID, customer.Pick(ndoto.Choice{Title: "a", Value: "a"}))
		require.ErrorIs(t, err, ndoto.ErrBadInput)
	})
}

func TestSurveyClosesAfterTwoWeeks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	d := newDesk(t, ndototest.WithClock(func() time.Time { return now }))
	source, id := d.chat(t)
	asked := d.server.AddMessage(id, ndototest.Message{Type: "template", ContentType: "input_csat", Content: "How was it?"})
	now = now.Add(14 * 24 * time.Hour)
	_, err := d.Messages.Answer(t.Context(), source, id, asked, customer.Rate(5, ""))
	require.NoError(t, err)
	now = now.Add(24 * time.Hour)
	_, err = d.Messages.Answer(t.Context(), source, id, asked, customer.Rate(1, ""))
	require.ErrorIs(t, err, ndoto.ErrValidation)
}

func TestAllWalksFromTheLatestBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	source, id := d.chat(t)
	for i := range 45 {
		d.server.AddMessage(id, ndototest.Message{Content: fmt.Sprint(i)})
	}
	var got []string
	for m, err := range d.Messages.All(t.Context(), source, id) {
		require.NoError(t, err)
		got = append(got, m.Content)
	}
	require.Len(t, got, 45)
	assert.Equal(t, "44", got[0])
	assert.Equal(t, "0", got[44])
	page, err := d.Messages.List(t.Context(), source, id, nil)
	require.NoError(t, err)
	assert.Len(t, page, customer.MessagesPerPage)
	for _, err := range d.Messages.All(t.Context(), source, id) {
		require.NoError(t, err)
		break
	}
	for _, err := range d.Messages.All(t.Context(), "unknown", id) {
		require.ErrorIs(t, err, ndoto.ErrNotFound)
	}
}

const (
	conversationRoute = "POST /public/api/v1/inboxes/*/contacts/*/conversations"
	messageRoute      = conversationRoute + "/*/messages"
	contactRoute      = "POST /public/api/v1/inboxes/*/contacts"
)

// TestNothingIsDoubledOrLost breaks the connection of each creating request before or after its effect, several times.
func TestNothingIsDoubledOrLost(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]ndototest.Fault{
		"before the effect": {Cut: ndototest.CutBeforeEffect}, "after the effect": {Cut: ndototest.CutAfterEffect}, "in the header": {Cut: ndototest.CutInHeader},
		"a failure after the effect": {Status: 502, AfterEffect: true}, "a failure before it": {Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				fault.Count = 2
				for _, route := range []string{contactRoute, conversationRoute, messageRoute} {
					fault.Operation = route
					require.NoError(t, d.server.Fail(fault))
				}
				ctx := t.Context()
				ada, err := d.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada"})
				require.NoError(t, err)
				chat, created, err := d.Conversations.Ensure(ctx, ada.SourceID, nil)
				require.NoError(t, err)
				assert.True(t, created)
				file := strings.NewReader("data")
				params := &customer.MessageParams{Content: "Hello", Attachments: []ndoto.File{{Name: "a.txt", Reader: file}}}
				sent, err := d.Messages.SendOnce(ctx, ada.SourceID, chat.ID, "key-1", params)
				require.NoError(t, err)
				again, err := d.Messages.SendOnce(ctx, ada.SourceID, chat.ID, "key-1", params)
				require.NoError(t, err)
				assert.Equal(t, sent, again)
				_, err = file.Seek(0, 0)
				require.NoError(t, err)
				other, err := d.Messages.SendOnce(ctx, ada.SourceID, chat.ID, "key-2", params)
				require.NoError(t, err)
				assert.NotEqual(t, sent.ID, other.ID, "the same words under another key are another message")
				same, created, err := d.Conversations.Ensure(ctx, ada.SourceID, nil)
				require.NoError(t, err)
				assert.False(t, created)
				assert.Equal(t, chat.ID, same.ID)
				all, err := d.Conversations.List(ctx, ada.SourceID)
				require.NoError(t, err)
				assert.Len(t, all, 1)
				messages := d.server.Messages(chat.ID)
				require.Len(t, messages, 2)
				for _, m := range messages {
					require.Len(t, m.Attachments, 1)
					assert.Equal(t, "data", string(m.Attachments[0].Data))
				}
			})
		})
	}
}

func TestSendOnceByManyAtATime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	source, id := d.chat(t)
	done := make(chan error)
	for i := range 20 {
		go func() {
			_, err := d.Messages.SendOnce(context.Background(), source, id, fmt.Sprint("key-", i%2), &customer.MessageParams{Content: "Hello"})
			done <- err
		}()
	}
	for range 20 {
		assert.NoError(t, <-done)
	}
	assert.Len(t, d.server.Messages(id), 2)
}

func TestCreateLeavesOpenWhatItCannotKnow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	source, id := d.chat(t)
	require.NoError(t, d.server.Fail(ndototest.Fault{Operation: messageRoute, Cut: ndototest.CutAfterEffect}))
	_, err := d.Messages.Create(t.Context(), source, id, &customer.MessageParams{Content: "Hello"})
	require.ErrorIs(t, err, ndoto.ErrAmbiguous)
	var e *ndoto.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "customer.Messages.Create", e.Operation)
	assert.NotContains(t, err.Error(), string(source))
	assert.Len(t, d.server.Messages(id), 1)
}
