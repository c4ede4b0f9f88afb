package bot

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Handoff is how a conversation goes to the team.
type Handoff struct {
	// Note tells the team what it is about; there is a short one without it.
	Note string
	// TeamID and AgentID are who gets the conversation, if anybody.
	TeamID, AgentID int64
	// Labels are added, Attributes are merged into the custom attributes, and Priority is set, if they are given.
	Labels     []string
	Attributes map[string]any
	Priority   ndoto.Priority
}

// Handoff writes a note, assigns the conversation and opens it. What the server refuses of it, such as an unknown team,
// is logged, and the conversation is open for everybody. The customer is told nothing: use Reply before. From then on
// the bot is silent until the conversation comes back to it: becomes pending again, is resolved, or is assigned to the
// bot. Called again after a failure, it continues where it was. It returns [ErrTakenOver] if a human has the
// conversation already, and changes nothing then.
//
// POST .../conversations/{conversation_id}/messages, .../assignments and .../toggle_status, documented by Ndoto.
func (t *Turn) Handoff(ctx context.Context, h Handoff) error {
	s, err := t.bot.loadState(ctx, t.desk, t.Conversation.ID)
	if err != nil {
		return err
	}
	if continues := s.Team.Active && s.Team.Turn == t.key; !continues {
		if err := t.guard(ctx); err != nil {
			return err
		}
	}
	t.bot.changes(t)
	note, err := t.Note(ctx, cmp.Or(h.Note, "The bot hands over."))
	if err != nil {
		return err
	}
	id := t.Conversation.ID
	err = t.bot.change(ctx, t.desk, id, func(s *state) {
		s.take(note.ID, time.Time{}, false)
		s.Team.Turn = t.key
	})
	if err != nil {
		return err
	}
	assigned := t.passOn(ctx, h)
	at, err := setStatus(ctx, t.desk, id, ndoto.StatusOpen, t.auth)
	if err != nil {
		return errors.Join(err, assigned)
	}
	// What was written until now is told with the status of before.
	away := !t.bot.answersIn(ndoto.StatusOpen)
	err = t.bot.change(ctx, t.desk, id, func(s *state) { s.Team.At, s.Team.Away = at, s.Team.Away || away })
	if err != nil {
		return err
	}
	if isPermanent(assigned) { // it would be so each time
		t.bot.logger.ErrorContext(ctx, "bot: a hand-off was incomplete: the conversation is open for everybody", "conversation", id, "error", assigned)
		return nil
	}
	return assigned
}

// passOn does what a hand-off asks for before the conversation is opened.
func (t *Turn) passOn(ctx context.Context, h Handoff) error {
	var problems []error
	conversations, id := t.desk.client.Conversations, t.Conversation.ID
	if h.TeamID != 0 || h.AgentID != 0 {
		_, err := conversations.Assign(ctx, id, ndoto.AssignParams{TeamID: h.TeamID, AgentID: h.AgentID}, t.auth...)
		problems = append(problems, err)
	} else if assignee(&t.Conversation.Meta).Kind == ndoto.SenderAgentBot { // or it would not be seen as unassigned
		problems = append(problems, conversations.UnassignAgent(ctx, id, t.auth...))
	}
	if len(h.Labels) > 0 {
		problems = append(problems, t.AddLabels(ctx, h.Labels...))
	}
	if len(h.Attributes) > 0 {
		problems = append(problems, t.SetAttributes(ctx, h.Attributes))
	}
	if h.Priority != "" {
		problems = append(problems, t.SetPriority(ctx, h.Priority))
	}
	return errors.Join(problems...)
}

// setStatus sets the status of a conversation, and returns when, by the server's clock.
func setStatus(ctx context.Context, d *desk, id int64, status ndoto.ConversationStatus, auth []ndoto.RequestOption) (time.Time, error) {
	var resp ndoto.Response
	if _, err := d.client.Conversations.ToggleStatus(ctx, id, status, append(slices.Clone(auth), ndoto.WithResponse(&resp))...); err != nil {
		return time.Time{}, err
	}
	at, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Now(), nil //nolint:nilerr // a server without a clock: this one is as good
	}
	return at, nil
}

// Resolve ends the conversation. If the customer writes again, it begins anew, as the server has it. It returns
// [ErrTakenOver] if a human has the conversation.
//
// POST .../conversations/{conversation_id}/toggle_status, documented by Ndoto.
func (t *Turn) Resolve(ctx context.Context) error {
	if t.delivery.Attempt > 1 || t.delivery.Replayed {
		if c, err := t.bot.lookFor(ctx, t); err == nil && c != nil && c.Status == ndoto.StatusResolved {
			return nil // by an earlier attempt
		}
	}
	if err := t.guard(ctx); err != nil {
		return err
	}
	t.bot.changes(t)
	_, err := t.desk.client.Conversations.ToggleStatus(ctx, t.Conversation.ID, ndoto.StatusResolved)
	return err
}
