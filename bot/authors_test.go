package bot_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// documentedMembers are those of the only event that Ndoto's documentation shows, of a message.
var documentedMembers = []string{"event", "id", "content", "created_at", "message_type", "conversation", "contact", "account"}

// bare passes events of messages on with the documented members alone.
func bare(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var members map[string]json.RawMessage
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &members)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if _, isMessage := members["message_type"]; isMessage {
			for name := range members {
				if !slices.Contains(documentedMembers, name) {
					delete(members, name)
				}
			}
			body, _ = json.Marshal(members)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		h.ServeHTTP(w, r)
	})
}

// TestEventsThatDoNotSayWhoWrote, or for whom: the bot answers its customers, also after notes and its own replies, and
// is silent after a human.
func TestEventsThatDoNotSayWhoWrote(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		if d.IsSoftware() {
			return // its events say more
		}
		for name, opts := range map[string][]bot.Option{"an agent bot": nil, "a user": {bot.WithName("user")}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					srv := newDesk(t, d, ndototest.WithoutNetwork())
					token := bottest.Token
					if opts != nil {
						token = srv.AdminToken
					}
					client, err := srv.NewClient(token)
					require.NoError(t, err)
					b, err := bot.New(client, append(opts, bot.WithReceiver(webhook.WithoutVerification()), bot.WithUserToken(srv.AdminToken), quiet)...)
					require.NoError(t, err)
					b.OnMessage(echo)
					srv.AddBot(ndototest.Bot{Handler: bare(b), Token: bottest.Token})
					agent := srv.Client(ndoto.WithToken(srv.AgentToken))
					customer := srv.Simulate(ndototest.Conversation{})
					for _, step := range []func() error{
						func() error { customer.Says("hello"); return nil },
						func() error {
							_, err := agent.Messages.Create(t.Context(), customer.ConversationID, &ndoto.CreateMessageParams{Content: "a regular", Private: true})
							return err
						},
						func() error { customer.Says("and now?"); return nil },
						func() error {
							_, err := agent.Messages.Create(t.Context(), customer.ConversationID, &ndoto.CreateMessageParams{Content: "Anna here."})
							return err
						},
						func() error { customer.Says("thanks"); return nil },
					} {
						require.NoError(t, step())
						settled(t, srv, b)
					}
					assert.Equal(t, []string{"hello", "You said: hello", "a regular", "and now?", "You said: and now?", "Anna here.", "thanks"},
						contents(srv.Messages(customer.ConversationID)))
					require.NoError(t, b.Shutdown(t.Context()))
				})
			})
		}
	})
}
