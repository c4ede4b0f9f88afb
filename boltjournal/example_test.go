package boltjournal_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// Events are in a file before they are acknowledged. What a process leaves behind, the next one handles first.
func Example() {
	dir, err := os.MkdirTemp("", "journal")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	journal, err := boltjournal.Open(filepath.Join(dir, "events.db"))
	if err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithJournal(journal), webhook.WithStore(journal.Store(), 0))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println(e.Content)
		return nil
	})
	left, err := receiver.Replay(context.Background()) // what the previous process has not finished
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(left, "left over")

	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	srv.AddWebhook(ndototest.Webhook{Handler: receiver, Secret: "0123456789abcdef"})
	srv.Simulate(ndototest.Conversation{}).Says("hello")
	srv.Drain()
	srv.Close()
	if err := receiver.Shutdown(context.Background()); err != nil { // before the journal is closed
		log.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 0 left over
	// hello
}
