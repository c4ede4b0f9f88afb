package natsqueue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/usendoto/ndoto-go/webhook"
)

// reader reads a partition with a consumer of the server that lives as long as somebody asks it.
type reader struct {
	mu       sync.Mutex
	consumer jetstream.Consumer
	position uint64 // of the message that was read last
	count    uint64 // of the messages that the consumer has delivered
}

const (
	// readTime is how long Read waits.
	readTime = 500 * time.Millisecond
	// consumerTime is how long the server keeps a consumer that nobody asks.
	consumerTime = 30 * time.Second
)

var errGap = errors.New("messages were lost on their way")

func (b *Broker) reader(partition int) *reader {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.readers[partition]
	if r == nil {
		r = &reader{}
		b.readers[partition] = r
	}
	return r
}

// Read reads the messages of a partition. It waits half a second for one.
func (b *Broker) Read(ctx context.Context, partition int, after string, limit int) ([]webhook.Message, error) {
	position := uint64(0)
	if after != "" {
		var err error
		if position, err = sequence(after); err != nil {
			return nil, err
		}
	}
	r := b.reader(partition)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.consumer == nil || r.position != position {
		if err := r.begin(ctx, b, partition, position); err != nil {
			return nil, wrap(err)
		}
	}
	messages, err := r.fetch(ctx, limit)
	if err != nil {
		r.consumer = nil // the next call begins again where the last one ended
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, wrap(err)
	}
	return messages, nil
}

func (r *reader) begin(ctx context.Context, b *Broker, partition int, position uint64) error {
	consumer, err := b.events.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubject: b.subject(partition), AckPolicy: jetstream.AckNonePolicy, DeliverPolicy: jetstream.DeliverByStartSequencePolicy,
		OptStartSeq: position + 1, InactiveThreshold: consumerTime, MemoryStorage: true, Replicas: 1,
	})
	if err != nil {
		return err
	}
	r.consumer, r.position, r.count = consumer, position, 0
	return nil
}

// fetch takes what is there, or waits for one message. What was read before an error is read again.
func (r *reader) fetch(ctx context.Context, limit int) ([]webhook.Message, error) {
	batch, err := r.consumer.FetchNoWait(limit)
	if err != nil {
		return nil, err
	}
	var messages []webhook.Message
	position, count := r.position, r.count
	add := func(raw jetstream.Msg) error {
		meta, err := raw.Metadata()
		if err != nil {
			return err
		}
		if count++; meta.Sequence.Consumer != count { // the consumer asks for no acknowledgements
			return errGap
		}
		position = meta.Sequence.Stream
		messages = append(messages, messageOf(raw, position))
		return nil
	}
	for raw := range batch.Messages() {
		if err := add(raw); err != nil {
			return nil, err
		}
	}
	if err := batch.Error(); err != nil && !isTimeout(err) {
		return nil, err
	}
	if len(messages) == 0 {
		fetchCtx, cancel := context.WithTimeout(ctx, readTime)
		defer cancel()
		raw, err := r.consumer.Next(jetstream.FetchContext(fetchCtx))
		switch {
		case err == nil:
			if err := add(raw); err != nil {
				return nil, err
			}
		case !isTimeout(err):
			return nil, err
		}
	}
	r.position, r.count = position, count
	return messages, nil
}

func isTimeout(err error) bool {
	return errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, jetstream.ErrNoMessages)
}

// messageOf reads a message. One that somebody else has published is kept as it is.
func messageOf(raw jetstream.Msg, seq uint64) webhook.Message {
	metadata := map[string]string{}
	for name := range raw.Headers() {
		metadata[name] = raw.Headers().Get(name)
	}
	m := webhook.Message{ID: strconv.FormatUint(seq, 10), Key: raw.Headers().Get(jetstream.MsgIDHeader)}
	m.Delivery, m.Err = webhook.NewDelivery(metadata, raw.Data())
	return m
}

func sequence(id string) (uint64, error) {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("natsqueue: %q is not the id of a message: %w", id, err)
	}
	return seq, nil
}
