package ndototest

import (
	"cmp"
	"fmt"
	"image"
	"slices"
	"time"
)

// world is the state of an account. It is guarded by the server's mutex.
type world struct {
	*installation
	accountID int64
	founded   time.Time

	users         []*user
	bots          []*bot // those that the account sees
	teams         []*team
	inboxes       []*inbox
	contacts      map[int64]*contact
	contactInbox  []*contactInbox
	conversations map[int64]*conversation
	threads       []*conversation // the same, by id
	messages      map[int64]*message
	notes         []*note
	account       object
	rows          map[string][]object // labels, webhooks and other plain records, by their routes

	audited map[auditKey]auditable // how the records were when the log was last written
	audits  []object

	byCustomer bool // whether a customer reopens a conversation

	events   []event
	tracked  map[*conversation]convState // how conversations were before the change under way
	changing []*conversation             // the keys of tracked, in order
}

// user is a person in an account.
type user struct {
	*person
	role             string
	availability     string
	autoOnline       bool      // not auto_offline
	present          bool      // by the test
	connected        time.Time // until when, by the cable
	customRole       int64
	place            int64 // the id of the row that makes the person a user of the account
	created, updated time.Time
	inviter          int64
	activeAt         time.Time
}

type bot struct {
	id                       int64
	name, token, secret      string
	description, outgoingURL string
	avatar                   string
	created                  time.Time
	account                  int64 // 0 if all accounts see it
	config                   object
}

type team struct {
	id                int64
	name, description string
	icon, iconColor   string
	manual            bool // without automatic assignment
	members           []int64
	created, updated  time.Time
}

type inbox struct {
	id       int64
	name     string
	channel  string
	members  []int64
	bot      int64
	turn     int // of the automatic assignment
	locked   bool
	created  time.Time
	settings object // what was set, by the names of the API
	fields   object // of the channel
	secret   string
}

type contact struct {
	id                       int64
	company                  int64
	name                     string
	email, phone, identifier string
	avatar                   string
	blocked, online          bool
	additional, custom       object
	labels                   []string
	created, lastActivity    time.Time
	updated                  time.Time
	connected                time.Time // until when, by the cable
}

type contactInbox struct {
	id, contact, inbox int64
	source             string
	verified           bool
	created            time.Time
}

// conversation has what lists are filtered and ordered by apart from the rest, since a list reads it of all: 128 bytes
// each, side by side.
type conversation struct {
	id                       int64 // the number that agents see
	status                   string
	inbox                    *inbox
	assignee, team           int64
	created, updated, active time.Time
	*conversationDetails
}

type conversationDetails struct {
	assigneeBot                          int64
	priority                             string
	uuid                                 string
	contact                              *contact
	source                               *contactInbox
	labels                               []string
	participants, mentioned              []int64
	additional, custom                   object
	snoozed                              time.Time
	agentSeen, assigneeSeen, contactSeen time.Time
	firstReply, waiting                  time.Time
	messages                             []*message
}

type message struct {
	id               int64
	conversation     *conversation
	content          string
	hasContent       bool
	kind             int
	contentType      string
	attributes       object
	additional       object
	rated            object // the response to a survey, where a later one was dropped
	status           string
	private          bool
	source           string
	created, updated time.Time
	senderKind       string // "contact", "user", "agent_bot" or ""
	sender           int64
	attachments      []*attachment
	echo             any            // of the request that creates it
	saved            messageColumns // as the last event had them
}

// isSaid is false for activities, which nobody has written.
func (m *message) isSaid() bool { return m.kind != activity }

// isPublic is true for what customers see.
func (m *message) isPublic() bool { return m.isSaid() && !m.private }

func (m *message) isIncoming() bool { return m.kind == incoming }

// lastMessage is the last one that is what is looked for, or nil.
func (conv *conversation) lastMessage(is func(*message) bool) *message {
	for _, m := range slices.Backward(conv.messages) {
		if is(m) {
			return m
		}
	}
	return nil
}

// The types of messages, by their numbers (app/models/message.rb).
const (
	incoming = iota
	outgoing
	activity
	template
)

type attachment struct {
	id          int64
	message     *message
	name        string
	contentType string
	fileType    string
	voice       bool
	data        []byte
	size        *image.Point // of a picture, once it is measured
	created     time.Time
}

type note struct {
	id, contact, user int64
	content           string
	created, updated  time.Time
}

func newWorld(i *installation, id int64) *world {
	return &world{
		installation: i, accountID: id, founded: i.now(), contacts: map[int64]*contact{}, conversations: map[int64]*conversation{},
		messages: map[int64]*message{}, account: object{}, rows: map[string][]object{}, tracked: map[*conversation]convState{},
	}
}

const accountName = "Acme Support"

// populate makes the account that every server begins with.
func (s *Server) populate() {
	admin := s.addAgent(Agent{Name: "Amara Admin", Email: "amara@example.com", Role: "administrator"})
	agent := s.addAgent(Agent{Name: "Bo Agent", Email: "bo@example.com"})
	s.addAgent(Agent{Name: "Chi Outsider", Email: "chi@example.com"})
	s.addBot(Bot{Name: "Helper"})
	s.addTeam(Team{Name: "support", MemberIDs: []int64{agent}})
	s.addInbox(Inbox{Name: "API", MemberIDs: []int64{admin, agent}})
	s.adopt()
}

func find[T any](list []*T, match func(*T) bool) *T {
	if i := slices.IndexFunc(list, match); i >= 0 {
		return list[i]
	}
	return nil
}

func (w *world) user(id int64) *user { return find(w.users, func(u *user) bool { return u.id == id }) }
func (w *world) bot(id int64) *bot   { return find(w.bots, func(b *bot) bool { return b.id == id }) }
func (w *world) team(id int64) *team { return find(w.teams, func(t *team) bool { return t.id == id }) }
func (w *world) inbox(id int64) *inbox {
	return find(w.inboxes, func(i *inbox) bool { return i.id == id })
}

// uuid is reproducible across runs.
func uuid(n int64) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// inboxOf finds or creates the link between a contact and an inbox (app/builders/contact_inbox_builder.rb).
func (w *world) inboxOf(c *contact, in *inbox, source string) *contactInbox {
	ci := find(w.contactInbox, func(ci *contactInbox) bool {
		return ci.contact == c.id && ci.inbox == in.id && (source == "" || ci.source == source)
	})
	if ci == nil {
		if source == "" {
			source = uuid(1_000_000 + w.nextID("source"))
		}
		ci = &contactInbox{id: w.nextID("contact inbox"), contact: c.id, inbox: in.id, source: source, created: w.now()}
		w.contactInbox = append(w.contactInbox, ci)
	}
	return ci
}

// numbered is the kind of record that each account counts for itself.
func (w *world) numbered(kind string) string {
	if w == w.accounts[0] {
		return kind
	}
	return fmt.Sprintf("%s of account %d", kind, w.accountID)
}

func (w *world) open(in *inbox, c *contact, ci *contactInbox, id int64) *conversation {
	now := w.now()
	conv := &conversation{
		id: w.take(w.numbered("conversation"), id), inbox: in, status: "open", created: now, updated: now, active: now,
		conversationDetails: &conversationDetails{contact: c, source: ci, additional: object{}, custom: object{}, waiting: now},
	}
	conv.uuid = uuid(conv.id)
	if w != w.accounts[0] {
		conv.uuid = uuid(w.accountID*1_000_000_000 + conv.id)
	}
	w.conversations[conv.id] = conv
	w.threads = append(w.threads, conv)
	if n := len(w.threads); n > 1 && w.threads[n-2].id > conv.id {
		slices.SortFunc(w.threads, func(a, b *conversation) int { return cmp.Compare(a.id, b.id) })
	}
	w.record(event{name: "conversation_created", conv: conv})
	return conv
}
