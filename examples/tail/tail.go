package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/realtime"
)

// tail writes a line for each event.
type tail struct {
	inbox, conversation int64
	messagesOnly, color bool

	mu  sync.Mutex
	out io.Writer
}

// The colors of a terminal.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	blue   = "\x1b[34m"
	gray   = "\x1b[90m"
	plain  = "\x1b[0m"
)

func (t *tail) follow(ctx context.Context, client *ndoto.Client) error {
	return realtime.Connect(ctx, client,
		realtime.On(func(_ context.Context, e *realtime.Connected) error {
			return t.line(green, "connected, %d missed events follow or stand above", e.Recovered)
		}),
		realtime.On(func(_ context.Context, e *realtime.Disconnected) error {
			return t.line(red, "disconnected, again in %v: %v", e.Retry.Round(time.Millisecond), e.Err)
		}),
		realtime.On(func(_ context.Context, e *realtime.Gap) error { return t.line(red, "a gap: %v", e.Err) }),
		realtime.On(func(_ context.Context, e *realtime.MessageCreated) error { return t.message(&e.Message) }),
		realtime.On(func(_ context.Context, e *realtime.ConversationCreated) error {
			return t.change(&e.ConversationEvent, "is new")
		}),
		realtime.On(func(_ context.Context, e *realtime.ConversationStatusChanged) error {
			return t.change(&e.ConversationEvent, "is "+string(e.Conversation.Status))
		}),
		realtime.On(func(_ context.Context, e *realtime.AssigneeChanged) error {
			who := "nobody"
			if a := e.Conversation.Meta.Assignee; a != nil {
				who = a.Name
			}
			return t.change(&e.ConversationEvent, "is assigned to "+who)
		}),
	)
}

// shows reports whether the filters let a conversation through.
func (t *tail) shows(inbox, conversation int64) bool {
	return (t.inbox == 0 || t.inbox == inbox) && (t.conversation == 0 || t.conversation == conversation)
}

func (t *tail) message(m *ndoto.Message) error {
	if !t.shows(m.InboxID, m.ConversationID) {
		return nil
	}
	color, who := blue, "the desk"
	switch {
	case m.MessageType == ndoto.MessageActivity:
		color = gray
	case m.Private:
		color = yellow
	case m.MessageType == ndoto.MessageIncoming:
		color = plain
	}
	if m.Sender != nil {
		who = m.Sender.Name
	}
	return t.line(color, "#%d %s: %s", m.ConversationID, who, strings.Join(strings.Fields(m.Content), " "))
}

func (t *tail) change(e *realtime.ConversationEvent, what string) error {
	if t.messagesOnly || !t.shows(e.Conversation.InboxID, e.Conversation.ID) {
		return nil
	}
	return t.line(gray, "#%d %s", e.Conversation.ID, what)
}

// line writes what is safe for a terminal: a customer must not control it.
func (t *tail) line(color, format string, args ...any) error {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, fmt.Sprintf(format, args...))
	if t.color {
		text = color + text + plain
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, err := fmt.Fprintln(t.out, text)
	return err
}
