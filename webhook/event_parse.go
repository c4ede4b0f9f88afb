package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Parse reads the body of a webhook. An event that this package does not know is an [Unknown]. A body that is not
// JSON with the name of an event is an error of the class [ErrMalformed]. Members of unexpected types are left out,
// and [Envelope].Dropped names them; if the event does not make sense without one, such as its id, it is an Unknown.
// Parse checks no signature; a [Receiver] does.
func Parse(body []byte) (Event, error) { return parseDelivery(Delivery{Body: bytes.Clone(body)}) }

// parseDelivery keeps the body.
func parseDelivery(d Delivery) (Event, error) {
	name := likelyName(d.Body)
	e, odd, err := parse(name, d.Body)
	if err != nil || name == "" || e.Info().Name != name {
		raw, ok := jsontext.Member(d.Body, "event")
		if !ok || json.Unmarshal(raw, &name) != nil || name == "" {
			return nil, fmt.Errorf("%w: it has no member %q with a name", ErrMalformed, "event")
		}
		e, odd, err = parse(name, d.Body)
	}
	if err != nil && !json.Valid(d.Body) {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, name, err)
	}
	var dropped []string
	for _, o := range odd {
		dropped = append(dropped, strings.TrimPrefix(o.Path, "."))
	}
	if err != nil || slices.ContainsFunc(dropped, isEssential) {
		e = parseUnknown(d.Body)
	}
	info := e.Info()
	info.Name, info.Delivery, info.Dropped = name, d, dropped
	return e, nil
}

// likelyName returns the name of an event without a scan of the body: the server puts it last.
func likelyName(body []byte) ndoto.Event {
	const member = `"event":`
	s := jsontext.Scanner{Data: body, Pos: bytes.LastIndex(body, []byte(member)) + len(member)}
	if s.Pos < len(member) {
		return ""
	}
	s.Peek()
	name, plain, ok := s.String()
	if !ok || !plain {
		return ""
	}
	return ndoto.Event(name)
}

// parseUnknown reads valid JSON that makes no sense as the event that it is called.
func parseUnknown(body []byte) Event {
	e := &Unknown{}
	if _, err := decode.Lenient(body, e); err != nil {
		return &Unknown{} // the body has it all
	}
	return e
}

// isEssential reports whether an event means something else without a member: who wrote a message, and who may see it.
func isEssential(path string) bool {
	switch path {
	case "id", "event", "account", "account.id", "conversation", "conversation.id", "message_type", "private", "is_private", "sender", "sender.id", "sender.type",
		"contact", "contact.id":
		return true
	}
	return false
}

func parse(name ndoto.Event, body []byte) (Event, []decode.Mismatch, error) {
	switch name {
	case ndoto.EventMessageCreated:
		return read(body, &MessageCreated{}, func(e *MessageCreated) { e.complete() })
	case ndoto.EventMessageUpdated:
		return read(body, &MessageUpdated{}, func(e *MessageUpdated) { e.complete() })
	case ndoto.EventConversationCreated:
		return readConversation(body, &ConversationCreated{}, func(e *ConversationCreated) *ConversationEvent { return &e.ConversationEvent })
	case ndoto.EventConversationUpdated:
		return readConversation(body, &ConversationUpdated{}, func(e *ConversationUpdated) *ConversationEvent { return &e.ConversationEvent })
	case ndoto.EventConversationStatusChanged:
		return readConversation(body, &ConversationStatusChanged{}, func(e *ConversationStatusChanged) *ConversationEvent { return &e.ConversationEvent })
	case EventConversationOpened:
		return readConversation(body, &ConversationOpened{}, func(e *ConversationOpened) *ConversationEvent { return &e.ConversationEvent })
	case EventConversationResolved:
		return readConversation(body, &ConversationResolved{}, func(e *ConversationResolved) *ConversationEvent { return &e.ConversationEvent })
	case ndoto.EventContactCreated:
		return readContact(body, &ContactCreated{}, func(e *ContactCreated) *ContactEvent { return &e.ContactEvent })
	case ndoto.EventContactUpdated:
		return readContact(body, &ContactUpdated{}, func(e *ContactUpdated) *ContactEvent { return &e.ContactEvent })
	case ndoto.EventTypingOn:
		return read(body, &TypingOn{}, func(e *TypingOn) { e.complete() })
	case ndoto.EventTypingOff:
		return read(body, &TypingOff{}, func(e *TypingOff) { e.complete() })
	case ndoto.EventWebWidgetTriggered:
		return read(body, &WidgetTriggered{}, nil)
	case ndoto.EventInboxCreated:
		return read(body, &InboxCreated{}, nil)
	case ndoto.EventInboxUpdated:
		return read(body, &InboxUpdated{}, nil)
	}
	return read(body, &Unknown{}, nil)
}

func read[E Event](body []byte, e E, complete func(E)) (Event, []decode.Mismatch, error) {
	odd, err := decode.Lenient(body, e)
	if err != nil {
		return nil, nil, err
	}
	if complete != nil {
		complete(e)
	}
	return e, odd, nil
}

// complete fills in what one of the event's objects has.
func (e *MessageEvent) complete() {
	if e.Account.ID == 0 && e.Sender != nil && e.Sender.Account != nil {
		e.Account = *e.Sender.Account
	}
	if e.Inbox.ID == 0 {
		e.Inbox.ID = e.Conversation.InboxID
	}
}

// complete takes the account from the conversation.
func (e *TypingEvent) complete() {
	if e.Account.ID == 0 {
		e.Account = e.Conversation.Account
	}
	if e.Account.ID == 0 && e.User != nil && e.User.Account != nil {
		e.Account = *e.User.Account
	}
}

// readConversation reads an event whose conversation lies at its top.
func readConversation[E Event](body []byte, e E, part func(E) *ConversationEvent) (Event, []decode.Mismatch, error) {
	var top struct {
		Conversation
		EventName ndoto.Event `json:"event"`
		Changed   Changes     `json:"changed_attributes"`
	}
	odd, err := decode.Lenient(body, &top)
	if err != nil {
		return nil, nil, err
	}
	event := part(e)
	event.Name = top.EventName
	event.Conversation, event.Changed, event.Account, event.Extra = top.Conversation, top.Changed, top.Conversation.Account, top.Conversation.Extra
	if event.Account.ID == 0 && len(top.Messages) > 0 {
		event.Account.ID = top.Messages[0].AccountID
	}
	return e, odd, nil
}

// readContact reads an event whose contact lies at its top.
func readContact[E Event](body []byte, e E, part func(E) *ContactEvent) (Event, []decode.Mismatch, error) {
	var top struct {
		ndoto.Contact
		EventName ndoto.Event `json:"event"`
		Changed   Changes     `json:"changed_attributes"`
	}
	odd, err := decode.Lenient(body, &top)
	if err != nil {
		return nil, nil, err
	}
	event := part(e)
	event.Name = top.EventName
	event.Contact, event.Changed, event.Extra = top.Contact, top.Changed, top.Contact.Extra
	if top.Contact.Account != nil {
		event.Account = *top.Contact.Account
	}
	return e, odd, nil
}
