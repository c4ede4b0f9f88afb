// Command support is the bot that a shop runs: it looks orders up, which takes the shop 8 seconds, shows them as cards,
// remembers in which language a customer writes, and hands over to the team, with a note if nobody is there. Several
// processes share the work over Redis or NATS, and any of them may be killed at any time: the broker is the journal,
// which keeps events until they are done.
//
//	cd examples/support
//	go run . -demo redis # or nats: two processes, customers, and kill -9 in the middle
//
// The demonstration needs no account. For an account, start it as often as you like with the same BROKER_URL, behind
// one address; --help tells what it needs.
package main

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/natsqueue"
	"github.com/usendoto/ndoto-go/redisqueue"
	"github.com/usendoto/ndoto-go/webhook"
)

var variables = stage.BotVariables(
	stage.Variable{Name: "NDOTO_USER_TOKEN", What: "the token of a user: bots may not look what they have sent"},
	stage.Variable{Name: "BROKER_URL", What: "what the processes share, such as redis://localhost:6379 or nats://localhost:4222"},
)

func main() {
	becomeReplica() // if the demonstration has started this process
	kind := demoFlag()
	stage.Program("The bot of a shop, in as many processes as you like.", variables, func(ctx context.Context) error {
		if os.Getenv("NDOTO_API_TOKEN") == "" {
			return demonstration{kind: *kind, customers: 6, shopTime: shopTime, out: os.Stdout}.run(ctx)
		}
		return serve(ctx)
	})
}

// lease is how long a process that died delays what it was at.
const lease = 3 * time.Second

// partitions is more than there will be processes.
const partitions = 16

// serve runs a process of the bot until it is told to stop.
func serve(ctx context.Context) error {
	if err := stage.Missing(variables); err != nil {
		return err
	}
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	var broker webhook.Broker
	if address := os.Getenv("BROKER_URL"); strings.HasPrefix(address, "redis") {
		opts, err := redis.ParseURL(address)
		if err != nil {
			return err
		}
		opts.PoolSize = 4 * partitions
		shared := redis.NewClient(opts)
		defer func() { _ = shared.Close() }()
		if broker, err = redisqueue.New(shared, "support", partitions); err != nil {
			return err
		}
	} else {
		shared, err := nats.Connect(address, nats.MaxReconnects(-1))
		if err != nil {
			return err
		}
		defer shared.Close()
		if broker, err = natsqueue.New(ctx, shared, "support", partitions); err != nil {
			return err
		}
	}
	b, err := newBot(client, standIn, bot.WithUserToken(os.Getenv("NDOTO_USER_TOKEN")), bot.WithStore(broker.Store()),
		bot.WithReceiver(webhook.WithSecrets(os.Getenv("NDOTO_WEBHOOK_SECRET")), webhook.WithBroker(broker), webhook.WithLease(lease)))
	if err != nil {
		return err
	}
	return b.Serve(ctx, stage.ListenAddress())
}
