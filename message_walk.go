package ndoto

import (
	"context"
	"iter"
	"slices"
)

// WalkMessagesParams selects the messages to iterate over. The zero value selects all, oldest first.
type WalkMessagesParams struct {
	// After starts after the message with this ID or, with NewestFirst, ends before it.
	After int64
	// NewestFirst iterates back from the latest message.
	NewestFirst bool
	// WithoutInternal leaves out private notes and activities.
	WithoutInternal bool
}

// All iterates over the messages of a conversation, yielding each once. Params may be nil. The server selects messages
// by ID and orders them by time. Where the two disagree, as for imported messages, none is missed, but the order is
// only roughly that of the times. On a server that selects by time, as Ndoto documents it, a second with more than two
// pages of messages ends with [ErrIncomplete].
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) All(ctx context.Context, conversationID int64, params *WalkMessagesParams, opts ...RequestOption) iter.Seq2[*Message, error] {
	p := valueOf(params)
	return func(yield func(*Message, error) bool) {
		w := &messageWalk{s: s, ctx: ctx, conversation: conversationID, opts: asWalk(opts, nil), params: p}
		w.all(yield)
	}
}

// messageWalk is one walk over the messages of a conversation.
type messageWalk struct {
	s            *MessagesService
	ctx          context.Context
	conversation int64
	opts         []RequestOption
	params       WalkMessagesParams

	meta    MessagePageMeta // of the first page
	seen    map[int64]struct{}
	yield   func(*Message, error) bool
	stopped bool
	begun   bool
	ahead   int  // messages of the largest page after a bound
	behind  int  // and of the largest of the others
	doubt   bool // whether a second may have had more messages than a page
}

const (
	messagesBack    = 20   // the latest, and before an id
	messagesForward = 100  // after an id
	messagesBetween = 1000 // two ids
	// messagesAtOnce is how many a walk asks for between two ids: fewer than fit, and not more than are sent quickly.
	messagesAtOnce = 400
)

func (w *messageWalk) all(yield func(*Message, error) bool) {
	w.seen, w.yield = map[int64]struct{}{}, yield
	if err := w.walk(); err != nil {
		yield(nil, err)
	}
}

func (w *messageWalk) walk() error {
	if w.params.After < 0 {
		return opListMessages.as("Messages.All").refuse(badInput("After is a message id and must not be negative, got %d", w.params.After))
	}
	if w.params.NewestFirst {
		return w.back()
	}
	return w.forward()
}

// turned walks back, and yields the oldest message first. A server that lists the latest first may cut its pages at the
// other end: then the earliest messages come last, whatever is asked for.
func (w *messageWalk) turned() error {
	back := *w
	back.params.NewestFirst = true
	var found []*Message
	back.seen, back.yield = map[int64]struct{}{}, func(m *Message, _ error) bool {
		found = append(found, m)
		return true
	}
	err := back.walk()
	for _, m := range slices.Backward(found) {
		if !w.yield(m, nil) {
			w.stopped = true
			return nil
		}
	}
	return err
}

// fetch gets a range. It is sorted by time.
func (w *messageWalk) fetch(r messageRange) ([]Message, error) {
	r.WithoutInternal = w.params.WithoutInternal
	page, err := w.s.fetchRange(w.ctx, w.conversation, r, w.opts)
	if err != nil {
		return nil, err
	}
	if !w.begun {
		w.begun, w.meta = true, page.Meta
	}
	_, before := r.Before.Get()
	switch _, after := r.After.Get(); {
	case !after:
		w.behind = max(w.behind, len(page.Messages))
	case !before:
		w.ahead = max(w.ahead, len(page.Messages))
	}
	return page.Messages, nil
}

// take yields what is new of a page, and returns how much that was.
func (w *messageWalk) take(page []Message) int {
	if w.params.NewestFirst {
		slices.Reverse(page)
	}
	before := len(w.seen)
	for i := range page {
		m := &page[i]
		if _, again := w.seen[m.ID]; again {
			continue
		}
		w.seen[m.ID] = struct{}{}
		if m.ID > w.params.After && !w.yield(m, nil) {
			w.stopped = true
			break
		}
	}
	return len(w.seen) - before
}

func (w *messageWalk) byTimes() bool { return w.s.client.cursors.kind() == cursorTimes }

// span is from the smallest to the greatest of something.
type span struct{ first, last int64 }

func (s span) width() int64 { return s.last - s.first + 1 }

func spanOf(page []Message, of func(*Message) int64) (s span) {
	for i := range page {
		v := of(&page[i])
		if i == 0 {
			s = span{v, v}
		}
		s = span{min(s.first, v), max(s.last, v)}
	}
	return s
}

func messageID(m *Message) int64   { return m.ID }
func messageTime(m *Message) int64 { return m.CreatedAt.Unix() }
