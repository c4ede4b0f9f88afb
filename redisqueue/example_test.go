package redisqueue_test

import (
	"context"
	"log"
	"net/http"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go/redisqueue"
	"github.com/usendoto/ndoto-go/webhook"
)

// Run this in as many processes as you like: each receives, and handles its share.
func Example() {
	ctx := context.Background()
	client := redis.NewClient(&redis.Options{Addr: "localhost:6379", PoolSize: 32}) // more than there are partitions
	broker, err := redisqueue.New(client, "ndoto", 16)
	if err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithBroker(broker))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		log.Println(e.Conversation.ID, e.Content)
		return nil
	})
	http.Handle("POST /ndoto", receiver)
	go func() { log.Fatal(http.ListenAndServe(":8080", nil)) }()
	if err := receiver.Consume(ctx); err != nil {
		log.Fatal(err)
	}
}
