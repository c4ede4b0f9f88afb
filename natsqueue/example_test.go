package natsqueue_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/usendoto/ndoto-go/natsqueue"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// exampleServer runs NATS in this process.
func exampleServer() (url string, stop func()) {
	dir, err := os.MkdirTemp("", "nats")
	if err != nil {
		log.Fatal(err)
	}
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true})
	if err != nil {
		log.Fatal(err)
	}
	srv.Start()
	if !srv.ReadyForConnections(10 * time.Second) {
		log.Fatal("NATS does not start")
	}
	return srv.ClientURL(), func() {
		srv.Shutdown()
		srv.WaitForShutdown()
		_ = os.RemoveAll(dir)
	}
}

// Run this in as many processes as you like: each receives, and handles its share.
func Example() {
	url, stop := exampleServer()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	conn, err := nats.Connect(url, nats.MaxReconnects(-1))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	broker, err := natsqueue.New(ctx, conn, "ndoto", 4)
	if err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithBroker(broker))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println(e.Content)
		cancel() // the example ends here; a program goes on
		return nil
	})
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddWebhook(ndototest.Webhook{Handler: receiver, Secret: "0123456789abcdef"})
	srv.Simulate(ndototest.Conversation{}).Says("hello")

	if err := receiver.Consume(ctx); err != nil {
		log.Fatal(err)
	}
	if err := receiver.Shutdown(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output: hello
}
