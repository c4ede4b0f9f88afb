package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// process lets the receiver handle an event, beside others.
func (s *sweep) process(e webhook.Event) {
	if s.slots == nil {
		s.slots = make(chan struct{}, sweepsAtOnce)
	}
	s.slots <- struct{}{}
	s.running.Go(func() {
		defer func() { <-s.slots }()
		err := s.bot.receiver.Process(s.work, e)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.problem = errors.Join(s.problem, err)
		s.result.TakenUp++
	})
}

// busy reports whether something is under way in a conversation.
func (l *live) busy(p place) (busy bool) {
	l.with(p, func(t *talk) { busy = len(t.waiting) > 0 || t.running != nil })
	return busy
}

const (
	// sweptAgain is when a message may be taken up again: whoever took it up has died since.
	sweptAgain = 5 * time.Minute
	// sweptMost is how often a message is taken up.
	sweptMost = 3
)

// swept is the last message that a sweep has taken up.
type swept struct {
	MessageID int64
	Times     int
	At        time.Time
}

// claimSweep reports whether this process is the one to take a message up.
func (b *Bot) claimSweep(ctx context.Context, d *desk, conversation, message int64) (mine bool, err error) {
	err = b.change(ctx, d, conversation, func(s *state) {
		if s.Swept.MessageID != message {
			s.Swept = swept{MessageID: message}
		}
		mine = s.Swept.Times < sweptMost && time.Since(s.Swept.At) > sweptAgain
		if mine {
			s.Swept.Times++
			s.Swept.At = time.Now()
		}
	})
	return mine, err
}

// lastWritten is the last message of a conversation if it is one of the customer, or a question of the bot that the
// customer has answered, and nil otherwise.
func (b *Bot) lastWritten(ctx context.Context, d *desk, c *ndoto.Conversation) (*ndoto.Message, error) {
	last := c.LastNonActivityMessage
	if last == nil || last.Private {
		messages, err := b.lastMessages(ctx, d, c.ID)
		if err != nil {
			return nil, err
		}
		last = nil
		for i := range messages {
			if m := &messages[i]; !m.Private && m.MessageType != ndoto.MessageActivity {
				last = m
			}
		}
	}
	switch {
	case last == nil:
		return nil, nil
	case last.MessageType == ndoto.MessageIncoming:
		return last, nil
	case b.ownKey(last.ContentAttributes) && isAnswered(last):
		return last, nil
	}
	return nil, nil
}

// isAnswered reports whether a customer has answered a question.
func isAnswered(m *ndoto.Message) bool {
	var submitted struct {
		Values []json.RawMessage `json:"submitted_values"`
	}
	return m.ContentAttributes.Text("submitted_email") != "" || m.ContentAttributes.Decode(&submitted) == nil && len(submitted.Values) > 0
}

// lastMessages are the newest messages of a conversation, the oldest first.
func (b *Bot) lastMessages(ctx context.Context, d *desk, id int64) ([]ndoto.Message, error) {
	page, err := d.client.Messages.List(ctx, id, nil, d.asUser()...)
	if err != nil {
		return nil, needsUser(err)
	}
	return page.Messages, nil
}

// openedBySystem recognizes the activity message of a server whose account is in English.
func openedBySystem(text string) bool {
	return strings.Contains(strings.ToLower(text), "error with the agent bot")
}

// openedBySystem lists the conversations of an inbox that the server opened since the bot failed, and whose customers
// still wait: no human has written or is assigned since.
func (b *Bot) openedBySystem(ctx context.Context, d *desk, inbox int64) ([]*ndoto.Conversation, error) {
	var found []*ndoto.Conversation
	params := &ndoto.ListConversationsParams{Status: ndoto.StatusOpen, InboxID: inbox, UpdatedWithin: b.recovery.Horizon}
	for c, err := range d.client.Conversations.All(ctx, params, d.asUser()...) {
		if err != nil {
			return found, needsUser(err)
		}
		c, err := b.typed(ctx, d, c)
		if err != nil {
			return found, err
		}
		if assignedElsewhere(d, &c.Meta) {
			continue
		}
		last, err := b.lastWritten(ctx, d, c)
		if err != nil {
			return found, err
		}
		if last == nil {
			continue
		}
		c.LastNonActivityMessage = last
		messages, err := b.lastMessages(ctx, d, c.ID)
		if err != nil {
			return found, err
		}
		if b.leftBySystem(d, messages) {
			found = append(found, c)
		}
	}
	return found, nil
}

// leftBySystem reports whether the server opened a conversation, and no human has written or changed it since.
func (b *Bot) leftBySystem(d *desk, messages []ndoto.Message) bool {
	opened := false
	for i := range messages {
		switch m := &messages[i]; {
		case m.MessageType == ndoto.MessageActivity:
			opened = b.recovery.OpenedBySystem(m.Content)
		case m.MessageType != ndoto.MessageIncoming:
			opened = opened && !d.byColleague(m)
		}
	}
	return opened
}

// eventOf makes the event that a webhook would have brought.
func eventOf(m *ndoto.Message, c *ndoto.Conversation, account int64) (webhook.Event, error) {
	name := ndoto.EventMessageCreated
	if m.MessageType != ndoto.MessageIncoming {
		name = ndoto.EventMessageUpdated
	}
	conversation := *c
	conversation.Messages, conversation.LastNonActivityMessage = nil, nil
	body, err := json.Marshal(map[string]any{
		"event": name, "id": m.ID, "content": m.Content, "content_type": m.ContentType, "content_attributes": m.ContentAttributes,
		"additional_attributes": m.AdditionalAttributes, "message_type": m.MessageType, "private": m.Private, "source_id": m.SourceID,
		"created_at": m.CreatedAt, "sender": m.Sender, "attachments": m.Attachments, "inbox": ndoto.InboxRef{ID: c.InboxID},
		"conversation": conversation, "account": ndoto.AccountRef{ID: account},
	})
	if err != nil {
		return nil, err
	}
	e, err := webhook.Parse(body)
	if err != nil {
		return nil, fmt.Errorf("bot: a message of the API is not one of a webhook: %w", err)
	}
	d := &e.Info().Delivery
	d.Received, d.Replayed, d.ID = time.Now(), true, fmt.Sprintf("recovered/%d/%d", c.ID, m.ID)
	return e, nil
}
