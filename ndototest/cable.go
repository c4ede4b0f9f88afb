package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

// The websocket of the server, which speaks ActionCable under /cable: it tells users and customers of what happens. A
// subscription that is not accepted is neither confirmed nor rejected, as on the real server.

var cableRoutes = []route{{http.MethodGet, "/cable", accessAnybody, openCable}}

// openCable accepts a websocket. A plain request is answered as if there were nothing.
func openCable(c *call) reply {
	if !isUpgrade(c.request.Header) {
		return reply{status: http.StatusNotFound, contentType: "text/plain; charset=utf-8", body: []byte("Page not found")}
	}
	return reply{status: http.StatusSwitchingProtocols}
}

// SocketBreak is a way in which a websocket breaks.
type SocketBreak int

// The ways in which a websocket breaks: the connection is dropped; it stays open, but nothing comes any more; pings go
// on coming, but events do not; or the server says that it restarts, and closes.
const (
	SocketCut SocketBreak = iota + 1
	SocketHalfOpen
	SocketZombie
	SocketRestart
)

// BreakSockets breaks the websockets that are open, and returns how many that are. Clients may connect again. To refuse
// the handshake, use [Server.Fail] with the operation "GET /cable".
func (s *Server) BreakSockets(how SocketBreak) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, socket := range s.sockets {
		if socket.breakAs(how) {
			n++
		}
	}
	s.wake()
	return n
}

// breakAs reports whether the socket was whole.
func (socket *cableSocket) breakAs(how SocketBreak) bool {
	if how == SocketRestart {
		socket.send([]byte(`{"type":"disconnect","reason":"server_restart","reconnect":true}`))
	}
	socket.mu.Lock()
	defer socket.mu.Unlock()
	whole := socket.broken == 0
	socket.broken = how
	switch how {
	case SocketCut:
		_ = socket.framed.conn.Close() // it is to look broken
	case SocketHalfOpen:
		socket.waiting = nil
	case SocketRestart:
		socket.closing = true
		socket.signal()
	}
	return whole
}

// Subscription is a websocket that tells somebody of what happens.
type Subscription struct {
	// UserID is of a user, SourceID of a customer's session.
	UserID   int64
	SourceID string
}

// Subscriptions returns the confirmed subscriptions of the sockets that are not broken, the oldest socket first.
func (s *Server) Subscriptions() []Subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Subscription
	for _, socket := range s.sockets {
		socket.mu.Lock()
		whole := socket.broken == 0
		socket.mu.Unlock()
		for _, sub := range socket.subscriptions {
			switch {
			case !whole || !sub.isConfirmed():
			case sub.user != nil:
				list = append(list, Subscription{UserID: sub.user.id})
			default:
				list = append(list, Subscription{SourceID: sub.session.source})
			}
		}
	}
	return list
}

// dropUpgrade does what a proxy does that forwards no websockets.
func dropUpgrade(h http.Header) {
	for name := range h {
		if slices.Contains([]string{"Connection", "Upgrade"}, name) || strings.HasPrefix(name, "Sec-Websocket-") {
			delete(h, name)
		}
	}
}
