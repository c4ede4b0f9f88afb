package ndoto_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
)

// rewrapper puts the JSON of successful responses into another envelope.
type rewrapper func(content, meta json.RawMessage) any

func (wrap rewrapper) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || resp.StatusCode >= 300 {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	if content, meta := contentOf(body); content != nil {
		if body, err = json.Marshal(wrap(content, meta)); err != nil {
			return nil, err
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// contentOf unwraps a response of the server software. Anything but an array or an object is left alone.
func contentOf(body []byte) (content, meta json.RawMessage) {
	content = bytes.TrimSpace(body)
	for range 2 {
		var envelope struct {
			Payload, Data, Meta json.RawMessage
			ID                  json.RawMessage `json:"id"`
		}
		if json.Unmarshal(content, &envelope) != nil || envelope.ID != nil || envelope.Payload == nil && envelope.Data == nil {
			break
		}
		meta = envelope.Meta
		if content = envelope.Payload; content == nil {
			content = envelope.Data
		}
	}
	if len(content) == 0 || content[0] != '[' && content[0] != '{' || string(content) == "{}" {
		return nil, nil
	}
	return content, meta
}

// TestEveryMethodAcceptsEveryEnvelope calls each method on a server whose responses arrive in other envelopes.
func TestEveryMethodAcceptsEveryEnvelope(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	envelopes := map[string]rewrapper{
		"bare":    func(content, _ json.RawMessage) any { return content },
		"payload": func(content, meta json.RawMessage) any { return object{"payload": content, "meta": meta} },
		"data":    func(content, meta json.RawMessage) any { return object{"data": content, "meta": meta} },
		"payload in data": func(content, meta json.RawMessage) any {
			return object{"data": object{"payload": content, "meta": meta}}
		},
	}
	_, w := populated(t)
	for name := range ndoto.Calls(w) {
		if strings.HasPrefix(name, "Attachments.Download") {
			continue // not JSON
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for envelope, wrap := range envelopes {
				srv, w := populated(t)
				assert.NoError(t, ndoto.Calls(w)[name](t.Context(), srv.Client(ndoto.WithTransport(wrap))), envelope)
			}
		})
	}
}
