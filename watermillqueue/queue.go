// Package watermillqueue puts the events of a webhook.Receiver on a message broker, such as NATS JetStream or Redis Streams, so
// that they survive a process and a machine, and several processes share the work. It is a module of its own for what it depends
// on: github.com/ThreeDotsLabs/watermill, whose publishers and subscribers it uses.
//
//	queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 8}
//
//	// where webhooks come in:
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithForward(queue.Publish(publisher)))
//
//	// where they are handled:
//	worker, err := webhook.NewReceiver(webhook.WithoutVerification())
//	webhook.On(worker, handle)
//	err = queue.Consume(ctx, subscriber, worker)
//
// The events of a conversation go to the same partition, whose messages are handled one after another. Subscribers must deliver
// in order, and wait for the acknowledgement of a message before the next, as those of Queue.JetStream and Queue.Redis do.
package watermillqueue

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/usendoto/ndoto-go/webhook"
)

// Queue names the topics of a queue. It must be the same where events are published and where they are consumed; to change
// Partitions, let the old ones run empty first.
type Queue struct {
	// Topic is what the names of the topics begin with: "ndoto" makes ndoto_0, ndoto_1 and so on.
	Topic string
	// Partitions is how many conversations can be handled at the same time, 1 if it is 0.
	Partitions int
	// AckWait is how long the handlers of an event may take, with their retries, until the broker believes that their process
	// has died and gives the event to another; a minute if it is 0.
	AckWait time.Duration
}

// The metadata of a message.
const (
	deliveryID = "ndoto_delivery"
	receivedAt = "ndoto_received"
	// firstTime is set by a subscriber that knows that the broker delivers the event for the first time.
	firstTime = "ndoto_first_time"
)

func (q Queue) partitions() int { return max(q.Partitions, 1) }

func (q Queue) ackWait() time.Duration {
	if q.AckWait <= 0 {
		return time.Minute
	}
	return q.AckWait
}

// Topics are the names of all topics, to set up streams for them.
func (q Queue) Topics() []string {
	topics := make([]string, q.partitions())
	for i := range topics {
		topics[i] = q.name(i)
	}
	return topics
}

func (q Queue) name(partition int) string { return fmt.Sprintf("%s_%d", q.Topic, partition) }

// topic is where the events of a conversation go.
func (q Queue) topic(e webhook.Event) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(webhook.OrderKey(e)))
	return q.name(int(h.Sum32() % uint32(q.partitions())))
}

// Publish returns a function for webhook.WithForward: an event is accepted when the broker has it.
func (q Queue) Publish(publisher message.Publisher) func(context.Context, webhook.Event) error {
	return func(ctx context.Context, e webhook.Event) error {
		d := e.Info().Delivery
		m := message.NewMessage(watermill.NewUUID(), message.Payload(d.Body))
		m.SetContext(ctx)
		m.Metadata.Set(deliveryID, d.ID)
		m.Metadata.Set(receivedAt, d.Received.Format(time.RFC3339Nano))
		if err := publisher.Publish(q.topic(e), m); err != nil {
			return fmt.Errorf("watermillqueue: %w", err)
		}
		return nil
	}
}

// Consume calls the handlers of a receiver for the events of the queue until ctx ends, which is no error. A message is
// acknowledged when its handlers are done, or when it went to the dead letters of the receiver; if ctx ends before, the broker
// delivers it again, to whoever consumes next.
func (q Queue) Consume(ctx context.Context, subscriber message.Subscriber, r *webhook.Receiver) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var workers sync.WaitGroup
	defer workers.Wait()
	for _, topic := range q.Topics() {
		messages, err := subscriber.Subscribe(ctx, topic)
		if err != nil {
			cancel()
			return fmt.Errorf("watermillqueue: %s: %w", topic, err)
		}
		workers.Go(func() {
			for m := range messages {
				if err := process(ctx, r, m); err != nil {
					m.Nack()
					continue
				}
				m.Ack()
			}
		})
	}
	<-ctx.Done()
	return nil
}

func process(ctx context.Context, r *webhook.Receiver, m *message.Message) error {
	e, err := webhook.Parse(m.Payload)
	if errors.Is(err, webhook.ErrMalformed) {
		return nil // it would be so for ever; a receiver lets no such event in
	}
	if err != nil {
		return err
	}
	d := &e.Info().Delivery
	d.ID = m.Metadata.Get(deliveryID)
	d.Replayed = m.Metadata.Get(firstTime) == "" // a process before may have begun with it
	d.Received, _ = time.Parse(time.RFC3339Nano, m.Metadata.Get(receivedAt))
	return r.Process(ctx, e)
}
