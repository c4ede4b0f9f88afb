package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// outbox remembers what became of messages, so that each is sent once, however often its handler runs.
type outbox struct{ store webhook.Store }

// record is what became of a message. The zero value is one that was not sent.
type record struct {
	State state `json:"state"`
	// Reason is why it failed.
	Reason string `json:"reason,omitzero"`
	// Told means that the desk knows.
	Told bool `json:"told,omitzero"`
}

type state string

const (
	sending state = "sending" // or it was, when the process ended
	sent    state = "sent"
	failed  state = "failed"
)

// recordTime is how long a message is remembered.
const recordTime = 30 * 24 * time.Hour

func (o outbox) key(e *webhook.MessageEvent) string {
	return fmt.Sprint("bridge/message/", e.ID)
}

func (o outbox) load(ctx context.Context, e *webhook.MessageEvent) (r record, err error) {
	stored, err := o.store.Load(ctx, o.key(e))
	if err != nil || stored == nil {
		return r, err
	}
	return r, json.Unmarshal(stored, &r)
}

// save replaces a record, and returns it. It notes what has happened, and so the end of a context does not stop it.
func (o outbox) save(ctx context.Context, e *webhook.MessageEvent, r record) (record, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	next, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	for {
		old, err := o.store.Load(ctx, o.key(e))
		if err != nil {
			return r, err
		}
		if swapped, err := o.store.CompareAndSwap(ctx, o.key(e), old, next, recordTime); swapped || err != nil {
			return r, err
		}
	}
}

// deliver takes a message to the customer, unless that has been done, and tells the desk how far it got. The receiver
// has answered the desk before, which would otherwise mark the message as failed after five seconds. due reports
// whether a message that was not sent, or failed, is to be sent now.
func (b *bridge) deliver(ctx context.Context, e *webhook.MessageEvent, due func(context.Context, *webhook.MessageEvent, record) (bool, error)) error {
	if e.MessageType == ndoto.MessageIncoming || e.Private || e.Inbox.ID != b.inbox {
		return nil
	}
	r, err := b.outbox.load(ctx, e)
	if err != nil {
		return err
	}
	switch r.State {
	case sent:
	case sending:
		r = record{State: failed, Reason: "the bridge ended while it sent this: it may have arrived"}
	default:
		isDue, err := due(ctx, e, r)
		if err != nil {
			return err
		}
		if isDue {
			if r, err = b.send(ctx, e, r); err != nil {
				return err
			}
		}
	}
	return b.tell(ctx, e, r)
}

// isNew reports whether a message that was created is to be sent.
func (b *bridge) isNew(_ context.Context, _ *webhook.MessageEvent, r record) (bool, error) {
	return r.State == "", nil
}

// isRetried reports whether an agent wants a message to be sent again, which its event does not say: the desk has it as
// sent, and no longer as failed.
func (b *bridge) isRetried(ctx context.Context, e *webhook.MessageEvent, r record) (bool, error) {
	if e.ContentAttributes.Text("external_error") != "" || e.ContentAttributes.Bool("deleted") {
		return false, nil
	}
	if r.State == "" && time.Since(e.CreatedAt.Time) > lookBack {
		return false, nil
	}
	m, err := b.client.Messages.Get(ctx, e.Conversation.ID, e.ID)
	if errors.Is(err, ndoto.ErrNotFound) {
		return false, nil
	}
	return err == nil && m.Status == ndoto.MessageSent, err
}

// send gives a message to the channel. An error means that it was not sent, and is to be tried again.
func (b *bridge) send(ctx context.Context, e *webhook.MessageEvent, before record) (record, error) {
	to, err := b.numberOf(ctx, e)
	if err != nil {
		return record{}, err
	}
	m := outgoing{To: to, Text: strings.TrimSpace(e.Content), Files: e.Attachments}
	switch {
	case m.To == "":
		return b.outbox.save(ctx, e, record{State: failed, Reason: "the contact has no phone number"})
	case m.Text == "" && len(m.Files) == 0:
		return b.outbox.save(ctx, e, record{State: failed, Reason: "the message has neither a text nor a file"})
	}
	if _, err := b.outbox.save(ctx, e, record{State: sending}); err != nil {
		return record{}, err
	}
	err = b.channel.Send(ctx, m)
	switch {
	case err == nil:
		return b.outbox.save(ctx, e, record{State: sent})
	case errors.Is(err, errBusy):
		_, unsaved := b.outbox.save(ctx, e, before)
		return record{}, errors.Join(err, unsaved)
	case errors.Is(err, errRefused):
		return b.outbox.save(ctx, e, record{State: failed, Reason: err.Error()})
	}
	return b.outbox.save(ctx, e, record{State: failed, Reason: "it may have arrived: " + err.Error()})
}

// numberOf is the customer's number. Ndoto documents events without it: then the desk is asked.
func (b *bridge) numberOf(ctx context.Context, e *webhook.MessageEvent) (string, error) {
	customer := e.Conversation.Customer()
	if customer == nil && e.Sender != nil {
		var err error
		if customer, err = b.client.Contacts.Get(ctx, e.Sender.ID); err != nil {
			return "", err
		}
	}
	if customer == nil {
		return "", nil
	}
	return customer.PhoneNumber, nil
}

// tell tells the desk what became of a message.
func (b *bridge) tell(ctx context.Context, e *webhook.MessageEvent, r record) error {
	if r.Told || r.State == "" {
		return nil
	}
	update := &ndoto.UpdateMessageParams{Status: ndoto.MessageDelivered}
	if r.State == failed {
		update = &ndoto.UpdateMessageParams{Status: ndoto.MessageFailed, ExternalError: r.Reason}
	}
	if _, err := b.client.Messages.Update(ctx, e.Conversation.ID, e.ID, update); err != nil && !errors.Is(err, ndoto.ErrNotFound) {
		return err
	}
	r.Told = true
	_, err := b.outbox.save(ctx, e, r)
	return err
}

// gaveUp tells the desk of a message that the channel did not take in all attempts. If the desk could not be told what
// became of one, it is told later: see retell.
func (b *bridge) gaveUp(ctx context.Context, e webhook.Event, cause error) {
	slog.ErrorContext(ctx, "an event was given up for now", "event", e.Info().Name, "error", cause)
	var m *webhook.MessageEvent
	switch e := e.(type) {
	case *webhook.MessageCreated:
		m = &e.MessageEvent
	case *webhook.MessageUpdated:
		m = &e.MessageEvent
	default:
		return
	}
	r, err := b.outbox.load(ctx, m)
	if err == nil && errors.Is(cause, errBusy) {
		r, err = b.outbox.save(ctx, m, record{State: failed, Reason: cause.Error()})
	}
	if err == nil {
		err = b.tell(ctx, m, r)
	}
	if err != nil {
		slog.ErrorContext(ctx, "the desk does not know what became of a message", "message", m.ID, "error", err)
	}
}

// retell handles the events again that were given up, now and every so often, until ctx ends: what the desk was told
// of is not sent or told again.
func (b *bridge) retell(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		for letter, err := range b.receiver.DeadLetters().AllDeadLetters(ctx) {
			if err == nil {
				err = b.receiver.Redrive(ctx, letter.ID)
			}
			if err != nil {
				slog.WarnContext(ctx, "an event that was given up was not handled again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
