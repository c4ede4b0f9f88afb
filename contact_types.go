package ndoto

// Contact is a customer.
type Contact struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Email       string `json:"email"`
	PhoneNumber string `json:"phone_number"`
	// Identifier is the customer's ID in your own system.
	Identifier           string         `json:"identifier"`
	Blocked              bool           `json:"blocked"`
	AvatarURL            string         `json:"thumbnail" alias:"avatar_url,avatar"`
	Availability         Availability   `json:"availability_status" alias:"availability"`
	AdditionalAttributes Attributes     `json:"additional_attributes"`
	CustomAttributes     Attributes     `json:"custom_attributes"`
	LastActivityAt       Time           `json:"last_activity_at"`
	CreatedAt            Time           `json:"created_at"`
	ContactInboxes       []ContactInbox `json:"contact_inboxes"`
	CompanyID            int64          `json:"company_id"`
	Type                 string         `json:"type"`
	Account              *AccountRef    `json:"account"`
	Extra                Attributes     `json:"-"`
}

// ContactInbox connects a contact to an inbox. Its source ID is the contact's ID in the inbox's channel: an address,
// a phone number, or any text in an API inbox.
type ContactInbox struct {
	SourceID string     `json:"source_id"`
	Inbox    *InboxRef  `json:"inbox"`
	Extra    Attributes `json:"-"`
}

// CreatedContact is what Create returns. ContactInbox has an Inbox if the contact was created in one.
type CreatedContact struct {
	Contact      Contact             `json:"contact"`
	ContactInbox CreatedContactInbox `json:"contact_inbox"`
	Extra        Attributes          `json:"-"`
}

// CreatedContactInbox is a ContactInbox with the inbox as it is in the server's database.
type CreatedContactInbox struct {
	SourceID string     `json:"source_id"`
	Inbox    *InboxRow  `json:"inbox"`
	Extra    Attributes `json:"-"`
}

// InboxRow is an inbox as it is in the server's database.
type InboxRow struct {
	ID                         int64      `json:"id"`
	AccountID                  int64      `json:"account_id"`
	ChannelID                  int64      `json:"channel_id"`
	ChannelType                string     `json:"channel_type"`
	Name                       string     `json:"name"`
	BusinessName               string     `json:"business_name"`
	EmailAddress               string     `json:"email_address"`
	SenderNameType             string     `json:"sender_name_type"`
	PortalID                   int64      `json:"portal_id"`
	Timezone                   string     `json:"timezone"`
	WorkingHoursEnabled        bool       `json:"working_hours_enabled"`
	OutOfOfficeMessage         string     `json:"out_of_office_message"`
	GreetingEnabled            bool       `json:"greeting_enabled"`
	GreetingMessage            string     `json:"greeting_message"`
	EnableAutoAssignment       bool       `json:"enable_auto_assignment"`
	AutoAssignmentConfig       Attributes `json:"auto_assignment_config"`
	EnableEmailCollect         bool       `json:"enable_email_collect"`
	CSATSurveyEnabled          bool       `json:"csat_survey_enabled"`
	CSATConfig                 Attributes `json:"csat_config"`
	AllowMessagesAfterResolved bool       `json:"allow_messages_after_resolved"`
	LockToSingleConversation   bool       `json:"lock_to_single_conversation"`
	CreatedAt                  Time       `json:"created_at"`
	UpdatedAt                  Time       `json:"updated_at"`
	Extra                      Attributes `json:"-"`
}

// ContactsPerPage is the number of contacts on a page.
const ContactsPerPage = 15

// ContactPage is one page of a list of contacts.
type ContactPage struct {
	Contacts []Contact       `json:"payload"`
	Meta     ContactPageMeta `json:"meta"`
	Extra    Attributes      `json:"-"`
}

func (p *ContactPage) hasRows() bool { return p.Contacts != nil }

// ContactPageMeta says where in a list of contacts a page is.
type ContactPageMeta struct {
	// Count is the number of contacts on all pages; in a search from Chatwoot 4.11.0, on this page only.
	Count       int    `json:"count"`
	CurrentPage Number `json:"current_page"`
	// TotalPages is the number of pages, where the server says it: Ndoto's documentation does, its software does not.
	TotalPages int `json:"total_pages"`
	// HasMore reports whether there is another page, in a search from Chatwoot 4.11.0.
	HasMore Opt[bool]  `json:"has_more"`
	Extra   Attributes `json:"-"`
}

// Note is an internal note on a contact.
type Note struct {
	ID        int64  `json:"id"`
	Content   string `json:"content"`
	AccountID int64  `json:"account_id"` // 0: the server sends null
	ContactID int64  `json:"contact_id"` // 0: the server sends null
	// User is the author, or nil.
	User      *Agent     `json:"user"`
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	Extra     Attributes `json:"-"`
}
