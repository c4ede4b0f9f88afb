package ndoto

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// poison overwrites what is in the pool.
func poison() {
	var taken []*bytes.Buffer
	for range 64 {
		b := buffers.Get().(*bytes.Buffer)
		all := b.Bytes()[:b.Cap()]
		for i := range all {
			all[i] = 'X'
		}
		taken = append(taken, b)
	}
	for _, b := range taken {
		buffers.Put(b)
	}
}

// TestNothingPointsIntoPooledBody overwrites the buffers after each call, and checks that its results do not change.
func TestNothingPointsIntoPooledBody(t *testing.T) {
	for _, name := range []string{"conversations_get", "conversations_get_bot_assignee"} {
		data, err := os.ReadFile("testdata/chatwoot-4.16/" + name + ".json")
		require.NoError(t, err)
		var want Conversation
		require.NoError(t, json.Unmarshal(data, &want))
		var resp Response
		got, err := newTestClient(t, always(200, string(data))).Conversations.Get(t.Context(), 1, WithResponse(&resp))
		require.NoError(t, err)
		poison()
		want.Extra, want.Meta.Extra = got.Extra, got.Meta.Extra
		assert.Equal(t, want.Labels, got.Labels)
		assert.Equal(t, want.AdditionalAttributes, got.AdditionalAttributes)
		assert.Equal(t, want.Meta.Sender.CustomAttributes, got.Meta.Sender.CustomAttributes)
		assert.Equal(t, want.Messages, got.Messages)
		assert.JSONEq(t, string(data), string(resp.Body), "nor does the raw response")
	}
	c := newTestClient(t, always(200, `{"id":[1,2,3]}`))
	_, err := c.Conversations.Get(t.Context(), 1)
	var e *Error
	require.ErrorAs(t, err, &e)
	poison()
	assert.JSONEq(t, `{"id":[1,2,3]}`, string(e.Body), "nor does an error")
	var raw json.RawMessage
	require.NoError(t, c.Do(t.Context(), "GET", "x", nil, &raw))
	poison()
	assert.JSONEq(t, `{"id":[1,2,3]}`, string(raw))
}

func TestWithJSON(t *testing.T) {
	t.Parallel()
	calls := 0
	c := newTestClient(t, always(200, `{"id":1,"later":true,"meta":{"sender":{"avatar_url":"http://x/a.png"}}}`), WithJSON(func(data []byte, v any) error {
		calls++
		return json.Unmarshal(data, v)
	}))
	got, err := c.Conversations.Get(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, 1, calls)
	assert.Equal(t, int64(1), got.ID)
	assert.Equal(t, "http://x/a.png", got.Meta.Sender.AvatarURL)
	assert.Equal(t, `{"later":true}`, got.Extra.String())
	_, err = New(1, "token", WithJSON(nil))
	assert.EqualError(t, err, "ndoto: bad input: WithJSON: the function is nil")
	broken := newTestClient(t, always(200, `{}`), WithJSON(func([]byte, any) error { return errors.New("no") }))
	_, err = broken.Conversations.Get(t.Context(), 1)
	assert.ErrorIs(t, err, ErrNotJSON)
}

type answering func(*http.Request) (*http.Response, error)

func (f answering) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestMinimalTransports uses transports as users write them for their tests.
func TestMinimalTransports(t *testing.T) {
	t.Parallel()
	client := func(f answering) *Client {
		c, err := New(1, "token", WithHTTPClient(&http.Client{Transport: f}), WithRetry(RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		return c
	}
	bare := client(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 204}, nil })
	assert.NoError(t, bare.Labels.Delete(t.Context(), 1))
	assert.Error(t, client(func(*http.Request) (*http.Response, error) { return nil, nil }).Labels.Delete(t.Context(), 1))
	head := client(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Request: r, ContentLength: 1 << 40, Body: http.NoBody}, nil
	})
	assert.NoError(t, head.Do(t.Context(), http.MethodHead, "x", nil, nil))
	for _, out := range []any{5, (*int)(nil)} {
		assert.ErrorIs(t, bare.Do(t.Context(), http.MethodPost, "x", nil, out), ErrBadInput)
	}
	gone := client(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, ContentLength: -1, Body: io.NopCloser(strings.NewReader(" \n"))}, nil
	})
	var v struct{ A int }
	assert.NoError(t, gone.Do(t.Context(), http.MethodPost, "x", nil, &v), "white space is not an answer")
}
