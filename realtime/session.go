package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/usendoto/ndoto-go"
)

// largestFrame is how long a message of the server may be.
const largestFrame = 16 << 20

// frame is what the server sends.
type frame struct {
	Type, Reason string
	// Message is an event, or the time of a ping.
	Message json.RawMessage
}

// session is one websocket.
type session struct {
	*connection
	socket     *websocket.Conn
	identifier string
	frames     chan frame // what is read; the server waits while it is full
	broken     chan error
	asked      time.Time // when a probe was sent that is not answered
	// reached is how far what is delivered has come in time, by our clock: what the server sent may have waited for long.
	reached time.Time
	pinged  bool
}

// session connects, subscribes, delivers what was missed and then what comes, until something breaks.
func (c *connection) session(ctx context.Context) error {
	identifier, err := c.identifier(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	socket, err := c.dial(ctx)
	if err != nil {
		return err
	}
	s := &session{connection: c, socket: socket, identifier: identifier, frames: make(chan frame, 256), broken: make(chan error, 1)}
	read := make(chan struct{})
	go func() { defer close(read); s.broken <- s.read(ctx) }()
	defer func() {
		cancel()
		_ = socket.CloseNow() // it is to end, however
		<-read
	}()
	early, err := s.subscribe(ctx)
	if err != nil {
		return err
	}
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	for _, f := range early {
		if err := s.deliver(ctx, f); err != nil {
			return err
		}
	}
	return s.follow(ctx)
}

// dial opens the websocket.
func (c *connection) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, confirmTime)
	defer cancel()
	socket, resp, err := websocket.Dial(ctx, c.cable, //nolint:bodyclose // the library closes it
		&websocket.DialOptions{
			HTTPClient: &http.Client{Transport: c.reach.Transport}, Subprotocols: []string{"actioncable-v1-json"},
		})
	switch {
	case err == nil:
		socket.SetReadLimit(largestFrame)
		return socket, nil
	case resp == nil || resp.StatusCode >= http.StatusInternalServerError:
		return nil, fmt.Errorf("realtime: %w", err)
	case resp.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return nil, later{fmt.Errorf("%w: the server has too many requests", ndoto.ErrRateLimited), max(time.Duration(seconds)*time.Second, firstPause)}
	}
	return nil, fmt.Errorf("%w, but with status %d: a proxy in front of it must forward the headers Upgrade and Connection for /cable", ErrNoUpgrade, resp.StatusCode)
}

// read reads until the socket breaks. Pings go no further.
func (s *session) read(ctx context.Context) error {
	for {
		data, err := s.next(ctx)
		if err != nil {
			return err
		}
		var f frame
		if json.Unmarshal(data, &f) != nil {
			continue // it is not of this protocol
		}
		select {
		case s.frames <- f:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *session) next(ctx context.Context) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, staleTime)
	defer cancel()
	_, data, err := s.socket.Read(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w: no ping for %v", ErrSilent, staleTime)
	}
	return data, err
}

// write sends a command.
func (s *session) write(ctx context.Context, command, data string) error {
	message := map[string]string{"command": command, "identifier": s.identifier}
	if data != "" {
		message["data"] = data
	}
	encoded, err := json.Marshal(message)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, confirmTime)
	defer cancel()
	return s.socket.Write(ctx, websocket.MessageText, encoded)
}

// subscribe waits for the confirmation. Events may come before it.
func (s *session) subscribe(ctx context.Context) (early []frame, err error) {
	if err := s.write(ctx, "subscribe", ""); err != nil {
		return nil, err
	}
	timeout := time.NewTimer(confirmTime)
	defer timeout.Stop()
	for {
		select {
		case f := <-s.frames:
			switch f.Type {
			case "confirm_subscription":
				return early, nil
			case "reject_subscription":
				return nil, s.refused(ctx)
			case "":
				early = append(early, f)
			case "disconnect":
				return nil, disconnected(f)
			case "ping":
				s.ping(f)
			}
		case err := <-s.broken:
			return nil, err
		case <-timeout.C:
			return nil, s.refused(ctx)
		}
	}
}

// refused says why the subscription was not confirmed.
func (s *session) refused(ctx context.Context) error {
	if err := s.unconfirmed(ctx); err != nil {
		return err
	}
	return fmt.Errorf("%w within %v, though the token is right: the server is slow", ErrNotConfirmed, confirmTime)
}

func disconnected(f frame) error {
	if f.Reason == "server_restart" {
		return ErrRestarting
	}
	return fmt.Errorf("realtime: the server has ended the connection: %s", f.Reason)
}

// follow delivers what comes.
func (s *session) follow(ctx context.Context) error {
	period := probeTime / 3
	if s.presence {
		period = presenceTime
	}
	probe := time.NewTicker(period)
	defer probe.Stop()
	for {
		select {
		case f := <-s.frames:
			if err := s.deliver(ctx, f); err != nil {
				return err
			}
		case err := <-s.broken:
			return errors.Join(s.drain(ctx), err)
		case <-probe.C:
			if err := s.probe(ctx); err != nil {
				return err
			}
		}
	}
}

// drain delivers what was read before the socket broke.
func (s *session) drain(ctx context.Context) error {
	for {
		select {
		case f := <-s.frames:
			if err := s.deliver(ctx, f); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (s *session) deliver(ctx context.Context, f frame) error {
	switch f.Type {
	case "disconnect":
		return disconnected(f)
	case "ping":
		s.ping(f)
		return nil
	case "":
	default:
		return nil
	}
	var message struct {
		Event string
		Data  json.RawMessage
	}
	_ = json.Unmarshal(f.Message, &message) // what has no event is not one
	if message.Event == "" {
		return nil
	}
	now := time.Now()
	s.proven, s.asked = s.reached, time.Time{}
	e := parse(message.Event, message.Data, now)
	if !s.concerns(e) {
		return nil
	}
	_, err := s.offer(ctx, e)
	return err
}

// ping notes the server's clock. A ping may have waited, so the one that was the fastest is right.
func (s *session) ping(f frame) {
	var unix int64
	if json.Unmarshal(f.Message, &unix) != nil {
		return
	}
	at := time.Unix(unix, 0)
	if ahead := time.Until(at); !s.pinged || ahead > s.ahead {
		s.ahead = ahead
	}
	s.pinged, s.reached = true, at.Add(-s.ahead)
}

// offer pushes an event, unless its twin was.
func (c *connection) offer(ctx context.Context, e Event) (isNew bool, err error) {
	k, named := keyOf(e)
	if named && c.seen.has(k) {
		return false, nil
	}
	if err := c.push(ctx, e); err != nil {
		return false, err
	}
	if named {
		c.seen.add(k)
	}
	return true, nil
}
