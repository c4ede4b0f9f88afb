package natsqueue_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/natsqueue"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// startNATS runs a server in this process.
func startNATS(t *testing.T) string {
	t.Helper()
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	require.NoError(t, err)
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	require.True(t, srv.ReadyForConnections(10*time.Second))
	return srv.ClientURL()
}

func connect(t *testing.T, url string) *nats.Conn {
	t.Helper()
	conn, err := nats.Connect(url)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return conn
}

func broker(t *testing.T, conn *nats.Conn) *natsqueue.Broker {
	t.Helper()
	b, err := natsqueue.New(t.Context(), conn, "ndoto", 4)
	require.NoError(t, err)
	return b
}

func TestBroker(t *testing.T) {
	t.Parallel()
	url := startNATS(t)
	webhooktest.TestBroker(t, func(t *testing.T) webhook.Broker { t.Helper(); return broker(t, connect(t, url)) })
}

// TestAStreamOfTheOperator is left as it is.
func TestAStreamOfTheOperator(t *testing.T) {
	t.Parallel()
	conn := connect(t, startNATS(t))
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	own := jetstream.StreamConfig{Name: "ndoto", Description: "ours", Subjects: []string{"ndoto.*"}, MaxBytes: 1 << 20, MaxAge: time.Hour, Discard: jetstream.DiscardNew}
	_, err = js.CreateStream(t.Context(), own)
	require.NoError(t, err)
	broker(t, conn)
	stream, err := js.Stream(t.Context(), "ndoto")
	require.NoError(t, err)
	got := stream.CachedInfo().Config
	left := jetstream.StreamConfig{Name: got.Name, Description: got.Description, Subjects: got.Subjects, MaxBytes: got.MaxBytes, MaxAge: got.MaxAge, Discard: got.Discard}
	assert.Equal(t, own, left)
}

// TestADeadConnection ends Consume with an error.
func TestADeadConnection(t *testing.T) {
	t.Parallel()
	conn := connect(t, startNATS(t))
	r, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithBroker(broker(t, conn)), webhook.WithLease(time.Second))
	require.NoError(t, err)
	begun := make(chan struct{}, 1)
	webhook.On(r, func(context.Context, *webhook.MessageCreated) error { begun <- struct{}{}; return nil })
	ended := make(chan error)
	go func() { ended <- r.Consume(t.Context()) }()
	require.Equal(t, 200, webhooktest.Post(r, []byte(`{"event":"message_created","id":1,"account":{"id":1},"conversation":{"id":1}}`)))
	<-begun
	conn.Close()
	require.ErrorIs(t, <-ended, nats.ErrConnectionClosed)
	require.NoError(t, r.Shutdown(t.Context()))
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	conn := connect(t, startNATS(t))
	_, err := natsqueue.New(t.Context(), nil, "ndoto", 1)
	require.ErrorContains(t, err, "a connection and a name")
	_, err = natsqueue.New(t.Context(), conn, "a.b", 1)
	require.ErrorContains(t, err, "a connection and a name")
	_, err = natsqueue.New(t.Context(), conn, "ndoto", 0)
	require.ErrorContains(t, err, "partitions must be positive")
}
