package ndoto

import "strings"

// Agent is a user as a member of an account.
type Agent struct {
	ID            int64  `json:"id"`
	AccountID     int64  `json:"account_id"`
	Name          string `json:"name"`
	AvailableName string `json:"available_name"`
	Email         string `json:"email"`
	AvatarURL     string `json:"avatar_url" alias:"thumbnail"`
	// Role is empty for a user who has left the account.
	Role Role `json:"role"`
	// Availability of a user who never opens the application is offline, unless auto offline is off.
	Availability     Availability `json:"availability" alias:"availability_status"`
	AutoOffline      bool         `json:"auto_offline"`
	Confirmed        bool         `json:"confirmed"`
	CustomAttributes Attributes   `json:"custom_attributes"`
	CustomRoleID     int64        `json:"custom_role_id"`
	Provider         string       `json:"provider"`
	Extra            Attributes   `json:"-"`
}

// Team is a group of agents. Its name is in lower case.
type Team struct {
	ID              int64      `json:"id"`
	Name            string     `json:"name"`
	Description     string     `json:"description"`
	AllowAutoAssign bool       `json:"allow_auto_assign"`
	AccountID       int64      `json:"account_id"`
	IsMember        bool       `json:"is_member"`
	Icon            string     `json:"icon"`
	IconColor       string     `json:"icon_color"`
	CreatedAt       Time       `json:"created_at"`
	UpdatedAt       Time       `json:"updated_at"`
	Extra           Attributes `json:"-"`
}

// Assignee is who answers a conversation: an agent or, from Chatwoot 4.8.0, an agent bot. The last fields are a bot's.
type Assignee struct {
	Agent
	Type        string `json:"type"`
	Description string `json:"description"`
	OutgoingURL string `json:"outgoing_url"`
	BotType     string `json:"bot_type"`
}

// Sender is who wrote a message: the customer, a user, an agent bot or the built-in AI agent. Each kind has some of the
// fields only.
type Sender struct {
	ID                   int64        `json:"id"`
	Type                 string       `json:"type"`
	Name                 string       `json:"name"`
	AvailableName        string       `json:"available_name"`
	Email                string       `json:"email"`
	PhoneNumber          string       `json:"phone_number"`
	Identifier           string       `json:"identifier"`
	AvatarURL            string       `json:"avatar_url" alias:"thumbnail,avatar"`
	Availability         Availability `json:"availability" alias:"availability_status"`
	Blocked              bool         `json:"blocked"`
	AdditionalAttributes Attributes   `json:"additional_attributes"`
	CustomAttributes     Attributes   `json:"custom_attributes"`
	Description          string       `json:"description"`
	CreatedAt            Time         `json:"created_at"`
	// Account comes with contacts in webhooks only.
	Account *AccountRef `json:"account"`
	Extra   Attributes  `json:"-"`
}

// AccountRef names an account.
type AccountRef struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Extra Attributes `json:"-"`
}

// Kind tells what kind of sender it is. Contacts in webhooks come without a type; they are known by their account.
func (s *Sender) Kind() SenderKind {
	if s == nil {
		return ""
	}
	switch kind := strings.ToLower(strings.ReplaceAll(s.Type, "::", "_")); kind {
	case "":
		if s.Account != nil || s.PhoneNumber != "" || s.Identifier != "" {
			return SenderContact
		}
		return ""
	case "agentbot":
		return SenderAgentBot
	default:
		return SenderKind(kind)
	}
}

// InboxRef names the inbox of a contact or a conversation.
type InboxRef struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	AvatarURL   string     `json:"avatar_url"`
	ChannelID   int64      `json:"channel_id"`
	ChannelType string     `json:"channel_type"`
	Provider    string     `json:"provider"`
	Extra       Attributes `json:"-"`
}
