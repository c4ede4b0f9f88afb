package ndoto

import (
	"context"
	"strings"
)

// ContactKey names a contact by something that no two contacts share: made by ByEmail, ByPhone or ByIdentifier.
type ContactKey struct {
	name, value string
}

// ByEmail names the contact with an e-mail address; case does not matter.
func ByEmail(email string) ContactKey { return ContactKey{"e-mail", email} }

// ByPhone names the contact with a phone number in E.164 form.
func ByPhone(phone string) ContactKey { return ContactKey{"phone", phone} }

// ByIdentifier names the contact with an id of a system of yours.
func ByIdentifier(identifier string) ContactKey { return ContactKey{"identifier", identifier} }

// condition is the key as a filter.
func (k ContactKey) condition() Condition {
	switch k.name {
	case "e-mail":
		return FilterEmail.Equal(k.value)
	case "phone":
		return FilterPhone.Equal(k.value)
	}
	return FilterIdentifier.Equal(k.value)
}

// fits compares exactly, because a filter of the server does not.
func (k ContactKey) fits(c *Contact) bool {
	switch k.name {
	case "e-mail":
		return strings.EqualFold(c.Email, k.value)
	case "phone":
		return c.PhoneNumber == k.value
	}
	return c.Identifier == k.value
}

// applyTo sets the field that the key is of.
func (k ContactKey) applyTo(p *ContactParams) {
	switch k.name {
	case "e-mail":
		p.Email = Set(k.value)
	case "phone":
		p.PhoneNumber = Set(k.value)
	default:
		p.Identifier = Set(k.value)
	}
}

// Ensure returns the contact with a key, and creates it from the params if there is none; the second result tells whether
// there was none. A contact that is there stays as it is. Calls for the same key in one client wait for each other, another
// process's contact is found after the conflict, and a creation whose outcome is open is looked for: there is never a
// second contact. [ErrConflict] means that another contact has a value of the params. Params may be nil.
//
// POST /api/v1/accounts/{account_id}/contacts/filter and POST /api/v1/accounts/{account_id}/contacts, known from the server
// software.
func (s *ContactsService) Ensure(ctx context.Context, key ContactKey, params *ContactParams, opts ...RequestOption) (*Contact, bool, error) {
	var p ContactParams
	if params != nil {
		p = *params
	}
	key.applyTo(&p)
	if key.value == "" {
		return nil, false, opCreateContact.refuse(badInput("the key of the contact is empty: make it with ByEmail, ByPhone or ByIdentifier"))
	}
	if err := p.validate(); err != nil {
		return nil, false, opCreateContact.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[Contact]{
		op: opCreateContact, key: key.name + ":" + strings.ToLower(key.value),
		find: func(opts []RequestOption) (*Contact, error) { return s.find(ctx, key, opts) },
		create: func() (*Contact, error) {
			answer, err := s.Create(ctx, &p, opts...)
			if err != nil {
				return nil, err
			}
			return &answer.Contact, nil
		},
	})
}

// find returns the contact with a key, or nil.
func (s *ContactsService) find(ctx context.Context, key ContactKey, opts []RequestOption) (*Contact, error) {
	page, err := s.Filter(ctx, Where(key.condition()), nil, opts...)
	if err != nil {
		return nil, err
	}
	return findIn(page.Contacts, nil, key.fits)
}
