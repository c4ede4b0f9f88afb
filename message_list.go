package ndoto

import (
	"context"
	"slices"
	"time"
)

// ListMessagesParams selects a part of the messages of a conversation, by their IDs or by their times. Ndoto documents
// that its server compares times; the server software (message_finder.rb) compares IDs. Both work with either server:
// the client recognizes it by its responses, and iterates from the latest message back where the server cannot select.
// A server that compares times may return fewer at once.
type ListMessagesParams struct {
	// Before selects the 20 latest messages with a smaller ID.
	Before int64
	// After selects the 100 earliest messages with a greater ID. Together with Before, it selects up to 1,000 from After,
	// inclusive, to Before, exclusive.
	After int64
	// BeforeTime and AfterTime do the same by time, in whole seconds. A bound is an ID or a time, not both. AfterTime
	// alone selects messages of later seconds; together with a bound before, those of its own second too.
	BeforeTime, AfterTime time.Time
	// WithoutInternal leaves out private notes and activities.
	WithoutInternal bool
}

func (p *ListMessagesParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.Before < 0 || p.After < 0:
		return badInput("Before and After are message ids and must not be negative")
	case p.Before != 0 && !p.BeforeTime.IsZero(), p.After != 0 && !p.AfterTime.IsZero():
		return badInput("a bound is an id or a time, not both")
	}
	return nil
}

// chooses reports whether a message lies within the bounds.
func (p *ListMessagesParams) chooses(m *Message) bool {
	between := (p.After > 0 || !p.AfterTime.IsZero()) && (p.Before > 0 || !p.BeforeTime.IsZero())
	at, from := m.CreatedAt.Unix(), p.AfterTime.Unix()
	switch {
	case p.Before > 0 && m.ID >= p.Before, !p.BeforeTime.IsZero() && at >= p.BeforeTime.Unix():
		return false
	case between:
		return m.ID >= p.After && (p.AfterTime.IsZero() || at >= from)
	}
	return m.ID > p.After && (p.AfterTime.IsZero() || at > from)
}

// bounds are the params as a server takes them, and whether that server compares what they are given by.
func (p *ListMessagesParams) bounds(compares cursorKind) (messageRange, bool) {
	r := messageRange{WithoutInternal: p.WithoutInternal}
	set := func(bound *Opt[int64], id int64, at time.Time) {
		switch {
		case id > 0:
			*bound = Set(id)
		case !at.IsZero():
			*bound = Set(at.Unix())
		}
	}
	set(&r.Before, p.Before, p.BeforeTime)
	set(&r.After, p.After, p.AfterTime)
	if _, between := r.Before.Get(); between && !p.AfterTime.IsZero() {
		r.After = Set(p.AfterTime.Unix() - 1) // a server that compares times leaves the second itself out
	}
	byTime, byID := !p.BeforeTime.IsZero() || !p.AfterTime.IsZero(), p.Before > 0 || p.After > 0
	return r, !(byTime && compares != cursorTimes || byID && compares == cursorTimes)
}

// List returns a part of the messages of a conversation, oldest first. Without params, it is the latest 20.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) List(ctx context.Context, conversationID int64, params *ListMessagesParams, opts ...RequestOption) (*MessagePage, error) {
	r := pathOf(conversationID).check(params)
	switch {
	case r.problem != nil:
		return doPage[MessagePage](ctx, s.client, opListMessages, r, opts)
	case params == nil:
		return s.fetchRange(ctx, conversationID, messageRange{}, opts)
	}
	q, fits := params.bounds(s.client.cursors.kind())
	if !fits {
		return s.collect(ctx, conversationID, params, opts)
	}
	page, err := s.fetchRange(ctx, conversationID, q, opts)
	if err != nil {
		return nil, err
	}
	misread, err := s.misreads(ctx, conversationID, q, page.Messages, opts)
	if err != nil {
		return nil, err
	}
	if misread {
		return s.collect(ctx, conversationID, params, opts)
	}
	page.cut(params.limit(), q)
	return page, nil
}

// misreads reports whether a server that was asked for ids has answered for times. It asks once more if that does not
// show.
func (s *MessagesService) misreads(ctx context.Context, conversationID int64, r messageRange, messages []Message, opts []RequestOption) (bool, error) {
	learnt := s.client.cursors
	if !r.isMisread(learnt.kind(), messages) {
		return false, nil
	}
	if learnt.kind() == cursorUnknown {
		// All messages have ids before this one, or none is so old.
		if _, err := s.fetchRange(ctx, conversationID, messageRange{Before: Set[int64](leastTime - 1)}, opts); err != nil {
			return false, err
		}
	}
	return learnt.kind() != cursorIDs, nil
}

// limit is the most messages that a list has.
func (p *ListMessagesParams) limit() int {
	before, after := p.Before > 0 || !p.BeforeTime.IsZero(), p.After > 0 || !p.AfterTime.IsZero()
	switch {
	case before && after:
		return messagesBetween
	case after:
		return messagesForward
	}
	return messagesBack
}

// cut leaves out what a server with larger pages returns too.
func (p *MessagePage) cut(limit int, r messageRange) {
	over := len(p.Messages) - limit
	if over <= 0 {
		return
	}
	if _, after := r.After.Get(); after {
		p.Messages = p.Messages[:limit]
		return
	}
	p.Messages = p.Messages[over:]
}

// collect is List by a walk: for a server that compares something else.
func (s *MessagesService) collect(ctx context.Context, conversationID int64, p *ListMessagesParams, opts []RequestOption) (*MessagePage, error) {
	w := &messageWalk{s: s, ctx: ctx, conversation: conversationID, opts: asWalk(opts, nil), params: WalkMessagesParams{NewestFirst: true, WithoutInternal: p.WithoutInternal}}
	page := &MessagePage{Messages: []Message{}}
	limit := p.limit()
	for m, err := range w.all {
		switch {
		case err != nil:
			return nil, err
		case p.chooses(m):
			page.Messages = append(page.Messages, *m)
		case m.ID < p.After, !p.AfterTime.IsZero() && m.CreatedAt.Unix() < p.AfterTime.Unix():
			// From here on they are older.
			return page.turn(w.meta, limit), nil
		}
		if limit == messagesBack && len(page.Messages) == limit {
			break
		}
	}
	return page.turn(w.meta, limit), nil
}

// turn puts the oldest first, and keeps as many as a page has.
func (p *MessagePage) turn(meta MessagePageMeta, limit int) *MessagePage {
	slices.Reverse(p.Messages)
	p.Meta, p.Messages = meta, p.Messages[:min(len(p.Messages), limit)]
	return p
}

// Get returns one message. The server has no route for it, so Get asks for the messages from this ID to the next. On a
// server that compares times, it iterates from the latest message back until it finds it.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto; that it can be
// limited to one message is known from the server software.
func (s *MessagesService) Get(ctx context.Context, conversationID, messageID int64, opts ...RequestOption) (*Message, error) {
	op := opListMessages.as("Messages.Get")
	if messageID <= 0 {
		return nil, op.refuse(badInput("the message id must be positive, got %d", messageID))
	}
	page, err := s.List(ctx, conversationID, &ListMessagesParams{After: messageID, Before: messageID + 1}, opts...)
	if err != nil {
		return nil, err
	}
	for i := range page.Messages {
		if page.Messages[i].ID == messageID {
			return &page.Messages[i], nil
		}
	}
	e := op.failure(ErrNotFound)
	e.Message = "the conversation has no such message"
	return nil, e
}
