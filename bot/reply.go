package bot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Reply sends a text to the customer, once. See [Turn.Send] for errors.
func (t *Turn) Reply(ctx context.Context, text string) (*ndoto.Message, error) {
	return t.Send(ctx, &ndoto.CreateMessageParams{Content: text})
}

// Note writes a note that only the team sees, once.
func (t *Turn) Note(ctx context.Context, text string) (*ndoto.Message, error) {
	return t.Send(ctx, &ndoto.CreateMessageParams{Content: text, Private: true})
}

// Ask sends a question: ndoto.InputSelect, ndoto.Form or ndoto.InputEmail. The answer comes to OnChoice, OnForm or OnEmail in a
// later turn.
func (t *Turn) Ask(ctx context.Context, text string, rich *ndoto.RichContent) (*ndoto.Message, error) {
	m, err := t.Send(ctx, &ndoto.CreateMessageParams{Content: text, Rich: rich})
	if err != nil {
		return nil, err
	}
	q := question{MessageID: m.ID}
	var attributes struct{ Items []ndoto.Choice }
	if m.ContentType == ndoto.ContentInputSelect && m.ContentAttributes.Decode(&attributes) == nil {
		q.Choices = attributes.Items
	}
	return m, t.bot.change(ctx, t.Conversation.ID, func(s *state) { s.ask(q) })
}

// Stream sends the parts of a text as one message when the last has come, while the customer sees that somebody types. An error
// of a part ends it, and nothing is sent.
func (t *Turn) Stream(ctx context.Context, parts iter.Seq2[string, error]) (*ndoto.Message, error) {
	var text strings.Builder
	for part, err := range parts {
		if err != nil {
			return nil, err
		}
		text.WriteString(part)
	}
	return t.Reply(ctx, strings.TrimSpace(text.String()))
}

// Send sends a message, once: the n-th message of a turn is sent one time, however often the handler is called. The error is one of
// [ndoto.MessagesService.SendOnce]; return it from the handler, and it is tried again.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (t *Turn) Send(ctx context.Context, params *ndoto.CreateMessageParams) (*ndoto.Message, error) {
	t.sent++
	key := fmt.Sprintf("%s/%d", t.key, t.sent)
	before := t.bot.sendings.get(t.key, key)
	if before.message != nil {
		return before.message, nil
	}
	var opts []ndoto.RequestOption
	if t.bot.userToken != "" {
		opts = append(opts, ndoto.WithLookToken(t.bot.userToken))
	}
	if before.open || t.delivery.Replayed || t.forgotten {
		opts = append(opts, ndoto.WithLookBack(lookBack))
	}
	m, err := t.bot.client.Messages.SendOnce(ctx, t.Conversation.ID, key, params, opts...)
	t.bot.sendings.set(t.key, key, sending{message: m, open: before.open || errors.Is(err, ndoto.ErrAmbiguous)})
	return m, err
}

// lookBack is how far back a reply of an attempt before can lie.
const lookBack = 24 * time.Hour

// sending is what became of a message of a turn in an attempt before.
type sending struct {
	message *ndoto.Message
	open    bool // whether it arrived
}

// sendings are those of the turns that are not done.
type sendings struct {
	mu    sync.Mutex
	turns map[string]*turnSendings
	swept time.Time
}

type turnSendings struct {
	messages map[string]sending
	burst    []int64 // the messages that are answered with the first; nil until they are known
	at       time.Time
}

// sendingsTime is how long a turn is remembered that is never done, as its event went to the dead letters.
const sendingsTime = 24 * time.Hour

// begin remembers a turn. It notes if an attempt before was forgotten, whose replies have to be looked for.
func (s *sendings) begin(t *Turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.turns[t.key] != nil {
		s.turns[t.key].at = now
		return
	}
	t.forgotten = t.delivery.Attempt > 1
	if s.turns == nil {
		s.turns = map[string]*turnSendings{}
	}
	if now.Sub(s.swept) > time.Hour {
		s.swept = now
		for name, other := range s.turns {
			if now.Sub(other.at) > sendingsTime {
				delete(s.turns, name)
			}
		}
	}
	s.turns[t.key] = &turnSendings{messages: map[string]sending{}, at: now}
}

func (s *sendings) burst(turn string) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.turns[turn]; t != nil {
		return t.burst
	}
	return nil
}

func (s *sendings) take(turn string, burst []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.turns[turn]; t != nil {
		t.burst = append([]int64{}, burst...)
	}
}

func (s *sendings) get(turn, key string) sending {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.turns[turn]; t != nil {
		return t.messages[key]
	}
	return sending{}
}

func (s *sendings) set(turn, key string, v sending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.turns[turn]
	if t == nil { // such as a fallback
		if s.turns == nil {
			s.turns = map[string]*turnSendings{}
		}
		t = &turnSendings{messages: map[string]sending{}}
		s.turns[turn] = t
	}
	t.at, t.messages[key] = time.Now(), v
}

func (s *sendings) forget(turn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.turns, turn)
}
