// Package watermillqueue puts the events of a webhook.Receiver on any message broker that Watermill has a publisher
// and a subscriber for, such as Kafka or AMQP. It is a module of its own for its dependency:
// github.com/ThreeDotsLabs/watermill. For Redis Streams and NATS JetStream use redisqueue and natsqueue, which need
// less of you.
//
//	queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 8}
//
//	// where webhooks come in:
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithForward(queue.Publish(publisher)))
//
//	// where they are handled:
//	worker, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithStore(store, 0))
//	webhook.On(worker, handle)
//	err = queue.Consume(ctx, subscriber, worker)
//
// The events of a conversation go to the same topic, whose messages are handled one after another. It is for the
// subscriber to deliver in order, to wait for the acknowledgement of a message before the next, and to let one
// process at a time read a topic: Kafka does so for the partitions of a topic, with a key as in [Queue.Publish]. What
// was delivered twice is handled once if the workers share a store. An event that fails delays the others of its
// topic until it is handled or a dead letter.
package watermillqueue

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/usendoto/ndoto-go/webhook"
)

// Queue names the topics of a queue. It must be the same where events are published and where they are consumed; to
// change Partitions, let the old ones run empty first.
type Queue struct {
	// Topic is what the names of the topics begin with: "ndoto" makes ndoto_0, ndoto_1 and so on.
	Topic string
	// Partitions is how many conversations can be handled at the same time, 1 if it is 0.
	Partitions int
}

// OrderKey is the metadata of a message with the key of its conversation, for brokers that partition a topic by a key.
const OrderKey = "ndoto-order"

func (q Queue) partitions() int { return max(q.Partitions, 1) }

// Topics returns the names of all topics, to set them up.
func (q Queue) Topics() []string {
	topics := make([]string, q.partitions())
	for i := range topics {
		topics[i] = q.name(i)
	}
	return topics
}

func (q Queue) name(partition int) string { return fmt.Sprintf("%s_%d", q.Topic, partition) }

// topic is where the events of a conversation go.
func (q Queue) topic(order string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(order)) // a hash does not fail
	return q.name(int(h.Sum32() % uint32(q.partitions())))
}

// Publish returns a function for webhook.WithForward: an event is accepted when the broker has it. The UUID of a
// message is the key of its event, the same if it is published twice; its metadata has the OrderKey.
func (q Queue) Publish(publisher message.Publisher) func(context.Context, webhook.Event) error {
	return func(ctx context.Context, e webhook.Event) error {
		d, order := e.Info().Delivery, webhook.OrderKey(e)
		m := message.NewMessage(webhook.Key(e), message.Payload(d.Body))
		m.SetContext(ctx)
		for name, value := range d.Metadata() {
			m.Metadata.Set(name, value)
		}
		m.Metadata.Set(OrderKey, order)
		if err := publisher.Publish(q.topic(order), m); err != nil {
			return fmt.Errorf("watermillqueue: %w", err)
		}
		return nil
	}
}

// Consume calls the handlers of a receiver for the events of the queue until ctx ends, which is not an error. A message
// is acknowledged when its handlers are done, or when it is a dead letter of the receiver; if ctx ends first, the
// broker delivers it again, to whoever consumes next. It returns an error when a subscription ends by itself, as it
// does when the broker is gone.
func (q Queue) Consume(ctx context.Context, subscriber message.Subscriber, r *webhook.Receiver) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var workers sync.WaitGroup
	for _, topic := range q.Topics() {
		messages, err := subscriber.Subscribe(ctx, topic)
		if err != nil {
			cancel(fmt.Errorf("watermillqueue: %s: %w", topic, err))
			break
		}
		workers.Go(func() {
			for m := range messages {
				if process(ctx, r, m) != nil {
					m.Nack()
					continue
				}
				m.Ack()
			}
			if ctx.Err() == nil {
				cancel(fmt.Errorf("watermillqueue: %s: %w", topic, errEnded))
			}
		})
	}
	workers.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return nil
}

var errEnded = errors.New("the subscription ended")

// process handles a message. One that is not an event goes to the dead letters.
func process(ctx context.Context, r *webhook.Receiver, m *message.Message) error {
	d, err := webhook.NewDelivery(m.Metadata, m.Payload)
	if err == nil {
		var e webhook.Event
		if e, err = webhook.ParseDelivery(d); err == nil {
			return r.Process(ctx, e)
		}
	}
	return r.DeadLetters().AddDeadLetter(ctx, webhook.DeadLetter{ID: "message/" + m.UUID, Delivery: d, Reason: err.Error(), At: time.Now()})
}
