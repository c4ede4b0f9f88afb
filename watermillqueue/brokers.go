package watermillqueue

import (
	"context"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	wmjetstream "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/jetstream"
	"github.com/ThreeDotsLabs/watermill-redisstream/pkg/redisstream"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/redis/go-redis/v9"
)

// The group of consumers that share the work.
const group = "ndoto"

// Connection is a broker that is set up for a queue. Other brokers need nothing but Queue.Publish and Queue.Consume with a
// publisher and a subscriber of theirs.
type Connection struct {
	Publisher  message.Publisher
	Subscriber message.Subscriber
}

// JetStream makes a stream for each topic of the queue on NATS, if there is none yet, with one consumer each that outlives the
// process and has one message at a time. Closing the subscriber or the publisher closes their connections, which are one.
func (q Queue) JetStream(ctx context.Context, conn *nats.Conn) (Connection, error) {
	js, err := jetstream.New(conn)
	if err != nil {
		return Connection{}, fmt.Errorf("watermillqueue: %w", err)
	}
	for _, topic := range q.Topics() {
		if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: topic, Subjects: []string{topic}, Retention: jetstream.WorkQueuePolicy}); err != nil {
			return Connection{}, fmt.Errorf("watermillqueue: the stream %s: %w", topic, err)
		}
	}
	publisher, err := wmjetstream.NewPublisher(wmjetstream.PublisherConfig{Conn: conn, Logger: watermill.NopLogger{}})
	if err != nil {
		return Connection{}, err
	}
	subscriber, err := wmjetstream.NewSubscriber(wmjetstream.SubscriberConfig{
		Conn: conn, Logger: watermill.NopLogger{}, ResourceInitializer: q.oneAtATime, AckWaitTimeout: q.ackWait(),
		NakDelay: wmjetstream.NewStaticDelay(nakDelay),
	})
	if err != nil {
		return Connection{}, err
	}
	return Connection{publisher, subscriber}, nil
}

// nakDelay lets a consumer that stops not take again what it has just given back.
const nakDelay = 100 * time.Millisecond

func (q Queue) oneAtATime(ctx context.Context, js jetstream.JetStream, topic string) (jetstream.Consumer, func(context.Context, watermill.LoggerAdapter), error) {
	consumer, err := js.CreateOrUpdateConsumer(ctx, topic, jetstream.ConsumerConfig{
		Durable: group, AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.ackWait(), MaxAckPending: 1,
	})
	return consumer, nil, err
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
