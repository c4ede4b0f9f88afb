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
	HandedOver handedOver `json:",omitzero"`
	// Collected are messages that were answered together with one before, Answered are questions that have their answers.
	Collected []int64    `json:",omitzero"`
	Answered  []int64    `json:",omitzero"`
	Questions []question `json:",omitzero"`
	// Status and StatusAt are of the last status event: a change comes in two of them.
	Status   ndoto.ConversationStatus `json:",omitzero"`
	StatusAt time.Time                `json:",omitzero"`
	// Own is what the handlers keep.
	Own json.RawMessage `json:",omitzero"`
}

// handedOver tells which messages came before the team had the conversation: the bot answers none of them.
type handedOver struct {
	// Turn is the one that hands over; it may have to go on.
	Turn string
	// Note is the note for the team. At is when the conversation was open, by the server's clock.
	Note int64
	At   time.Time
}

// covers tells whether a message was written before the team had the conversation.
func (h handedOver) covers(id int64, created time.Time, turn string) bool {
	return h.Note != 0 && h.Turn != turn && (id <= h.Note || !created.After(h.At))
}

// doubtful tells whether a message was written in the second in which the team got the conversation.
func (h handedOver) doubtful(created time.Time) bool {
	return h.Note != 0 && created.Before(h.At.Add(time.Second))
}

// question is one that the bot asked and that has no answer.
type question struct {
	MessageID int64
	Choices   []ndoto.Choice
}

const (
	keptIDs       = 200
	keptQuestions = 5
)

// keep adds ids to a list, whose oldest are dropped.
func keep(list []int64, ids ...int64) []int64 {
	list = append(list, ids...)
	return list[max(0, len(list)-keptIDs):]
}

// ask notes a question.
func (s *state) ask(q question) {
	s.Questions = append(s.Questions, q)
	s.Questions = s.Questions[max(0, len(s.Questions)-keptQuestions):]
}

// answer notes that a question has its answer, and those before it need none.
func (s *state) answer(id int64) {
	s.Answered = keep(s.Answered, id)
	s.Questions = slices.DeleteFunc(s.Questions, func(q question) bool { return q.MessageID <= id })
}

// asked is the last question before a message.
func (s *state) asked(before int64) *question {
	for _, q := range slices.Backward(s.Questions) {
		if q.MessageID < before {
			return &q
		}
	}
	return nil
}

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
