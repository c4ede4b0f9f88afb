package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// place is a conversation of an account.
type place struct{ account, conversation int64 }

// live is what is under way in this process: the turns, and the messages of customers that wait for one. It is told of
// events when they arrive, beside the order in which they are handled.
type live struct {
	mu    sync.Mutex
	talks map[place]*talk
}

// talk is what is under way in a conversation.
type talk struct {
	waiting []arrival // messages of the customer that were accepted and are not handled
	running *running
	typing  *typist
}

type arrival struct {
	id int64
	at time.Time
}

// running is a turn whose handler runs.
type running struct {
	cancel  context.CancelCauseFunc
	message int64 // the last one that it answers
	// interrupt means that a newer message of the customer ends it, as long as it has sent nothing.
	interrupt bool
	// changing means that the turn itself hands over or resolves.
	changing bool
}

// with changes the talk at a place, and forgets it once it is empty.
func (l *live) with(p place, f func(*talk)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.talks[p]
	if t == nil {
		t = &talk{}
		if l.talks == nil {
			l.talks = map[place]*talk{}
		}
		l.talks[p] = t
	}
	f(t)
	if len(t.waiting) == 0 && t.running == nil && t.typing == nil {
		delete(l.talks, p)
	}
}

// newest is the last message of the customer that arrived, and whether the one asked for arrived in this process.
func (l *live) newest(p place, id int64) (last arrival, here bool) {
	l.with(p, func(t *talk) {
		for _, a := range t.waiting {
			here = here || a.id == id
			if a.id > last.id {
				last = a
			}
		}
	})
	return last, here
}

func (l *live) stop(p place, why error) {
	l.with(p, func(t *talk) {
		if t.running != nil && !t.running.changing {
			t.running.cancel(why)
		}
	})
}

// observed is told of all that becomes of webhooks.
func (b *Bot) observed(o webhook.Observation) {
	if o.Event != nil && o.Outcome != webhook.Rejected { // which comes again
		if key := b.echoOf(o.Event); key != "" {
			b.echoes.heard(key)
		}
	}
	switch o.Outcome {
	case webhook.Accepted:
		b.steppedIn(o.Event)
	case webhook.Handled, webhook.Dead, webhook.Duplicate:
		if m, isMessage := o.Event.(*webhook.MessageCreated); isMessage {
			b.left(m)
		}
	}
}

func (b *Bot) left(m *webhook.MessageCreated) {
	b.live.with(b.placeOf(m, m.Conversation.ID), func(t *talk) {
		t.waiting = slices.DeleteFunc(t.waiting, func(a arrival) bool { return a.id == m.ID })
		if len(t.waiting) == 0 && t.running == nil {
			t.stopTyping()
		}
	})
}

func (b *Bot) placeOf(e webhook.Event, conversation int64) place {
	account := e.Info().Account.ID
	if account == 0 && b.home != nil {
		account = b.home.client.AccountID()
	}
	return place{account, conversation}
}

// steppedIn ends the turn that is under way if a human has stepped in.
func (b *Bot) steppedIn(e webhook.Event) {
	d := b.knownDesk(e)
	if d == nil {
		return
	}
	switch e := e.(type) {
	case *webhook.MessageCreated:
		if byHuman(messageOf(&e.MessageEvent)) {
			b.live.stop(b.placeOf(e, e.Conversation.ID), ErrTakenOver)
		}
	case *webhook.ConversationUpdated:
		b.conversationArrived(d, e, &e.ConversationEvent)
	case *webhook.ConversationStatusChanged:
		b.conversationArrived(d, e, &e.ConversationEvent)
	case *webhook.ConversationOpened:
		b.conversationArrived(d, e, &e.ConversationEvent)
	case *webhook.ConversationResolved:
		b.conversationArrived(d, e, &e.ConversationEvent)
	}
}

// arrived notes what a customer has written, and that waits for its turn.
func (b *Bot) arrived(e webhook.Event) {
	m, isMessage := e.(*webhook.MessageCreated)
	if !isMessage || !m.FromCustomer() {
		return
	}
	if d := b.knownDesk(e); d != nil && b.isOurs(d, &m.Conversation.Conversation) {
		b.customerWrote(d, b.placeOf(e, m.Conversation.ID), m)
	}
}

func (b *Bot) conversationArrived(d *desk, e webhook.Event, c *webhook.ConversationEvent) {
	if !b.isOurs(d, &c.Conversation.Conversation) {
		b.live.stop(b.placeOf(e, c.Conversation.ID), ErrTakenOver)
	}
}

func (b *Bot) customerWrote(d *desk, p place, m *webhook.MessageCreated) {
	b.live.with(p, func(t *talk) {
		t.waiting = append(t.waiting, arrival{m.ID, m.Delivery.Received})
		if r := t.running; r != nil && r.interrupt && m.ID > r.message {
			r.cancel(errNewerMessage)
		}
		if t.typing == nil {
			b.startTyping(d, p, t)
		}
	})
}

// knownDesk is the desk of an event, without asking for one.
func (b *Bot) knownDesk(e webhook.Event) *desk {
	account := e.Info().Account.ID
	if b.home != nil && (account == 0 || account == b.home.client.AccountID()) {
		return b.home
	}
	b.desksMu.Lock()
	defer b.desksMu.Unlock()
	return b.desks[account]
}

// begin notes that a turn runs. The context that it returns ends when a human steps in.
func (b *Bot) begin(ctx context.Context, t *Turn) (context.Context, *running, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r := &running{cancel: cancel, message: t.lastMessage(), interrupt: b.interrupt && t.Answer.MessageID == 0}
	b.live.with(t.place(), func(k *talk) {
		k.running = r
		if k.typing == nil && t.Message != nil {
			b.startTyping(t.desk, t.place(), k)
		}
	})
	return ctx, r, func() {
		cancel(nil)
		b.live.with(t.place(), func(k *talk) {
			if k.running == r {
				k.running = nil
			}
			if len(k.waiting) == 0 {
				k.stopTyping()
			}
		})
	}
}

// sent notes that a turn can no longer be interrupted: it has answered.
func (b *Bot) sent(t *Turn) {
	b.live.with(t.place(), func(k *talk) {
		if k.running != nil {
			k.running.interrupt = false
		}
	})
}

// changes notes that the turn itself hands over or resolves: events that tell so do not end it.
func (b *Bot) changes(t *Turn) {
	b.live.with(t.place(), func(k *talk) {
		if k.running != nil {
			k.running.changing = true
		}
	})
}
