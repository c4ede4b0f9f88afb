package redisstore_test

import (
	"log"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go/redisstore"
	"github.com/usendoto/ndoto-go/webhook"
)

// An event that comes again, to this process or another, is handled once. bot.WithStore takes the store too.
func ExampleNew() {
	store, err := redisstore.New(redis.NewClient(&redis.Options{Addr: "localhost:6379"}), "ndoto")
	if err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithStore(store, 0))
	if err != nil {
		log.Fatal(err)
	}
	_ = receiver
}
