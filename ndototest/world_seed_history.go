package ndototest

import (
	"cmp"
	"slices"
	"time"
)

// addHistory adds the messages that were sent before. What they did to the conversation then is done to the times that
// the seed leaves open, and to the reports; nothing is told to anybody.
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
			s.measureReply(conv, at, row.sender)
			conv.waiting = time.Time{}
		}
	}
	if !c.ResolvedAt.IsZero() {
		s.world.measure("conversation_resolved", conv, conv.created, c.ResolvedAt, conv.assignee)
	}
}

// measureReply is what an agent's reply means for the reports.
func (s *Server) measureReply(conv *conversation, at time.Time, agentID int64) {
	switch {
	case conv.firstReply.IsZero():
		s.world.measure("first_response", conv, conv.created, at, agentID)
		conv.firstReply = at
	case !conv.waiting.IsZero():
		s.world.measure("reply_time", conv, conv.waiting, at, agentID)
	}
}
