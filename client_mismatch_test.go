package ndoto

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// misfitPage is a page of messages in which much does not fit.
const misfitPage = `{"meta":{"labels":["a",5],"agent_last_seen_at":"soon"},"payload":[
	{"id":1.0,"content":"a","private":"no","attachments":[{"id":3,"file_type":"video","width":1280.0,"height":59.99999999999999}]},
	{"id":2,"content":"b","private":"no","sender":"nobody","attachments":[{"id":4},5]}]}`

type mismatchRecorder struct {
	mu    sync.Mutex
	found []string
}

func (*mismatchRecorder) StartAttempt(context.Context, Attempt) func(AttemptResult) { return nil }

func (r *mismatchRecorder) ObserveMismatch(_ context.Context, operation string, m Mismatch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = append(r.found, operation+" "+m.Path)
}

func TestMismatchesLoseNothingElse(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	observer := &mismatchRecorder{}
	c := newTestClient(t, always(200, misfitPage), WithLogger(slog.New(slog.NewTextHandler(&log, nil))), WithObserver(observer))
	for range 2 {
		var resp Response
		page, err := c.Messages.List(t.Context(), 1, nil, WithResponse(&resp))
		require.NoError(t, err)
		assert.Equal(t, []Message{
			{ID: 1, Content: "a", Attachments: []Attachment{{ID: 3, FileType: "video", Width: 1280, Height: 60}}, Extra: Attributes(`{"private":"no"}`)},
			{ID: 2, Content: "b", Attachments: []Attachment{{ID: 4}}, Extra: Attributes(`{"private":"no","sender":"nobody","attachments":[{"id":4},5]}`)},
		}, page.Messages)
		assert.Equal(t, MessagePageMeta{Labels: []string{"a"}, Extra: Attributes(`{"labels":["a",5],"agent_last_seen_at":"soon"}`)}, page.Meta)
		assert.Equal(t, []Mismatch{
			{"meta.labels[1]", json.RawMessage(`5`), "this number does not fit the type string", true},
			{"meta.agent_last_seen_at", json.RawMessage(`"soon"`), "this string does not fit the type ndoto.Time", true},
			{"payload[0].private", json.RawMessage(`"no"`), "this string does not fit the type bool", true},
			{"payload[1].private", json.RawMessage(`"no"`), "this string does not fit the type bool", true},
			{"payload[1].sender", json.RawMessage(`"nobody"`), "this string does not fit the type ndoto.Sender", true},
			{"payload[1].attachments[1]", json.RawMessage(`5`), "this number does not fit the type ndoto.Attachment", true},
		}, resp.Mismatches)
	}
	assert.Equal(t, []string{
		"Messages.List meta.labels[1]", "Messages.List meta.agent_last_seen_at", "Messages.List payload[0].private", "Messages.List payload[1].sender", "Messages.List payload[1].attachments[1]",
	}, observer.found, "once for each field")
	assert.Equal(t, 5, strings.Count(log.String(), "does not fit the type"))
	assert.NotContains(t, log.String(), "nobody", "values can be personal")
}

func TestStrictDecoding(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, misfitPage), WithStrictDecoding())
	_, err := c.Messages.List(t.Context(), 1, nil)
	assert.ErrorIs(t, err, ErrNotJSON)
	assert.ErrorContains(t, err, "payload[0].private: this string does not fit the type bool")
	floats := newTestClient(t, always(200, `{"id":1.0}`), WithStrictDecoding())
	got, err := floats.Conversations.Get(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, &Conversation{ID: 1}, got)
}

func TestRowsWithoutAReadableIdentifierAreAnError(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"payload":[{"id":1},{"id":"x"}]}`: "payload[1].id: this string does not fit the type int64",
		`{"payload":[{"id":1},"lost"]}`:     "payload[1]: this string does not fit the type ndoto.Message",
	} {
		_, err := newTestClient(t, always(200, body)).Messages.List(t.Context(), 1, nil)
		assert.ErrorIs(t, err, ErrNotJSON)
		assert.ErrorContains(t, err, want)
	}
}

func TestDoKeepsMismatchesOnlyWhereTheyCanBeRead(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, `{"payload":[{"id":1,"name":5}]}`))
	var page ContactPage
	require.NoError(t, c.Do(t.Context(), http.MethodGet, "contacts", nil, &page))
	assert.Equal(t, []Contact{{ID: 1, Extra: Attributes(`{"name":5}`)}}, page.Contacts)
	var own struct {
		Payload []struct {
			Name string `json:"name"`
		} `json:"payload"`
	}
	assert.ErrorIs(t, c.Do(t.Context(), http.MethodGet, "contacts", nil, &own), ErrNotJSON)
	var names struct{ List []string }
	assert.Error(t, newTestClient(t, always(200, `{"List":["a",5]}`)).Do(t.Context(), http.MethodGet, "x", nil, &names))
}

func TestReportsOfMismatchesAreBounded(t *testing.T) {
	t.Parallel()
	var r reported
	for i := range 2 * maxReportedFields {
		r.isNew("Messages.List", strings.Repeat("x", i))
	}
	assert.Len(t, r.fields, maxReportedFields)
}
