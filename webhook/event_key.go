package webhook

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// Key names an event, the same each time that it comes. What is created is created once, so its id is enough, also
// where a server sends it to several webhooks that lead to one receiver. For the others it is the id of the delivery,
// or, on servers that send none, the content: an event that says the same once more says nothing new.
func Key(e Event) string {
	info := e.Info()
	prefix := tenantPrefix(info.Delivery)
	switch created := createdID(e); {
	case created != 0: // the ids of conversations count in each account
		return prefix + string(info.Name) + "/" + strconv.FormatInt(info.Account.ID, 10) + "/" + strconv.FormatInt(created, 10)
	case info.Delivery.ID != "":
		return prefix + "delivery/" + info.Delivery.ID
	}
	sum := sha256.Sum256(info.Delivery.Body)
	content := hex.EncodeToString(sum[:16])
	switch e.(type) {
	case *TypingOn, *TypingOff: // typing again is news again
		return fmt.Sprintf("%s%s/%s/%d", prefix, info.Name, content, info.Delivery.Received.UnixNano())
	}
	return fmt.Sprintf("%s%s/%s", prefix, info.Name, content)
}

// createdID is the id of what an event says was created, or 0.
func createdID(e Event) int64 {
	if e.Info().Account.ID == 0 {
		return 0
	}
	switch e := e.(type) {
	case *MessageCreated:
		return e.ID
	case *ConversationCreated:
		return e.Conversation.ID
	case *ContactCreated:
		return e.Contact.ID
	}
	return 0
}

// tenantPrefix keeps the ids of several servers apart.
func tenantPrefix(d Delivery) string {
	if d.Tenant == "" {
		return ""
	}
	return "tenant/" + strconv.Itoa(len(d.Tenant)) + "/" + d.Tenant + "/"
}

// OrderKey is what events share that must be handled one after another, such as the key of a partition of a message
// broker: those of a conversation have the same, those of a contact, of a visitor, and those of an inbox. Events of
// unknown kinds, and those that do not say what they are about, wait for no others. Accounts are left out, as not all
// events name theirs.
func OrderKey(e Event) string {
	what, id := "conversation", conversationOf(e)
	if id == 0 {
		what, id = subjectOf(e)
	}
	if id == 0 {
		return Key(e)
	}
	return tenantPrefix(e.Info().Delivery) + what + "/" + strconv.FormatInt(id, 10)
}

// subjectOf is what an event is about that is about no conversation. The id is 0 if the event does not say.
func subjectOf(e Event) (what string, id int64) {
	switch e := e.(type) {
	case *ContactCreated:
		return "contact", e.Contact.ID
	case *ContactUpdated:
		return "contact", e.Contact.ID
	case *WidgetTriggered:
		return "visitor", e.ID
	case *InboxCreated:
		return "channel", e.channelID()
	case *InboxUpdated:
		return "channel", e.channelID()
	}
	return "", 0
}

// channelID stands for the inbox, whose id is not sent.
func (e *InboxEvent) channelID() int64 {
	var channel struct {
		ID int64 `json:"id"`
	}
	if e.Channel.Reveal().Decode(&channel) != nil {
		return 0
	}
	return channel.ID
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

// place is where an event stands among those of its conversation, as far as is known: messages by their ids, the rest
// by the times of their snapshots.
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
		return place{at: e.CreatedAt.Time, rank: 1, id: e.ID}
	case *MessageUpdated:
		return place{at: later(e.CreatedAt.Time, e.Conversation.UpdatedAt.Time), rank: 2, id: e.ID}
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
