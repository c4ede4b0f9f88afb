package ndoto

import (
	"context"
	"slices"
	"time"
)

// BulkUpdate holds the changes that BulkUpdate makes to each conversation. Absent fields are left unchanged.
type BulkUpdate struct {
	Status ConversationStatus
	// SnoozedUntil is for StatusSnoozed.
	SnoozedUntil time.Time
	// AgentID and TeamID unassign if they are null.
	AgentID      Opt[int64]
	TeamID       Opt[int64]
	AddLabels    []string
	RemoveLabels []string
}

func (u BulkUpdate) validate() error {
	switch {
	case u.Status == "" && u.AgentID.IsZero() && u.TeamID.IsZero() && len(u.AddLabels)+len(u.RemoveLabels) == 0:
		return badInput("there is nothing to update")
	case u.Status != "" && !u.Status.Valid():
		return badInput("the status must be open, resolved, pending or snoozed, got %q", u.Status)
	case !u.SnoozedUntil.IsZero() && u.Status != StatusSnoozed:
		return badInput("SnoozedUntil needs StatusSnoozed, got %q", u.Status)
	}
	return validateLabels(append(slices.Clone(u.AddLabels), u.RemoveLabels...))
}

// bulkChunk is how many conversations one request changes. The server has no limit except for its timeout.
const bulkChunk = 100

type bulkBody struct {
	Type         string         `json:"type"`
	IDs          []int64        `json:"ids"`
	Fields       map[string]any `json:"fields,omitzero"`
	SnoozedUntil int64          `json:"snoozed_until,omitzero"`
	Labels       map[string]any `json:"labels,omitzero"`
}

func (u BulkUpdate) wire(ids []int64) bulkBody {
	b := bulkBody{Type: "Conversation", IDs: ids, Fields: map[string]any{}, Labels: map[string]any{}}
	if u.Status != "" {
		b.Fields["status"] = u.Status
	}
	if !u.AgentID.IsZero() {
		b.Fields["assignee_id"] = u.AgentID
	}
	if !u.TeamID.IsZero() {
		b.Fields["team_id"] = u.TeamID
	}
	if len(u.AddLabels) > 0 {
		b.Labels["add"] = u.AddLabels
	}
	if len(u.RemoveLabels) > 0 {
		b.Labels["remove"] = u.RemoveLabels
	}
	if !u.SnoozedUntil.IsZero() {
		b.SnoozedUntil = u.SnoozedUntil.Unix()
	}
	return b
}

// BulkUpdate changes many conversations, a hundred per request. The server works in the background and reports no
// errors: what it cannot change is left unchanged. If a request fails, the conversations of the requests before it
// are still changed.
//
// POST /api/v1/accounts/{account_id}/bulk_actions, known from the server software.
func (s *ConversationsService) BulkUpdate(ctx context.Context, ids []int64, update BulkUpdate, opts ...RequestOption) error {
	r := pathOf().check(update).require(len(ids) > 0, "no conversation ids given").refuse(validateIDs(ids))
	if r.problem != nil {
		return opBulkUpdate.refuse(r.problem)
	}
	for chunk := range slices.Chunk(ids, bulkChunk) {
		if err := doNothing(ctx, s.client, opBulkUpdate, r.json(update.wire(chunk)), opts); err != nil {
			return err
		}
	}
	return nil
}
