package ndototest

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// Accessors that let a test inspect the server's state.

// Messages returns the messages of a conversation, oldest first, including activities.
func (s *Server) Messages(conversationID int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	conv := s.world.conversations[conversationID]
	if conv == nil {
		return nil
	}
	return export(conv.messages)
}

func export(messages []*message) []Message { return renderAll(messages, (*message).export) }

func (m *message) export() Message {
	out := m.copied()
	for i, a := range out.Attachments {
		out.Attachments[i].Data = slices.Clone(a.Data)
	}
	return out
}

// copied shares the bytes of files, which do not change.
func (m *message) copied() Message {
	out := Message{
		ID: m.id, Content: m.content, Type: messageTypes[m.kind], ContentType: m.contentType, Private: m.private, Status: m.status,
		SenderKind: m.senderKind, SenderID: m.sender, SourceID: m.source, ContentAttributes: deepCopy(m.attributes), AdditionalAttributes: deepCopy(m.additional), CreatedAt: m.created,
	}
	for _, a := range m.attachments {
		out.Attachments = append(out.Attachments, Attachment{a.id, a.name, a.contentType, a.data})
	}
	return out
}

// Conversation returns a conversation and reports whether it exists.
func (s *Server) Conversation(id int64) (Conversation, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conv := s.world.conversations[id]
	if conv == nil {
		return Conversation{}, false
	}
	return conv.export(), true
}

func (conv *conversation) export() Conversation {
	return Conversation{
		ID: conv.id, InboxID: conv.inbox.id, ContactID: conv.contact.id, SourceID: conv.source.source, Status: conv.status, Priority: conv.priority,
		AssigneeID: conv.assignee, AssigneeBotID: conv.assigneeBot, TeamID: conv.team, Labels: slices.Clone(conv.labels),
		ParticipantIDs: slices.Clone(conv.participants), CustomAttributes: deepCopy(conv.custom), AdditionalAttributes: deepCopy(conv.additional),
		SnoozedUntil: conv.snoozed, CreatedAt: conv.created, UpdatedAt: conv.updated, LastActivityAt: conv.active, WaitingSince: conv.waiting,
		FirstReplyAt: conv.firstReply, AgentSeenAt: conv.agentSeen, AssigneeSeenAt: conv.assigneeSeen, ContactSeenAt: conv.contactSeen,
	}
}

// Overview is what a list shows of a conversation.
type Overview struct {
	ID, ContactID int64
	Status        string
	Labels        []string
	CreatedAt     time.Time
	// Name, Email and PhoneNumber are those of the contact.
	Name, Email, PhoneNumber string
	// Last is the last message that is not an activity, if LastID is not 0, and LastFiles are the names of its files.
	LastID      int64
	LastAt      time.Time
	LastContent string
	LastFiles   []string
}

// Overviews yields the conversations in the order of their ids. It takes no longer the more messages there are, and
// keeps nobody waiting: a conversation that changes meanwhile is yielded as it is by then.
func (s *Server) Overviews() iter.Seq[Overview] {
	return func(yield func(Overview) bool) {
		s.mu.Lock()
		threads := slices.Clone(s.world.threads)
		s.mu.Unlock()
		for _, conv := range threads {
			s.mu.Lock()
			exists := s.world.conversations[conv.id] == conv
			o := conv.overview()
			s.mu.Unlock()
			if exists && !yield(o) {
				return
			}
		}
	}
}

func (conv *conversation) overview() Overview {
	o := Overview{
		ID: conv.id, ContactID: conv.contact.id, Status: conv.status, Labels: slices.Clone(conv.labels), CreatedAt: conv.created,
		Name: conv.contact.name, Email: conv.contact.email, PhoneNumber: conv.contact.phone,
	}
	if m := conv.lastMessage((*message).isSaid); m != nil {
		o.LastID, o.LastAt, o.LastContent = m.id, m.created, m.content
		for _, a := range m.attachments {
			o.LastFiles = append(o.LastFiles, a.name)
		}
	}
	return o
}

// Contact returns a contact and reports whether it exists.
func (s *Server) Contact(id int64) (Contact, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.world.contacts[id]
	if p == nil {
		return Contact{}, false
	}
	return p.export(), true
}

func (p *contact) export() Contact {
	return Contact{
		ID: p.id, Name: p.name, Email: p.email, PhoneNumber: p.phone, Identifier: p.identifier, AvatarURL: p.avatar, Blocked: p.blocked, Online: p.isOnline(),
		CustomAttributes: deepCopy(p.custom), AdditionalAttributes: deepCopy(p.additional), Labels: slices.Clone(p.labels), CompanyID: p.company,
		CreatedAt: p.created, LastActivityAt: p.lastActivity,
	}
}

// Requests returns the requests served so far, or the latest 50,000 of them at least.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.requests()
}

// deepCopy copies free-form attributes.
func deepCopy(o object) object {
	o = maps.Clone(o)
	for name, value := range o {
		o[name] = deepCopyValue(value)
	}
	return o
}

func deepCopyValue(value any) any {
	switch v := value.(type) {
	case object:
		return deepCopy(v)
	case []object:
		list := slices.Clone(v)
		for i, inner := range list {
			list[i] = deepCopy(inner)
		}
		return list
	case []any:
		list := slices.Clone(v)
		for i, inner := range list {
			list[i] = deepCopyValue(inner)
		}
		return list
	}
	return value
}
