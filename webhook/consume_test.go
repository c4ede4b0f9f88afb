package webhook_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// consumer is a receiver that consumes from a broker until the test ends it.
type consumer struct {
	*webhook.Receiver
	cancel context.CancelFunc
	ended  chan error
}

func newConsumer(t *testing.T, b webhook.Broker, handle func(context.Context, *webhook.MessageCreated) error, opts ...webhook.Option) *consumer {
	t.Helper()
	r := receiver(t, append([]webhook.Option{webhook.WithBroker(b)}, opts...)...)
	webhook.On(r, handle)
	ctx, cancel := context.WithCancel(t.Context())
	c := &consumer{r, cancel, make(chan error, 1)}
	go func() { c.ended <- r.Consume(ctx) }()
	return c
}

func (c *consumer) stop(t *testing.T) {
	t.Helper()
	c.cancel()
	require.NoError(t, <-c.ended)
	require.NoError(t, c.Shutdown(t.Context()))
}

// TestALongHandlerKeepsItsEvent: it takes longer than the lease, and another process is there.
func TestALongHandlerKeepsItsEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(2)
		var seen record
		slow := func(ctx context.Context, e *webhook.MessageCreated) error {
			time.Sleep(time.Minute)
			return seen.handle(ctx, e)
		}
		first, second := newConsumer(t, b, slow), newConsumer(t, b, slow)
		for id := 1; id <= 3; id++ {
			require.Equal(t, 200, post(first, messageBody(1, id)))
		}
		time.Sleep(4 * time.Minute)
		assert.Equal(t, map[int64][]int64{1: {1, 2, 3}}, seen.all())
		assert.Zero(t, b.Messages(), "what is done is deleted")
		first.stop(t)
		second.stop(t)
	})
}

// TestAnEventThatFails does not delay other conversations, not even those of its partition.
func TestAnEventThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(1)
		var seen record
		var dead notes[string]
		c := newConsumer(t, b, func(ctx context.Context, e *webhook.MessageCreated) error {
			if e.ID == 1 {
				return errors.New("no")
			}
			return seen.handle(ctx, e)
		}, webhook.WithDeadLetter(func(_ context.Context, e webhook.Event, err error) {
			dead.add(webhook.Key(e) + ": " + err.Error())
		}))
		for id := 1; id <= 4; id++ {
			post(c, messageBody(id/3+1, id)) // 1 and 2 are of one conversation
		}
		time.Sleep(2 * time.Second)
		assert.Equal(t, map[int64][]int64{2: {3, 4}}, seen.all())
		time.Sleep(time.Minute)
		assert.Equal(t, map[int64][]int64{1: {2}, 2: {3, 4}}, seen.all())
		assert.Equal(t, []string{"message_created/1/1: no"}, dead.all())
		assert.Equal(t, []string{"message_created/1/1"}, webhooktest.Letters(c.Receiver))

		// It is sent again, and fails for another reason.
		require.NoError(t, c.Redrive(t.Context(), "message_created/1/1"))
		assert.Empty(t, webhooktest.Letters(c.Receiver))
		time.Sleep(time.Minute)
		assert.Len(t, dead.all(), 2)
		require.ErrorIs(t, c.Redrive(t.Context(), "what?"), webhook.ErrBadInput)
		c.stop(t)
	})
}

// TestABurstBehindABroker: a handler sees what waits behind its event.
func TestABurstBehindABroker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(1)
		in := receiver(t, webhook.WithBroker(b))
		for id := 1; id <= 3; id++ {
			post(in, messageBody(1, id))
		}
		var behind notes[int]
		c := newConsumer(t, b, func(ctx context.Context, _ *webhook.MessageCreated) error {
			behind.add(len(webhook.Behind(ctx)))
			return nil
		})
		time.Sleep(time.Minute)
		assert.Equal(t, []int{2, 1, 0}, behind.all())
		c.stop(t)
		require.NoError(t, in.Shutdown(t.Context()))
	})
}

// TestAnEventThatKillsItsProcess: handlers begin, and nobody hears of them again. Its attempts are counted all the
// same.
func TestAnEventThatKillsItsProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(1)
		var seen record
		var begun notes[int]
		in := receiver(t, webhook.WithBroker(b))
		for id := 1; id <= 2; id++ {
			post(in, messageBody(1, id))
		}
		for range 6 {
			store := webhooktest.NewFaultyStore() // of the process that dies
			store.Store = b.Store()
			dying := newConsumer(t, brokerWithStore{b, store}, func(ctx context.Context, e *webhook.MessageCreated) error {
				if e.ID != 1 {
					return seen.handle(ctx, e)
				}
				begun.add(1)
				store.Fail(webhooktest.Always(errors.New("the process is dead")), nil)
				<-ctx.Done()
				return ctx.Err()
			})
			time.Sleep(time.Minute)
			dying.cancel()
			t.Log("the process ended:", <-dying.ended)
			_ = dying.Shutdown(t.Context())
		}
		assert.Len(t, begun.all(), 5)
		assert.Equal(t, map[int64][]int64{1: {2}}, seen.all())
		assert.Equal(t, []string{"message_created/1/1"}, webhooktest.Letters(in))
		for letter, err := range in.DeadLetters().AllDeadLetters(t.Context()) {
			require.NoError(t, err)
			assert.Equal(t, "webhook: the process ended in each of 5 attempts", letter.Reason)
		}
		require.NoError(t, in.Shutdown(t.Context()))
	})
}

// brokerWithStore is a process's view of a broker.
type brokerWithStore struct {
	*webhooktest.Broker
	store webhook.Store
}

func (b brokerWithStore) Store() webhook.Store { return b.store }

// TestAProcessThatIsCutOff from the store ends its handlers before another process begins, and Consume returns an
// error.
func TestAProcessThatIsCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(2)
		store := webhooktest.NewFaultyStore()
		store.Store = b.Store()
		var mu sync.Mutex
		busy := 0
		var handled notes[int]
		handle := func(ctx context.Context, _ *webhook.MessageCreated) error {
			mu.Lock()
			busy++
			assert.Equal(t, 1, busy)
			mu.Unlock()
			defer func() { mu.Lock(); busy--; mu.Unlock() }()
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Minute):
				handled.add(1)
				return nil
			}
		}
		first := newConsumer(t, brokerWithStore{b, store}, handle)
		require.Equal(t, 200, post(first, messageBody(1, 1)))
		time.Sleep(time.Second)
		second := newConsumer(t, b, handle)
		store.Fail(webhooktest.Always(errors.New("no route to host")), nil)
		require.ErrorContains(t, <-first.ended, "no route to host")
		time.Sleep(3 * time.Minute)
		assert.Len(t, handled.all(), 1)
		second.stop(t)
		require.NoError(t, first.Shutdown(t.Context()))
	})
}

func TestABrokerThatCannotBeRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(2)
		var seen record
		c := newConsumer(t, b, seen.handle)
		time.Sleep(time.Second)
		b.Fail(errors.New("down"))
		time.Sleep(5 * time.Second)
		b.Fail(nil)
		require.Equal(t, 200, post(c, messageBody(1, 1)))
		time.Sleep(5 * time.Second)
		assert.Equal(t, 1, seen.count(), "a short outage is waited for")
		began := time.Now()
		b.Fail(errors.New("down"))
		require.ErrorContains(t, <-c.ended, "cannot be read: down")
		assert.Less(t, time.Since(began), 15*time.Second)
		require.NoError(t, c.Shutdown(t.Context()))
	})
}

func TestAForeignEntry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(1)
		require.NoError(t, b.Publish(t.Context(), 0, webhook.Message{Err: errors.New("it has no fields of ours"), Delivery: webhook.Delivery{Body: []byte("hello")}}))
		require.NoError(t, b.Publish(t.Context(), 0, webhook.Message{Delivery: webhook.Delivery{Received: time.Now(), Body: []byte("no JSON")}}))
		var seen record
		c := newConsumer(t, b, seen.handle)
		require.Equal(t, 200, post(c, messageBody(1, 1)))
		time.Sleep(time.Second)
		assert.Equal(t, 1, seen.count())
		assert.Zero(t, b.Messages())
		assert.Equal(t, []string{"entry/0/1", "entry/0/2"}, webhooktest.Letters(c.Receiver))
		require.ErrorIs(t, c.Redrive(t.Context(), "entry/0/1"), webhook.ErrBadInput)
		c.stop(t)
	})
}

// TestShutdownEndsConsume, after the handlers that run.
func TestShutdownEndsConsume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := webhooktest.NewBroker(1)
		var seen record
		c := newConsumer(t, b, func(ctx context.Context, e *webhook.MessageCreated) error {
			time.Sleep(5 * time.Second)
			return seen.handle(ctx, e)
		})
		for id := 1; id <= 2; id++ {
			post(c, messageBody(1, id))
		}
		time.Sleep(time.Second)
		require.NoError(t, c.Shutdown(t.Context()))
		require.NoError(t, <-c.ended)
		assert.Equal(t, map[int64][]int64{1: {1}}, seen.all())
		assert.Equal(t, 1, b.Messages(), "what has not begun is left to others")
	})
}

// brokerThatWaits does not end a read with its context, as Redis does not.
type brokerThatWaits struct{ *webhooktest.Broker }

func (b brokerThatWaits) Read(ctx context.Context, partition int, after string, limit int) ([]webhook.Message, error) {
	return b.Broker.Read(context.WithoutCancel(ctx), partition, after, limit)
}

// TestShutdownWhileAReadIsUnderWay leaves what it reads to others.
func TestShutdownWhileAReadIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := brokerThatWaits{webhooktest.NewBroker(1)}
		var seen record
		c, other := newConsumer(t, b, seen.handle), receiver(t, webhook.WithBroker(b))
		time.Sleep(100 * time.Millisecond)
		began := time.Now()
		require.NoError(t, c.Shutdown(t.Context()))
		require.Equal(t, 200, post(other, messageBody(1, 1)))
		require.NoError(t, <-c.ended)
		assert.LessOrEqual(t, time.Since(began), 2*time.Second, "the read, and the next look at the partitions")
		assert.Zero(t, seen.count())
		assert.Equal(t, 1, b.Messages())
	})
}

func TestConsumeNeedsABrokerAndHandlers(t *testing.T) {
	t.Parallel()
	r := receiver(t)
	require.EqualError(t, r.Consume(t.Context()), "webhook: bad input: Consume needs WithBroker")
	r = receiver(t, webhook.WithBroker(webhooktest.NewBroker(1)))
	require.ErrorIs(t, r.Consume(t.Context()), webhook.ErrBadInput)
}
