package ndoto

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go/internal/rules"
)

// ContactKey identifies a contact by something that no two contacts share. Make one with ByEmail, ByPhone or
// ByIdentifier.
type ContactKey struct {
	name, value string
}

// ByEmail identifies a contact by email address. Case does not matter.
func ByEmail(email string) ContactKey { return ContactKey{"e-mail", email} }

// ByPhone identifies a contact by phone number, in E.164 format.
func ByPhone(phone string) ContactKey { return ContactKey{"phone", phone} }

// ByIdentifier identifies a contact by its ID in your own system.
func ByIdentifier(identifier string) ContactKey { return ContactKey{"identifier", identifier} }

// condition returns the key as a filter.
func (k ContactKey) condition() Condition {
	switch k.name {
	case "e-mail":
		return FilterEmail.Equal(k.value)
	case "phone":
		return FilterPhone.Equal(k.value)
	}
	return FilterIdentifier.Equal(k.value)
}

// fits compares exactly, because the server's filters do not.
func (k ContactKey) fits(c *Contact) bool {
	switch k.name {
	case "e-mail":
		return strings.EqualFold(c.Email, k.value)
	case "phone":
		return c.PhoneNumber == k.value
	}
	return c.Identifier == k.value
}

// valueIn is the field that the key is of.
func (k ContactKey) valueIn(p *ContactParams) string {
	field := p.Identifier
	switch k.name {
	case "e-mail":
		field = p.Email
	case "phone":
		field = p.PhoneNumber
	}
	value, _ := field.Get()
	return value
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

// Ensure returns the contact with a key, creating it from params if there is none; the second result reports whether
// it was created. An existing contact is left unchanged. There is never a second contact: calls for the same key in
// one client wait for each other, a contact that another process creates is found after the conflict, and so is one
// whose creation had an unknown outcome. [ErrConflict] means that a different contact already has one of the values
// in params. Params may be nil.
//
// POST /api/v1/accounts/{account_id}/contacts/filter and POST /api/v1/accounts/{account_id}/contacts, known from the
// server software.
func (s *ContactsService) Ensure(ctx context.Context, key ContactKey, params *ContactParams, opts ...RequestOption) (*Contact, bool, error) {
	p := valueOf(params)
	if given := key.valueIn(&p); given != "" && !strings.EqualFold(given, key.value) {
		return nil, false, opCreateContact.refuse(badInput("the params name another %s than the key: %q and %q", key.name, given, key.value))
	}
	key.applyTo(&p)
	if key.value == "" {
		return nil, false, opCreateContact.refuse(badInput("the key of the contact is empty: make it with ByEmail, ByPhone or ByIdentifier"))
	}
	if err := p.validate(); err != nil {
		return nil, false, opCreateContact.refuse(err)
	}
	if p.Avatar != nil && !rules.CanSeek(p.Avatar.Reader) {
		return nil, false, opCreateContact.refuse(badInput("an avatar that cannot seek can be sent in one attempt only: read it into memory"))
	}
	request := p.body(pathOf()) // the same for each attempt, and so is what it sends of the avatar
	return ensure(ctx, s.client, opts, ensured[Contact]{
		op: opCreateContact, name: "contact:" + key.name + ":" + strings.ToLower(key.value),
		find: func(opts []RequestOption) (*Contact, error) { return s.find(ctx, key, opts) },
		create: func() (*Contact, error) {
			return do[Contact](ctx, s.client, opCreateContact, request, opts)
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
