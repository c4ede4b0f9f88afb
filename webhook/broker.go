package webhook

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"
)

// Broker keeps events outside of the processes that receive and handle them, in partitions: logs to whose end events
// are added, and from which each is deleted when it is handled. The modules redisqueue and natsqueue have one on
// Redis Streams and on NATS JetStream. It is used concurrently.
//
// A broker does not have to know who reads: processes that call [Receiver.Consume] share the partitions among them
// through Store, so each partition has one reader at a time.
type Broker interface {
	// Partitions is the number of partitions. It must be the same in all processes.
	Partitions() int
	// Publish adds an event to the end of a partition. It is safe when Publish returns.
	Publish(ctx context.Context, partition int, m Message) error
	// Read returns up to limit messages of a partition, in their order, behind the one whose ID is after, or from the
	// beginning if that is empty. If there are none, it waits for some time, and returns nothing.
	Read(ctx context.Context, partition int, after string, limit int) ([]Message, error)
	// Delete removes a message. That there is none with the ID is not an error.
	Delete(ctx context.Context, partition int, id string) error
	// Store is where the processes that consume agree on who reads what, and on which events are done.
	Store() Store
	DeadLetters
}

// Message is an event on a broker.
type Message struct {
	// ID is the broker's.
	ID string
	// Key is that of the event, by which a broker may leave out one that it has just got.
	Key string
	// Delivery is the event. Brokers keep its Metadata and its Body.
	Delivery Delivery
	// Err is not nil for an entry that is not of this package. It goes to the dead letters.
	Err error
}

// The names of the metadata of a delivery.
const (
	metaID          = "ndoto-delivery"
	metaReceived    = "ndoto-received"
	metaReplayed    = "ndoto-replayed"
	metaTenant      = "ndoto-tenant"
	metaTraceParent = "traceparent"
)

// Metadata returns what a broker has to keep of a delivery besides its body: see [NewDelivery].
func (d Delivery) Metadata() map[string]string {
	m := map[string]string{metaReceived: d.Received.UTC().Format(time.RFC3339Nano)}
	for name, value := range map[string]string{metaID: d.ID, metaTenant: d.Tenant, metaTraceParent: d.TraceParent} {
		if value != "" {
			m[name] = value
		}
	}
	if d.Replayed {
		m[metaReplayed] = "true"
	}
	return m
}

// NewDelivery makes a delivery of its Metadata and its body. It returns an error for what [Delivery.Metadata] did not
// write.
func NewDelivery(metadata map[string]string, body []byte) (Delivery, error) {
	received, err := time.Parse(time.RFC3339Nano, metadata[metaReceived])
	if err != nil {
		return Delivery{Body: body}, fmt.Errorf("%w: its metadata has no %s", ErrMalformed, metaReceived)
	}
	return Delivery{
		ID: metadata[metaID], Received: received, Body: body, Replayed: metadata[metaReplayed] != "", Tenant: metadata[metaTenant], TraceParent: metadata[metaTraceParent],
	}, nil
}

// ParseDelivery is [Parse] for a delivery that was kept somewhere.
func ParseDelivery(d Delivery) (Event, error) { return parseDelivery(d) }

// publish is what a receiver with a broker does in place of handling an event.
func (r *Receiver) publish(ctx context.Context, e Event) error {
	m := Message{Key: Key(e), Delivery: e.Info().Delivery}
	if m.Delivery.Replayed {
		m.Key += "/" + newOwner() // it is on purpose that it comes again
	}
	return r.broker.Publish(ctx, partitionOf(e, r.broker.Partitions()), m)
}

func partitionOf(e Event, partitions int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(OrderKey(e))) // a hash does not fail
	return int(h.Sum32() % uint32(max(partitions, 1)))
}
