package watermillqueue

import (
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill-redisstream/pkg/redisstream"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/redis/go-redis/v9"
)

// The group of consumers that share the work.
const group = "ndoto"

// nakDelay lets a consumer that stops not take again what it has just given back.
const nakDelay = 100 * time.Millisecond

// Connection is a broker that is set up for a queue. Other brokers need nothing but Queue.Publish and Queue.Consume with a
// publisher and a subscriber of theirs.
type Connection struct {
	Publisher  message.Publisher
	Subscriber message.Subscriber
}

// Redis uses Redis Streams, of Redis 6.2 or newer. The consumer is the name of this process among those that share the work. The
// event that a process had taken when it died comes again after AckWait, but later ones of its partition do not wait for it, so
// that the order holds as long as no process dies. Closing the subscriber or the publisher closes the client.
func (q Queue) Redis(client redis.UniversalClient, consumer string) (Connection, error) {
	publisher, err := redisstream.NewPublisher(redisstream.PublisherConfig{Client: client}, watermill.NopLogger{})
	if err != nil {
		return Connection{}, fmt.Errorf("watermillqueue: %w", err)
	}
	subscriber, err := redisstream.NewSubscriber(redisstream.SubscriberConfig{
		Client: client, ConsumerGroup: group, Consumer: consumer, OldestId: "0", MaxIdleTime: q.ackWait(), ClaimInterval: q.ackWait() / 4,
		NackResendSleep: nakDelay,
	}, watermill.NopLogger{})
	if err != nil {
		return Connection{}, fmt.Errorf("watermillqueue: %w", err)
	}
	return Connection{publisher, subscriber}, nil
}
