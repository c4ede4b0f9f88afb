// Package redisqueue puts the events of a webhook.Receiver on Redis Streams, so that they survive processes and
// machines, and several processes share the work. It is a module of its own for its dependency:
// github.com/redis/go-redis/v9.
//
//	broker, err := redisqueue.New(redis.NewClient(&redis.Options{Addr: "localhost:6379"}), "ndoto", 16)
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithBroker(broker))
//	webhook.On(receiver, handle)
//	http.Handle("POST /ndoto", receiver)
//	err = receiver.Consume(ctx) // in as many processes as you like
//
// A partition is a stream. Which process reads it is agreed on in the store, so streams need no consumer groups: an
// event is in its stream until it is done, and whoever takes over reads from the beginning. Redis forgets what it has
// not written to its disk: set appendonly. See redisstore for more.
package redisqueue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go/redisstore"
	"github.com/usendoto/ndoto-go/webhook"
)

// Broker is a webhook.Broker over Redis Streams, of Redis 5 or newer. It is safe for concurrent use.
type Broker struct {
	client     redis.UniversalClient
	name       string
	partitions int
	store      *redisstore.Store
}

var _ webhook.Broker = (*Broker)(nil)

// New returns a broker whose keys begin with a name. Processes that share it use the same name and the same number of
// partitions, which is how many processes can share the work; to change it, let the streams run empty first. Each
// partition that a process reads keeps a connection busy: the PoolSize of the client must be larger than partitions.
// New does not close the client.
func New(client redis.UniversalClient, name string, partitions int) (*Broker, error) {
	if client == nil || name == "" {
		return nil, errors.New("redisqueue: a Redis client and a name are required")
	}
	if partitions <= 0 {
		return nil, fmt.Errorf("redisqueue: the number of partitions must be positive, got %d", partitions)
	}
	store, err := redisstore.New(client, name)
	if err != nil {
		return nil, err
	}
	return &Broker{client, name, partitions, store}, nil
}

// Partitions returns the number of partitions.
func (b *Broker) Partitions() int { return b.partitions }

// Store returns where the processes agree.
func (b *Broker) Store() webhook.Store { return b.store }

func (b *Broker) stream(partition int) string { return fmt.Sprintf("%s:stream:%d", b.name, partition) }

// The fields of an entry, besides the metadata of the delivery.
const (
	fieldKey  = "ndoto-key"
	fieldBody = "ndoto-body"
)

// Publish adds an event to a stream.
func (b *Broker) Publish(ctx context.Context, partition int, m webhook.Message) error {
	fields := []any{fieldKey, m.Key, fieldBody, []byte(m.Delivery.Body)}
	for name, value := range m.Delivery.Metadata() {
		fields = append(fields, name, value)
	}
	return wrap(b.client.XAdd(ctx, &redis.XAddArgs{Stream: b.stream(partition), Values: fields}).Err())
}

// readTime is how long Read waits.
const readTime = 500 * time.Millisecond

// Read reads a stream. It waits half a second for an entry.
func (b *Broker) Read(ctx context.Context, partition int, after string, limit int) ([]webhook.Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if after == "" {
		after = "0"
	}
	streams, err := b.client.XRead(ctx, &redis.XReadArgs{
		Streams: []string{b.stream(partition), after}, Count: int64(limit), Block: readTime,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if errors.Is(err, redis.ErrClosed) {
		return nil, webhook.Permanent(wrap(err))
	}
	if err != nil {
		return nil, wrap(err)
	}
	var messages []webhook.Message
	for _, s := range streams {
		for _, entry := range s.Messages {
			messages = append(messages, messageOf(entry))
		}
	}
	return messages, nil
}

// messageOf reads an entry. The fields of one that somebody else has added are its body.
func messageOf(entry redis.XMessage) webhook.Message {
	metadata := map[string]string{}
	for name, value := range entry.Values {
		metadata[name], _ = value.(string)
	}
	m := webhook.Message{ID: entry.ID, Key: metadata[fieldKey]}
	m.Delivery, m.Err = webhook.NewDelivery(metadata, []byte(metadata[fieldBody]))
	if m.Err != nil {
		m.Delivery.Body, _ = json.Marshal(metadata) // strings
	}
	return m
}

// Delete removes an entry.
func (b *Broker) Delete(ctx context.Context, partition int, id string) error {
	return wrap(b.client.XDel(ctx, b.stream(partition), id).Err())
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redisqueue: %w", err)
}
