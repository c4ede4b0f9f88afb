package realtime_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/realtime"
)

// benched is an event as a server sends it, with a number for its id.
const benched = `{"identifier":"{\"channel\":\"RoomChannel\"}","message":{"event":"message.created","data":{"id":%d,"content":"Where is my order?","account_id":1,"inbox_id":166,"conversation_id":%d,"message_type":0,"created_at":1795680840,"updated_at":"2026-11-26T08:14:00.823Z","private":false,"status":"sent","source_id":null,"content_type":"text","content_attributes":{},"sender_type":"Contact","sender_id":2468,"external_source_ids":{},"additional_attributes":{},"processed_message_content":"Where is my order?","sentiment":{},"conversation":{"assignee_id":null,"unread_count":1,"last_activity_at":1795680840,"contact_inbox":{"source_id":"b6bbafce-0d93-46fd-a79c-d1cb159af9c6"}},"sender":{"additional_attributes":{"company_name":"Example"},"custom_attributes":{},"email":"cora@example.com","id":2468,"identifier":null,"name":"Cora","phone_number":null,"thumbnail":"","blocked":false,"type":"contact","company_id":5}}}}`

// flood is a server that sends n events as fast as they are read.
func flood(b *testing.B, n int) *httptest.Server {
	b.Helper()
	frames := make([][]byte, n)
	for i := range frames {
		frames[i] = fmt.Appendf(nil, benched, i+1, i%100+1)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/cable" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"id":1,"pubsub_token":"token","accounts":[{"id":1}]}`))
			return
		}
		socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"actioncable-v1-json"}})
		if err != nil {
			return
		}
		defer func() { _ = socket.CloseNow() }()
		if _, _, err := socket.Read(r.Context()); err != nil {
			return
		}
		for _, frame := range append([][]byte{[]byte(`{"type":"confirm_subscription"}`)}, frames...) {
			if socket.Write(r.Context(), websocket.MessageText, frame) != nil {
				return
			}
		}
		_, _, _ = socket.Read(r.Context()) // until the client goes
	}))
	b.Cleanup(srv.Close)
	return srv
}

// BenchmarkConnect decodes events and calls a handler for each.
func BenchmarkConnect(b *testing.B) {
	srv := flood(b, b.N)
	client, err := ndoto.New(1, "token", ndoto.WithBaseURL(srv.URL), ndoto.WithTransport(srv.Client().Transport))
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	handled := make(chan struct{}, 1024)
	done := make(chan error, 1)
	b.ReportAllocs()
	b.ResetTimer()
	go func() {
		done <- realtime.Connect(ctx, client, realtime.On(func(context.Context, *realtime.MessageCreated) error {
			handled <- struct{}{}
			return nil
		}))
	}()
	for range b.N {
		<-handled
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	cancel()
	require.NoError(b, <-done)
}

// BenchmarkBareReader reads the same frames, and does nothing with them.
func BenchmarkBareReader(b *testing.B) {
	srv := flood(b, b.N)
	socket, _, err := websocket.Dial(b.Context(), srv.URL+"/cable", &websocket.DialOptions{HTTPClient: srv.Client()}) //nolint:bodyclose // the library closes it
	require.NoError(b, err)
	defer func() { _ = socket.CloseNow() }()
	b.ReportAllocs()
	b.ResetTimer()
	require.NoError(b, socket.Write(b.Context(), websocket.MessageText, []byte(`{"command":"subscribe"}`)))
	for i := range b.N + 1 {
		_, _, err := socket.Read(b.Context())
		require.NoError(b, err, strconv.Itoa(i))
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
