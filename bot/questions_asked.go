package bot

import (
	"context"
	"time"

	"github.com/usendoto/ndoto-go"
)

// remembered finds what the bot asked before a restart, in a conversation of which the store has nothing. It returns the
// state as it is without a user's token, or in a new conversation.
func (b *Bot) remembered(ctx context.Context, t *Turn, s *state) (*state, error) {
	created := t.Conversation.CreatedAt.Time
	asks := b.onChoice != nil || b.onForm != nil || b.onEmail != nil
	if !asks || t.desk.userToken == "" || t.isFirst() && time.Since(created) < time.Minute {
		return s, nil
	}
	messages, err := b.lastMessages(ctx, t.desk, t.Conversation.ID)
	if err != nil {
		if isPermanent(err) {
			return s, nil // without it the text is a message
		}
		return nil, err
	}
	for i := range messages {
		m := &messages[i]
		if m.MessageType == ndoto.MessageActivity || m.ID >= int64(t.Message.ID) || !b.ownKey(m.ContentAttributes) || b.answerTo(m.ContentType) == nil {
			continue
		}
		if !isAnswered(m) {
			s.ask(questionOf(m))
		}
	}
	return s, nil
}
