package ndototest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Customer writes to the support desk as if through a widget or a channel. Webhooks and bots see what they do. It needs
// no client, and works in every kind of inbox; package customer is the client for API inboxes, to test what a program
// of customers does. Both can act for the same person: see SourceID and [Server.Customer].
type Customer struct {
	// ConversationID and ContactID identify their conversation and their contact record.
	ConversationID, ContactID int64
	// SourceID reaches them with the client of [Server.CustomerClient].
	SourceID string

	srv  *Server
	seen int64 // the last message that Reply has returned
}

// Simulate starts a customer's conversation. Every field may be empty; see Conversation for the defaults. If the inbox
// has an agent bot, the conversation starts as pending.
func (s *Server) Simulate(c Conversation) *Customer {
	var who *Customer
	s.change(func() {
		known := s.world.contacts[c.ContactID] != nil
		conv := s.addConversation(c)
		who = s.customerOf(conv)
		if !known {
			s.world.events = append([]event{{name: "contact_created", contact: conv.contact}}, s.world.events...)
		}
		if c.Status == "" && s.world.hasActiveBot(conv.inbox) {
			s.world.beginWithBot(conv)
		}
	})
	return who
}

// Customer returns the customer of an existing conversation, and reports whether there is one.
func (s *Server) Customer(conversationID int64) (*Customer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conv := s.world.conversations[conversationID]
	if conv == nil {
		return nil, false
	}
	return s.customerOf(conv), true
}

// customerOf returns the customer, who has seen all that was sent so far.
func (s *Server) customerOf(conv *conversation) *Customer {
	who := &Customer{ConversationID: conv.id, ContactID: conv.contact.id, SourceID: conv.source.source, srv: s}
	if n := len(conv.messages); n > 0 {
		who.seen = conv.messages[n-1].id
	}
	return who
}

// Says sends a text message and returns it as stored.
func (p *Customer) Says(text string) Message { return p.Sends(Message{Content: text}) }

// Sends sends a message, with files for example.
func (p *Customer) Sends(m Message) (sent Message) {
	m.Type, m.SenderKind = "incoming", "contact"
	_ = p.act(func(conv *conversation) error {
		m.SenderID = conv.contact.id // who may have been merged into another
		sent = p.srv.addMessage(conv, m).export()
		return nil
	})
	return sent
}

// Picks answers the last menu with a choice, by title or value. If the menu has no such choice, the test fails;
// outside a test, Picks returns an error.
func (p *Customer) Picks(choice string) error {
	return p.answer("input_select", func(m *message) (any, error) {
		items, _ := m.attributes["items"].([]any)
		var titles []string
		for _, v := range items {
			item, _ := v.(object)
			if toText(item["title"]) == choice || toText(item["value"]) == choice {
				return []any{object{"title": item["title"], "value": item["value"]}}, nil
			}
			titles = append(titles, toText(item["title"]))
		}
		return nil, fmt.Errorf("the menu has no choice %q, but %q", choice, titles)
	})
}

// Fills answers the last form, by field name. If the form has no such field, the test fails; outside a test, Fills
// returns an error.
func (p *Customer) Fills(values map[string]string) error {
	return p.answer("form", func(m *message) (any, error) {
		items, _ := m.attributes["items"].([]any)
		left := maps.Clone(values)
		var submitted []any
		for _, v := range items {
			item, _ := v.(object)
			name := toText(item["name"])
			if value, filled := left[name]; filled {
				submitted = append(submitted, object{"name": name, "value": value})
				delete(left, name)
			}
		}
		if len(left) > 0 {
			return nil, fmt.Errorf("the form has no field %q", slices.Sorted(maps.Keys(left))[0])
		}
		return submitted, nil
	})
}

// Gives answers the last request for an email address.
func (p *Customer) Gives(email string) error {
	return p.answer("input_email", func(*message) (any, error) { return email, nil })
}

// Rates answers the last survey, with a rating from 1 to 5 and a comment, which may be empty.
func (p *Customer) Rates(rating int, comment string) error {
	return p.answer("input_csat", func(*message) (any, error) {
		if rating < 1 || rating > 5 {
			return nil, fmt.Errorf("the rating must be from 1 to 5, got %d", rating)
		}
		return object{"csat_survey_response": object{"rating": int64(rating), "feedback_message": comment}}, nil
	})
}

// answer stores a submission in the last unanswered message of the content type.
func (p *Customer) answer(contentType string, submit func(*message) (any, error)) error {
	return p.act(func(conv *conversation) error {
		for _, m := range slices.Backward(conv.messages) {
			if m.contentType != contentType || m.attributes["submitted_values"] != nil || m.attributes["submitted_email"] != nil {
				continue
			}
			submitted, err := submit(m)
			if err != nil {
				return err
			}
			name := "submitted_values"
			if contentType == "input_email" {
				name = "submitted_email"
			}
			m.attributes = toObject(m.attributes)
			m.attributes[name] = submitted
			p.srv.world.updated(m)
			return nil
		}
		return fmt.Errorf("no message of type %s waits for an answer", contentType)
	})
}

// Types signals that the customer started or stopped typing.
func (p *Customer) Types(on bool) error {
	return p.act(func(conv *conversation) error {
		c := p.srv.world.inBackground()
		name := "conversation_typing_off"
		if on {
			name = "conversation_typing_on"
		}
		p.srv.world.record(event{name: name, conv: conv, typist: c.webhookContact(conv.contact), typistPushed: c.contactEvent(conv.contact)})
		return nil
	})
}

// OpensWidget signals that the customer opened a website's chat widget.
func (p *Customer) OpensWidget() error {
	return p.act(func(conv *conversation) error {
		p.srv.world.record(event{name: "webwidget_triggered", conv: conv})
		return nil
	})
}

// act changes the conversation.
func (p *Customer) act(f func(*conversation) error) (err error) {
	p.srv.change(func() {
		conv := p.srv.world.conversations[p.ConversationID]
		if conv == nil {
			err = fmt.Errorf("conversation %d was deleted", p.ConversationID)
			return
		}
		err = f(conv)
	})
	if err != nil {
		return p.srv.refuse("%w", err)
	}
	return nil
}

// patience is how long a customer waits for a reply before the test fails.
const patience = 10 * time.Second

// Reply waits for the next message to the customer and returns it. If none arrives within 10 s, the test fails with
// what happened to the last webhook.
func (p *Customer) Reply() Message {
	ctx, cancel := context.WithTimeout(p.srv.ctx, patience)
	defer cancel()
	m, err := p.Next(ctx)
	if err != nil {
		_ = p.srv.refuse("no reply; %s", p.srv.lastDelivery())
	}
	return m
}

// Next waits for the next message to the customer until the context ends.
func (p *Customer) Next(ctx context.Context) (next Message, err error) {
	err = p.srv.Await(ctx, func() bool {
		unread := p.Unread()
		if len(unread) == 0 {
			return false
		}
		next = unread[0]
		p.seen = next.ID
		return true
	})
	return next, err
}

// Unread returns the messages to the customer that Reply and Next have not returned yet. Private notes and activities
// are not included.
func (p *Customer) Unread() []Message {
	var unread []Message
	for _, m := range p.srv.Messages(p.ConversationID) {
		if m.ID > p.seen && !m.Private && (m.Type == "outgoing" || m.Type == "template") {
			unread = append(unread, m)
		}
	}
	return unread
}

func (s *Server) lastDelivery() string {
	deliveries := s.Deliveries()
	if len(deliveries) == 0 {
		return "no webhook was sent: add a bot with AddBot, or a webhook with AddWebhook"
	}
	d := deliveries[len(deliveries)-1]
	text := fmt.Sprintf("the last webhook, %s to %s, was answered with %d", d.Event, d.URL, d.Status)
	if d.Err != "" {
		text = fmt.Sprintf("the last webhook, %s to %s, failed: %s; %s", d.Event, d.URL, d.Err, d.Answer)
	}
	if d.Status == http.StatusUnauthorized {
		text += "; give Bot.Secret or Webhook.Secret the secret that the receiver has"
	}
	for _, r := range slices.Backward(s.Requests()) {
		if r.Status >= 400 {
			return text + fmt.Sprintf("; the last request that was refused, %s %s, got %d %s", r.Method, r.Path, r.Status, r.Answer[:min(len(r.Answer), 200)])
		}
	}
	return text
}
