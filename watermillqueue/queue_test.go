package watermillqueue_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/gochannel"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/watermillqueue"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func body(id, conversation int) []byte {
	return fmt.Appendf(nil, `{"event":"message_created","id":%d,"account":{"id":1},"conversation":{"id":%d}}`, id, conversation)
}

func newWorker(t *testing.T, store webhook.Store) *webhook.Receiver {
	t.Helper()
	r, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithStore(store, 0), webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond}))
	require.NoError(t, err)
	return r
}

// ordered is a broker in memory that delivers the messages of a topic one after another, until each is acknowledged.
type ordered struct {
	mu     sync.Mutex
	topics map[string]chan *message.Message
}

func (o *ordered) topic(name string) chan *message.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.topics == nil {
		o.topics = map[string]chan *message.Message{}
	}
	if o.topics[name] == nil {
		o.topics[name] = make(chan *message.Message, 1000)
	}
	return o.topics[name]
}

func (o *ordered) Publish(topic string, messages ...*message.Message) error {
	for _, m := range messages {
		o.topic(topic) <- m.Copy()
	}
	return nil
}

func (o *ordered) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	out := make(chan *message.Message)
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case m := <-o.topic(topic):
				out <- m
				select {
				case <-m.Acked():
				case <-m.Nacked():
					return
				}
			}
		}
	}()
	return out, nil
}

func (o *ordered) Close() error { return nil }

// TestEventsGoThroughABroker handles events in order, each once although some are published twice, with handlers that
// fail now and then, and keeps what is not an event as a dead letter.
func TestEventsGoThroughABroker(t *testing.T) {
	t.Parallel()
	const events, conversations = 400, 20
	queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 4}
	channel := &ordered{}
	receiver := func() *webhook.Receiver {
		r, err := webhook.NewReceiver(webhook.WithSecrets(webhooktest.Secret), webhook.WithForward(queue.Publish(channel)))
		require.NoError(t, err)
		return r
	}
	in, other := receiver(), receiver() // they do not share a store, so the broker gets twins
	require.NoError(t, channel.Publish(queue.Topics()[0], message.NewMessage("odd", []byte("hello"))))
	for id := 1; id <= events; id++ {
		require.Equal(t, 200, webhooktest.Post(in, body(id, id%conversations+1)))
		if id%5 == 0 {
			require.Equal(t, 200, webhooktest.Post(other, body(id, id%conversations+1)))
		}
	}
	worker := newWorker(t, webhook.NewMemoryStore(0))
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	handled, failed := map[int64][]int64{}, map[int64]bool{}
	count := 0
	webhook.On(worker, func(_ context.Context, e *webhook.MessageCreated) error {
		mu.Lock()
		defer mu.Unlock()
		id := e.ID
		if id%7 == 0 && !failed[id] {
			failed[id] = true
			return errors.New("not yet")
		}
		handled[e.Conversation.ID] = append(handled[e.Conversation.ID], id)
		if count++; count == events {
			cancel()
		}
		return nil
	})
	require.NoError(t, queue.Consume(ctx, channel, worker))
	for conversation, ids := range handled {
		assert.True(t, slices.IsSorted(ids), "conversation %d: %v", conversation, ids)
	}
	assert.Equal(t, events, count)
	assert.Equal(t, []string{"message/odd"}, webhooktest.Letters(worker))
	require.NoError(t, errors.Join(in.Shutdown(t.Context()), other.Shutdown(t.Context()), worker.Shutdown(t.Context())))
}

// deaf is a broker that is down.
type deaf struct{}

func (deaf) Publish(string, ...*message.Message) error { return errors.New("no broker") }
func (deaf) Close() error                              { return nil }
func (deaf) Subscribe(context.Context, string) (<-chan *message.Message, error) {
	return nil, errors.New("no broker")
}

func TestABrokerThatIsDown(t *testing.T) {
	t.Parallel()
	var queue watermillqueue.Queue
	in, err := webhook.NewReceiver(webhook.WithSecrets(webhooktest.Secret), webhook.WithForward(queue.Publish(deaf{})))
	require.NoError(t, err)
	assert.Equal(t, 500, webhooktest.Post(in, body(1, 1)), "nobody may believe that it is safe")
	require.EqualError(t, queue.Consume(t.Context(), deaf{}, in), "watermillqueue: _0: no broker")
	require.NoError(t, in.Shutdown(t.Context()))
}

// TestASubscriptionThatEnds is not waited for in vain.
func TestASubscriptionThatEnds(t *testing.T) {
	t.Parallel()
	queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 2}
	channel := gochannel.NewGoChannel(gochannel.Config{}, watermill.NopLogger{})
	worker := newWorker(t, webhook.NewMemoryStore(0))
	ended := make(chan error)
	go func() { ended <- queue.Consume(t.Context(), channel, worker) }()
	time.AfterFunc(50*time.Millisecond, func() { _ = channel.Close() })
	require.ErrorContains(t, <-ended, "the subscription ended")
	require.NoError(t, worker.Shutdown(t.Context()))
}
