package ndoto

// ConversationStatus is the state of a conversation.
type ConversationStatus string

// The states of a conversation. StatusAll is for lists only.
const (
	StatusOpen     ConversationStatus = "open"
	StatusResolved ConversationStatus = "resolved"
	StatusPending  ConversationStatus = "pending"
	StatusSnoozed  ConversationStatus = "snoozed"
	StatusAll      ConversationStatus = "all"
)

// Valid tells whether a conversation can have the status.
func (s ConversationStatus) Valid() bool {
	return s == StatusOpen || s == StatusResolved || s == StatusPending || s == StatusSnoozed
}

// Priority is the priority of a conversation; the empty Priority is none.
type Priority string

// The priorities of a conversation.
const (
	PriorityLow    Priority = "low"
	PriorityMedium Priority = "medium"
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)

// Valid tells whether a conversation can have the priority. "none" is not one: use the methods that clear it.
func (p Priority) Valid() bool {
	return p == PriorityLow || p == PriorityMedium || p == PriorityHigh || p == PriorityUrgent
}
