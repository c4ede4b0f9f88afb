package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
)

// lookBack is how far back a reply of an earlier attempt can lie.
const lookBack = 24 * time.Hour

// fingerprint names a message by its kind, its privacy and its content.
func fingerprint(p *ndoto.CreateMessageParams) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%q %v %q", p.Type, p.Private, p.Content)
	if p.Rich != nil {
		_, _ = fmt.Fprintf(h, " %+v", *p.Rich)
	}
	for _, a := range p.Attachments {
		_, _ = fmt.Fprintf(h, " %q", a.Name)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// sending is what became of a message of a turn in an earlier attempt.
type sending struct {
	message *ndoto.Message
	open    bool // whether it arrived
}

// ledger has the messages that a turn has sent, in all its attempts.
type ledger struct {
	mu       sync.Mutex
	messages map[string]sending
	lost     bool // an earlier attempt has sent what is no longer known
	// failed is why the turn failed for good, once it has: the handler is not called again.
	failed error
	// answered means that the handler succeeded: it is not called again if what follows fails.
	answered bool
	at       time.Time
}

func (l *ledger) get(key string) sending {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.messages[key]
}

func (l *ledger) set(key string, s sending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages[key] = s
}

func (l *ledger) empty() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.messages) == 0
}

func (l *ledger) forgotten() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

func (l *ledger) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = err
}

func (l *ledger) succeed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answered = true
}

func (l *ledger) succeeded() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.answered
}

func (l *ledger) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// gaveUp reports whether the turn has failed for good.
func (l *ledger) gaveUp() bool { return l.failure() != nil }

// sendings are the ledgers of the turns that are not done.
type sendings struct {
	mu    sync.Mutex
	turns map[string]*ledger
	swept time.Time
}

// sendingsTime is how long a turn is remembered that is never done, as its event went to the dead letters.
const sendingsTime = 24 * time.Hour

// begin gives a turn its ledger, and notes if an earlier attempt was forgotten, whose replies have to be looked for.
func (s *sendings) begin(t *Turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if l := s.turns[t.key]; l != nil {
		l.at = now
		t.ledger = l
		return
	}
	if s.turns == nil {
		s.turns = map[string]*ledger{}
	}
	if now.Sub(s.swept) > time.Hour {
		s.swept = now
		for key, l := range s.turns {
			if now.Sub(l.at) > sendingsTime {
				delete(s.turns, key)
			}
		}
	}
	t.ledger = &ledger{messages: map[string]sending{}, lost: t.delivery.Attempt > 1, at: now}
	s.turns[t.key] = t.ledger
}

func (s *sendings) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.turns, key)
}
