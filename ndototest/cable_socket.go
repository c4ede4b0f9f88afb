package ndototest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// beat is the time between the pings of a socket (actioncable/lib/action_cable/server/connections.rb).
const beat = 3 * time.Second

// cableSocket is the websocket of a client.
type cableSocket struct {
	*Server
	framed        *framed
	subscriptions []*subscription // guarded by the server's mutex

	mu      sync.Mutex // guards what follows
	waiting [][]byte
	more    chan struct{} // has an element when something waits
	broken  SocketBreak
	closing bool // once nothing waits
}

// subscription is what a client has subscribed to. One that was refused belongs to nobody, and the server says nothing
// of it.
type subscription struct {
	identifier string
	account    *world
	user       *user         // one of the two is nil
	session    *contactInbox // of a customer
	token      string
}

// serveCable runs a socket until it ends.
func (s *Server) serveCable(w http.ResponseWriter, r *http.Request) {
	f, err := upgrade(w, r)
	if err != nil {
		panic(http.ErrAbortHandler) // nobody is left to tell
	}
	defer func() { _ = f.conn.Close() }()
	socket := &cableSocket{Server: s, framed: f, more: make(chan struct{}, 1)}
	if !s.admit(socket) {
		return
	}
	defer s.forgetSocket(socket)
	for {
		message, err := f.read()
		if err != nil {
			return
		}
		socket.obey(message)
	}
}

// admit starts the writing side of a socket, unless the server closes.
func (s *Server) admit(socket *cableSocket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.sockets = append(s.sockets, socket)
	socket.send([]byte(`{"type":"welcome"}`))
	s.work(socket.writeAll)
	return true
}

func (s *Server) forgetSocket(socket *cableSocket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = slices.DeleteFunc(s.sockets, func(other *cableSocket) bool { return other == socket })
	s.wake()
	socket.end()
}

// end lets the writing side end when it has written what waits.
func (socket *cableSocket) end() {
	socket.mu.Lock()
	defer socket.mu.Unlock()
	socket.closing = true
	socket.signal()
}

func (socket *cableSocket) signal() {
	select {
	case socket.more <- struct{}{}:
	default:
	}
}

// send queues a message for the client, unless the socket is silent.
func (socket *cableSocket) send(message []byte) {
	socket.mu.Lock()
	defer socket.mu.Unlock()
	if socket.broken == SocketHalfOpen {
		return
	}
	socket.waiting = append(socket.waiting, message)
	socket.signal()
}

func (socket *cableSocket) take() (messages [][]byte, closing bool) {
	socket.mu.Lock()
	defer socket.mu.Unlock()
	messages = socket.waiting
	socket.waiting = nil
	return messages, socket.closing
}

// writeAll writes what is sent, and the pings, until the socket ends.
func (socket *cableSocket) writeAll() {
	defer func() { _ = socket.framed.conn.Close() }() // which ends the reading side
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-socket.ctx.Done():
			return
		case <-ticker.C:
			socket.send(fmt.Appendf(nil, `{"type":"ping","message":%d}`, socket.clock().Unix()))
		case <-socket.more:
			messages, closing := socket.take()
			if len(messages) > 0 && socket.framed.write(opText, messages...) != nil {
				return
			}
			if closing {
				_ = socket.framed.write(opClose, []byte{0x03, 0xE8}) // 1000, normal
				return
			}
		}
	}
}

// obey carries out a command. The server only logs what it cannot.
func (socket *cableSocket) obey(message []byte) {
	var command struct{ Command, Identifier, Data string }
	if json.Unmarshal(message, &command) != nil {
		return
	}
	socket.Server.mu.Lock()
	defer socket.Server.mu.Unlock()
	known := find(socket.subscriptions, func(sub *subscription) bool { return sub.identifier == command.Identifier })
	switch command.Command {
	case "subscribe":
		if known == nil {
			socket.subscribe(command.Identifier)
		}
	case "unsubscribe":
		socket.subscriptions = slices.DeleteFunc(socket.subscriptions, func(sub *subscription) bool { return sub == known })
	case "message":
		var data struct{ Action string }
		if known.isConfirmed() && json.Unmarshal([]byte(command.Data), &data) == nil && data.Action == "update_presence" {
			socket.presence(known)
		}
	}
	socket.wake()
}

func (sub *subscription) isConfirmed() bool {
	return sub != nil && (sub.user != nil || sub.session != nil)
}

// subscribe is app/channels/room_channel.rb. What it does not accept, it neither confirms nor rejects, and remembers.
func (socket *cableSocket) subscribe(identifier string) {
	sub := &subscription{identifier: identifier}
	socket.subscriptions = append(socket.subscriptions, sub)
	params := object{}
	if json.Unmarshal([]byte(identifier), &params) != nil || params["channel"] != "RoomChannel" {
		return
	}
	token := toText(params["pubsub_token"])
	for _, w := range socket.world.accounts {
		if isBlank(params["user_id"]) {
			sub.session = find(w.contactInbox, func(ci *contactInbox) bool { return ci.pubsubToken() == token })
		} else if toInt(params["account_id"]) == w.accountID {
			sub.user = find(w.users, func(u *user) bool { return u.id == toInt(params["user_id"]) && u.pubsubToken() == token })
		}
		if sub.isConfirmed() {
			sub.account = w
			break
		}
	}
	if !sub.isConfirmed() {
		return
	}
	sub.token = token
	confirmation, _ := json.Marshal(object{"identifier": identifier, "type": "confirm_subscription"})
	if sub.session != nil { // whose only stream is the first, and may carry something before the confirmation
		socket.presence(sub)
		socket.send(confirmation)
		return
	}
	socket.send(confirmation)
	socket.presence(sub)
}

// deliver sends an event to the client under the identifier of a subscription.
func (socket *cableSocket) deliver(sub *subscription, name string, data []byte) {
	socket.mu.Lock()
	silent := socket.broken != 0 // a zombie has pings only
	socket.mu.Unlock()
	if silent {
		return
	}
	identifier, _ := json.Marshal(sub.identifier)
	socket.send(fmt.Appendf(nil, `{"identifier":%s,"message":{"event":%q,"data":%s}}`, identifier, name, data))
}
