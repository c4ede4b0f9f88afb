package ndoto

import "context"

// SyncTemplates makes the server reload the message templates of a WhatsApp inbox, in the background. It needs an
// administrator and a server from 2026.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/sync_templates, known from the server software.
func (s *InboxesService) SyncTemplates(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opSyncTemplates, pathOf(id), opts)
}

// Health returns what WhatsApp reports about the number of an inbox. It needs a server from 2026.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/health, known from the server software.
func (s *InboxesService) Health(ctx context.Context, id int64, opts ...RequestOption) (Attributes, error) {
	health, err := do[Attributes](ctx, s.client, opInboxHealth, pathOf(id), opts)
	if err != nil {
		return nil, err
	}
	return *health, nil
}

// RegisterWebhook makes WhatsApp post the messages of an inbox to the server again. It needs an administrator and a
// server from 2026.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/register_webhook, known from the server software.
func (s *InboxesService) RegisterWebhook(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRegisterInboxWebhook, pathOf(id), opts)
}
