package ndoto

import (
	"context"
	"slices"
)

// WebhooksService manages the webhooks of the account. All its methods need an administrator. Agent bots may not use
// it.
type WebhooksService struct{ client *Client }

// Event is the name of an event that a webhook can subscribe to.
type Event string

// The values of Event. The last four are known from the server software only, which mostly disables the two for
// inboxes.
const (
	EventConversationCreated       Event = "conversation_created"
	EventConversationUpdated       Event = "conversation_updated"
	EventConversationStatusChanged Event = "conversation_status_changed"
	EventMessageCreated            Event = "message_created"
	EventMessageUpdated            Event = "message_updated"
	EventContactCreated            Event = "contact_created"
	EventContactUpdated            Event = "contact_updated"
	EventWebWidgetTriggered        Event = "webwidget_triggered"
	EventInboxCreated              Event = "inbox_created"
	EventInboxUpdated              Event = "inbox_updated"
	EventTypingOn                  Event = "conversation_typing_on"
	EventTypingOff                 Event = "conversation_typing_off"
)

// Valid reports whether a webhook can subscribe to the event.
func (e Event) Valid() bool {
	return slices.Contains([]Event{
		EventConversationCreated, EventConversationUpdated, EventConversationStatusChanged, EventMessageCreated, EventMessageUpdated,
		EventContactCreated, EventContactUpdated, EventWebWidgetTriggered, EventInboxCreated, EventInboxUpdated, EventTypingOn, EventTypingOff,
	}, e)
}

// Webhook is a URL that the server posts events to.
type Webhook struct {
	ID            int64   `json:"id"`
	Name          string  `json:"name"`
	URL           string  `json:"url"`
	AccountID     int64   `json:"account_id"`
	Subscriptions []Event `json:"subscriptions"`
	// Inbox is the one that the webhook was created for. The server software posts the events of all inboxes anyway.
	Inbox *InboxRef `json:"inbox"`
	// Secret signs the deliveries. It needs Chatwoot 4.11.2. To change it, delete the webhook and create it again.
	Secret Secret `json:"secret"`
	// Active is absent where the server does not send it, as the server software: its webhooks are all active.
	Active Opt[bool]  `json:"active"`
	Extra  Attributes `json:"-"`
}

// WebhookParams holds the fields of a webhook. Create requires a URL; Update leaves absent fields unchanged.
type WebhookParams struct {
	// URL is unique in the account.
	URL Opt[string] `json:"url,omitzero"`
	// Subscriptions defaults to all events except those about inboxes and typing.
	Subscriptions []Event     `json:"subscriptions,omitzero"`
	Name          Opt[string] `json:"name,omitzero"`
	InboxID       int64       `json:"inbox_id,omitzero"`
}

func (p *WebhookParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if text, ok := p.URL.Get(); ok {
		if err := validateURL("URL of the webhook", text); err != nil {
			return err
		}
	}
	for _, e := range p.Subscriptions {
		if !e.Valid() {
			return badInput("the event %q is not one that a webhook can subscribe to", e)
		}
	}
	if p.Subscriptions != nil && len(p.Subscriptions) == 0 {
		return badInput("a webhook without events is refused by the server: leave Subscriptions nil for the default ones")
	}
	return nil
}

// List returns all webhooks. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/webhooks, documented by Ndoto.
func (s *WebhooksService) List(ctx context.Context, opts ...RequestOption) ([]Webhook, error) {
	return doList[Webhook](ctx, s.client, opListWebhooks, pathOf(), opts)
}

// Create creates a webhook. It needs an administrator. It returns [ErrConflict] if the URL is taken. It is never sent
// twice; see [ErrAmbiguous], and prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/webhooks, known from the server software.
func (s *WebhooksService) Create(ctx context.Context, params *WebhookParams, opts ...RequestOption) (*Webhook, error) {
	r := pathOf().check(params).require(params != nil && !params.URL.IsZero(), "a webhook needs a URL")
	return do[Webhook](ctx, s.client, opCreateWebhook, r.json(wrapped[*WebhookParams]{"webhook": params}), opts)
}

// Update changes a webhook. It needs an administrator. Some forks of Chatwoot 4.2 ignore the URL.
//
// PATCH /api/v1/accounts/{account_id}/webhooks/{webhook_id}, known from the server software.
func (s *WebhooksService) Update(ctx context.Context, id int64, params *WebhookParams, opts ...RequestOption) (*Webhook, error) {
	return do[Webhook](ctx, s.client, opUpdateWebhook, pathOf(id).check(params).json(wrapped[*WebhookParams]{"webhook": params}), opts)
}

// Delete deletes a webhook. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/webhooks/{webhook_id}, known from the server software.
func (s *WebhooksService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteWebhook, pathOf(id), opts)
}

// Ensure returns the webhook with the URL in params, creating it if there is none; the second result reports whether
// it did. If params name events, an existing webhook is changed to subscribe to these. It needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/webhooks, known from the server software.
func (s *WebhooksService) Ensure(ctx context.Context, params *WebhookParams, opts ...RequestOption) (*Webhook, bool, error) {
	address, err := keyOf(params, func() Opt[string] { return params.URL }, "a webhook needs a URL")
	if err != nil {
		return nil, false, opCreateWebhook.refuse(err)
	}
	w, created, err := ensure(ctx, s.client, opts, ensured[Webhook]{
		op: opCreateWebhook, name: "webhook:" + address,
		find: func(opts []RequestOption) (*Webhook, error) {
			webhooks, err := s.List(ctx, opts...)
			return findIn(webhooks, err, func(w *Webhook) bool { return w.URL == address })
		},
		create: func() (*Webhook, error) { return s.Create(ctx, params, opts...) },
	})
	if err != nil || created || params.Subscriptions == nil || sameSet(w.Subscriptions, params.Subscriptions) {
		return w, created, err
	}
	w, err = s.Update(ctx, w.ID, &WebhookParams{Subscriptions: params.Subscriptions}, opts...)
	return w, false, err
}

func sameSet[T ~string](a, b []T) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
