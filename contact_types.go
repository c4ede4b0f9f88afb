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

// ContactsPerPage is the number of contacts on a page.
const ContactsPerPage = 15

// ContactPage is one page of a list of contacts.
type ContactPage struct {
	Contacts []Contact `json:"payload"`
	PageMeta `json:"meta"`
	Extra    Attributes `json:"-"`
}

func (p *ContactPage) hasRows() bool { return p.Contacts != nil }

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
