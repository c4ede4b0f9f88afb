package realtime

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// parse reads an event. What makes no sense as what it is called is Unknown.
func parse(name string, data json.RawMessage, received time.Time) Event {
	e := newEvent(name)
	if err := read(e, data); err != nil {
		e = &Unknown{}
		_ = read(e, data) // the body has it all
	}
	info := e.Info()
	info.Name, info.Received, info.Body = name, received, data
	return e
}

func newEvent(name string) Event {
	switch name {
	case "message.created":
		return &MessageCreated{}
	case "message.updated":
		return &MessageUpdated{}
	case "first.reply.created":
		return &FirstReplyCreated{}
	case "conversation.created":
		return &ConversationCreated{}
	case "conversation.updated":
		return &ConversationUpdated{}
	case "conversation.status_changed":
		return &ConversationStatusChanged{}
	case "conversation.read":
		return &ConversationRead{}
	case "conversation.mentioned":
		return &ConversationMentioned{}
	case "conversation.contact_changed":
		return &ConversationContactChanged{}
	case "assignee.changed":
		return &AssigneeChanged{}
	case "team.changed":
		return &TeamChanged{}
	case "conversation.typing_on":
		return &TypingOn{}
	case "conversation.typing_off":
		return &TypingOff{}
	case "conversation.unread_count_changed":
		return &UnreadCountChanged{}
	case "contact.created":
		return &ContactCreated{}
	case "contact.updated":
		return &ContactUpdated{}
	case "contact.merged":
		return &ContactMerged{}
	case "contact.deleted":
		return &ContactDeleted{}
	case "notification.created":
		return &NotificationCreated{}
	case "notification.updated":
		return &NotificationUpdated{}
	case "notification.deleted":
		return &NotificationDeleted{}
	case "account.cache_invalidated":
		return &CacheInvalidated{}
	case "presence.update":
		return &PresenceUpdated{}
	case "account.enrichment_completed":
		return &EnrichmentCompleted{}
	case "copilot.message.created":
		return &CopilotMessageCreated{}
	}
	if strings.HasPrefix(name, "voice_call.") {
		return &VoiceCall{}
	}
	return &Unknown{}
}

// read decodes the data of an event. A record that lies at its top has the members of the envelope in its Extra.
func read(e Event, data json.RawMessage) error {
	switch e := e.(type) {
	case interface{ message() *MessageEvent }:
		m := e.message()
		if _, err := decode.Lenient(data, &m.Message); err != nil {
			return err
		}
		m.AccountID = m.Message.AccountID
		m.readTop(data)
		if updated, is := any(e).(*MessageUpdated); is {
			updated.readChanges(data)
		}
		return nil
	case interface{ record() *ConversationEvent }:
		c := e.record()
		if _, err := decode.Lenient(data, &c.Conversation); err != nil {
			return err
		}
		c.readTop(data)
		c.Conversation.AccountID = c.AccountID
		return nil
	case interface{ contact() *ContactEvent }:
		c := e.contact()
		if _, err := decode.Lenient(data, &c.Contact); err != nil {
			return err
		}
		c.readTop(data)
		return nil
	}
	if _, err := decode.Lenient(data, e); err != nil {
		return err
	}
	if typing, is := e.(interface{ typing() *TypingEvent }); is {
		typing.typing().readPrivate(data)
	}
	return nil
}

func (e *MessageEvent) message() *MessageEvent          { return e }
func (e *ConversationEvent) record() *ConversationEvent { return e }
func (e *ContactEvent) contact() *ContactEvent          { return e }
func (e *TypingEvent) typing() *TypingEvent             { return e }

// readTop reads what stands beside the members of a record.
func (e *Envelope) readTop(data json.RawMessage) {
	for name, raw := range jsontext.Members(data) {
		switch name {
		case "account_id":
			_ = json.Unmarshal(raw, &e.AccountID) // what is odd stays in the body
		case "performer":
			_, _ = decode.Lenient(raw, &e.Performer)
		}
	}
}

// readChanges reads lists of two values.
func (e *MessageUpdated) readChanges(data json.RawMessage) {
	raw, found := jsontext.Member(data, "previous_changes")
	if !found {
		return
	}
	var changes map[string][]json.RawMessage
	if json.Unmarshal(raw, &changes) != nil {
		return
	}
	e.Changes = map[string]Change{}
	for name, values := range changes {
		if len(values) == 2 {
			e.Changes[name] = Change{values[0], values[1]}
		}
	}
}

// readPrivate reads what echoes a parameter of a request, and may be a text.
func (e *TypingEvent) readPrivate(data json.RawMessage) {
	raw, _ := jsontext.Member(data, "is_private")
	e.Private = strings.Trim(string(raw), `"`) == "true"
}
