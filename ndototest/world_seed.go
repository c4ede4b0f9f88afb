package ndototest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"
)

// Test fixtures. The Add methods send no webhooks; a simulated customer does. IDs of 0 are generated.

// seed runs a change without sending webhooks.
func (s *Server) seed(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.seeding = true
	f()
	s.world.seeding = false
	s.world.discardEvents()
	s.wake()
}

// discardEvents drops what has happened, so that nobody is told.
func (w *world) discardEvents() {
	w.events, w.changing = nil, nil
	clear(w.tracked)
}

// receive serves a webhook handler and returns its URL.
func (s *Server) receive(h http.Handler, path string) string {
	if h, ok := h.(interface{ Shutdown(context.Context) error }); ok {
		s.shutdowns = append(s.shutdowns, h.Shutdown)
	}
	if s.direct != nil {
		host := fmt.Sprintf("%s:%d", directReceiver, len(s.direct.handlers))
		s.direct.handlers[host] = h
		return "http://" + host + path
	}
	r := httptest.NewServer(h)
	s.receiving = append(s.receiving, r)
	return r.URL + path
}

// AddInbox adds an inbox and returns its id.
func (s *Server) AddInbox(in Inbox) (id int64) {
	s.seed(func() { id = s.addInbox(in) })
	return id
}

func (s *Server) addInbox(in Inbox) int64 {
	w := s.world
	row := &inbox{
		id: w.take("inbox", in.ID), name: cmp.Or(in.Name, "Inbox"), channel: cmp.Or(in.ChannelType, "Channel::Api"),
		members: slices.Clone(in.MemberIDs), bot: in.BotID, locked: in.LockToSingleConversation, created: w.now(),
		settings: merged(inboxDefaults(), given(in.Settings)),
	}
	row.fields = merged(s.newChannel(channelOf(row.channel), row.id), given(in.Channel))
	if in.Handler != nil {
		in.WebhookURL = s.receive(in.Handler, fmt.Sprintf("/inboxes/%d", row.id))
	}
	if in.WebhookURL != "" {
		row.fields["webhook_url"] = in.WebhookURL
	}
	row.secret = cmp.Or(in.Secret, fmt.Sprintf("secret-of-inbox-%d", row.id))
	w.inboxes = append(w.inboxes, row)
	return row.id
}

// AddAgent adds a user and returns its id.
func (s *Server) AddAgent(a Agent) (id int64) {
	s.seed(func() { id = s.addAgent(a) })
	return id
}

func (s *Server) addAgent(a Agent) int64 {
	w := s.world
	who := w.personWith(a.ID) // who may work in another account already
	if who == nil {
		who = w.newPerson(a.ID)
	}
	u := w.join(who, cmp.Or(a.Role, "agent"))
	u.availability = cmp.Or(a.Availability, "online")
	u.present = a.Availability == "online" || a.Availability == "busy"
	u.name = cmp.Or(a.Name, fmt.Sprintf("Agent %d", u.id))
	u.email = strings.ToLower(cmp.Or(a.Email, fmt.Sprintf("agent-%d@example.com", u.id)))
	u.token = cmp.Or(a.Token, u.token)
	return u.id
}

// AddBot adds an agent bot to inboxes, and returns its id.
func (s *Server) AddBot(b Bot) (id int64) {
	s.seed(func() {
		id = s.addBot(b)
		if b.InboxIDs == nil {
			b.InboxIDs = []int64{s.InboxID}
		}
		for _, in := range s.world.inboxes {
			if slices.Contains(b.InboxIDs, in.id) {
				in.bot = id
			}
		}
	})
	return id
}

func (s *Server) addBot(b Bot) int64 {
	w := s.world
	if shared := w.botWith(b.ID); shared != nil {
		w.bots = append(w.bots, shared)
		return shared.id
	}
	row := &bot{id: w.take("bot", b.ID), account: w.accountID, outgoingURL: b.URL, created: w.now()}
	row.name = cmp.Or(b.Name, fmt.Sprintf("Bot %d", row.id))
	row.token, row.secret = cmp.Or(b.Token, fmt.Sprintf("token-of-bot-%d", row.id)), cmp.Or(b.Secret, fmt.Sprintf("secret-of-bot-%d", row.id))
	if b.Handler != nil {
		row.outgoingURL = s.receive(b.Handler, fmt.Sprintf("/bots/%d", row.id))
	}
	w.bots = append(w.bots, row)
	return row.id
}

// AddWebhook adds a webhook of the account and returns its id.
func (s *Server) AddWebhook(h Webhook) (id int64) {
	s.seed(func() {
		c := s.world.inBackground()
		row := tableOf("webhooks").defaults(c)
		row["id"] = s.world.take("webhooks", h.ID)
		if h.Handler != nil {
			h.URL = s.receive(h.Handler, fmt.Sprintf("/webhooks/%d", row["id"]))
		}
		row["url"] = h.URL
		if h.Subscriptions != nil {
			row["subscriptions"] = slices.Clone(h.Subscriptions)
		}
		if h.Secret != "" && s.dialect == Chatwoot416 {
			row["secret"] = h.Secret
		}
		s.world.rows["webhooks"] = append(s.world.rows["webhooks"], row)
		id = row["id"].(int64)
	})
	return id
}

// AddTeam adds a team and returns its id.
func (s *Server) AddTeam(t Team) (id int64) {
	s.seed(func() { id = s.addTeam(t) })
	return id
}

func (s *Server) addTeam(t Team) int64 {
	w := s.world
	row := &team{id: w.take("team", t.ID), name: strings.ToLower(cmp.Or(t.Name, "team")), description: t.Description, members: slices.Clone(t.MemberIDs), created: w.now()}
	w.teams = append(w.teams, row)
	return row.id
}

// AddContact adds a contact and returns its id.
func (s *Server) AddContact(c Contact) (id int64) {
	s.seed(func() { id = s.addContact(c).id })
	return id
}

func (s *Server) addContact(c Contact) *contact {
	w := s.world
	row := &contact{
		id: w.take("contact", c.ID), email: strings.ToLower(c.Email), phone: c.PhoneNumber, identifier: c.Identifier, avatar: c.AvatarURL,
		blocked: c.Blocked, online: c.Online, custom: given(c.CustomAttributes), additional: given(c.AdditionalAttributes),
		labels: slices.Clone(c.Labels), created: c.CreatedAt, lastActivity: c.LastActivityAt, company: c.CompanyID,
	}
	if row.created.IsZero() {
		row.created = w.now()
	}
	row.name = cmp.Or(c.Name, fmt.Sprintf("Contact %d", row.id))
	w.contacts[row.id] = row
	return row
}

// AddConversation adds a conversation, with the messages that it names, and returns its number.
func (s *Server) AddConversation(c Conversation) (id int64) {
	s.seed(func() { id = s.addConversation(c).id })
	return id
}

func (s *Server) addConversation(c Conversation) *conversation {
	w := s.world
	in := w.inbox(cmp.Or(c.InboxID, s.InboxID))
	if in == nil {
		in = w.inbox(s.InboxID)
	}
	if in == nil { // the last one was deleted
		in = w.inbox(s.addInbox(Inbox{Name: "API"}))
	}
	who := w.contacts[c.ContactID]
	if who == nil {
		who = s.addContact(Contact{ID: c.ContactID})
	}
	conv := w.open(in, who, w.inboxOf(who, in, c.SourceID), c.ID)
	conv.status, conv.priority = cmp.Or(c.Status, "open"), c.Priority
	conv.assignee, conv.assigneeBot, conv.team = c.AssigneeID, c.AssigneeBotID, c.TeamID
	conv.labels, conv.participants = slices.Clone(c.Labels), slices.Clone(c.ParticipantIDs)
	conv.custom, conv.additional, conv.snoozed = given(c.CustomAttributes), given(c.AdditionalAttributes), c.SnoozedUntil
	conv.firstReply, conv.agentSeen, conv.assigneeSeen, conv.contactSeen = c.FirstReplyAt, c.AgentSeenAt, c.AssigneeSeenAt, c.ContactSeenAt
	if !c.CreatedAt.IsZero() {
		conv.created, conv.updated, conv.active, conv.waiting = c.CreatedAt, c.CreatedAt, c.CreatedAt, c.CreatedAt
	}
	s.addHistory(conv, c)
	for t, set := range map[*time.Time]time.Time{&conv.updated: c.UpdatedAt, &conv.active: c.LastActivityAt, &conv.waiting: c.WaitingSince} {
		if !set.IsZero() {
			*t = set
		}
	}
	return conv
}

// AddMessage adds a message to a conversation and returns its id, or 0 if there is no such conversation. An incoming
// message reopens a resolved or snoozed conversation.
func (s *Server) AddMessage(conversationID int64, m Message) (id int64) {
	s.seed(func() {
		if conv := s.world.conversations[conversationID]; conv != nil {
			id = s.addMessage(conv, m).id
		}
	})
	return id
}

func (s *Server) addMessage(conv *conversation, m Message) *message {
	row := s.messageOf(conv, m)
	row.created = m.CreatedAt
	return s.world.post(row)
}

func (s *Server) messageOf(conv *conversation, m Message) *message {
	row := &message{
		id: m.ID, conversation: conv, content: m.Content, hasContent: m.Content != "" || len(m.Attachments) == 0 && m.AdditionalAttributes == nil,
		kind: max(slices.Index(messageTypes, cmp.Or(m.Type, "incoming")), 0), contentType: cmp.Or(m.ContentType, "text"), private: m.Private,
		status: cmp.Or(m.Status, "sent"), source: m.SourceID, attributes: given(m.ContentAttributes), additional: given(m.AdditionalAttributes), senderKind: m.SenderKind, sender: m.SenderID,
	}
	for _, a := range m.Attachments {
		contentType := cmp.Or(a.ContentType, "application/octet-stream")
		file := &attachment{
			id: s.world.take("attachment", a.ID), message: row, name: cmp.Or(a.Name, "file"), contentType: contentType, fileType: fileType(contentType), data: a.Data,
			created: cmp.Or(m.CreatedAt, s.world.now()),
		}
		file.measure()
		row.attachments = append(row.attachments, file)
		s.world.attachments[file.id] = file
	}
	if row.senderKind == "" {
		switch row.kind {
		case incoming:
			row.senderKind, row.sender = "contact", conv.contact.id
		case outgoing:
			row.senderKind, row.sender = "user", cmp.Or(m.SenderID, s.AgentID)
		}
	}
	return row
}

var messageTypes = []string{"incoming", "outgoing", "activity", "template"}

func toObject(m map[string]any) object {
	o := object{}
	maps.Copy(o, m)
	return o
}

// given converts a test's value to what the server would have read from JSON.
func given(m map[string]any) object {
	data, err := json.Marshal(m)
	if err != nil || m == nil {
		return toObject(m)
	}
	var o object
	if decodeExactly(data, &o) != nil {
		return toObject(m)
	}
	return plain(o).(object)
}
