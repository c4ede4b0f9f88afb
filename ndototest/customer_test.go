package ndototest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// menuBot greets with a menu, and answers a choice. It knows nothing of the order of events, as it needs each once.
func menuBot(t *testing.T, client *ndoto.Client) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var e struct {
			Event             string
			Content           string
			MessageType       string         `json:"message_type"`
			ContentAttributes map[string]any `json:"content_attributes"`
			Conversation      struct{ ID int64 }
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&e))
		var answer *ndoto.CreateMessageParams
		switch {
		case e.Event == "message_created" && e.MessageType == "incoming":
			answer = &ndoto.CreateMessageParams{Content: "What is it about?", Rich: ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"})}
		case e.Event == "message_updated" && e.ContentAttributes["submitted_values"] != nil:
			answer = &ndoto.CreateMessageParams{Content: "I know about billing."}
		default:
			return
		}
		_, err := client.Messages.Create(r.Context(), e.Conversation.ID, answer)
		assert.NoError(t, err)
	})
}

func TestATalkWithABot(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	bot := srv.Client(ndoto.WithToken("bot"))
	srv.AddBot(ndototest.Bot{Handler: menuBot(t, bot), Token: "bot"})

	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	assert.Equal(t, "What is it about?", customer.Reply().Content)
	require.NoError(t, customer.Picks("Billing"))
	assert.Equal(t, "I know about billing.", customer.Reply().Content)
	assert.Empty(t, customer.Unread())
	menu := srv.Messages(customer.ConversationID)[1]
	assert.Equal(t, []any{map[string]any{"title": "Billing", "value": "billing"}}, menu.ContentAttributes["submitted_values"])
}

func TestAnswersOfACustomer(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	customer := srv.Simulate(ndototest.Conversation{})
	form := map[string]any{"items": []any{map[string]any{"name": "order", "label": "Order", "type": "text"}}}
	id := srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", ContentType: "form", ContentAttributes: form})
	require.NoError(t, customer.Fills(map[string]string{"order": "A-1"}))
	srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", ContentType: "input_email"})
	require.NoError(t, customer.Gives("ada@example.com"))
	messages := srv.Messages(customer.ConversationID)
	assert.Equal(t, []any{map[string]any{"name": "order", "value": "A-1"}}, messages[id-1].ContentAttributes["submitted_values"])
	assert.Equal(t, "ada@example.com", messages[id].ContentAttributes["submitted_email"])
	assert.Nil(t, form["submitted_values"], "what the test gave stays as it is")

	sent := customer.Sends(ndototest.Message{Attachments: []ndototest.Attachment{{Name: "a.png", ContentType: "image/png", Data: []byte("PNG")}}})
	assert.Equal(t, "a.png", sent.Attachments[0].Name)
	assert.NoError(t, customer.Types(true))
}

func TestWhatACustomerCannotDo(t *testing.T) {
	t.Parallel()
	srv, err := ndototest.Start()
	require.NoError(t, err)
	defer srv.Close()
	customer := srv.Simulate(ndototest.Conversation{})
	assert.EqualError(t, customer.Picks("x"), "ndototest: no message of type input_select waits for an answer")
	menu := map[string]any{"items": []any{map[string]any{"title": "Billing", "value": "billing"}}}
	srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", ContentType: "input_select", ContentAttributes: menu})
	assert.EqualError(t, customer.Picks("x"), `ndototest: the menu has no choice "x", but ["Billing"]`)
	srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", ContentType: "form", ContentAttributes: map[string]any{"items": []any{map[string]any{"name": "order"}}}})
	assert.EqualError(t, customer.Fills(map[string]string{"color": "red"}), `ndototest: the form has no field "color"`)
	_, there := srv.Customer(99)
	assert.False(t, there)

	ctx, cancel := context.WithCancel(t.Context())
	customer.Reply() // the menu
	customer.Reply() // the form
	cancel()
	_, err = customer.Next(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

// TestACustomerWhoIsNotAnswered needs no patience: the server ends first.
func TestACustomerWhoIsNotAnswered(t *testing.T) {
	t.Parallel()
	f := &failed{}
	srv := ndototest.New(f)
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	srv.Close()
	customer.Reply()
	assert.Equal(t, "ndototest: no reply; no webhook was sent: add a bot with AddBot, or a webhook with AddWebhook", f.said)
}
