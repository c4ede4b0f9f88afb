package customer

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

// ContactsService manages contacts: customers, as the inbox knows them.
type ContactsService struct{ client *Client }

// Contact is a customer in the inbox.
type Contact struct {
	// SourceID is what reaches the contact in all calls.
	SourceID ndoto.Secret `json:"source_id"`
	// PubSubToken subscribes to the server's websocket. It is empty after Update before Chatwoot 4.15.
	PubSubToken ndoto.Secret     `json:"pubsub_token"`
	ID          int64            `json:"id"`
	Name        string           `json:"name"`
	Email       string           `json:"email"`
	PhoneNumber string           `json:"phone_number"`
	Extra       ndoto.Attributes `json:"-"`
}

// ContactParams describes a contact. Every field may be empty.
type ContactParams struct {
	// SourceID reaches the contact from then on. It must be random, such as a UUID, without a slash or a dot. Create makes
	// one if it is empty.
	SourceID ndoto.Secret
	Identity Identity
	Name     string
	Email    string
	// PhoneNumber has the format +4915123456789.
	PhoneNumber string
	AvatarURL   string
	// CustomAttributes are merged with those that there are.
	CustomAttributes map[string]any
}

// contactBody is a contact as it is sent. The server ignores what is empty.
type contactBody struct {
	SourceID         string         `json:"source_id,omitzero"`
	Identifier       string         `json:"identifier,omitzero"`
	IdentifierHash   string         `json:"identifier_hash,omitzero"`
	Name             string         `json:"name,omitzero"`
	Email            string         `json:"email,omitzero"`
	PhoneNumber      string         `json:"phone_number,omitzero"`
	AvatarURL        string         `json:"avatar_url,omitzero"`
	CustomAttributes map[string]any `json:"custom_attributes,omitzero"`
}

func (p *ContactParams) body() contactBody {
	return contactBody{
		SourceID: string(p.SourceID), Identifier: p.Identity.Identifier, IdentifierHash: string(p.Identity.Hash), Name: p.Name, Email: p.Email,
		PhoneNumber: p.PhoneNumber, AvatarURL: p.AvatarURL, CustomAttributes: p.CustomAttributes,
	}
}

func (p *ContactParams) validate() error {
	switch {
	case p.Email != "" && !rules.IsEmail(p.Email):
		return bridge.BadInput("the email address is malformed")
	case p.PhoneNumber != "" && !rules.IsPhone(p.PhoneNumber):
		return bridge.BadInput("the phone number is not in E.164 format, such as +4915123456789")
	case max(utf8.RuneCountInString(p.Name), len(p.Email), len(p.Identity.Identifier)) > maxText:
		return bridge.BadInput("the name, the email address and the identifier may have %d characters each", maxText)
	}
	return p.Identity.validate()
}

// Create creates a contact, or finds the one with the SourceID, which then stays as it is. Params may be nil. A contact
// with the identifier, the email address or the phone number who exists in the account is reached too, under a new
// source ID, and without the conversations of others: whoever knows an address can do that, unless the inbox requires
// the [Identity]. Store the SourceID that is returned: without it the conversations are out of reach.
//
// Create is sent again after a failure, since it always sends a source ID. To call it again after an error, choose the
// SourceID yourself: a second one that Create makes is a second session. The identity is checked, but only Get and
// Update note that it is verified.
//
// POST /public/api/v1/inboxes/{inbox_identifier}/contacts, known from the server software.
func (s *ContactsService) Create(ctx context.Context, params *ContactParams, opts ...ndoto.RequestOption) (*Contact, error) {
	var p ContactParams
	if params != nil {
		p = *params
	}
	if p.SourceID == "" {
		p.SourceID = newSourceID()
	}
	call := s.client.call(opCreateContact)
	call.JSON, call.Secrets = p.body(), []string{string(p.SourceID), string(p.Identity.Hash)}
	if call.Problem = validateSource(p.SourceID); call.Problem == nil {
		call.Problem = p.validate()
	}
	return bridge.Do[Contact](ctx, s.client.api, call, opts)
}

// newSourceID returns a random UUID, as the server would.
func newSourceID() ndoto.Secret {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	digits := hex.EncodeToString(b[:])
	return ndoto.Secret(strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-"))
}

type identityQuery struct {
	Identifier string `url:"identifier,omitempty"`
	Hash       string `url:"identifier_hash,omitempty"`
}

// Get returns a contact. With an identity that has a hash, it also verifies the contact, for good: then the contact
// reaches its conversations in all inboxes. It must be the contact's own identity, since the server accepts any valid
// one. An inbox that requires identities wants one here too.
//
// GET /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}, known from the server software.
func (s *ContactsService) Get(ctx context.Context, sourceID ndoto.Secret, identity Identity, opts ...ndoto.RequestOption) (*Contact, error) {
	call := s.client.call(opGetContact, sourceID)
	if call.Problem == nil {
		call.Problem = identity.validate()
	}
	call.Query, call.Secrets = identityQuery{identity.Identifier, string(identity.Hash)}, append(call.Secrets, string(identity.Hash))
	return bridge.Do[Contact](ctx, s.client.api, call, opts)
}

// Update changes a contact; empty params change nothing, and the identifier never changes. Where the email address or
// the phone number is that of another contact, both become one, and the other's name and values remain. With an
// identity that has a hash, it verifies the contact, like Get.
//
// PATCH /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}, known from the server software.
func (s *ContactsService) Update(ctx context.Context, sourceID ndoto.Secret, params *ContactParams, opts ...ndoto.RequestOption) (*Contact, error) {
	call := s.client.call(opUpdateContact, sourceID)
	switch {
	case call.Problem != nil:
	case params == nil:
		call.Problem = bridge.BadInput("the params are required")
	case params.SourceID != "" && params.SourceID != sourceID:
		call.Problem = bridge.BadInput("the source id of a contact cannot change: leave it out of the params")
	default:
		call.Problem, call.JSON, call.Secrets = params.validate(), params.body(), append(call.Secrets, string(params.Identity.Hash))
	}
	contact, err := bridge.Do[Contact](ctx, s.client.api, call, opts)
	if err != nil {
		return nil, err
	}
	contact.SourceID = sourceID // which servers before Chatwoot 4.15 leave out
	return contact, nil
}
