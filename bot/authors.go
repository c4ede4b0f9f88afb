package bot

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/webhook"
)

// Who wrote a message of the desk. The server software names the sender of each. Ndoto documents events that name the
// customer only, whoever wrote, and lists that name the sender and show no keys.

// isUnattributed reports whether an event does not say who wrote a message to the customer.
func isUnattributed(m *webhook.MessageEvent) bool {
	kind := m.Sender.Kind()
	return m.MessageType == ndoto.MessageOutgoing && !m.Private && m.Sender != nil && (kind == "" || kind == ndoto.SenderContact) &&
		isKeyless(m.ContentAttributes)
}

// isKeyless reports whether the attributes of a message name no program that sent it.
func isKeyless(attributes ndoto.Attributes) bool {
	return attributes.Text(oncekey.Attribute) == "" && attributes.Text("automation_rule_id") == ""
}

// attributed is a message with its author, for which it asks the server if the event does not say. A message whose
// author cannot be known is a human's: the bot is rather silent than in their way.
func (b *Bot) attributed(ctx context.Context, d *desk, m *webhook.MessageEvent) (*ndoto.Message, error) {
	if !isUnattributed(m) {
		return messageOf(m), nil
	}
	listed, err := d.client.Messages.Get(ctx, m.Conversation.ID, m.ID, d.asUser()...)
	if err == nil {
		return listed, nil
	}
	if !isPermanent(err) {
		return nil, err
	}
	unknown := messageOf(m)
	unknown.Sender = &ndoto.Sender{Type: string(ndoto.SenderUser)}
	return unknown, nil
}

// byColleague reports whether a human wrote a message that the customer sees.
func (d *desk) byColleague(m *ndoto.Message) bool { return byHuman(m) && !d.sent.has(m.ID) }

// isOwn reports whether the bot sent a message: by its key or, where lists show none, by its sender.
func (b *Bot) isOwn(d *desk, m *ndoto.Message) bool {
	if b.ownKey(m.ContentAttributes) || d.sent.has(m.ID) {
		return true
	}
	self := d.self.get()
	return self.Kind == ndoto.SenderAgentBot && self == senderOf(m) && isKeyless(m.ContentAttributes)
}

func senderOf(m *ndoto.Message) sender {
	if m.Sender == nil {
		return sender{}
	}
	return sender{m.Sender.Kind(), m.Sender.ID}
}

// sentBefore finds what an earlier attempt of a turn has sent on a server whose lists show no keys: the message with
// the same text after the one that the turn answers. Of several with one text it is the nth.
func (t *Turn) sentBefore(ctx context.Context, params *ndoto.CreateMessageParams, nth int) (*ndoto.Message, error) {
	after := t.lastMessage()
	if after == 0 || t.desk.showsKeys() {
		return nil, nil
	}
	var resp ndoto.Response
	opts := append(t.desk.asUser(), ndoto.WithResponse(&resp))
	// The message that the turn answers is listed, too: it shows whether lists have attributes.
	for m, err := range t.desk.client.Messages.All(ctx, t.Conversation.ID, &ndoto.WalkMessagesParams{After: after - 1}, opts...) {
		switch {
		case err != nil && isPermanent(err): // bots may not look
			return nil, nil
		case err != nil:
			return nil, err
		case m.ID <= after:
			if bytes.Contains(resp.Body, []byte(`"content_attributes":`)) {
				t.desk.listsAttributes.Store(true)
			}
		case t.desk.showsKeys():
			return nil, nil
		case t.desk.resembles(m, params):
			if nth--; nth == 0 {
				return m, nil
			}
		}
	}
	return nil, nil
}

// showsKeys reports whether lists are known to show the keys of messages, by which SendOnce finds them.
func (d *desk) showsKeys() bool { return d.listsAttributes.Load() && d.keepsKeys.Load() }

// resembles reports whether a message without a key may be one that the bot sent. A bot that does not know its own id
// yet takes any for it that no customer wrote: a reply less is better than one twice.
func (d *desk) resembles(m *ndoto.Message, params *ndoto.CreateMessageParams) bool {
	self := d.self.get()
	return m.MessageType == ndoto.MessageOutgoing && m.Private == params.Private && len(m.Attachments) == len(params.Attachments) &&
		strings.TrimSpace(m.Content) == strings.TrimSpace(params.Content) && m.ContentAttributes.Text(oncekey.Attribute) == "" &&
		!strings.HasPrefix(m.SourceID, oncekey.Attribute) && (self.ID == 0 || self == senderOf(m))
}

// sentIDs are the latest messages that this process has sent.
type sentIDs struct {
	mu  sync.Mutex
	ids []int64
}

func (s *sentIDs) add(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids = append(s.ids, id)
	if len(s.ids) > 2*keptSent {
		s.ids = slices.Clone(s.ids[len(s.ids)-keptSent:])
	}
}

func (s *sentIDs) has(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.ids, id)
}

// keptSent is how many messages a process remembers to have sent. It is asked about those that the desk has just told
// of.
const keptSent = 500

// isUntyped reports whether a server does not say if an assignee is a human or a bot: Ndoto documents an id and a name.
func isUntyped(m *ndoto.ConversationMeta) bool {
	a := m.Assignee
	return a != nil && a.ID != 0 && m.AssigneeType == "" && a.Type == "" && a.Email == "" && a.Role == ""
}

// typed is a conversation of a list, by itself if the list does not say what its assignee is.
func (b *Bot) typed(ctx context.Context, d *desk, c *ndoto.Conversation) (*ndoto.Conversation, error) {
	if !isUntyped(&c.Meta) {
		return c, nil
	}
	alone, err := b.look(ctx, d, c.ID)
	if alone == nil || err != nil {
		return c, needsUser(err)
	}
	return alone, nil
}
