package natsqueue

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/usendoto/ndoto-go/webhook"
)

// Store is a webhook.Store in a stream, with a subject for each key. Times are by the clocks of the processes, which
// must agree to a second or so. It is safe for concurrent use.
type Store struct {
	js     jetstream.JetStream
	name   string
	stream jetstream.Stream
}

var _ webhook.Store = (*Store)(nil)

// NewStore returns a store in the stream of a name, and creates the stream if it is missing. A Broker has one
// already; this is for receivers without a broker, and for bots.
func NewStore(ctx context.Context, conn *nats.Conn, name string) (*Store, error) {
	if conn == nil || !validName.MatchString(name) {
		return nil, errors.New("natsqueue: a connection and a name of letters, digits, _ and - are required")
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, wrap(err)
	}
	stream, err := ensureStream(ctx, js, jetstream.StreamConfig{
		Name: name, Subjects: []string{name + ".*"}, MaxMsgsPerSubject: 1, AllowMsgTTL: true,
	})
	if err != nil {
		return nil, err
	}
	return &Store{js, name, stream}, nil
}

// expirySize is that of the time at the beginning of each value, in milliseconds, or 0: the server's times are in
// seconds.
const expirySize = 8

func (s *Store) subject(key string) string {
	return s.name + "." + base64.RawURLEncoding.EncodeToString([]byte(key))
}

// Load returns the value of a key, or nil if there is none.
func (s *Store) Load(ctx context.Context, key string) ([]byte, error) {
	value, _, err := s.load(ctx, key)
	return value, err
}

// load returns the value, and the sequence of the message that has it, also if its time is over; 0 is none.
func (s *Store) load(ctx context.Context, key string) (value []byte, seq uint64, err error) {
	raw, err := s.stream.GetLastMsgForSubject(ctx, s.subject(key))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, wrap(err)
	}
	if len(raw.Data) <= expirySize {
		return nil, raw.Sequence, nil
	}
	expires := int64(binary.BigEndian.Uint64(raw.Data))
	if expires != 0 && expires <= time.Now().UnixMilli() {
		return nil, raw.Sequence, nil
	}
	return raw.Data[expirySize:], raw.Sequence, nil
}

// CompareAndSwap sets the value of a key if its present value is old.
func (s *Store) CompareAndSwap(ctx context.Context, key string, old, next []byte, ttl time.Duration) (bool, error) {
	if len(old) == 0 && len(next) > 0 { // most often there is nothing yet
		if swapped, err := s.publish(ctx, key, next, ttl, 0); swapped || err != nil {
			return swapped, err
		}
	}
	present, seq, err := s.load(ctx, key)
	switch {
	case err != nil || !bytes.Equal(present, old):
		return false, err
	case len(next) > 0:
		return s.publish(ctx, key, next, ttl, seq)
	case seq == 0:
		return true, nil
	}
	deleted, err := deleteMessage(ctx, s.stream, seq) // it is gone if somebody has changed the value
	return deleted || len(old) == 0, err
}

// publish sets a value if the last message of the key is the one with a sequence.
func (s *Store) publish(ctx context.Context, key string, value []byte, ttl time.Duration, seq uint64) (bool, error) {
	msg := nats.NewMsg(s.subject(key))
	msg.Data = make([]byte, expirySize, expirySize+len(value))
	msg.Data = append(msg.Data, value...)
	opts := []jetstream.PublishOpt{jetstream.WithExpectLastSequencePerSubject(seq), jetstream.WithExpectStream(s.name)}
	if ttl > 0 {
		binary.BigEndian.PutUint64(msg.Data, uint64(time.Now().Add(ttl).UnixMilli()))
		opts = append(opts, jetstream.WithMsgTTL(ttl.Truncate(time.Second)+2*time.Second))
	}
	_, err := s.js.PublishMsg(ctx, msg, opts...)
	var refused *jetstream.APIError
	if errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return false, nil
	}
	return err == nil, wrap(err)
}
