package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"
)

// model is a language model behind an API that is compatible with OpenAI's chat completions.
type model struct{ BaseURL, Key, Name string }

// modelClient ends a response that hangs: without a limit the customer would wait forever.
var modelClient = &http.Client{Timeout: 2 * time.Minute}

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// stream yields the parts of a response as they come. One that ends without [DONE] is an error.
func (m model) stream(ctx context.Context, messages []chatMessage) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		body, err := json.Marshal(map[string]any{"model": m.Name, "messages": messages, "stream": true})
		if err != nil {
			yield("", err)
			return
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(m.BaseURL, "/")+"/chat/completions", bytes.NewReader(body))
		if err != nil {
			yield("", err)
			return
		}
		req.Header.Set("Content-Type", "application/json")
		if m.Key != "" {
			req.Header.Set("Authorization", "Bearer "+m.Key)
		}
		resp, err := modelClient.Do(req)
		if err != nil {
			yield("", err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		if resp.StatusCode != http.StatusOK {
			said, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
			yield("", fmt.Errorf("the model responded with %s: %s", resp.Status, said))
			return
		}
		for part, err := range eventsOf(resp.Body) {
			if !yield(part, err) {
				return
			}
		}
	}
}

// eventsOf reads server-sent events.
func eventsOf(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			data, isData := strings.CutPrefix(lines.Text(), "data:")
			if data = strings.TrimSpace(data); data == "[DONE]" {
				return
			}
			if !isData {
				continue
			}
			var chunk struct {
				Choices []struct{ Delta struct{ Content string } }
				Error   struct{ Message string }
			}
			if err := json.Unmarshal([]byte(data), &chunk); err != nil {
				yield("", fmt.Errorf("the model sent something that is not a chunk: %w", err))
				return
			}
			if chunk.Error.Message != "" {
				yield("", fmt.Errorf("the model failed: %s", chunk.Error.Message))
				return
			}
			for _, c := range chunk.Choices {
				if c.Delta.Content != "" && !yield(c.Delta.Content, nil) {
					return
				}
			}
		}
		yield("", cmp.Or(lines.Err(), errors.New("the stream of the model ended in the middle")))
	}
}
