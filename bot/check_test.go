package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestCheck finds what is wrong, and says what to do.
func TestCheck(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, tt := range map[string]struct {
			spoil func(*testing.T, *ndototest.Server, int64)
			token string
			mute  bool // without a handler
			opts  func(*ndototest.Server) []bot.Option
			class error
			says  []string
			pages bool // only the pages of the application show it where a server has no more than what Ndoto documents
		}{
			"all is well":              {},
			"a user in place of a bot": {token: "admin"},
			"no handler":               {mute: true, class: bot.ErrBadInput, says: []string{"no handler is set, so customers get no answer: use Bot.OnMessage"}},
			"a wrong token":            {token: "wrong", class: ndoto.ErrUnauthorized, says: []string{"Settings, Bots", "NDOTO_API_TOKEN"}},
			"a wrong token of a user": {
				opts:  func(*ndototest.Server) []bot.Option { return []bot.Option{bot.WithUserToken("wrong")} },
				class: ndoto.ErrUnauthorized, says: []string{"WithUserToken", "NDOTO_USER_TOKEN"},
			},
			"a bot's token for that of a user": {
				opts:  func(*ndototest.Server) []bot.Option { return []bot.Option{bot.WithUserToken(bottest.Token)} },
				class: ndoto.ErrBotNotAllowed, says: []string{"NDOTO_USER_TOKEN in the examples) is not that of a user"},
			},
			"an inbox without a bot": {
				opts: func(srv *ndototest.Server) []bot.Option {
					return []bot.Option{bot.WithInboxes(srv.InboxID, srv.AddInbox(ndototest.Inbox{Name: "Another"}))}
				},
				pages: true, class: bot.ErrBadInput, says: []string{"inbox 2 has no agent bot: use Inboxes.SetAgentBot"},
			},
			"an inbox that is not there": {
				opts:  func(*ndototest.Server) []bot.Option { return []bot.Option{bot.WithInboxes(99)} },
				class: ndoto.ErrNotFound, says: []string{"inbox 99 of WithInboxes"},
			},
			"a bot that is connected to nothing": {
				opts: func(srv *ndototest.Server) []bot.Option {
					return []bot.Option{bot.WithBotID(srv.AddBot(ndototest.Bot{InboxIDs: []int64{}}))}
				},
				pages: true, class: bot.ErrBadInput, says: []string{"the bot is not connected to an inbox"},
			},
			"an inbox of another bot": {
				opts: func(srv *ndototest.Server) []bot.Option {
					return []bot.Option{bot.WithInboxes(srv.InboxID), bot.WithBotID(srv.AddBot(ndototest.Bot{InboxIDs: []int64{}}))}
				},
				pages: true, class: bot.ErrBadInput, says: []string{"the agent bot of inbox 1 is 2, and this one is 3"},
			},
			"a wrong secret": {
				opts: func(*ndototest.Server) []bot.Option {
					return []bot.Option{bot.WithReceiver(webhook.WithSecrets("of another bot"))}
				},
				pages: true, class: bot.ErrBadInput, says: []string{"would be refused", "NDOTO_WEBHOOK_SECRET"},
			},
			"no address": {
				spoil: func(t *testing.T, srv *ndototest.Server, id int64) {
					_, err := srv.Dashboard().AgentBots.Update(t.Context(), id, &ndoto.AgentBotParams{OutgoingURL: ndoto.Set("")})
					require.NoError(t, err)
				},
				pages: true, class: bot.ErrBadInput, says: []string{"has no webhook URL"},
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				srv := newDesk(t, d)
				id := srv.AddBot(ndototest.Bot{Token: bottest.Token, Secret: secret, URL: "http://127.0.0.1:9/bot"})
				if tt.spoil != nil {
					tt.spoil(t, srv, id)
				}
				token := map[string]string{"": bottest.Token, "admin": srv.AdminToken, "wrong": "wrong"}[tt.token]
				client, err := srv.NewClient(token)
				require.NoError(t, err)
				opts := []bot.Option{bot.WithReceiver(webhook.WithSecrets(secret)), bot.WithUserToken(srv.AdminToken), bot.WithBotID(id), quiet}
				if tt.opts != nil {
					opts = append(opts, tt.opts(srv)...)
				}
				b, err := bot.New(client, opts...)
				require.NoError(t, err)
				if !tt.mute {
					b.OnMessage(echo)
				}
				err = b.Check(t.Context())
				if tt.class == nil || tt.pages && d.Reading.OnlyDocumented {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, tt.class)
				for _, part := range tt.says {
					require.ErrorContains(t, err, part)
				}
				assert.Empty(t, b.Receiver().Stats(), "a check is not counted as a webhook")
			})
		}
	})
}

// TestWhatComesToNothing is logged, so that a wrong secret or a wrong account is seen, and not more than once a minute.
func TestWhatComesToNothing(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, tt := range map[string]struct {
			secret  string
			account int
			status  int
			want    string
		}{
			"a wrong secret":  {"of another bot", 1, 401, "NDOTO_WEBHOOK_SECRET"},
			"a wrong account": {secret, 27, 200, "events of account 27 are left out: the bot answers in account 1 of its client (NDOTO_ACCOUNT_ID in the examples)"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var log bytes.Buffer
					srv := newDesk(t, d, ndototest.WithoutNetwork())
					b, err := bot.New(srv.Client(), bot.WithReceiver(webhook.WithSecrets(secret)), bot.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
					require.NoError(t, err)
					b.OnMessage(echo)
					for id := range 100 {
						body := strings.ReplaceAll(message(1, int64(id+1), "hello"), `"account":{"id":1}`, fmt.Sprintf(`"account":{"id":%d}`, tt.account))
						req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
						webhook.Sign(req.Header, []byte(body), tt.secret)
						w := httptest.NewRecorder()
						b.ServeHTTP(w, req)
						require.Equal(t, tt.status, w.Code)
						time.Sleep(1300 * time.Millisecond) // 130 s in all
					}
					require.NoError(t, b.Shutdown(context.Background()))
					assert.Equal(t, 3, strings.Count(log.String(), "level=WARN"), log.String())
					assert.Equal(t, 3, strings.Count(log.String(), tt.want))
					assert.NotContains(t, log.String(), "hello", "what customers wrote is not logged")
				})
			})
		}
	})
}
