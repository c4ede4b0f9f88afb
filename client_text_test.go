package ndoto

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestUnstorableTexts puts a NUL and bytes that are not UTF-8 into every kind of text that is sent.
func TestUnstorableTexts(t *testing.T) {
	t.Parallel()
	requests := 0
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		requests++
		return respond(req, 200, `{"id":1}`), nil
	})
	ctx := t.Context()
	nested := func(s string) map[string]any {
		return map[string]any{"order": map[string]any{"lines": []any{1, map[string]string{"name": s}}}}
	}
	for text, problem := range map[string]string{"a\x00b": "a NUL character", "a\xffb": "bytes that are not UTF-8"} {
		for what, err := range map[string]error{
			"content":          err2(c.Messages.Create(ctx, 1, &CreateMessageParams{Content: text})),
			"order.lines.name": err2(c.Contacts.Create(ctx, &ContactParams{Name: Set("Ada"), CustomAttributes: nested(text)})),
			"the attribute":    err2(c.Conversations.SetAttributes(ctx, 1, map[string]any{text: 1})),
			"a form": err2(c.Messages.Create(ctx, 1, &CreateMessageParams{
				Content: text, Attachments: []File{{Name: "a.txt", Reader: strings.NewReader("x")}},
			})),
			"attributes in a form": err2(c.Messages.Create(ctx, 1, &CreateMessageParams{
				Content: "x", ContentAttributes: nested(text), Attachments: []File{{Name: "a.txt", Reader: strings.NewReader("x")}},
			})),
			"the name of a file": err2(c.Messages.Create(ctx, 1, &CreateMessageParams{
				Content: "x", Attachments: []File{{Name: text, Reader: strings.NewReader("x")}},
			})),
			"rich content": err2(c.Messages.Create(ctx, 1, &CreateMessageParams{
				Content: "x", Rich: InputSelect(Choice{Title: text, Value: "1"}),
			})),
			"raw JSON": err2(c.Conversations.SetAttributes(ctx, 1, map[string]any{"x": json.RawMessage(`"` + strings.ReplaceAll(text, "\x00", `\u0000`) + `"`)})),
			"note":     err2(c.Contacts.CreateNote(ctx, 1, text)),
			"label":    c.Conversations.BulkUpdate(ctx, []int64{1}, BulkUpdate{AddLabels: []string{text}}),
			"channel":  err2(c.Inboxes.Create(ctx, "x", WebWidgetChannel{WebsiteURL: "https://x.example", WelcomeTitle: text}, nil)),
			"search":   err2(c.Contacts.Search(ctx, text, nil)),
			"filter":   err2(c.Contacts.Filter(ctx, Where(FilterName.Contains(text)), nil)),
			"query":    err2(c.Conversations.List(ctx, &ListConversationsParams{SourceID: text})),
			"Do":       c.Do(ctx, "POST", "x", map[string]string{"y": text}, nil),
			"Do query": c.Do(ctx, "GET", "x?q="+text, nil, nil),
		} {
			assert.ErrorIs(t, err, ErrBadInput, "%s in %s", problem, what)
			assert.NotContains(t, err.Error(), "\x00")
		}
		err := err2(c.Contacts.Create(ctx, &ContactParams{Name: Set("Ada"), CustomAttributes: nested(text)}))
		assert.EqualError(t, err, "ndoto: Contacts.Create: bad input: custom_attributes.order.lines.name has "+problem+", which the server cannot keep")
	}
	assert.Zero(t, requests)

	for _, fine := range []string{"\ufffd", `\u0000`, `\\u0000`, "\U0001F600", "\x01", "e\u0301", "\u202e"} {
		assert.NoError(t, err2(c.Contacts.CreateNote(ctx, 1, fine)), "%q", fine)
	}
}
