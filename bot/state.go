package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go"
)

// state is what the bot remembers of a conversation.
type state struct {
	HandedOver handedOver `json:",omitzero"`
	// Collected are messages that were answered together with an earlier one, Answered are questions that have an answer.
	Collected []int64    `json:",omitzero"`
	Answered  []int64    `json:",omitzero"`
	Questions []question `json:",omitzero"`
	// Status and StatusAt are those of the last status event: a change comes as two events.
	Status   ndoto.ConversationStatus `json:",omitzero"`
	StatusAt time.Time                `json:",omitzero"`
	// Own is what the handlers keep.
	Own json.RawMessage `json:",omitzero"`
}

// handedOver tells which messages came before the team had the conversation: the bot answers none of them.
type handedOver struct {
	// Turn is the one that hands over; it may have to continue.
	Turn string
	// Note is the note for the team. At is when the conversation was open, by the server's clock.
	Note int64
	At   time.Time
}

// covers reports whether a message was written before the team had the conversation.
func (h handedOver) covers(id int64, created time.Time, turn string) bool {
	return h.Note != 0 && h.Turn != turn && (id <= h.Note || !created.After(h.At))
}

// doubtful reports whether a message was written in the second in which the team got the conversation.
func (h handedOver) doubtful(created time.Time) bool {
	return h.Note != 0 && created.Before(h.At.Add(time.Second))
}

// question is a question that the bot asked and that has no answer yet.
type question struct {
	MessageID int64
	Choices   []ndoto.Choice
}

const (
	keptIDs       = 200
	keptQuestions = 5
)

// keep appends ids to a list and drops its oldest ones.
func keep(list []int64, ids ...int64) []int64 {
	list = append(list, ids...)
	return list[max(0, len(list)-keptIDs):]
}

// ask remembers a question.
func (s *state) ask(q question) {
	s.Questions = append(s.Questions, q)
	s.Questions = s.Questions[max(0, len(s.Questions)-keptQuestions):]
}

// answer remembers that a question has its answer; those before it need none.
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

// stateTime is how long a conversation is remembered in which nothing happens.
const stateTime = 30 * 24 * time.Hour

func (b *Bot) stateKey(conversation int64) string {
	return fmt.Sprintf("%s/%d/conversation/%d", b.name, b.client.AccountID(), conversation)
}

func (b *Bot) loadState(ctx context.Context, conversation int64) (*state, error) {
	s, _, err := loadJSON[state](ctx, b.store, b.stateKey(conversation))
	return s, err
}

// change loads the state of a conversation, changes it and saves it.
func (b *Bot) change(ctx context.Context, conversation int64, f func(*state)) error {
	return changeJSON(ctx, b.store, b.stateKey(conversation), stateTime, f)
}

// loadJSON decodes the value of a key, and returns it as it is stored, too.
func loadJSON[T any](ctx context.Context, store Store, key string) (*T, []byte, error) {
	data, err := store.Load(ctx, key)
	v := new(T)
	if err != nil || data == nil {
		return v, nil, err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return nil, nil, fmt.Errorf("bot: the store has something else under the bot's key %q: %w", key, err)
	}
	return v, data, nil
}

// swapAttempts is how many writers of one key may come first.
const swapAttempts = 20

// changeJSON applies a change to the value of a key, again if somebody else changed it first.
func changeJSON[T any](ctx context.Context, store Store, key string, ttl time.Duration, f func(*T)) error {
	for range swapAttempts {
		v, old, err := loadJSON[T](ctx, store, key)
		if err != nil {
			return err
		}
		f(v)
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		swapped, err := store.CompareAndSwap(ctx, key, old, data, ttl)
		if swapped || err != nil {
			return err
		}
	}
	return errors.New("bot: the store did not take a change: others change the same key all the time")
}
