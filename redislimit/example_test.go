package redislimit_test

import (
	"log"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/redislimit"
)

// All processes with this limiter stay below the server's limits together.
func ExampleNew() {
	limiter, err := redislimit.New(redis.NewClient(&redis.Options{Addr: "localhost:6379"}), "ndoto:account-123", ndoto.DefaultLimits())
	if err != nil {
		log.Fatal(err)
	}
	client, err := ndoto.NewFromEnv(ndoto.WithLimiter(limiter))
	if err != nil {
		log.Fatal(err)
	}
	_ = client
}
