package ndototest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Inbox is a channel's inbox. By default it is an API inbox.
type Inbox struct {
	ID   int64
	Name string
	// ChannelType is such as "Channel::Api" or "Channel::WebWidget".
	ChannelType string
	MemberIDs   []int64
	// BotID is an active agent bot: new conversations are pending then.
	BotID int64
	// LockToSingleConversation gives each contact one conversation.
	LockToSingleConversation bool
}

// Agent is a user of the account.
type Agent struct {
	ID          int64
	Name, Email string
	// Role is "agent" by default, or "administrator".
	Role string
	// Token is made up by default.
	Token string
}

// Team is a group of agents.
type Team struct {
	ID                int64
	Name, Description string
	MemberIDs         []int64
}

// Contact is a customer.
type Contact struct {
	ID                                   int64
	Name, Email, PhoneNumber, Identifier string
	Blocked, Online                      bool
	CustomAttributes                     map[string]any
	AdditionalAttributes                 map[string]any
	Labels                               []string
}

// Conversation is a thread of messages. By default it is open, in the server's inbox, with a new contact.
type Conversation struct {
	ID, InboxID, ContactID int64
	Status, Priority       string
	AssigneeID, TeamID     int64
	Labels                 []string
	CustomAttributes       map[string]any
	SnoozedUntil           time.Time
	CreatedAt              time.Time
	LastActivityAt         time.Time
	WaitingSince           time.Time
}

// Message is a message. By default it is an incoming one of the conversation's contact.
type Message struct {
	ID      int64
	Content string
	// Type is "incoming", "outgoing", "activity" or "template".
	Type        string
	ContentType string
	Private     bool
	// Status is "sent", "delivered", "read" or "failed".
	Status            string
	SenderKind        string
	SenderID          int64
	SourceID          string
	ContentAttributes map[string]any
	// Attachments are the names of the files.
	Attachments []string
	CreatedAt   time.Time
}

// AddInbox adds an inbox and returns its id.
func (s *Server) AddInbox(in Inbox) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	row := &inbox{
		id: w.nextID("inbox"), name: cmp.Or(in.Name, "Inbox"), channel: cmp.Or(in.ChannelType, "Channel::Api"),
		members: slices.Clone(in.MemberIDs), bot: in.BotID, locked: in.LockToSingleConversation, created: w.now(),
		settings: object{}, fields: object{},
	}
	row.secret = fmt.Sprintf("secret-of-inbox-%d", row.id)
	w.inboxes = append(w.inboxes, row)
	return row.id
}

// AddAgent adds a user and returns its id.
func (s *Server) AddAgent(a Agent) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	u := &user{id: w.nextID("user"), role: cmp.Or(a.Role, "agent"), availability: "online"}
	u.name = cmp.Or(a.Name, fmt.Sprintf("Agent %d", u.id))
	u.email = strings.ToLower(cmp.Or(a.Email, fmt.Sprintf("agent-%d@example.com", u.id)))
	u.token = cmp.Or(a.Token, fmt.Sprintf("token-of-user-%d", u.id))
	w.users = append(w.users, u)
	return u.id
}

// AddTeam adds a team and returns its id.
func (s *Server) AddTeam(t Team) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	row := &team{id: w.nextID("team"), name: strings.ToLower(cmp.Or(t.Name, "team")), description: t.Description, members: slices.Clone(t.MemberIDs), created: w.now()}
	w.teams = append(w.teams, row)
	return row.id
}

// AddContact adds a contact and returns its id.
func (s *Server) AddContact(c Contact) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addContact(c).id
}

func (s *Server) addContact(c Contact) *contact {
	w := s.world
	row := &contact{
		id: w.nextID("contact"), email: strings.ToLower(c.Email), phone: c.PhoneNumber, identifier: c.Identifier, blocked: c.Blocked, online: c.Online,
		custom: toObject(c.CustomAttributes), additional: toObject(c.AdditionalAttributes), labels: slices.Clone(c.Labels), created: w.now(),
	}
	row.name = cmp.Or(c.Name, fmt.Sprintf("Contact %d", row.id))
	w.contacts[row.id] = row
	return row
}

// AddConversation adds a conversation and returns its number. It has no messages.
func (s *Server) AddConversation(c Conversation) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	in := w.inbox(cmp.Or(c.InboxID, s.InboxID))
	who := w.contacts[c.ContactID]
	if who == nil {
		who = s.addContact(Contact{ID: c.ContactID})
	}
	if in == nil {
		in = w.inbox(s.InboxID)
	}
	conv := w.open(in, who, w.inboxOf(who, in, ""))
	conv.status, conv.priority = cmp.Or(c.Status, "open"), c.Priority
	conv.assignee, conv.team, conv.labels, conv.custom, conv.snoozed = c.AssigneeID, c.TeamID, slices.Clone(c.Labels), toObject(c.CustomAttributes), c.SnoozedUntil
	if !c.CreatedAt.IsZero() {
		conv.created, conv.updated, conv.active, conv.waiting = c.CreatedAt, c.CreatedAt, c.CreatedAt, c.CreatedAt
	}
	if !c.LastActivityAt.IsZero() {
		conv.active = c.LastActivityAt
	}
	if !c.WaitingSince.IsZero() {
		conv.waiting = c.WaitingSince
	}
	return conv.id
}

// AddMessage adds a message to a conversation and returns its id, or 0 if there is no such conversation. An incoming
// message opens a conversation that was resolved or snoozed.
func (s *Server) AddMessage(conversationID int64, m Message) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	conv := s.world.conversations[conversationID]
	if conv == nil {
		return 0
	}
	row := &message{
		conversation: conv, content: m.Content, hasContent: true, kind: max(slices.Index(messageTypes, cmp.Or(m.Type, "incoming")), 0),
		contentType: cmp.Or(m.ContentType, "text"), private: m.Private, status: cmp.Or(m.Status, "sent"), source: m.SourceID,
		attributes: toObject(m.ContentAttributes), senderKind: m.SenderKind, sender: m.SenderID,
	}
	if row.senderKind == "" {
		switch row.kind {
		case incoming:
			row.senderKind, row.sender = "contact", conv.contact.id
		case outgoing:
			row.senderKind, row.sender = "user", cmp.Or(m.SenderID, s.AgentID)
		}
	}
	s.world.post(row)
	if !m.CreatedAt.IsZero() {
		row.created = m.CreatedAt
	}
	return row.id
}

var messageTypes = []string{"incoming", "outgoing", "activity", "template"}

// Messages returns the messages of a conversation, the oldest first, activities included.
func (s *Server) Messages(conversationID int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	conv := s.world.conversations[conversationID]
	if conv == nil {
		return nil
	}
	list := make([]Message, len(conv.messages))
	for i, m := range conv.messages {
		list[i] = Message{
			ID: m.id, Content: m.content, Type: messageTypes[m.kind], ContentType: m.contentType, Private: m.private, Status: m.status,
			SenderKind: m.senderKind, SenderID: m.sender, SourceID: m.source, ContentAttributes: maps.Clone(m.attributes), CreatedAt: m.created,
		}
		for _, a := range m.attachments {
			list[i].Attachments = append(list[i].Attachments, a.name)
		}
	}
	return list
}

// Conversation returns a conversation, and whether it exists.
func (s *Server) Conversation(id int64) (Conversation, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.conversations[id]
	if c == nil {
		return Conversation{}, false
	}
	return Conversation{
		ID: c.id, InboxID: c.inbox.id, ContactID: c.contact.id, Status: c.status, Priority: c.priority, AssigneeID: c.assignee, TeamID: c.team,
		Labels: slices.Clone(c.labels), CustomAttributes: maps.Clone(c.custom), SnoozedUntil: c.snoozed, CreatedAt: c.created,
		LastActivityAt: c.active, WaitingSince: c.waiting,
	}, true
}

// Contact returns a contact, and whether it exists.
func (s *Server) Contact(id int64) (Contact, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.contacts[id]
	if c == nil {
		return Contact{}, false
	}
	return Contact{
		ID: c.id, Name: c.name, Email: c.email, PhoneNumber: c.phone, Identifier: c.identifier, Blocked: c.blocked, Online: c.online,
		CustomAttributes: maps.Clone(c.custom), AdditionalAttributes: maps.Clone(c.additional), Labels: slices.Clone(c.labels),
	}, true
}

func toObject(m map[string]any) object {
	o := object{}
	maps.Copy(o, m)
	return o
}
