package ndoto

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
)

// EnsurePolicy says which of a contact's conversations to reuse.
type EnsurePolicy string

// The policies: reuse the latest conversation that is not resolved; or reuse the latest one, reopening it if it is
// resolved. If there is none, both open a new one.
const (
	ReuseOpen    EnsurePolicy = "reuse_open"
	ReopenLatest EnsurePolicy = "reopen_latest"
)

// Ensure returns a conversation of a contact in an inbox according to policy, opening one from params if none fits;
// the second result reports whether it did. InboxID and ContactID are required. Calls for the same contact and inbox
// in one process wait for each other; two processes can still open one each, unless the inbox is locked to a single
// conversation. It considers the contact's 20 latest conversations. One that was deleted a moment ago is among them
// until a worker of the server has removed it, and the server shows no difference.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/conversations and POST
// /api/v1/accounts/{account_id}/conversations, documented by Ndoto, but for the first.
func (s *ConversationsService) Ensure(ctx context.Context, params *CreateConversationParams, policy EnsurePolicy, opts ...RequestOption) (*Conversation, bool, error) {
	r := pathOf().check(params).require(policy == ReuseOpen || policy == ReopenLatest, "the policy must be ReuseOpen or ReopenLatest")
	if params != nil {
		r = r.require(params.InboxID > 0 && params.ContactID > 0, "InboxID and ContactID are required")
	}
	if r.problem != nil {
		return nil, false, opCreateConversation.refuse(r.problem)
	}
	set, err := s.client.settingsFor(opts)
	if err != nil {
		return nil, false, opCreateConversation.refuse(err)
	}
	unlock, err := s.client.lock(ctx, fmt.Sprintf("conversation:%d in %d", params.ContactID, params.InboxID))
	if err != nil {
		return nil, false, opCreateConversation.refuse(err)
	}
	defer unlock()
	latest, err := s.client.Contacts.Conversations(ctx, params.ContactID, lookOptions(opts, set)...)
	found, err := findIn(latest, err, func(c *Conversation) bool {
		return c.InboxID == params.InboxID && (policy == ReopenLatest || c.Status != StatusResolved)
	})
	switch {
	case err != nil:
		return nil, false, err
	case found == nil:
		c, err := s.CreateOnce(ctx, rand.Text(), params, append(slices.Clip(opts), WithNewKey())...)
		return c, err == nil, err
	case found.Status == StatusResolved:
		change, err := s.ToggleStatus(ctx, found.ID, StatusOpen, opts...)
		if err != nil {
			return nil, false, err
		}
		found.Status = change.CurrentStatus
	}
	return found, false, nil
}
