package ndoto

import (
	"context"
	"fmt"
)

// MergeAttributes adds custom attributes to a contact, overwrites those of the same name, and returns the contact.
// Update does so too, in one request. But the server reads and writes the attributes for that, so that of two changes
// at the same time one can be lost: MergeAttributes reads them back, and makes a change again that somebody else has
// undone, up to 16 times, before it is [ErrConflict]. Calls of one process, those of Update among them, wait for each
// other. It takes three requests.
//
// GET and PATCH /api/v1/accounts/{account_id}/contacts/{contact_id}, known from the server software.
func (s *ContactsService) MergeAttributes(ctx context.Context, id int64, attributes map[string]any, opts ...RequestOption) (*Contact, error) {
	params := &ContactParams{CustomAttributes: attributes}
	r := params.body(pathOf(id)).require(len(attributes) > 0, "there are no attributes to merge")
	if r.problem != nil {
		return nil, opUpdateContact.refuse(r.problem)
	}
	change, err := newAttributeChange(attributes)
	if err != nil {
		return nil, opUpdateContact.refuse(err)
	}
	return s.changeAttributes(ctx, id, change, opts, opUpdateContact, r)
}

// RemoveAttributes removes custom attributes from a contact, in the same way as MergeAttributes.
//
// GET .../contacts/{contact_id} and POST /api/v1/accounts/{account_id}/contacts/{contact_id}/destroy_custom_attributes,
// known from the server software.
func (s *ContactsService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (*Contact, error) {
	r := pathOf(id).json(attributeNames{names})
	if r.problem != nil {
		return nil, opRemoveContactAttributes.refuse(r.problem)
	}
	return s.changeAttributes(ctx, id, attributeChange{remove: names}, opts, opRemoveContactAttributes, r)
}

// attributesLock names what calls that change the attributes of a contact wait for.
func attributesLock(contactID int64) string { return fmt.Sprintf("contact attributes:%d", contactID) }

func (s *ContactsService) changeAttributes(ctx context.Context, id int64, change attributeChange, opts []RequestOption, op *operation, r request) (*Contact, error) {
	return applyShared(ctx, s.client, opts, sharedChange[*Contact]{
		op: op, lock: attributesLock(id),
		read: func(opts []RequestOption) (*Contact, error) { return s.Get(ctx, id, opts...) },
		edit: func(had *Contact) (*Contact, bool) {
			_, changed := change.applyTo(had.CustomAttributes)
			return had, changed
		},
		write: func(_ *Contact, opts []RequestOption) (*Contact, error) {
			return do[Contact](ctx, s.client, op, r, opts)
		},
		same: func(a, b *Contact) bool { return sameAttributes(a.CustomAttributes, b.CustomAttributes) },
	})
}
