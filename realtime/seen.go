package realtime

// What was delivered, so that nothing is delivered twice: not what the API says, of what the server told before, nor
// what the server tells of what the API said.

// remembered is how many events are known at least. It bounds the memory to some megabytes.
const remembered = 100_000

type kind uint8

const (
	messageCreated kind = iota + 1
	conversationCreated
	conversationUpdated
)

// key names an event that may come twice. An update is one of a state, which its time names.
type key struct {
	kind kind
	id   int64
	at   int64
}

// seen are the events of the last time, in two generations.
type seen struct{ young, old map[key]bool }

// add reports whether a key is new.
func (s *seen) add(k key) bool {
	if s.has(k) {
		return false
	}
	if s.young == nil || len(s.young) >= remembered {
		s.young, s.old = map[key]bool{}, s.young
	}
	s.young[k] = true
	return true
}

func (s *seen) has(k key) bool { return s.young[k] || s.old[k] }

// keyOf is what an event has in common with its twin, or nothing.
func keyOf(e Event) (key, bool) {
	switch e := e.(type) {
	case *MessageCreated:
		return key{messageCreated, e.Message.ID, 0}, e.Message.ID != 0
	case *ConversationCreated:
		return key{conversationCreated, e.Conversation.ID, 0}, e.Conversation.ID != 0
	case *ConversationUpdated:
		return key{conversationUpdated, e.Conversation.ID, e.Conversation.UpdatedAt.UnixMicro()}, e.Conversation.ID != 0
	}
	return key{}, false
}
