package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

// longestBurst is how many times the debounce a customer can make the bot wait.
const longestBurst = 5

// collect waits until the customer has stopped writing, and reports whether the turn is to answer. A message after
// which another came is kept for the turn of that one. Called again after a failure, a turn answers what it did before,
// as that may be answered in part.
func (b *Bot) collect(ctx context.Context, t *Turn) (ready bool, err error) {
	s, err := b.loadState(ctx, t.desk, t.Conversation.ID)
	if err != nil {
		return false, err
	}
	if b.debounce <= 0 && !b.interrupt && len(s.Burst.Messages) == 0 || t.event == "answer" || t.event == "prompt" {
		return true, nil
	}
	if s.Burst.Turn != t.key {
		since := s.Burst.Since
		if len(s.Burst.Messages) == 0 || s.Burst.Turn != "" {
			since = t.delivery.Received
		}
		if more, err := b.awaitMore(ctx, t, since); err != nil {
			return false, err
		} else if more {
			b.sendings.forget(t.key)
			return false, b.keepForNext(ctx, t)
		}
		// From now on it is this turn that answers.
		err = b.change(ctx, t.desk, t.Conversation.ID, func(s *state) {
			if s.Burst.Turn == "" || s.Burst.Turn == t.key {
				s.Burst.Turn = t.key
			} else {
				s.Burst = burst{Since: since, Turn: t.key}
			}
		})
		if err != nil {
			return false, err
		}
		if s, err = b.loadState(ctx, t.desk, t.Conversation.ID); err != nil {
			return false, err
		}
	}
	return true, t.include(s.Burst.Messages)
}

// awaitMore waits for the debounce, and reports whether the customer has written more, which answers this message, too.
func (b *Bot) awaitMore(ctx context.Context, t *Turn, since time.Time) (bool, error) {
	if b.debounce <= 0 {
		return false, nil
	}
	latest := since.Add(longestBurst * b.debounce)
	due := t.delivery.Received.Add(b.debounce)
	if latest.Before(due) {
		due = latest
	}
	if err := wait.For(ctx, time.Until(due)); err != nil {
		return false, err
	}
	id := t.Message.ID
	last, here := b.live.newest(t.place(), id)
	if here {
		return last.id > id && last.at.Before(latest), nil
	}
	c, err := b.lookFor(ctx, t)
	if err != nil || c == nil || c.LastNonActivityMessage == nil {
		return false, err
	}
	m := c.LastNonActivityMessage
	return m.ID > id && m.MessageType == ndoto.MessageIncoming && m.CreatedAt.Before(latest), nil
}

// keepForNext keeps the messages of a turn for the next one.
func (b *Bot) keepForNext(ctx context.Context, t *Turn) error {
	var kept []json.RawMessage
	for _, m := range t.Messages {
		data, err := json.Marshal(keptMessage{
			ID: m.ID, Content: m.Content, ContentType: m.ContentType, ContentAttributes: m.ContentAttributes, MessageType: m.MessageType,
			SourceID: m.SourceID, CreatedAt: m.CreatedAt, Sender: m.Sender, Inbox: m.Inbox, Attachments: m.Attachments, Account: m.Account,
		})
		if err != nil {
			return err
		}
		kept = append(kept, data)
	}
	return b.change(ctx, t.desk, t.Conversation.ID, func(s *state) {
		if slices.Contains(s.Done, t.Message.ID) {
			return
		}
		if len(s.Burst.Messages) == 0 || s.Burst.Turn != "" {
			s.Burst = burst{Since: t.delivery.Received}
		}
		s.Burst.Messages = append(s.Burst.Messages, kept...)
		for _, m := range t.Messages {
			s.Done = keep(s.Done, m.ID)
		}
	})
}

// keptMessage is a message without its conversation.
type keptMessage struct {
	ID                int64              `json:"id"`
	Content           string             `json:"content"`
	ContentType       ndoto.ContentType  `json:"content_type,omitzero"`
	ContentAttributes ndoto.Attributes   `json:"content_attributes,omitzero"`
	MessageType       ndoto.MessageType  `json:"message_type"`
	SourceID          string             `json:"source_id,omitzero"`
	CreatedAt         ndoto.Time         `json:"created_at,omitzero"`
	Sender            *ndoto.Sender      `json:"sender,omitzero"`
	Inbox             ndoto.InboxRef     `json:"inbox,omitzero"`
	Attachments       []ndoto.Attachment `json:"attachments,omitzero"`
	Account           ndoto.AccountRef   `json:"account,omitzero"`
}

// include puts messages that were kept before the turn's own.
func (t *Turn) include(kept []json.RawMessage) error {
	own := t.Messages[len(t.Messages)-1]
	t.Messages = nil
	for _, data := range kept {
		m := &webhook.MessageEvent{}
		if err := json.Unmarshal(data, m); err != nil {
			return err
		}
		if m.ID != own.ID {
			m.Conversation, m.Delivery = t.Conversation, t.delivery
			t.Messages = append(t.Messages, m)
		}
	}
	t.Messages = append(t.Messages, own)
	return nil
}
