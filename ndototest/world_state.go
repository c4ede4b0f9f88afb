package ndototest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// State is everything a server holds, in a form that survives JSON.
type State struct {
	Agents        []Agent
	Bots          []Bot
	Teams         []Team
	Inboxes       []Inbox
	Contacts      []Contact
	Conversations []Thread
	Notes         []Note
	// Sources are the links between contacts and inboxes.
	Sources []Source
	// Records are labels, webhooks, canned responses and other plain records by route.
	Records map[string][]map[string]any
	// Account holds the account's settings.
	Account map[string]any
	// LastIDs are the last assigned ids, so that none is reused.
	LastIDs map[string]int64
	// AccountID is 0 for the account that the server begins with.
	AccountID int64 `json:",omitzero"`
	// Accounts are the others. An agent or a bot of several accounts is in each of them under the same id.
	Accounts []State  `json:",omitempty"`
	Platform Platform `json:",omitzero"`
}

// Thread is a conversation with its messages.
type Thread struct {
	Conversation
	Messages []Message
}

// Source links a contact to an inbox under the id the contact has in the channel.
type Source struct {
	ID, ContactID, InboxID int64
	SourceID               string
	Verified               bool
	CreatedAt              time.Time
}

// Note is a note about a contact.
type Note struct {
	ID, ContactID, AgentID int64
	Content                string
	CreatedAt              time.Time
}

// State returns a copy of everything the server holds. For a server with very many messages, see [Server.WriteState].
func (s *Server) State() (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.withoutMessages()
	if err != nil {
		return State{}, err
	}
	for i, w := range s.world.accounts {
		for j, conv := range w.threads {
			if len(conv.messages) > 0 {
				st.account(i).Conversations[j].Messages = export(conv.messages)
			}
		}
	}
	return st, nil
}

// withoutMessages is a State whose conversations have no messages yet.
func (s *Server) withoutMessages() (State, error) {
	st, err := s.settings().copied()
	if err != nil {
		return State{}, err
	}
	for i, w := range s.world.accounts {
		w.fill(st.account(i))
	}
	return st, nil
}

// account is that of the i-th of a server's accounts.
func (st *State) account(i int) *State {
	if i == 0 {
		return st
	}
	return &st.Accounts[i-1]
}

// Outline returns a State without what grows as customers write: contacts with their sources and notes, and
// conversations, which [Server.Overviews] yields.
func (s *Server) Outline() (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings().copied()
}

// settings are the parts of a State that do not grow as customers write.
func (s *Server) settings() State {
	st := s.world.settings()
	st.AccountID, st.LastIDs, st.Platform = 0, s.world.lastIDs, s.world.exportPlatform()
	for _, w := range s.world.accounts[1:] {
		st.Accounts = append(st.Accounts, w.settings())
	}
	return st
}

func (w *world) settings() State {
	st := State{Records: w.rows, Account: w.account, AccountID: w.accountID}
	for _, u := range w.users {
		st.Agents = append(st.Agents, Agent{u.id, u.name, u.email, u.role, u.availabilityStatus(), u.token})
	}
	for _, b := range w.bots {
		st.Bots = append(st.Bots, Bot{ID: b.id, Name: b.name, URL: b.outgoingURL, Secret: b.secret, Token: b.token})
	}
	for _, t := range w.teams {
		st.Teams = append(st.Teams, Team{t.id, t.name, t.description, t.members})
	}
	for _, in := range w.inboxes {
		st.Inboxes = append(st.Inboxes, Inbox{
			ID: in.id, Name: in.name, ChannelType: in.channel, MemberIDs: in.members, BotID: in.bot, LockToSingleConversation: in.locked,
			Settings: in.settings, Channel: in.fields, WebhookURL: toText(in.fields["webhook_url"]), Secret: in.secret,
		})
	}
	return st
}

// fill adds what grows, but for messages.
func (w *world) fill(st *State) {
	st.Sources, st.Contacts, st.Conversations = slices.Grow(st.Sources, len(w.contactInbox)), slices.Grow(st.Contacts, len(w.contacts)), slices.Grow(st.Conversations, len(w.threads))
	for _, ci := range w.contactInbox {
		st.Sources = append(st.Sources, Source{ci.id, ci.contact, ci.inbox, ci.source, ci.verified, ci.created})
	}
	for _, id := range slices.Sorted(maps.Keys(w.contacts)) {
		st.Contacts = append(st.Contacts, w.contacts[id].export())
	}
	for _, conv := range w.threads {
		st.Conversations = append(st.Conversations, Thread{Conversation: conv.export()})
	}
	for _, n := range w.notes {
		st.Notes = append(st.Notes, Note{n.id, n.contact, n.user, n.content, n.created})
	}
}

// copied returns a deep copy. It goes through JSON, as a state kept in a file does.
func (st State) copied() (State, error) {
	data, err := json.Marshal(st)
	if err != nil {
		return State{}, unwritable(err)
	}
	var out State
	err = decodeExactly(data, &out)
	return out, err
}

func unwritable(err error) error {
	return fmt.Errorf("ndototest: the state holds what JSON cannot: %w", err)
}

// WithState starts the server with a state instead of the default account. Server's ids and tokens are those of the
// first administrator, agents, bot, team and inbox.
func WithState(st State) Option { return func(s *Server) { s.initial = &st } }

// restore fills an empty world.
func (s *Server) restore(st State) error {
	st, err := st.copied()
	if err != nil {
		return err
	}
	if len(st.Agents) == 0 {
		return errors.New("ndototest: a state needs at least one agent, this one has none")
	}
	s.restoreAccount(st)
	s.adopt()
	first := s.world
	for _, inner := range st.Accounts {
		s.world = first.openAccount(inner.AccountID)
		s.restoreAccount(inner)
	}
	s.world = first
	first.restorePlatform(st.Platform)
	for kind, id := range st.LastIDs {
		first.lastIDs[kind] = max(first.lastIDs[kind], id)
	}
	return nil
}

func (s *Server) restoreAccount(st State) {
	w := s.world
	for _, a := range st.Agents {
		s.addAgent(a)
	}
	for _, b := range st.Bots {
		s.addBot(b)
	}
	for _, t := range st.Teams {
		s.addTeam(t)
	}
	for _, in := range st.Inboxes {
		in.Settings, _ = plain(in.Settings).(object)
		in.Channel, _ = plain(in.Channel).(object)
		s.addInbox(in)
	}
	for _, c := range st.Contacts {
		s.addContact(c)
	}
	for _, ci := range st.Sources {
		w.contactInbox = append(w.contactInbox, &contactInbox{w.take("contact inbox", ci.ID), ci.ContactID, ci.InboxID, ci.SourceID, ci.Verified, ci.CreatedAt})
	}
	for _, t := range st.Conversations {
		conv := s.addConversation(t.Conversation)
		conv.waiting = t.WaitingSince // nobody may be waiting
		for _, m := range t.Messages {
			row := s.messageOf(conv, m)
			row.id, row.created, row.updated = w.take("message", m.ID), m.CreatedAt, m.CreatedAt
			conv.messages = append(conv.messages, row)
			w.messages[row.id] = row
		}
	}
	for _, n := range st.Notes {
		w.notes = append(w.notes, &note{w.take("note", n.ID), n.ContactID, n.AgentID, n.Content, n.CreatedAt, n.CreatedAt})
	}
	for name, rows := range st.Records {
		for _, row := range rows {
			w.rows[name] = append(w.rows[name], plain(row).(object))
		}
	}
	w.account, _ = plain(orEmptyObject(st.Account)).(object)
	w.discardEvents()
}

// adopt sets Server's ids and tokens from a restored account.
func (s *Server) adopt() {
	w := s.world
	for _, u := range w.users {
		switch {
		case u.role == "administrator" && s.AdminID == 0:
			s.AdminID, s.AdminToken = u.id, u.token
		case u.role != "administrator" && s.AgentID == 0:
			s.AgentID, s.AgentToken = u.id, u.token
		case u.role != "administrator" && s.OutsiderID == 0:
			s.OutsiderID, s.OutsiderToken = u.id, u.token
		}
	}
	if len(w.bots) > 0 {
		s.BotID, s.BotToken = w.bots[0].id, w.bots[0].token
	}
	if len(w.teams) > 0 {
		s.TeamID = w.teams[0].id
	}
	if len(w.inboxes) > 0 {
		s.InboxID = w.inboxes[0].id
	}
}

// plain turns JSON's whole numbers into integers.
func plain(v any) any {
	switch v := v.(type) {
	case object:
		for name, inner := range v {
			v[name] = plain(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = plain(inner)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	}
	return v
}

func orEmptyObject(o object) object {
	if o == nil {
		return object{}
	}
	return o
}
