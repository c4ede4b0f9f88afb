package ndoto

import (
	"context"
	"iter"
)

// ContactsService manages contacts. Agent bots may not use it.
type ContactsService struct{ client *Client }

// ListContactsParams filters and orders a list of contacts.
type ListContactsParams struct {
	// Sort is a comma-separated list of ContactSort keys. Without it the order is undefined, so pages may overlap.
	Sort ContactSort `url:"sort,omitempty"`
	// Labels selects contacts with any of the labels. From Chatwoot 4.11, searches ignore it.
	Labels []string `url:"labels,omitempty,brackets"`
	// IncludeContactInboxes defaults to true.
	IncludeContactInboxes Opt[bool] `url:"include_contact_inboxes"`
	// Page counts from 1, with 15 contacts per page.
	Page int `url:"page,omitempty"`
}

// ContactSort is the order of a list of contacts. A leading minus reverses it.
type ContactSort string

// The orders of a list of contacts.
const (
	ContactsByName         ContactSort = "name"
	ContactsByEmail        ContactSort = "email"
	ContactsByPhone        ContactSort = "phone_number"
	ContactsByLastActivity ContactSort = "last_activity_at"
	ContactsByCreated      ContactSort = "created_at"
	ContactsByCity         ContactSort = "city"
	ContactsByCountry      ContactSort = "country"
	// ContactsByCompany and ContactsByCompanyName are the same: the client sends the name that the server has for it,
	// which changed in Chatwoot 4.14.0.
	ContactsByCompany     ContactSort = "company"
	ContactsByCompanyName ContactSort = "company_name"
)

func (p *ListContactsParams) validate() error {
	if p == nil {
		return nil
	}
	if p.Page < 0 {
		return badInput("the page must not be negative, got %d", p.Page)
	}
	return validateLabels(p.Labels)
}

// List returns one page of the contacts that can be reached: those that have no email address, no phone number and no
// identifier are left out. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/contacts, documented by Ndoto.
func (s *ContactsService) List(ctx context.Context, params *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
	return doPage[ContactPage](ctx, s.client, opListContacts, pathOf().query(s.client.fitSort(ctx, params)), opts)
}

// All iterates over all contacts of a list, yielding each once, ordered by creation time unless params say otherwise.
// Contacts that List leaves out are left out here too.
//
// GET /api/v1/accounts/{account_id}/contacts, documented by Ndoto.
func (s *ContactsService) All(ctx context.Context, params *ListContactsParams, opts ...RequestOption) iter.Seq2[*Contact, error] {
	return walkContacts(ctx, s.client, opListContacts.as("Contacts.All"), opts, params, s.List)
}

// Active returns one page of the contacts that are online now. Params may be nil; only Sort and Page have an effect.
//
// GET /api/v1/accounts/{account_id}/contacts/active, known from the server software.
func (s *ContactsService) Active(ctx context.Context, params *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
	return doPage[ContactPage](ctx, s.client, opListActiveContacts, pathOf().query(s.client.fitSort(ctx, params)), opts)
}

// AllActive iterates over all contacts that are online, yielding each once.
//
// GET /api/v1/accounts/{account_id}/contacts/active, known from the server software.
func (s *ContactsService) AllActive(ctx context.Context, opts ...RequestOption) iter.Seq2[*Contact, error] {
	return walkContacts(ctx, s.client, opListActiveContacts.as("Contacts.AllActive"), opts, nil, s.Active)
}

// ContactParams holds the fields of a contact. Create leaves absent fields empty; Update leaves them unchanged.
type ContactParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Email is stored in lower case.
	Email Opt[string] `json:"email,omitzero"`
	// PhoneNumber is in E.164 format, such as +4915123456789.
	PhoneNumber Opt[string] `json:"phone_number,omitzero"`
	Identifier  Opt[string] `json:"identifier,omitzero"`
	Blocked     Opt[bool]   `json:"blocked,omitzero"`
	// Avatar is an image of up to 15 MB.
	Avatar *File `json:"-"`
	// AvatarURL is fetched by the server in the background.
	AvatarURL string `json:"avatar_url,omitzero"`
	// CompanyID needs an enterprise server with the feature "companies"; null leaves the company.
	CompanyID Opt[int64] `json:"company_id,omitzero"`
	// AdditionalAttributes and CustomAttributes are merged into the contact's existing ones. Beside an Avatar all values
	// must be texts, because a form has nothing else.
	AdditionalAttributes map[string]any `json:"additional_attributes,omitzero"`
	CustomAttributes     map[string]any `json:"custom_attributes,omitzero"`
	// InboxID connects the contact to an inbox, under SourceID or one that the server generates. It is for Create only.
	InboxID  int64  `json:"inbox_id,omitzero"`
	SourceID string `json:"source_id,omitzero"`
}

func (p *ContactParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if email, _ := p.Email.Get(); email != "" {
		if err := validateEmail(email); err != nil {
			return err
		}
	}
	if phone, _ := p.PhoneNumber.Get(); phone != "" {
		if err := validatePhone(phone); err != nil {
			return err
		}
	}
	name, _ := p.Name.Get()
	identifier, _ := p.Identifier.Get()
	for what, text := range map[string]string{"name": name, "identifier": identifier} {
		if err := validateLength(what, text, maxStringColumn); err != nil {
			return err
		}
	}
	if p.InboxID < 0 || p.SourceID != "" && p.InboxID == 0 {
		return badInput("a SourceID needs the id of its inbox, which must be positive, got %d", p.InboxID)
	}
	if p.Avatar != nil {
		if err := p.Avatar.validate(); err != nil || p.Avatar.Reader == nil {
			return badInput("the avatar needs a Reader and a name")
		}
	}
	if p.Avatar != nil {
		if err := validateFormTexts(p.AdditionalAttributes, p.CustomAttributes); err != nil {
			return err
		}
	}
	return validateAttributes(p.CustomAttributes)
}

// body is JSON, or a form if there is an avatar.
func (p *ContactParams) body(r request) request {
	if r = r.check(p); r.problem != nil || p.Avatar == nil {
		return r.json(p)
	}
	return r.multipart(func() ([]formField, error) { return formFields(p) }, "avatar", []File{*p.Avatar})
}

// Get returns a contact with its contact inboxes.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}, known from the server software.
func (s *ContactsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Contact, error) {
	return do[Contact](ctx, s.client, opGetContact, pathOf(id), opts)
}

// Create creates a contact. If another contact already has the email address, the phone number or the identifier, it
// returns [ErrConflict], and Error.Attributes names what is taken. If params name an inbox, ContactInboxes has it, with
// the source ID. A contact without email address, phone number and identifier is in no list, search, filter or count:
// keep its ID. It is never sent twice; see [ErrAmbiguous], and Ensure, which finds what may have been created.
//
// POST /api/v1/accounts/{account_id}/contacts, known from the server software.
func (s *ContactsService) Create(ctx context.Context, params *ContactParams, opts ...RequestOption) (*Contact, error) {
	return do[Contact](ctx, s.client, opCreateContact, params.body(pathOf()), opts)
}

// Update changes a contact. Attributes are merged into the existing ones, see MergeAttributes. It returns [ErrConflict]
// as Create does.
//
// PATCH /api/v1/accounts/{account_id}/contacts/{contact_id}, known from the server software.
func (s *ContactsService) Update(ctx context.Context, id int64, params *ContactParams, opts ...RequestOption) (*Contact, error) {
	if params != nil && len(params.CustomAttributes)+len(params.AdditionalAttributes) > 0 {
		unlock, err := s.client.lock(ctx, attributesLock(id))
		if err != nil {
			return nil, opUpdateContact.refuse(err)
		}
		defer unlock()
	}
	return do[Contact](ctx, s.client, opUpdateContact, params.body(pathOf(id)), opts)
}

// Delete deletes a contact and its conversations. It needs an administrator. It returns [ErrValidation] while the
// contact is online.
//
// DELETE /api/v1/accounts/{account_id}/contacts/{contact_id}, known from the server software.
func (s *ContactsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteContact, pathOf(id), opts)
}

// Merge moves the conversations, messages, notes and inboxes of one contact to another, and deletes the former. Where
// both have a value, the one of the contact that is kept wins. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/actions/contact_merge, known from the server software.
func (s *ContactsService) Merge(ctx context.Context, keepID, dropID int64, opts ...RequestOption) (*Contact, error) {
	r := pathOf().json(struct {
		Keep int64 `json:"base_contact_id"`
		Drop int64 `json:"mergee_contact_id"`
	}{keepID, dropID})
	r = r.require(keepID > 0 && dropID > 0 && keepID != dropID, "two different contacts are required, got %d and %d", keepID, dropID)
	return do[Contact](ctx, s.client, opMergeContacts, r, opts)
}

// Conversations returns a contact's 20 most recently active conversations. There are no further pages; from Chatwoot
// 4.16, Conversations.FilterAll with FilterContact returns all of them.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/conversations, known from the server software.
func (s *ContactsService) Conversations(ctx context.Context, id int64, opts ...RequestOption) ([]Conversation, error) {
	return doList[Conversation](ctx, s.client, opListContactConversations, pathOf(id), opts)
}

// DeleteAvatar deletes the avatar of a contact.
//
// DELETE /api/v1/accounts/{account_id}/contacts/{contact_id}/avatar, known from the server software.
func (s *ContactsService) DeleteAvatar(ctx context.Context, id int64, opts ...RequestOption) (*Contact, error) {
	return do[Contact](ctx, s.client, opDeleteContactAvatar, pathOf(id), opts)
}
