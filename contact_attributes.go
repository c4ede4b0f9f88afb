package ndoto

import "context"

// RemoveAttributes removes custom attributes from a contact. To add or change attributes, use Update.
//
// POST /api/v1/accounts/{account_id}/contacts/{contact_id}/destroy_custom_attributes, known from the server software.
func (s *ContactsService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (*Contact, error) {
	return do[Contact](ctx, s.client, opRemoveContactAttributes, pathOf(id).json(attributeNames{names}), opts)
}
