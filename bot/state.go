package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
)

// state is what the bot remembers of a conversation.
type state struct {
	// Known means that the bot has seen what happened in the conversation. If not, its messages tell.
	Known bool     `json:",omitzero"`
	Team  takeover `json:",omitzero"`
	// BackAt is until when events tell of the time before an operator or a sweep took the conversation back.
	BackAt time.Time `json:",omitzero"`
	// Done are messages that need no answer any more, Answered are questions that have one.
	Done      []int64    `json:",omitzero"`
	Answered  []int64    `json:",omitzero"`
	Questions []question `json:",omitzero"`
	// Form is the form that was answered last.
	Form submitted `json:",omitzero"`
	// Prompt is what the next text of the customer answers.
	Prompt prompt `json:",omitzero"`
	// Burst are messages that wait for the end of what the customer writes.
	Burst burst `json:",omitzero"`
	// Swept is what the recovery has taken up.
	Swept swept `json:",omitzero"`
	// Status and StatusAt are those of the last status event: a change comes as two events.
	Status   ndoto.ConversationStatus `json:",omitzero"`
	StatusAt time.Time                `json:",omitzero"`
	// Assignee is who had the conversation at the last event.
	Assignee sender `json:",omitzero"`
	// Continued are the latest names of Continue whose handlers are done.
	Continued []string `json:",omitzero"`
	// Started means that OnStart was called.
	Started bool `json:",omitzero"`
	// Own is what the handlers keep.
	Own json.RawMessage `json:",omitzero"`
}

// takeover is when humans took a conversation. What the customer wrote until then is theirs, and what follows as long
// as it is active.
type takeover struct {
	Active bool
	// Turn is the one that handed over, if one did; it may have to continue.
	Turn string `json:",omitzero"`
	// UpTo is the last message before, At is when it happened, by the server's clock.
	UpTo int64
	At   time.Time
	// Away means that the conversation was seen in a status in which it cannot be the bot's: it is the bot's again
	// once it is not. Without it, an event must say so.
	Away bool `json:",omitzero"`
}

// covers reports whether a message was written before the team had the conversation.
func (h takeover) covers(id int64, created time.Time, turn string) bool {
	return !h.by(turn) && (id <= h.UpTo || !created.IsZero() && !created.After(h.At))
}

// by reports whether a turn handed over, or its fallback.
func (h takeover) by(turn string) bool { return h.Turn == turn || strings.HasPrefix(h.Turn, turn+"/") }

// question is a question that the bot asked and that has no answer yet.
type question struct {
	MessageID int64
	Type      ndoto.ContentType `json:",omitzero"`
	Choices   []ndoto.Choice    `json:",omitzero"`
	// Field is the only field of a form.
	Field string `json:",omitzero"`
}

// submitted is a form that was answered.
type submitted struct {
	MessageID int64
	Version   string // of the values
	Times     int
}

// prompt is a question whose answer is the next text.
type prompt struct {
	Name      string
	MessageID int64
	Until     time.Time
}

// burst is what a customer has written without a pause.
type burst struct {
	Since    time.Time
	Messages []json.RawMessage
	// Turn is the one that answers it, once it has begun.
	Turn string `json:",omitzero"`
}

const (
	keptIDs       = 200
	keptQuestions = 5
)

// keep appends ids to a list and drops its oldest ones.
func keep(list []int64, ids ...int64) []int64 {
	for _, id := range ids {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list[max(0, len(list)-keptIDs):]
}

// ask remembers a question.
func (s *state) ask(q question) {
	s.Questions = slices.DeleteFunc(s.Questions, func(other question) bool { return other.MessageID == q.MessageID })
	s.Questions = append(s.Questions, q)
	s.Questions = s.Questions[max(0, len(s.Questions)-keptQuestions):]
}

// answer remembers that a question has its answer; those before it need none.
func (s *state) answer(a Answer) {
	id := a.MessageID
	s.Answered = keep(s.Answered, id)
	if v := a.version(); v != "" {
		s.Form = submitted{MessageID: id, Version: v, Times: s.submissions(id) + 1}
	}
	s.Questions = slices.DeleteFunc(s.Questions, func(q question) bool { return q.MessageID <= id })
}

// submissions is how often a form was answered.
func (s *state) submissions(id int64) int {
	if s.Form.MessageID != id {
		return 0
	}
	return s.Form.Times
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

// take notes that humans have the conversation from a message or a time on.
func (s *state) take(upTo int64, at time.Time, away bool) {
	s.Known = true
	if s.Team.Active { // the turn that handed over stays the one
		s.Team.UpTo, s.Team.Away = max(s.Team.UpTo, upTo), s.Team.Away || away
		return
	}
	s.Team = takeover{Active: true, UpTo: upTo, At: at, Away: away}
	s.Prompt, s.Burst, s.Questions = prompt{}, burst{}, nil
}

// giveBack notes that the conversation is the bot's again.
func (s *state) giveBack() { s.Team.Active, s.Team.Away = false, false }

// stateTime is how long a conversation is remembered in which nothing happens.
const stateTime = 30 * 24 * time.Hour

func (b *Bot) stateKey(d *desk, conversation int64) string {
	return fmt.Sprintf("%s/%d/conversation/%d", b.name, d.client.AccountID(), conversation)
}

func (b *Bot) loadState(ctx context.Context, d *desk, conversation int64) (*state, error) {
	s, _, err := loadJSON[state](ctx, b.store, b.stateKey(d, conversation))
	return s, err
}

// change loads the state of a conversation, changes it and saves it.
func (b *Bot) change(ctx context.Context, d *desk, conversation int64, f func(*state)) error {
	return changeJSON(ctx, b.store, b.stateKey(d, conversation), stateTime, f)
}
