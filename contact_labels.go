package ndoto

import "context"

func (s *ContactsService) labeled() labeled {
	return labeled{s.client, opListContactLabels, opSetContactLabels}
}

// Labels returns the labels of a contact. They are separate from the labels of its conversations.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) Labels(ctx context.Context, id int64, opts ...RequestOption) ([]string, error) {
	return s.labeled().list(ctx, id, opts)
}

// SetLabels replaces the labels of a contact and returns them. Without any labels, it removes all of them.
//
// POST /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) SetLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().replace(ctx, id, labels, opts)
}

// AddLabels adds labels to a contact and returns all that it has. The server can only replace them, so they are read,
// written, and read again to see whether somebody else has overwritten them; then they are written again, up to 16
// times, before it is [ErrConflict]. Calls of one process wait for each other, so nothing is lost between them. What
// another program writes from a copy that it has read long before can still undo the change. It takes three requests,
// or one if there is nothing to change.
//
// GET and POST /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) AddLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().add(ctx, id, labels, opts)
}

// RemoveLabels removes labels from a contact and returns the rest, in the same way as AddLabels.
//
// GET and POST /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) RemoveLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().remove(ctx, id, labels, opts)
}
