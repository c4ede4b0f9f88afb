package ndoto

// Conversation is a thread of messages between a customer and the team. Its ID is the number that agents see, which
// counts per account; every call and every field uses it.
type Conversation struct {
	ID        int64              `json:"id"`
	AccountID int64              `json:"account_id"`
	UUID      string             `json:"uuid"`
	InboxID   int64              `json:"inbox_id"`
	Status    ConversationStatus `json:"status"`
	Priority  Priority           `json:"priority"`
	Labels    []string           `json:"labels"`
	// Muted means that the contact is blocked.
	Muted    bool `json:"muted"`
	CanReply bool `json:"can_reply"`
	// UnreadCount is the number of unread messages from the customer, at most 10.
	UnreadCount int `json:"unread_count"`
	// Messages holds the newest message of any kind, or none.
	Messages []Message `json:"messages"`
	// LastNonActivityMessage is the newest message that is not an activity.
	LastNonActivityMessage *Message         `json:"last_non_activity_message"`
	Meta                   ConversationMeta `json:"meta"`
	// Contact is the customer, as Ndoto documents it; the server software sends it in Meta.Sender. Customer reads both.
	Contact              *Contact   `json:"contact"`
	AdditionalAttributes Attributes `json:"additional_attributes"`
	CustomAttributes     Attributes `json:"custom_attributes"`
	SnoozedUntil         Time       `json:"snoozed_until"`
	SLAPolicyID          int64      `json:"sla_policy_id"`
	AppliedSLA           Attributes `json:"applied_sla"`
	SLAEvents            []SLAEvent `json:"sla_events"`

	CreatedAt           Time `json:"created_at"`
	UpdatedAt           Time `json:"updated_at"`
	LastActivityAt      Time `json:"last_activity_at" alias:"timestamp"`
	AgentLastSeenAt     Time `json:"agent_last_seen_at"`
	AssigneeLastSeenAt  Time `json:"assignee_last_seen_at"`
	ContactLastSeenAt   Time `json:"contact_last_seen_at"`
	FirstReplyCreatedAt Time `json:"first_reply_created_at"`
	WaitingSince        Time `json:"waiting_since"`

	Extra Attributes `json:"-"`
}

// Customer returns the person whom the conversation is with, or nil if the server did not say.
func (c *Conversation) Customer() *Contact {
	if c.Contact != nil {
		return c.Contact
	}
	return c.Meta.Sender
}

// ConversationMeta says who takes part in a conversation.
type ConversationMeta struct {
	Sender  *Contact `json:"sender"`
	Channel string   `json:"channel"`
	// Assignee is nil if nobody is assigned, or if the assignee has left the account.
	Assignee     *Assignee  `json:"assignee"`
	AssigneeType string     `json:"assignee_type"`
	Team         *Team      `json:"team"`
	HMACVerified bool       `json:"hmac_verified"`
	Extra        Attributes `json:"-"`
}

// SLAEvent is a missed target of a service level agreement, on Enterprise servers.
type SLAEvent struct {
	ID int64 `json:"id"`
	// EventType is "frt", "nrt" or "rt": the first response, a further one, or the resolution.
	EventType string     `json:"event_type"`
	Meta      Attributes `json:"meta"`
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	Extra     Attributes `json:"-"`
}

// ConversationCounts holds the totals of a list over all its pages, or of a search over one page only.
type ConversationCounts struct {
	Mine       int        `json:"mine_count"`
	Assigned   int        `json:"assigned_count"`
	Unassigned int        `json:"unassigned_count"`
	All        int        `json:"all_count"`
	Extra      Attributes `json:"-"`
}

// ConversationsPerPage is the number of conversations on a page, unless the server's operator has changed it
// (CONVERSATION_RESULTS_PER_PAGE).
const ConversationsPerPage = 25

// ConversationPage is one page of a list.
type ConversationPage struct {
	Conversations []Conversation     `json:"payload"`
	Counts        ConversationCounts `json:"meta"`
	// Page is the number of the page, from 1.
	Page int `json:"-"`
	// Total is the number of conversations on all pages, for the AssigneeType of the list.
	Total int `json:"-"`
	// TotalPages is the number of pages, where the server says it: Ndoto's documentation does, its software does not.
	TotalPages int        `json:"-"`
	Extra      Attributes `json:"-"`
}

func (p *ConversationPage) hasRows() bool { return p.Conversations != nil }

// FoundConversation is a conversation as a search returns it: with fewer fields, and with the messages that match.
type FoundConversation struct {
	ID        int64          `json:"id"`
	UUID      string         `json:"uuid"`
	AccountID int64          `json:"account_id"`
	CreatedAt Time           `json:"created_at"`
	Contact   ContactRef     `json:"contact"`
	Inbox     InboxRef       `json:"inbox"`
	Messages  []FoundMessage `json:"messages"`
	Extra     Attributes     `json:"-"`
}

// ContactRef identifies a contact.
type ContactRef struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Extra Attributes `json:"-"`
}

// FoundMessage is a message that matches a search.
type FoundMessage struct {
	ID          int64       `json:"id"`
	Content     string      `json:"content"`
	SenderName  string      `json:"sender_name"`
	MessageType MessageType `json:"message_type"`
	CreatedAt   Time        `json:"created_at"`
	Extra       Attributes  `json:"-"`
}

// ConversationSearchPage is one page of a search.
type ConversationSearchPage struct {
	Conversations []FoundConversation `json:"payload"`
	// Counts are for this page only, because the server counts after paging.
	Counts ConversationCounts `json:"meta"`
	Extra  Attributes         `json:"-"`
}

func (p *ConversationSearchPage) hasRows() bool { return p.Conversations != nil }

// Assignee is who handles a conversation: an agent or, from Chatwoot 4.8.0, an agent bot. The last fields are for
// bots.
type Assignee struct {
	Agent
	Type        string `json:"type"`
	Description string `json:"description"`
	OutgoingURL string `json:"outgoing_url"`
	BotType     string `json:"bot_type"`
	Icon        string `json:"icon"`
	// AssigneeType is "User" or "AgentBot", in the list of Inboxes.Assignees.
	AssigneeType string `json:"assignee_type"`
}

// ConversationRef identifies a conversation. DisplayID is the number that all other calls take.
type ConversationRef struct {
	ID        int64      `json:"id"`
	DisplayID int64      `json:"display_id"`
	Extra     Attributes `json:"-"`
}
