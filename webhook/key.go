package webhook

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// Key names an event, the same each time that it comes. What is created is created once, so that its id is enough, also where
// a server tells it to several webhooks that lead to one receiver. For the others it is the id of the delivery, or, on servers
// that send none, the content: an event that tells the same once more tells nothing.
func Key(e Event) string {
	info := e.Info()
	created := int64(0)
	switch e := e.(type) {
	case *MessageCreated:
		created = int64(e.ID)
	case *ConversationCreated:
		created = e.Conversation.ID
	case *ContactCreated:
		created = e.Contact.ID
	}
	switch {
	case created != 0 && info.Account.ID != 0: // the ids of conversations count in each account
		return string(info.Name) + "/" + strconv.FormatInt(info.Account.ID, 10) + "/" + strconv.FormatInt(created, 10)
	case info.Delivery.ID != "":
		return deliveryKey + info.Delivery.ID
	}
	sum := sha256.Sum256(info.Delivery.Body)
	switch e.(type) {
	case *TypingOn, *TypingOff: // who types again tells the same again
		return fmt.Sprintf("%s/%s/%d", info.Name, hex.EncodeToString(sum[:16]), info.Delivery.Received.UnixNano())
	}
	return fmt.Sprintf("%s/%s", info.Name, hex.EncodeToString(sum[:16]))
}

// deliveryKey begins the keys of events that are told apart by the ids of their deliveries.
const deliveryKey = "delivery/"

// OrderKey is what events share that must be handled one after another, such as the key of a partition of a message broker: those
// of a conversation have the same, and those of a contact. Accounts are
// left out, as not all events have theirs.
func OrderKey(e Event) string {
	if id := conversationOf(e); id != 0 {
		return "conversation/" + strconv.FormatInt(id, 10)
	}
	switch e := e.(type) {
	case *ContactCreated:
		return fmt.Sprintf("contact/%d", e.Contact.ID)
	case *ContactUpdated:
		return fmt.Sprintf("contact/%d", e.Contact.ID)
	}
	return string(e.Info().Name)
}

// conversationOf is the conversation that an event is about, or 0.
func conversationOf(e Event) int64 {
	switch e := e.(type) {
	case interface{ message() *MessageEvent }:
		return e.message().Conversation.ID
	case interface{ conversation() *ConversationEvent }:
		return e.conversation().Conversation.ID
	case *TypingOn:
		return e.Conversation.ID
	case *TypingOff:
		return e.Conversation.ID
	case *WidgetTriggered:
		if e.CurrentConversation != nil {
			return e.CurrentConversation.ID
		}
	}
	return 0
}

func (e *MessageEvent) message() *MessageEvent                { return e }
func (e *ConversationEvent) conversation() *ConversationEvent { return e }

// place is where an event stands among those of its conversation, as far as it tells: messages by their ids, the rest by the
// times of their snapshots.
type place struct {
	at   time.Time
	rank int
	id   int64
}

func placeOf(e Event) place {
	p := claimedPlace(e)
	if p.at.IsZero() {
		p.at = e.Info().Delivery.Received
	}
	return p
}

func claimedPlace(e Event) place {
	switch e := e.(type) {
	case *ConversationCreated:
		return place{at: e.Conversation.CreatedAt.Time, rank: 0}
	case *MessageCreated:
		return place{at: e.CreatedAt.Time, rank: 1, id: int64(e.ID)}
	case *MessageUpdated:
		return place{at: later(e.CreatedAt.Time, e.Conversation.UpdatedAt.Time), rank: 2, id: int64(e.ID)}
	case interface{ conversation() *ConversationEvent }:
		return place{at: e.conversation().Conversation.UpdatedAt.Time, rank: 3}
	}
	return place{rank: 4}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (p place) compare(other place) int {
	return cmp.Or(p.at.Compare(other.at), cmp.Compare(p.rank, other.rank), cmp.Compare(p.id, other.id))
}
