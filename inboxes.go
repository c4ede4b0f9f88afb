package ndoto

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// InboxesService manages inboxes and their members. Agent bots may not use it.
type InboxesService struct{ client *Client }

// List returns all inboxes; for an agent, those that the agent is a member of.
//
// GET /api/v1/accounts/{account_id}/inboxes, known from the server software.
func (s *InboxesService) List(ctx context.Context, opts ...RequestOption) ([]Inbox, error) {
	return doList[Inbox](ctx, s.client, opListInboxes, pathOf(), opts)
}

// Get returns an inbox. On a server without its route, it looks for the inbox in the list.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}, known from the server software.
func (s *InboxesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Inbox, error) {
	inbox, err := do[Inbox](ctx, s.client, opGetInbox, pathOf(id), opts)
	if !errors.Is(err, ErrNoRoute) {
		return inbox, err
	}
	all, err := s.List(ctx, opts...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	missing := opGetInbox.failure(ErrNotFound)
	missing.Message = fmt.Sprintf("the list of inboxes does not have inbox %d", id)
	return nil, missing
}

// inboxBody is an inbox as it is sent: the settings and the channel in one object.
type inboxBody struct {
	*InboxParams
	Name    string `json:"name,omitzero"`
	Channel any    `json:"channel,omitzero"`
}

// Create creates an inbox. It needs an administrator. It returns [ErrPaymentRequired] if the plan allows no more
// inboxes. Params may be nil. It is never sent twice; see [ErrAmbiguous], and for API inboxes prefer Ensure. Update
// sets the avatar: next to a file, the settings of the channel would lose the types of their values.
//
// POST /api/v1/accounts/{account_id}/inboxes, known from the server software.
func (s *InboxesService) Create(ctx context.Context, name string, channel Channel, params *InboxParams, opts ...RequestOption) (*Inbox, error) {
	r := pathOf().check(params).require(channel != nil, "an inbox needs a channel, such as APIChannel")
	r = r.require(strings.TrimSpace(name) != "", "an inbox needs a name")
	if r.problem == nil {
		var fields any
		if fields, r.problem = channel.wire(); r.problem == nil {
			r = r.json(inboxBody{InboxParams: params, Name: name, Channel: fields})
		}
	}
	return do[Inbox](ctx, s.client, opCreateInbox, r, opts)
}

// UpdateInboxParams holds the changes that Update makes.
type UpdateInboxParams struct {
	InboxParams
	// Channel holds fields of the channel by the server's names, such as "webhook_url".
	Channel map[string]any `json:"channel,omitzero"`
	// Avatar is an image of up to 15 MB. It cannot be combined with changes to the channel.
	Avatar *File `json:"-"`
}

func (p *UpdateInboxParams) validate() error {
	switch {
	case p == nil:
		return badInput("there is nothing to update")
	case p.Avatar != nil && len(p.Channel) > 0:
		return badInput("the avatar and the channel cannot be changed in one request")
	case p.Avatar != nil && (p.Avatar.validate() != nil || p.Avatar.Reader == nil):
		return badInput("the avatar needs a Reader and a name")
	}
	if p.Avatar != nil && (p.CSATConfig != nil || p.AutoAssignmentConfig != nil) {
		return badInput("CSATConfig and AutoAssignmentConfig lose the types of their values in a request with a file: set them without the avatar")
	}
	return p.InboxParams.validate()
}

// Update changes the settings of an inbox, such as its greeting, working hours and assignment. It needs an
// administrator.
//
// PATCH /api/v1/accounts/{account_id}/inboxes/{inbox_id}, known from the server software.
func (s *InboxesService) Update(ctx context.Context, id int64, params *UpdateInboxParams, opts ...RequestOption) (*Inbox, error) {
	r := pathOf(id).check(params)
	if params == nil || params.Avatar == nil {
		return do[Inbox](ctx, s.client, opUpdateInbox, r.json(params), opts)
	}
	fields := func() ([]formField, error) { return formFields(&params.InboxParams) }
	return do[Inbox](ctx, s.client, opUpdateInbox, r.multipart(fields, "avatar", []File{*params.Avatar}), opts)
}

// Delete deletes an inbox and its conversations, in the background. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/inboxes/{inbox_id}, known from the server software.
func (s *InboxesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteInbox, pathOf(id), opts)
}

// DeleteAvatar deletes the avatar of an inbox. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/inboxes/{inbox_id}/avatar, known from the server software.
func (s *InboxesService) DeleteAvatar(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteInboxAvatar, pathOf(id), opts)
}

// AgentBot returns the agent bot of an inbox, or nil if it has none.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/agent_bot, known from the server software.
func (s *InboxesService) AgentBot(ctx context.Context, id int64, opts ...RequestOption) (*AgentBot, error) {
	return doWith(ctx, s.client, opGetInboxBot, pathOf(id), opts, func(raw rawResponse) (*AgentBot, error) {
		if raw.isEmptyObject() {
			return nil, nil
		}
		return decodeObject[AgentBot](raw)
	})
}

type inboxBotBody struct {
	AgentBot Opt[int64] `json:"agent_bot"`
}

// SetAgentBot connects an agent bot to an inbox, whose new conversations are then pending. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/set_agent_bot, known from the server software.
func (s *InboxesService) SetAgentBot(ctx context.Context, id, botID int64, opts ...RequestOption) error {
	r := pathOf(id).require(botID > 0, "the bot id must be positive; to take the bot away, use UnsetAgentBot")
	return doNothing(ctx, s.client, opSetInboxBot, r.json(inboxBotBody{Set(botID)}), opts)
}

// UnsetAgentBot disconnects the agent bot from an inbox. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/set_agent_bot, known from the server software.
func (s *InboxesService) UnsetAgentBot(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opSetInboxBot, pathOf(id).json(inboxBotBody{Null[int64]()}), opts)
}

// ResetSecret gives an API inbox a new secret for its deliveries and returns the inbox with it. It needs an
// administrator and Chatwoot 4.13.0.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/reset_secret, known from the server software.
func (s *InboxesService) ResetSecret(ctx context.Context, id int64, opts ...RequestOption) (*Inbox, error) {
	return do[Inbox](ctx, s.client, opResetInboxSecret, pathOf(id), opts)
}

// Ensure returns the API inbox with a name, creating it if there is none; the second result reports whether it did.
// An existing inbox is left unchanged. Creating it needs an administrator. Params may be nil.
//
// GET and POST /api/v1/accounts/{account_id}/inboxes, known from the server software.
func (s *InboxesService) Ensure(ctx context.Context, name string, channel APIChannel, params *InboxParams, opts ...RequestOption) (*Inbox, bool, error) {
	if strings.TrimSpace(name) == "" {
		return nil, false, opCreateInbox.refuse(badInput("an inbox needs a name"))
	}
	return ensure(ctx, s.client, opts, ensured[Inbox]{
		op: opCreateInbox, name: "inbox:" + name,
		find: func(opts []RequestOption) (*Inbox, error) {
			inboxes, err := s.List(ctx, opts...)
			return findIn(inboxes, err, func(i *Inbox) bool { return i.Name == name && i.ChannelType == "Channel::Api" })
		},
		create: func() (*Inbox, error) { return s.Create(ctx, name, channel, params, opts...) },
	})
}
