package watermillqueue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	wmjetstream "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/jetstream"
	wmnats "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/nats"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// JetStream makes a stream for each topic of the queue on NATS, if there is none yet, with one consumer each that outlives the
// process and has one event at a time, so that the order holds whatever dies. Closing the publisher closes the connection.
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
		return Connection{}, fmt.Errorf("watermillqueue: %w", err)
	}
	return Connection{publisher, &jetStreamSubscriber{js: js, ackWait: q.ackWait(), closing: make(chan struct{})}}, nil
}

// jetStreamSubscriber is a message.Subscriber. Those of watermill-nats 2.1.3 close the channel of a subscription that ends while
// they may still send to it, which can panic; here one goroutine does both.
type jetStreamSubscriber struct {
	js      jetstream.JetStream
	ackWait time.Duration
	closing chan struct{}
	once    sync.Once
	running sync.WaitGroup
}

// Subscribe delivers the messages of a topic one after another, until ctx ends or Close is called.
func (s *jetStreamSubscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	consumer, err := s.js.CreateOrUpdateConsumer(ctx, topic, jetstream.ConsumerConfig{
		Durable: group, AckPolicy: jetstream.AckExplicitPolicy, AckWait: s.ackWait, MaxAckPending: 1,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan *message.Message)
	s.running.Go(func() {
		defer close(out)
		defer cancel()
		for s.deliver(ctx, consumer, out) {
		}
	})
	s.running.Go(func() {
		select {
		case <-s.closing:
			cancel()
		case <-ctx.Done():
		}
	})
	return out, nil
}

// fetchWait is how long one request waits for a message.
const fetchWait = 5 * time.Second

// deliver waits for one message, and for what becomes of it. It tells whether to go on.
func (s *jetStreamSubscriber) deliver(ctx context.Context, consumer jetstream.Consumer, out chan<- *message.Message) bool {
	fetchCtx, cancel := context.WithTimeout(ctx, fetchWait)
	defer cancel()
	raw, err := consumer.Next(jetstream.FetchContext(fetchCtx))
	if err != nil {
		return ctx.Err() == nil && !errors.Is(err, nats.ErrConnectionClosed) && pause(ctx, err)
	}
	m, err := (&wmnats.NATSMarshaler{}).Unmarshal(&nats.Msg{Subject: raw.Subject(), Header: raw.Headers(), Data: raw.Data()})
	if err != nil {
		_ = raw.Term() // it would be so for ever
		return true
	}
	if meta, err := raw.Metadata(); err == nil && meta.NumDelivered == 1 {
		m.Metadata.Set(firstTime, "true")
	}
	select {
	case out <- m:
	case <-ctx.Done():
		_ = raw.Nak()
		return false
	}
	select {
	case <-m.Acked():
		_ = raw.Ack() // if it does not arrive, the event comes again
	case <-m.Nacked():
		_ = raw.NakWithDelay(nakDelay)
	}
	return true
}

// pause keeps a broker that is down from being asked all the time. That no message came is no reason for one.
func pause(ctx context.Context, err error) bool {
	if errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return wait.For(ctx, nakDelay) == nil
}

// Close ends all subscriptions, after the messages that they have delivered are acknowledged or given back.
func (s *jetStreamSubscriber) Close() error {
	s.once.Do(func() { close(s.closing) })
	s.running.Wait()
	return nil
}
