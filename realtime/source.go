package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Source brings the events of webhooks without a webhook. See [Webhooks].
type Source struct {
	client *ndoto.Client
	opts   []Option
}

// Webhooks is what a webhook of the account would bring of messages and conversations, over the websocket, for
// bot.Bot.Listen. The client has the token of a user who is told of the bot's inboxes. Events of messages name their
// conversation only, which costs a request for each. Activities, which webhooks do not bring, are left out.
func Webhooks(client *ndoto.Client, opts ...Option) *Source { return &Source{client, opts} }

// Listen hands events to accept until ctx ends. An event that accept refuses is given to [WithErrorHandler].
func (s *Source) Listen(ctx context.Context, accept func(context.Context, webhook.Event) error) error {
	if s.client == nil {
		return badInput("the client is nil")
	}
	message := func(ctx context.Context, name ndoto.Event, e *MessageEvent) error {
		if e.Message.MessageType == ndoto.MessageActivity {
			return nil
		}
		c, err := s.client.Conversations.Get(ctx, e.Message.ConversationID)
		switch {
		case errors.Is(err, ndoto.ErrNotFound): // it is gone
			return nil
		case err != nil:
			return err
		}
		return s.give(ctx, name, &e.Envelope, messageFields(&e.Message, c), accept)
	}
	conversation := func(ctx context.Context, name ndoto.Event, e *ConversationEvent) error {
		return s.give(ctx, name, &e.Envelope, fieldsOf(&e.Conversation.Conversation), accept)
	}
	return Connect(ctx, s.client, append([]Option{
		On(func(ctx context.Context, e *MessageCreated) error {
			return message(ctx, ndoto.EventMessageCreated, &e.MessageEvent)
		}),
		On(func(ctx context.Context, e *MessageUpdated) error {
			return message(ctx, ndoto.EventMessageUpdated, &e.MessageEvent)
		}),
		On(func(ctx context.Context, e *ConversationCreated) error {
			return conversation(ctx, ndoto.EventConversationCreated, &e.ConversationEvent)
		}),
		On(func(ctx context.Context, e *ConversationUpdated) error {
			return conversation(ctx, ndoto.EventConversationUpdated, &e.ConversationEvent)
		}),
		On(func(ctx context.Context, e *ConversationStatusChanged) error {
			return conversation(ctx, ndoto.EventConversationStatusChanged, &e.ConversationEvent)
		}),
	}, s.opts...)...)
}

// give makes the event of a webhook.
func (s *Source) give(ctx context.Context, name ndoto.Event, from *Envelope, fields map[string]any, accept func(context.Context, webhook.Event) error) error {
	fields["event"], fields["account"] = name, ndoto.AccountRef{ID: s.client.AccountID()}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	e, err := webhook.Parse(body)
	if err != nil {
		return fmt.Errorf("realtime: an event is not one of a webhook: %w", err)
	}
	d := &e.Info().Delivery
	d.Received, d.Replayed = from.Received, from.Recovered
	return accept(ctx, e)
}

func fieldsOf(v any) map[string]any {
	fields := map[string]any{}
	data, _ := json.Marshal(v) // it came as JSON
	_ = json.Unmarshal(data, &fields)
	return fields
}

func messageFields(m *ndoto.Message, c *ndoto.Conversation) map[string]any {
	shown := *c
	shown.Messages, shown.LastNonActivityMessage = nil, nil
	return map[string]any{
		"id": m.ID, "content": m.Content, "content_type": m.ContentType, "content_attributes": m.ContentAttributes, "message_type": m.MessageType,
		"additional_attributes": m.AdditionalAttributes, "private": m.Private, "source_id": m.SourceID, "created_at": m.CreatedAt, "sender": m.Sender,
		"attachments": m.Attachments, "inbox": ndoto.InboxRef{ID: m.InboxID}, "conversation": shown,
	}
}
