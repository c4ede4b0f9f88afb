package bot

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Handoff is how a conversation goes to the team.
type Handoff struct {
	// Note tells the team what it is about; there is a short one without it.
	Note string
	// TeamID and AgentID are who gets the conversation, if anybody.
	TeamID, AgentID int64
}

// Handoff writes a note, assigns the conversation and opens it; if there is no such team or agent, it is open for everybody, and the
// mistake is logged. The customer is told nothing: use Reply before. The bot does not answer what the customer wrote until then, and, as
// the conversation is open, nothing after it either; if it becomes the bot's again, it answers again. Called again after a
// failure, it goes on where it was.
//
// POST .../conversations/{conversation_id}/messages, .../assignments and .../toggle_status, documented by Ndoto.
func (t *Turn) Handoff(ctx context.Context, h Handoff) error {
	note, err := t.Note(ctx, cmp.Or(h.Note, "The bot hands over."))
	if err != nil {
		return err
	}
	id, client := t.Conversation.ID, t.bot.client
	over := handedOver{Turn: t.key, Note: note.ID}
	if err := t.bot.change(ctx, id, func(s *state) { s.HandedOver, s.Questions = over, nil }); err != nil {
		return err
	}
	var assigned error
	if h.TeamID != 0 || h.AgentID != 0 {
		_, assigned = client.Conversations.Assign(ctx, id, ndoto.AssignParams{TeamID: h.TeamID, AgentID: h.AgentID})
	}
	// Whoever gets it: it must be open, or nobody sees it.
	var resp ndoto.Response
	if _, err := client.Conversations.ToggleStatus(ctx, id, ndoto.StatusOpen, ndoto.WithResponse(&resp)); err != nil {
		return errors.Join(err, assigned)
	}
	// What was written until now is told with the status of before.
	if over.At, err = http.ParseTime(resp.Header.Get("Date")); err != nil {
		over.At = time.Now()
	}
	if err := t.bot.change(ctx, id, func(s *state) { s.HandedOver = over }); err != nil {
		return err
	}
	if errors.Is(assigned, ndoto.ErrNotFound) { // it would be so each time
		t.bot.logger.ErrorContext(ctx, "bot: a conversation was opened for everybody", "conversation", id, "error", assigned)
		return nil
	}
	return assigned
}

// Resolve ends the conversation. If the customer writes again, it begins anew, as the server has it.
//
// POST .../conversations/{conversation_id}/toggle_status, documented by Ndoto.
func (t *Turn) Resolve(ctx context.Context) error {
	_, err := t.bot.client.Conversations.ToggleStatus(ctx, t.Conversation.ID, ndoto.StatusResolved)
	return err
}
