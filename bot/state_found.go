package bot

import (
	"context"
	"time"

	"github.com/usendoto/ndoto-go"
)

// remembered finds what the bot has forgotten, as its store has nothing of a conversation: what it asked before a
// restart, and whether a human has taken over. It returns the state as it is without a user's token, and in a new
// conversation. Events as Ndoto documents them do not say how old theirs is.
func (b *Bot) remembered(ctx context.Context, t *Turn, s *state) (*state, error) {
	created := t.Conversation.CreatedAt.Time
	if t.desk.userToken == "" || !created.IsZero() && t.isFirst() && time.Since(created) < time.Minute {
		return s, nil
	}
	messages, err := b.lastMessages(ctx, t.desk, t.Conversation.ID)
	if err != nil {
		if isPermanent(err) {
			return s, nil // without it the text is a message
		}
		return nil, err
	}
	found := b.stateOf(t.desk, messages, t.Message.ID)
	if !found.Team.Active {
		found.Swept = s.Swept
		return found, nil
	}
	return found, b.change(ctx, t.desk, t.Conversation.ID, func(s *state) { s.take(found.Team.UpTo, found.Team.At, false) })
}

// stateOf reads the state of a conversation off its messages before one.
func (b *Bot) stateOf(d *desk, messages []ndoto.Message, before int64) *state {
	s := &state{}
	for i := range messages {
		switch m := &messages[i]; {
		case m.ID >= before:
		case d.byColleague(m):
			s.take(m.ID, m.CreatedAt.Time, false)
		case b.isOwn(d, m) && !m.Private:
			s.giveBack() // or it would not have written
			if b.answerTo(m.ContentType) != nil && !isAnswered(m) {
				s.ask(questionOf(m))
			}
		}
	}
	return s
}
