package webhooktest

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// Broker is a webhook.Broker in memory, for tests of several receivers in one process.
type Broker struct {
	webhook.DeadLetters
	store webhook.Store

	mu         sync.Mutex
	partitions [][]webhook.Message
	last       int
	changed    chan struct{}
	err        error
}

// NewBroker returns a broker with a number of partitions.
func NewBroker(partitions int) *Broker {
	return &Broker{
		DeadLetters: newDeadLetters(), store: webhook.NewMemoryStore(0), partitions: make([][]webhook.Message, partitions),
		changed: make(chan struct{}),
	}
}

// Fail makes all following steps fail with an error, or work again if it is nil.
func (b *Broker) Fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// Messages returns how many messages are on the broker.
func (b *Broker) Messages() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, messages := range b.partitions {
		n += len(messages)
	}
	return n
}

// Store implements webhook.Broker.
func (b *Broker) Store() webhook.Store { return b.store }

// Partitions implements webhook.Broker.
func (b *Broker) Partitions() int { return len(b.partitions) }

// Publish implements webhook.Broker. A message with an Err is an entry that is not an event.
func (b *Broker) Publish(_ context.Context, partition int, m webhook.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	b.last++
	m.ID = strconv.Itoa(b.last)
	b.partitions[partition] = append(b.partitions[partition], m)
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// Read implements webhook.Broker.
func (b *Broker) Read(ctx context.Context, partition int, after string, limit int) ([]webhook.Message, error) {
	position, _ := strconv.Atoi(after)
	timeout := time.NewTimer(time.Second)
	defer timeout.Stop()
	for {
		b.mu.Lock()
		changed, err := b.changed, b.err
		var found []webhook.Message
		for _, m := range b.partitions[partition] {
			if id, _ := strconv.Atoi(m.ID); id > position && len(found) < limit {
				found = append(found, m)
			}
		}
		b.mu.Unlock()
		if err != nil || len(found) > 0 {
			return found, err
		}
		select {
		case <-changed:
		case <-timeout.C:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Delete implements webhook.Broker.
func (b *Broker) Delete(_ context.Context, partition int, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.partitions[partition] = slices.DeleteFunc(b.partitions[partition], func(m webhook.Message) bool { return m.ID == id })
	return b.err
}
