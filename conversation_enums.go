package ndoto

// ConversationStatus is the status of a conversation.
type ConversationStatus string

// The values of ConversationStatus. StatusAll is for lists only.
const (
	StatusOpen     ConversationStatus = "open"
	StatusResolved ConversationStatus = "resolved"
	StatusPending  ConversationStatus = "pending"
	StatusSnoozed  ConversationStatus = "snoozed"
	StatusAll      ConversationStatus = "all"
)

// Valid reports whether a conversation can have the status.
func (s ConversationStatus) Valid() bool {
	return s == StatusOpen || s == StatusResolved || s == StatusPending || s == StatusSnoozed
}

// Priority is the priority of a conversation. The empty Priority means none.
type Priority string

// The values of Priority.
const (
	PriorityLow    Priority = "low"
	PriorityMedium Priority = "medium"
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)

// Valid reports whether a conversation can have the priority. "none" is not one: use the methods that clear it.
func (p Priority) Valid() bool {
	return p == PriorityLow || p == PriorityMedium || p == PriorityHigh || p == PriorityUrgent
}
