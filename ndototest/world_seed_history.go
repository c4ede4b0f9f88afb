package ndototest

import (
	"cmp"
	"slices"
	"time"
)

// addHistory adds the messages that were sent before. What they did to the conversation then is done to the times that
// the seed leaves open, and nothing is told to anybody.
func (s *Server) addHistory(conv *conversation, c Conversation) {
	if !c.ResolvedAt.IsZero() {
		conv.status = cmp.Or(c.Status, "resolved")
		c.Messages = append(slices.Clip(c.Messages), Message{
			Content: "Conversation was marked resolved", Type: "activity", CreatedAt: c.ResolvedAt,
		})
	}
	at := conv.created
	for _, m := range c.Messages {
		if !m.CreatedAt.IsZero() {
			at = m.CreatedAt
		}
		row := s.messageOf(conv, m)
		row.id = s.world.take("message", m.ID)
		row.created, row.updated = at, at
		if row.attributes == nil {
			row.attributes = object{}
		}
		conv.messages = append(conv.messages, row)
		s.world.messages[row.id] = row
		conv.active, conv.updated = at, at
		switch {
		case row.kind == incoming:
			conv.contact.lastActivity = at
			if conv.waiting.IsZero() {
				conv.waiting = at
			}
		case row.kind == outgoing && !row.private && row.senderKind == "user":
			conv.firstReply = cmp.Or(conv.firstReply, at)
			conv.waiting = time.Time{}
		}
	}
}
