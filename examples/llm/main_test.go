package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/examples/internal/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	standIn := newStandIn()
	defer standIn.Close()
	defer http.DefaultClient.CloseIdleConnections()
	var out bytes.Buffer
	require.NoError(t, stage.Run(t.Context(), &out, example(model{BaseURL: standIn.URL, Name: "stand-in"})))
	assert.Contains(t, out.String(), `
  customer  Do you ship to Kigali?
       bot  Yes, within three days.
  customer  I want to talk to a human
       bot  I ask a colleague to take over.
`)
}

func TestAModelThatFails(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "overloaded", http.StatusServiceUnavailable)
	}))
	defer down.Close()
	for _, err := range (model{BaseURL: down.URL}).stream(t.Context(), nil) {
		assert.EqualError(t, err, "the model answered 503 Service Unavailable: overloaded\n")
	}
	for part, err := range eventsOf(strings.NewReader("data: {\n")) {
		assert.Empty(t, part)
		assert.ErrorContains(t, err, "the model sent what is no chunk")
	}
}
