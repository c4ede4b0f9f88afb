package ndoto

import "context"

// UnreadCounts holds the number of unread conversations of the token's owner, by the IDs of inboxes, teams and
// labels. Only labels that are shown on the sidebar are counted.
type UnreadCounts struct {
	All     int            `json:"all_count"`
	Inboxes map[string]int `json:"inboxes"`
	Labels  map[string]int `json:"labels"`
	Teams   map[string]int `json:"teams"`
	Extra   Attributes     `json:"-"`
}

// UnreadCounts returns how many conversations are unread. It needs Chatwoot 4.14.1, and returns [ErrForbidden] if the
// feature is disabled.
//
// GET /api/v1/accounts/{account_id}/conversations/unread_counts, known from the server software.
func (s *ConversationsService) UnreadCounts(ctx context.Context, opts ...RequestOption) (*UnreadCounts, error) {
	return do[UnreadCounts](ctx, s.client, opUnreadCounts, pathOf(), opts)
}
