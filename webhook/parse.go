package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Parse reads the body of a webhook. An event that this package does not know is an [Unknown]. What is no event is an error of
// the class [ErrMalformed]. It checks no signature; a [Receiver] does.
func Parse(body []byte) (Event, error) { return parseOwned(bytes.Clone(body)) }

// parseOwned keeps the body.
func parseOwned(body []byte) (Event, error) {
	var name ndoto.Event
	raw, ok := jsontext.Member(body, "event") // without decoding the rest for it
	if !ok || json.Unmarshal(raw, &name) != nil || name == "" {
		return nil, fmt.Errorf("%w: it has no member %q with a name", ErrMalformed, "event")
	}
	e, err := parse(name, body)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, name, err)
	}
	info := e.Info()
	info.Name, info.Delivery.Body = name, body
	return e, nil
}

func parse(name ndoto.Event, body []byte) (Event, error) {
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
		return read(body, &TypingOn{}, nil)
	case ndoto.EventTypingOff:
		return read(body, &TypingOff{}, nil)
	case ndoto.EventWebWidgetTriggered:
		return read(body, &WidgetTriggered{}, nil)
	case ndoto.EventInboxCreated:
		return read(body, &InboxCreated{}, nil)
	case ndoto.EventInboxUpdated:
		return read(body, &InboxUpdated{}, nil)
	}
	return read(body, &Unknown{}, nil)
}

func read[E Event](body []byte, e E, complete func(E)) (Event, error) {
	if _, err := decode.Lenient(body, e); err != nil {
		return nil, err
	}
	if complete != nil {
		complete(e)
	}
	return e, nil
}

// complete puts into the event what one of its objects has.
func (e *MessageEvent) complete() {
	if e.Account.ID == 0 && e.Sender != nil && e.Sender.Account != nil {
		e.Account = *e.Sender.Account
	}
	if e.Inbox.ID == 0 {
		e.Inbox.ID = e.Conversation.InboxID
	}
}

// readConversation reads an event whose conversation lies at its top.
func readConversation[E Event](body []byte, e E, part func(E) *ConversationEvent) (Event, error) {
	var top struct {
		Conversation
		Name    ndoto.Event `json:"event"`
		Changed Changes     `json:"changed_attributes"`
	}
	if _, err := decode.Lenient(body, &top); err != nil {
		return nil, err
	}
	event := part(e)
	event.Conversation, event.Changed, event.Account = top.Conversation, top.Changed, top.Conversation.Account
	if event.Account.ID == 0 && len(top.Messages) > 0 {
		event.Account.ID = top.Messages[0].AccountID
	}
	return e, nil
}

// readContact reads an event whose contact lies at its top.
func readContact[E Event](body []byte, e E, part func(E) *ContactEvent) (Event, error) {
	var top struct {
		ndoto.Contact
		Name    ndoto.Event `json:"event"`
		Changed Changes     `json:"changed_attributes"`
	}
	if _, err := decode.Lenient(body, &top); err != nil {
		return nil, err
	}
	event := part(e)
	event.Contact, event.Changed = top.Contact, top.Changed
	if top.Contact.Account != nil {
		event.Account = *top.Contact.Account
	}
	return e, nil
}
