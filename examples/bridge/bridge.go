package main

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// channel is how customers are reached.
type channel interface {
	// Send sends a message to a customer. After errBusy it is called again, and after errRefused the agent is told. Any
	// other error leaves open whether the message was sent: the agent is told that, too, and it is not sent again until
	// the agent presses retry.
	Send(ctx context.Context, m outgoing) error
}

// What a channel wraps into its errors.
var (
	errBusy    = errors.New("the channel did not take the message, and may take it later")
	errRefused = errors.New("the channel will never take the message")
)

// outgoing is a message to a customer.
type outgoing struct {
	To    string // a phone number
	Text  string
	Files []ndoto.Attachment
}

// incoming is a message of a customer, as the gateway posts it.
type incoming struct {
	// ID is the gateway's: a message that it delivers twice comes in once.
	ID   string `json:"id"`
	From string `json:"from"` // a phone number, such as +250788123456
	Text string `json:"text"`
}

// bridge is between a channel and an API inbox.
type bridge struct {
	client   *ndoto.Client
	inbox    int64
	channel  channel
	outbox   outbox
	receiver *webhook.Receiver
}

// newBridge returns a bridge that remembers in a store what it has sent. The options say how webhooks are verified.
func newBridge(client *ndoto.Client, inbox int64, c channel, store webhook.Store, opts ...webhook.Option) (*bridge, error) {
	b := &bridge{client: client, inbox: inbox, channel: c, outbox: outbox{store}}
	receiver, err := webhook.NewReceiver(append([]webhook.Option{webhook.WithStore(store, 0), webhook.WithDeadLetter(b.gaveUp)}, opts...)...)
	if err != nil {
		return nil, err
	}
	b.receiver = receiver
	webhook.On(receiver, func(ctx context.Context, e *webhook.MessageCreated) error {
		return b.deliver(ctx, &e.MessageEvent, b.isNew)
	})
	webhook.On(receiver, func(ctx context.Context, e *webhook.MessageUpdated) error {
		return b.deliver(ctx, &e.MessageEvent, b.isRetried)
	})
	return b, nil
}

// lookBack is how long after a message the gateway may deliver it again, and how old a message may be that an agent
// sends again although the bridge has never heard of it, as it was down.
const lookBack = 24 * time.Hour

// receive brings a message into the conversation of its customer, once.
func (b *bridge) receive(ctx context.Context, in incoming) error {
	switch {
	case in.ID == "":
		return fmt.Errorf("%w: a message needs an id, to tell it from the same one that comes again", ndoto.ErrBadInput)
	case in.Text == "":
		return fmt.Errorf("%w: the message has no text", ndoto.ErrBadInput)
	}
	contact, _, err := b.client.Contacts.Ensure(ctx, ndoto.ByPhone(in.From), &ndoto.ContactParams{Name: ndoto.Set(in.From)})
	if err != nil {
		return err
	}
	conversation, _, err := b.client.Conversations.Ensure(ctx, &ndoto.CreateConversationParams{InboxID: b.inbox, ContactID: contact.ID}, ndoto.ReopenLatest)
	if err != nil {
		return err
	}
	_, err = b.client.Messages.SendOnce(ctx, conversation.ID, in.ID, &ndoto.CreateMessageParams{Content: in.Text, Type: ndoto.MessageIncoming}, ndoto.WithLookBack(lookBack))
	return err
}

// routes are what the inbox and the gateway call. The gateway identifies itself with a token.
func (b *bridge) routes(token string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /ndoto", b.receiver)
	mux.HandleFunc("POST /incoming", func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 0 {
			http.Error(w, "the token is wrong", http.StatusUnauthorized)
			return
		}
		var in incoming
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := b.receive(r.Context(), in); err != nil {
			slog.WarnContext(r.Context(), "a message was not received", "id", in.ID, "error", err)
			http.Error(w, err.Error(), statusOf(err))
		}
	})
	return mux
}

// statusOf tells the gateway whether to send a message again: after 503, and not after 422.
func statusOf(err error) int {
	if errors.Is(err, ndoto.ErrBadInput) || errors.Is(err, ndoto.ErrValidation) {
		return http.StatusUnprocessableEntity
	}
	return http.StatusServiceUnavailable
}
