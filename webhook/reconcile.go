package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
)

// Reconcile finds what happened since a time, and lets the receiver handle what it has missed: call it after an
// outage, with the time of the last event before it. It asks for the conversations that were changed since, and for
// their new messages, and makes a [ConversationCreated], a [MessageCreated] and a [ConversationUpdated] of what it
// finds, each once, also if Reconcile is called again, as long as [WithStore] remembers. What was created is handled
// once also if the server's event arrives after all; an update can come from both. It returns how many were new.
// Their deliveries say that they are Replayed.
//
// It sees all conversations of the account that the token may see: a bot has a recovery of its own, for its own. It
// cannot see what is no longer there, nor each of several changes, nor changes of contacts and messages, among them
// an answered menu, nor typing; a [ConversationUpdated] of it has no Changed. The token must be a user's, as agent
// bots may not read messages.
//
// GET /api/v1/accounts/{account_id}/conversations and GET .../conversations/{conversation_id}/messages, documented by
// Ndoto but for the parameter updated_within.
func Reconcile(ctx context.Context, client *ndoto.Client, r *Receiver, since time.Time) (int, error) {
	within := time.Since(since)
	if within <= 0 {
		return 0, fmt.Errorf("%w: %v is not in the past", ErrBadInput, since)
	}
	n := 0
	add := func(name ndoto.Event, fields map[string]any) error {
		isNew, err := r.offerFound(ctx, name, fields)
		if isNew {
			n++
		}
		return err
	}
	// A second more for what is rounded, and one for the clocks.
	since = since.Add(-2 * time.Second)
	params := &ndoto.ListConversationsParams{Status: ndoto.StatusAll, UpdatedWithin: within + 2*time.Second}
	for c, err := range client.Conversations.All(ctx, params) {
		if err != nil {
			return n, err
		}
		account := ndoto.AccountRef{ID: client.AccountID()}
		if !c.CreatedAt.Before(since) {
			if err := add(ndoto.EventConversationCreated, conversationFields(c, account)); err != nil {
				return n, err
			}
		}
		messages, err := messagesSince(ctx, client, c.ID, since)
		if err != nil {
			return n, err
		}
		for _, m := range messages {
			if err := add(ndoto.EventMessageCreated, messageFields(m, c, account)); err != nil {
				return n, err
			}
		}
		if err := add(ndoto.EventConversationUpdated, conversationFields(c, account)); err != nil {
			return n, err
		}
	}
	return n, nil
}

// messagesSince are the messages that webhooks tell of, the oldest first.
func messagesSince(ctx context.Context, client *ndoto.Client, id int64, since time.Time) ([]*ndoto.Message, error) {
	var found []*ndoto.Message
	for m, err := range client.Messages.All(ctx, id, &ndoto.WalkMessagesParams{NewestFirst: true}) {
		if err != nil {
			return nil, err
		}
		if m.CreatedAt.Before(since) {
			break
		}
		if m.MessageType != ndoto.MessageActivity {
			found = append([]*ndoto.Message{m}, found...)
		}
	}
	return found, nil
}

func conversationFields(c *ndoto.Conversation, account ndoto.AccountRef) map[string]any {
	fields := map[string]any{}
	data, _ := json.Marshal(c) // it came as JSON
	_ = json.Unmarshal(data, &fields)
	fields["account"] = account
	return fields
}

func messageFields(m *ndoto.Message, c *ndoto.Conversation, account ndoto.AccountRef) map[string]any {
	return map[string]any{
		"id": m.ID, "content": m.Content, "content_type": m.ContentType, "content_attributes": m.ContentAttributes, "message_type": m.MessageType,
		"additional_attributes": m.AdditionalAttributes, "private": m.Private, "source_id": m.SourceID, "created_at": m.CreatedAt, "sender": m.Sender,
		"attachments": m.Attachments, "inbox": ndoto.InboxRef{ID: m.InboxID}, "conversation": c, "account": account,
	}
}

// offerFound hands an event over as if it had come, and waits for a place in the queue.
func (r *Receiver) offerFound(ctx context.Context, name ndoto.Event, fields map[string]any) (isNew bool, err error) {
	fields["event"] = name
	body, err := json.Marshal(fields)
	if err != nil {
		return false, err
	}
	e, err := parseDelivery(Delivery{Body: body, Received: time.Now(), Replayed: true}) // somebody may have answered it by now
	if err != nil {
		return false, err
	}
	d := &e.Info().Delivery
	if updated, is := e.(*ConversationUpdated); is {
		c := updated.Conversation
		d.ID = fmt.Sprintf("reconciled/%d/%d/%d", c.AccountID, c.ID, c.UpdatedAt.UnixMicro())
	}
	return r.Offer(ctx, e)
}

// Offer accepts an event that came in another way than by a webhook, such as over the server's websocket, with the same
// promises: it waits for a place in the queue, and reports whether the event is new. An error means that the event was
// not accepted.
func (r *Receiver) Offer(ctx context.Context, e Event) (isNew bool, err error) {
	for {
		outcome, err := r.take(ctx, e, e.Info().Delivery.Received)
		if !errors.Is(err, ErrFull) && !errors.Is(err, ErrInProgress) {
			if outcome != Accepted {
				r.counters.note(Observation{Outcome: outcome, Event: e, Err: err})
			}
			return outcome == Accepted, err
		}
		if err := wait.For(ctx, 50*time.Millisecond); err != nil {
			return false, err
		}
	}
}
