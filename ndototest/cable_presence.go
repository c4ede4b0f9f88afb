package ndototest

import (
	"encoding/json"
	"fmt"
	"time"
)

// How long users and contacts count as present after they have subscribed or said so (lib/online_status_tracker.rb).
// The longer time for contacts came with 4.12.
const (
	presenceOfUsers    = 20 * time.Second
	presenceOfContacts = 90 * time.Second
)

// presence notes that the owner of a subscription is there, and tells them who else is.
func (socket *cableSocket) presence(sub *subscription) {
	w := sub.account
	if sub.user != nil {
		w.connect(&sub.user.connected, presenceOfUsers)
	} else if p := w.contacts[sub.session.contact]; p != nil {
		d := presenceOfContacts
		if socket.dialect == Chatwoot42 {
			d = presenceOfUsers
		}
		w.connect(&p.connected, d)
	}
	w.expirePresence()
	users, contacts := object{}, object{}
	for _, u := range w.users {
		if u.isPresent() || u.autoOnline {
			users[toText(u.id)] = u.availability
		}
	}
	data := object{"account_id": w.accountID, "users": users}
	if sub.user != nil {
		for _, p := range w.contacts {
			if p.isOnline() {
				contacts[toText(p.id)] = "online"
			}
		}
		data["contacts"] = contacts
	}
	encoded, _ := json.Marshal(data)
	socket.broadcast([]string{sub.token}, "presence.update", encoded)
}

// connect notes until when somebody counts as present.
func (i *installation) connect(connected *time.Time, d time.Duration) {
	*connected = i.now().Add(d)
	i.connections[connected] = true
}

// expirePresence ends the presence of those who have not renewed it.
func (i *installation) expirePresence() {
	for connected := range i.connections {
		if !i.now().Before(*connected) {
			*connected = time.Time{}
			delete(i.connections, connected)
		}
	}
}

// isPresent reports whether the user is connected, by a socket or because the test says so.
func (u *user) isPresent() bool { return u.present || !u.connected.IsZero() }

func (p *contact) isOnline() bool { return p.online || !p.connected.IsZero() }

// pubsubToken changes with the password.
func (u *user) pubsubToken() string {
	if u.passwords == 0 {
		return fmt.Sprintf("pubsub-token-of-user-%d", u.id)
	}
	return fmt.Sprintf("pubsub-token-of-user-%d-%d", u.id, u.passwords)
}

func (ci *contactInbox) pubsubToken() string {
	return fmt.Sprintf("pubsub-token-of-session-%d", ci.id)
}
