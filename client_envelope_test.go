package ndoto

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// envelopes lists what can be around the rows and the meta of a list.
var envelopes = map[string]func(rows, meta string) string{
	"bare":                       func(rows, _ string) string { return rows },
	"payload":                    func(rows, _ string) string { return fmt.Sprintf(`{"payload":%s}`, rows) },
	"payload and meta":           func(rows, meta string) string { return fmt.Sprintf(`{"payload":%s,"meta":%s}`, rows, meta) },
	"meta and payload":           func(rows, meta string) string { return fmt.Sprintf(`{"meta":%s, "payload" : %s}`, meta, rows) },
	"data":                       func(rows, _ string) string { return fmt.Sprintf(` {"data":%s}`, rows) },
	"data and meta":              func(rows, meta string) string { return fmt.Sprintf(`{"data":%s,"meta":%s}`, rows, meta) },
	"payload in data":            func(rows, _ string) string { return fmt.Sprintf(`{"data":{"payload":%s}}`, rows) },
	"payload and meta in data":   func(rows, meta string) string { return fmt.Sprintf(`{"data":{"meta":%s,"payload":%s}}`, meta, rows) },
	"payload in data, then meta": func(rows, meta string) string { return fmt.Sprintf(`{"data":{"payload":%s},"meta":%s}`, rows, meta) },
}

// TestEveryListInEveryEnvelope calls the methods that return lists, with two rows in each envelope and with none.
func TestEveryListInEveryEnvelope(t *testing.T) {
	t.Parallel()
	const rows = `[{"id":1,"title":"vip"},{"id":2}]`
	lists := map[string]func(*Client) (int, error){
		"Conversations.List": func(c *Client) (int, error) {
			page, err := c.Conversations.List(t.Context(), nil)
			return rowsOf(page, err, func() int { return len(page.Conversations) })
		},
		"Contacts.List": func(c *Client) (int, error) {
			page, err := c.Contacts.List(t.Context(), nil)
			return rowsOf(page, err, func() int { return len(page.Contacts) })
		},
		"Messages.List": func(c *Client) (int, error) {
			page, err := c.Messages.List(t.Context(), 1, nil)
			return rowsOf(page, err, func() int { return len(page.Messages) })
		},
		"Notifications.List": func(c *Client) (int, error) {
			page, err := c.Notifications.List(t.Context(), nil)
			return rowsOf(page, err, func() int { return len(page.Notifications) })
		},
		"AuditLog.List": func(c *Client) (int, error) {
			page, err := c.AuditLog.List(t.Context(), nil)
			return rowsOf(page, err, func() int { return len(page.Entries) })
		},
		"Agents.List":   func(c *Client) (int, error) { return lengthOf(c.Agents.List(t.Context())) },
		"CSAT.List":     func(c *Client) (int, error) { return lengthOf(c.CSAT.List(t.Context(), nil)) },
		"Inboxes.List":  func(c *Client) (int, error) { return lengthOf(c.Inboxes.List(t.Context())) },
		"Labels.List":   func(c *Client) (int, error) { return lengthOf(c.Labels.List(t.Context())) },
		"Teams.List":    func(c *Client) (int, error) { return lengthOf(c.Teams.List(t.Context())) },
		"Webhooks.List": func(c *Client) (int, error) { return lengthOf(c.Webhooks.List(t.Context())) },
	}
	for name, list := range lists {
		for envelope, wrap := range envelopes {
			n, err := list(newTestClient(t, always(200, wrap(rows, `{"count":2}`))))
			assert.NoError(t, err, "%s: %s", name, envelope)
			assert.Equal(t, 2, n, "%s: %s", name, envelope)
			n, err = list(newTestClient(t, always(200, wrap("[]", `{"count":0}`))))
			assert.NoError(t, err, "%s: %s", name, envelope)
			assert.Zero(t, n, "%s: %s", name, envelope)
		}
		for _, body := range []string{`{"rows":[]}`, `{"meta":{"count":0}}`, `{"payload":{"rows":[]}}`, `{"data":{}}`, `{"error":"boom"}`, `{"payload":"x"}`, "{}"} {
			_, err := list(newTestClient(t, always(200, body)))
			assert.ErrorIs(t, err, ErrNotJSON, "%s: %s", name, body)
		}
	}
}

func rowsOf(_ any, err error, count func() int) (int, error) {
	if err != nil {
		return 0, err
	}
	return count(), nil
}

func lengthOf[T any](rows []T, err error) (int, error) { return len(rows), err }

// TestRowsUnderNameOfRoute has the rows under a name that only the route reveals.
func TestRowsUnderNameOfRoute(t *testing.T) {
	t.Parallel()
	want := []Webhook{{ID: 3, URL: "https://a.example"}}
	for _, body := range []string{
		`{"payload":{"webhooks":[%s]}}`, `{"webhooks":[%s],"meta":{}}`, `{"data":{"webhooks":[%s]}}`, `{"data":{"payload":{"webhooks":[%s]}}}`,
	} {
		got, err := newTestClient(t, always(200, fmt.Sprintf(body, `{"id":3,"url":"https://a.example"}`))).Webhooks.List(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

// TestEveryObjectInEveryEnvelope decodes one object from each envelope, and nothing from what only looks like one.
func TestEveryObjectInEveryEnvelope(t *testing.T) {
	t.Parallel()
	const conversation = `{"meta":{"channel":"Channel::Api"},"id":7,"status":"open"}`
	want := &Conversation{ID: 7, Status: StatusOpen, Meta: ConversationMeta{Channel: "Channel::Api"}}
	for _, body := range []string{
		"%s", `{"payload":%s}`, `{"payload":%s,"meta":{"count":1}}`, `{"meta":{},"payload":%s}`, `{"data":%s}`, `{"data":%s,"meta":{}}`,
		`{"data":{"payload":%s}}`, `{"conversation":%s}`, `{"payload":{"conversation":%s}}`, `{"data":{"payload":{"conversation":%s}}}`,
	} {
		got, err := newTestClient(t, always(200, fmt.Sprintf(body, conversation))).Conversations.Get(t.Context(), 7)
		require.NoError(t, err, body)
		assert.Equal(t, want, got, body)
	}
	for body, message := range map[string]string{
		"{}":                              "it has no object in any known envelope",
		`{"payload":null}`:                "it has no object in any known envelope",
		`{"data":{}}`:                     "it has no object in any known envelope",
		`{"id":null}`:                     "it has no object in any known envelope",
		`{"inbox":{"id":7}}`:              "it has no object in any known envelope",
		`{"error":"No such thing"}`:       "it has no object, but says: No such thing",
		`{"status":"open","message":"x"}`: "it has no object, but says: x",
		"[]":                              "cannot unmarshal array",
		"null":                            "null",
		"":                                "the body is empty",
	} {
		_, err := newTestClient(t, always(200, body)).Conversations.Get(t.Context(), 7)
		assert.ErrorIs(t, err, ErrNotJSON, body)
		assert.ErrorContains(t, err, message, body)
	}
}

// TestObjectsWithoutID recognizes objects by the names of their members.
func TestObjectsWithoutID(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"meta":{"all_count":0}}`, `{"all_count":0}`, `{"data":{"meta":{"all_count":0}}}`, `{"payload":{"all_count":0}}`} {
		got, err := newTestClient(t, always(200, body)).Conversations.Counts(t.Context(), nil)
		require.NoError(t, err, body)
		assert.Equal(t, &ConversationCounts{}, got, body)
	}
	for _, body := range []string{`{"meta":{}}`, `{"count":3}`, `{"error":"x"}`} {
		_, err := newTestClient(t, always(200, body)).Conversations.Counts(t.Context(), nil)
		assert.ErrorIs(t, err, ErrNotJSON, body)
	}
	bot, err := newTestClient(t, always(200, `{"agent_bot":{"id":4,"access_token":{"id":1,"owner_type":"AgentBot","token":"t-1"}}}`)).Inboxes.AgentBot(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, &AgentBot{ID: 4, AccessToken: "t-1"}, bot, "the server sends the record of the token in place of the token")
	bot, err = newTestClient(t, always(200, " {} ")).Inboxes.AgentBot(t.Context(), 1)
	require.NoError(t, err)
	assert.Nil(t, bot)
}

// TestTotalPagesEndIteration iterates over lists in the generic envelope of Ndoto's documentation, whose count is
// that of the page.
func TestTotalPagesEndIteration(t *testing.T) {
	t.Parallel()
	walks := map[string]func(*Client) error{
		"conversations": func(c *Client) error {
			return all(c.Conversations.All(t.Context(), &ListConversationsParams{Sort: SortLastActivityDesc}))
		},
		"found conversations": func(c *Client) error { return all(c.Conversations.SearchAll(t.Context(), "x")) },
		"contacts":            func(c *Client) error { return all(c.Contacts.All(t.Context(), nil)) },
		"notifications":       func(c *Client) error { return all(c.Notifications.All(t.Context(), nil)) },
		"survey responses":    func(c *Client) error { return all(c.CSAT.All(t.Context(), nil)) },
		"attachments":         func(c *Client) error { return all(c.Conversations.AllAttachments(t.Context(), 1)) },
	}
	for name, walk := range walks {
		for _, envelope := range []string{"data and meta", "payload and meta", "payload and meta in data"} {
			var pages []string
			c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
				page := max(req.URL.Query().Get("page"), "1")
				pages = append(pages, page)
				return respond(req, 200, envelopes[envelope](`[{"id":`+page+`1},{"id":`+page+`2}]`, `{"count":2,"current_page":`+page+`,"total_pages":3}`)), nil
			})
			require.NoError(t, walk(c), "%s: %s", name, envelope)
			assert.Equal(t, []string{"1", "2", "3"}, pages, "%s: %s", name, envelope)
		}
	}
}

func all[T any](seq func(func(T, error) bool)) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestEnvelopesWithJSONOption does the same with WithJSON.
func TestEnvelopesWithJSONOption(t *testing.T) {
	t.Parallel()
	for envelope, wrap := range envelopes {
		c := newTestClient(t, always(200, wrap(`[{"id":1,"new":true}]`, "{}")), WithJSON(json.Unmarshal))
		labels, err := c.Labels.List(t.Context())
		require.NoError(t, err, envelope)
		assert.Equal(t, []Label{{ID: 1, Extra: Attributes(`{"new":true}`)}}, labels, envelope)
	}
}
