package ndoto

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
)

// cursorKind is what a server compares before and after with.
type cursorKind int32

const (
	cursorUnknown cursorKind = iota
	cursorIDs                // as the server software does
	cursorTimes              // as Ndoto documents it
)

// cursors is what a client has learnt about its server's lists of messages.
type cursors struct {
	compares atomic.Int32
	// short tells that a page of fewer than 100 messages after an id is the last.
	short atomic.Bool
	// newestFirst tells that lists begin with the latest message, as far as one has shown.
	newestFirst atomic.Bool
}

func (c *cursors) kind() cursorKind { return cursorKind(c.compares.Load()) }

// learn keeps the first that shows.
func (c *cursors) learn(kind cursorKind) {
	c.compares.CompareAndSwap(int32(cursorUnknown), int32(kind))
}

// turn puts the oldest message first, in whichever order the server lists them. Messages of one second show no order:
// then it is that of the lists before, and with none before, that of the ids.
func (c *cursors) turn(messages []Message) {
	if len(messages) < 2 {
		return
	}
	first, last := &messages[0], &messages[len(messages)-1]
	newestFirst := c.newestFirst.Load()
	if order := cmp.Compare(messageTime(first), messageTime(last)); order != 0 {
		if newestFirst = order > 0; newestFirst != c.newestFirst.Load() {
			c.newestFirst.Store(newestFirst)
		}
	} else if !newestFirst {
		newestFirst = slices.IsSortedFunc(messages, func(a, b Message) int { return cmp.Compare(b.ID, a.ID) })
	}
	if newestFirst {
		slices.Reverse(messages)
	}
}

// messageRange are the bounds as they are sent. An After of 0 is sent: it asks for the earliest messages.
type messageRange struct {
	Before          Opt[int64] `url:"before"`
	After           Opt[int64] `url:"after"`
	WithoutInternal bool       `url:"filter_internal_messages,omitempty"`
}

func (r messageRange) validate() error { return nil }

// leastTime is smaller than the time of every message, and greater than most ids. The virtual time of testing/synctest
// begins in the year 2000.
const leastTime = 900_000_000

// shows is what a response tells of the server that was asked for ids.
func (r messageRange) shows(messages []Message) cursorKind {
	before, bounded := r.Before.Get()
	after, _ := r.After.Get()
	for i := range messages {
		switch m := &messages[i]; {
		case after > 0 && after < leastTime && (m.ID < after || m.ID == after && !bounded):
			return cursorTimes // it is before the id
		case bounded && before < leastTime && m.CreatedAt.Unix() >= leastTime:
			return cursorIDs // it is not before the time
		}
	}
	return cursorUnknown
}

// isMisread reports whether a server that was asked for ids may have answered for times. Nothing before a small number
// means either that there is no such id or that nothing is so old.
func (r messageRange) isMisread(compares cursorKind, messages []Message) bool {
	switch compares {
	case cursorIDs:
		return false
	case cursorTimes:
		after, _ := r.After.Get()
		before, _ := r.Before.Get()
		return after < leastTime && before < leastTime && after+before > 0
	}
	before, bounded := r.Before.Get()
	return bounded && before < leastTime && len(messages) == 0
}

// fetchRange gets the messages between two bounds, the oldest first, and learns what the server compares.
func (s *MessagesService) fetchRange(ctx context.Context, conversationID int64, r messageRange, opts []RequestOption) (*MessagePage, error) {
	page, err := doPage[MessagePage](ctx, s.client, opListMessages, pathOf(conversationID).query(r), opts)
	if err != nil {
		return nil, err
	}
	s.client.cursors.turn(page.Messages)
	if s.client.cursors.kind() == cursorUnknown {
		s.client.cursors.learn(r.shows(page.Messages))
	}
	return page, nil
}
