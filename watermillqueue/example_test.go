package watermillqueue_test

import (
	"context"
	"fmt"
	"log"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/pubsub/gochannel"

	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/watermillqueue"
	"github.com/usendoto/ndoto-go/webhook"
)

// Receive in one process, and handle in another. The channel stands for a broker, such as Kafka or AMQP.
func Example() {
	channel := gochannel.NewGoChannel(gochannel.Config{Persistent: true}, watermill.NopLogger{})
	queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 4}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithForward(queue.Publish(channel)))
	if err != nil {
		log.Fatal(err)
	}
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddWebhook(ndototest.Webhook{Handler: receiver, Secret: "0123456789abcdef", Subscriptions: []string{"message_created"}})
	srv.Simulate(ndototest.Conversation{}).Says("hello")

	worker, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithStore(webhook.NewMemoryStore(0), 0)) // share a redisstore
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(worker, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println(e.Content)
		cancel() // the example ends here; a program goes on
		return nil
	})
	if err := queue.Consume(ctx, channel, worker); err != nil {
		log.Fatal(err)
	}
	// Output: hello
}
