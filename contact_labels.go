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

// AddLabels adds labels to a contact and returns all that it has. It reads the labels and writes them back, because
// the server can only replace them: one of two concurrent calls may undo the other.
//
// GET and POST /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) AddLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().add(ctx, id, labels, opts)
}

// RemoveLabels removes labels from a contact and returns those that are left. Like AddLabels, it reads the labels and
// writes them back.
//
// GET and POST /api/v1/accounts/{account_id}/contacts/{contact_id}/labels, known from the server software.
func (s *ContactsService) RemoveLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().remove(ctx, id, labels, opts)
}
