package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Store keeps what a bot remembers of each conversation, as JSON. A bot that runs in several processes, or that must remember over
// a restart, needs one that they share. It is used concurrently, but never twice at a time for a key within a process.
type Store interface {
	// Load returns what was saved, or nothing.
	Load(ctx context.Context, key string) ([]byte, error)
	// Save keeps a value. What was not saved for weeks may be forgotten.
	Save(ctx context.Context, key string, value []byte) error
}

// memory is a Store of this process.
type memory struct {
	mu     sync.Mutex
	values map[string]remembered
	swept  time.Time
}

type remembered struct {
	value []byte
	at    time.Time
}

// memoryTime is how long the memory keeps what is not saved again.
const memoryTime = 14 * 24 * time.Hour

func newMemory() *memory { return &memory{values: map[string]remembered{}} }

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key].value, nil
}

func (m *memory) Save(_ context.Context, key string, value []byte) error {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = remembered{value, now}
	if now.Sub(m.swept) > time.Hour {
		m.swept = now
		for key, r := range m.values {
			if now.Sub(r.at) > memoryTime {
				delete(m.values, key)
			}
		}
	}
	return nil
}

// state is what the bot remembers of a conversation.
type state struct {
	// HandedOver is the message with which the bot handed the conversation over: it answers none before it.
	HandedOver int64 `json:",omitzero"`
	// Answered are messages that were answered together with one before.
	Answered []int64 `json:",omitzero"`
	Question *question
	// Status tells a status that comes in two events from two statuses.
	Status string `json:",omitzero"`
	// Own is what the handlers keep.
	Own json.RawMessage `json:",omitzero"`
}

// question is the last one that the bot asked and that has no answer.
type question struct {
	MessageID int64
	Choices   []ndoto.Choice
}

const keptAnswers = 50

func (s *state) answered(ids ...int64) {
	s.Answered = append(s.Answered, ids...)
	s.Answered = s.Answered[max(0, len(s.Answered)-keptAnswers):]
}

func (s *state) hasAnswered(id int64) bool { return slices.Contains(s.Answered, id) }

func (b *Bot) stateKey(conversation int64) string {
	return fmt.Sprintf("%s/%d/%d", b.name, b.client.AccountID(), conversation)
}

func (b *Bot) loadState(ctx context.Context, conversation int64) (*state, error) {
	data, err := b.store.Load(ctx, b.stateKey(conversation))
	s := &state{}
	if err != nil || len(data) == 0 {
		return s, err
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("bot: what the store has of conversation %d is none of the bot's: %w", conversation, err)
	}
	return s, nil
}

func (b *Bot) saveState(ctx context.Context, conversation int64, s *state) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return b.store.Save(ctx, b.stateKey(conversation), data)
}

// change loads the state, changes it and saves it.
func (b *Bot) change(ctx context.Context, conversation int64, f func(*state)) error {
	s, err := b.loadState(ctx, conversation)
	if err != nil {
		return err
	}
	f(s)
	return b.saveState(ctx, conversation, s)
}
