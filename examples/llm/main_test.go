package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/stage/stagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	standIn := newStandIn()
	defer standIn.Close()
	defer http.DefaultClient.CloseIdleConnections()
	stagetest.Talk(t, example(model{BaseURL: standIn.URL, Name: standInName}), `  customer  Do you ship to Kigali?
       bot  Yes, within three days.
  customer  I want to talk to a human
       bot  I am asking a colleague to take over.
`)
}

func TestAModelThatFails(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "overloaded", http.StatusServiceUnavailable)
	}))
	defer down.Close()
	for _, err := range (model{BaseURL: down.URL}).stream(t.Context(), nil) {
		assert.EqualError(t, err, "the model responded with 503 Service Unavailable: overloaded\n")
	}
	for stream, want := range map[string]string{
		"data: {\n": "the model sent something that is not a chunk: unexpected end of JSON input",
		"data:{\"error\":{\"message\":\"overloaded\"}}\n": "the model failed: overloaded",
		": a comment\n": "the stream of the model ended in the middle",
	} {
		for part, err := range eventsOf(strings.NewReader(stream)) {
			assert.Empty(t, part)
			assert.EqualError(t, err, want)
		}
	}
}

func TestAPictureWithoutAText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []chatMessage{{"user", "(1 files, which you cannot see)"}, {"assistant", "What is it?"}}, asChat([]*ndoto.Message{
		{MessageType: ndoto.MessageIncoming, Attachments: []ndoto.Attachment{{FileType: ndoto.FileImage}}},
		{MessageType: ndoto.MessageOutgoing, Content: "What is it?"},
	}))
}
