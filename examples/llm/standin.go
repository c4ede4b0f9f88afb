package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// standInName is the name of the model that answers if there is no other.
const standInName = "stand-in"

// newStandIn is a model that knows two answers, and streams them in words.
func newStandIn() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Messages []chatMessage }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Messages) < 2 {
			http.Error(w, "no messages", http.StatusBadRequest)
			return
		}
		answer := "Yes, within three days."
		if strings.Contains(in.Messages[len(in.Messages)-1].Content, "human") {
			answer = "HANDOFF"
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for _, word := range strings.SplitAfter(answer, " ") {
			data, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"delta": map[string]string{"content": word}}}})
			_, _ = fmt.Fprintf(w, "data: %s\n\n", data)
		}
		_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
	}))
}
