// Package natsqueue puts the events of a webhook.Receiver on NATS JetStream, so that they survive processes and
// machines, and several processes share the work. It is a module of its own for its dependency:
// github.com/nats-io/nats.go.
//
//	conn, err := nats.Connect("nats://localhost:4222", nats.MaxReconnects(-1))
//	broker, err := natsqueue.New(ctx, conn, "ndoto", 16)
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithBroker(broker))
//	webhook.On(receiver, handle)
//	http.Handle("POST /ndoto", receiver)
//	err = receiver.Consume(ctx) // in as many processes as you like
//
// It uses three streams, and creates those that are missing: "ndoto" for the events, with a subject for each
// partition, "ndoto_store" for what the processes agree on, and "ndoto_dead" for dead letters. One that is there is
// left as it is: create them with replicas and limits of your own if you like. Which process reads a partition is
// agreed on in the store; an event is in its stream until it is done, and whoever takes over reads from the
// beginning.
package natsqueue

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/usendoto/ndoto-go/webhook"
)

// Broker is a webhook.Broker over NATS JetStream, of NATS 2.11 or newer. It is safe for concurrent use.
type Broker struct {
	js         jetstream.JetStream
	name       string
	partitions int
	events     jetstream.Stream
	store      *Store
	dead       jetstream.Stream

	mu      sync.Mutex
	readers map[int]*reader
}

var _ webhook.Broker = (*Broker)(nil)

var validName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// New returns a broker whose streams begin with a name, and creates those that are missing. Processes that share it
// use the same name and the same number of partitions, which is how many processes can share the work; to change it,
// let the stream run empty first. It does not close the connection. When the connection is closed, also because it
// has used up its MaxReconnects, Receiver.Consume returns an error.
func New(ctx context.Context, conn *nats.Conn, name string, partitions int) (*Broker, error) {
	if conn == nil || !validName.MatchString(name) {
		return nil, fmt.Errorf("natsqueue: a connection and a name of letters, digits, _ and - are required, got %q", name)
	}
	if partitions <= 0 {
		return nil, fmt.Errorf("natsqueue: the number of partitions must be positive, got %d", partitions)
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, wrap(err)
	}
	b := &Broker{js: js, name: name, partitions: partitions, readers: map[int]*reader{}}
	if b.events, err = ensureStream(ctx, js, jetstream.StreamConfig{Name: name, Subjects: []string{name + ".*"}}); err != nil {
		return nil, err
	}
	if b.store, err = NewStore(ctx, conn, name+"_store"); err != nil {
		return nil, err
	}
	b.dead, err = ensureStream(ctx, js, jetstream.StreamConfig{Name: name + "_dead", Subjects: []string{name + "_dead.*"}, MaxMsgsPerSubject: 1})
	return b, err
}

// ensureStream finds a stream, or creates it.
func ensureStream(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := js.Stream(ctx, config.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		s, err = js.CreateStream(ctx, config)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another process was faster, with another version
			s, err = js.Stream(ctx, config.Name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("natsqueue: the stream %s: %w", config.Name, err)
	}
	return s, nil
}

// Partitions returns the number of partitions.
func (b *Broker) Partitions() int { return b.partitions }

// Store returns where the processes agree.
func (b *Broker) Store() webhook.Store { return b.store }

func (b *Broker) subject(partition int) string { return fmt.Sprintf("%s.%d", b.name, partition) }

// Publish adds an event to the stream. One whose key came within the stream's window for duplicates, two minutes by
// default, is left out: the response to it was lost.
func (b *Broker) Publish(ctx context.Context, partition int, m webhook.Message) error {
	msg := nats.NewMsg(b.subject(partition))
	msg.Data = m.Delivery.Body
	for name, value := range m.Delivery.Metadata() {
		msg.Header.Set(name, value)
	}
	_, err := b.js.PublishMsg(ctx, msg, jetstream.WithMsgID(m.Key), jetstream.WithExpectStream(b.name))
	return wrap(err)
}

// Delete removes an event from the stream.
func (b *Broker) Delete(ctx context.Context, _ int, id string) error {
	seq, err := sequence(id)
	if err != nil {
		return err
	}
	_, err = deleteMessage(ctx, b.events, seq)
	return err
}

// deleteMessage reports whether there was a message to delete.
func deleteMessage(ctx context.Context, s jetstream.Stream, seq uint64) (bool, error) {
	err := s.DeleteMsg(ctx, seq)
	if err == nil {
		return true, nil
	}
	if _, missing := s.GetMsg(ctx, seq); errors.Is(missing, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	return false, wrap(err)
}

// wrap makes the end of the connection an error that ends Consume at once.
func wrap(err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("natsqueue: %w", err)
	if errors.Is(err, nats.ErrConnectionClosed) {
		return webhook.Permanent(wrapped)
	}
	return wrapped
}
