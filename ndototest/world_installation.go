package ndototest

import (
	"fmt"
	"slices"
	"time"
)

// installation is what the accounts of a server share. It is guarded by the server's mutex.
type installation struct {
	server  *Server
	now     func() time.Time
	url     string
	lastIDs map[string]int64

	accounts    []*world // by their ids
	people      []*person
	sharedBots  []*bot   // those that every account sees
	permitted   []permit // of the platform app
	attachments map[int64]*attachment
	blobs       map[string]*blob // by their signed ids

	acting      *call // the request, macro or automation rule that is handled
	seeding     bool  // whether a test adds records
	held        bool  // whether jobs wait for Drain
	jobs        []backgroundJob
	connections map[*time.Time]bool // of those who are present, until when
}

// person is a user of the installation, who may work in several accounts.
type person struct {
	id                 int64
	name, email, token string
	passwords          int  // how often it was changed
	invited            bool // and not confirmed yet
	custom             object
	profile            object
}

func newInstallation(s *Server) *installation {
	return &installation{
		server: s, now: func() time.Time { return s.clock() }, lastIDs: map[string]int64{}, attachments: map[int64]*attachment{},
		blobs: map[string]*blob{}, connections: map[*time.Time]bool{},
	}
}

func (i *installation) nextID(kind string) int64 {
	i.lastIDs[kind]++
	return i.lastIDs[kind]
}

// take returns the requested id, or the next one.
func (i *installation) take(kind string, id int64) int64 {
	if id == 0 {
		return i.nextID(kind)
	}
	i.lastIDs[kind] = max(i.lastIDs[kind], id)
	return id
}

func (i *installation) accountWith(id int64) *world {
	return find(i.accounts, func(w *world) bool { return w.accountID == id })
}

// newAccount opens an account with the bots that every account sees.
func (i *installation) newAccount() *world { return i.openAccount(i.nextID("account")) }

func (i *installation) openAccount(id int64) *world {
	w := newWorld(i, id)
	w.bots = slices.Clone(i.sharedBots)
	i.accounts = append(i.accounts, w)
	return w
}

// newPerson adds a person with the requested id, or the next one.
func (i *installation) newPerson(id int64) *person {
	p := &person{id: i.take("user", id)}
	p.token = fmt.Sprintf("token-of-user-%d", p.id)
	i.people = append(i.people, p)
	return p
}

// join makes a person a user of the account.
func (w *world) join(p *person, role string) *user {
	u := &user{person: p, place: w.nextID("account user"), role: role, availability: "online", created: w.now(), updated: w.now()}
	w.users = append(w.users, u)
	return u
}

func (i *installation) personBy(email string) *person {
	return find(i.people, func(p *person) bool { return p.email == email })
}

// memberships are a person's places in accounts, by account.
func (i *installation) memberships(p *person) []membership {
	var list []membership
	for _, w := range i.accounts {
		if u := w.user(p.id); u != nil {
			list = append(list, membership{w, u})
		}
	}
	return list
}

// removePerson takes a person out of all accounts.
func (i *installation) removePerson(p *person) {
	for _, m := range i.memberships(p) {
		m.account.dismiss(m.user)
	}
	i.people = slices.DeleteFunc(i.people, func(other *person) bool { return other == p })
}

// home is the account that a person was active in last. One who works in none has a place without an account.
func (i *installation) home(p *person) (*world, *user) {
	var last *membership
	for _, m := range i.memberships(p) {
		if last == nil || m.user.activeAt.After(last.user.activeAt) {
			last = &m
		}
	}
	if last == nil {
		return i.accounts[0], &user{person: p}
	}
	return last.account, last.user
}

// botWith returns the bot that has an id, of whatever account.
func (i *installation) botWith(id int64) *bot {
	for _, w := range i.accounts {
		if b := w.bot(id); b != nil {
			return b
		}
	}
	return nil
}

func (i *installation) personWith(id int64) *person {
	return find(i.people, func(p *person) bool { return p.id == id })
}

func (i *installation) botBy(token string) *bot {
	for _, w := range i.accounts {
		if b := find(w.bots, func(b *bot) bool { return b.token == token }); b != nil {
			return b
		}
	}
	return nil
}

// newBot adds a bot to an account, or to all if there is none.
func (i *installation) newBot(b *bot, accountID int64) {
	b.id = i.nextID("bot")
	b.token, b.secret = fmt.Sprintf("token-of-bot-%d", b.id), fmt.Sprintf("secret-of-bot-%d", b.id)
	i.addBotTo(b, accountID)
}

func (i *installation) addBotTo(b *bot, accountID int64) {
	b.account = accountID
	for _, w := range i.accounts {
		if accountID == 0 || w.accountID == accountID {
			w.bots = append(w.bots, b)
		}
	}
	if accountID == 0 {
		i.sharedBots = append(i.sharedBots, b)
	}
}

// removeBot takes a bot from the lists that have it.
func (i *installation) removeBot(b *bot) {
	is := func(other *bot) bool { return other == b }
	for _, w := range i.accounts {
		w.bots = slices.DeleteFunc(w.bots, is)
	}
	i.sharedBots = slices.DeleteFunc(i.sharedBots, is)
}

// membership is a person's place in an account.
type membership struct {
	account *world
	user    *user
}
