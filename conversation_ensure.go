package ndoto

import (
	"context"
	"crypto/rand"
	"fmt"
)

// EnsurePolicy says which conversation of a contact is taken up.
type EnsurePolicy string

// The policies: the latest one that is not resolved, or else a new one; or the latest one, which is opened if it is resolved,
// or else a new one.
const (
	ReuseOpen    EnsurePolicy = "reuse_open"
	ReopenLatest EnsurePolicy = "reopen_latest"
)

// Ensure returns a conversation of a contact in an inbox, by the policy, and opens one from the params if there is none that
// fits; the second result tells whether it did. InboxID and ContactID are required. Calls for the same contact and inbox in
// one client wait for each other; two processes can still open one each, unless the inbox is locked to a single
// conversation. It looks at the contact's 20 latest conversations.
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
	unlock, err := s.client.ensuring.lock(ctx, fmt.Sprintf("conversation:%d:%d", params.InboxID, params.ContactID))
	if err != nil {
		return nil, false, opCreateConversation.refuse(err)
	}
	defer unlock()
	latest, err := s.client.Contacts.Conversations(ctx, params.ContactID, opts...)
	found, err := findIn(latest, err, func(c *Conversation) bool {
		return c.InboxID == params.InboxID && (policy == ReopenLatest || c.Status != StatusResolved)
	})
	switch {
	case err != nil:
		return nil, false, err
	case found == nil:
		c, err := s.CreateOnce(ctx, rand.Text(), params, opts...)
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
