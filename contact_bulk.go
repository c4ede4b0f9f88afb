package ndoto

import (
	"context"
	"slices"
)

type contactBulkBody struct {
	Type   string         `json:"type"`
	IDs    []int64        `json:"ids"`
	Action string         `json:"action_name,omitzero"`
	Labels map[string]any `json:"labels,omitzero"`
}

// bulk sends a bulk action for contacts, a hundred per request.
func (s *ContactsService) bulk(ctx context.Context, op *operation, r request, body contactBulkBody, ids []int64, opts []RequestOption) error {
	r = r.require(len(ids) > 0, "no contact ids given").refuse(validateIDs(ids))
	r = s.client.requireVersion(ctx, r, op.since, "many contacts can be changed at once")
	if r.problem != nil {
		return op.refuse(r.problem)
	}
	body.Type = "Contact"
	for body.IDs = range slices.Chunk(ids, bulkChunk) {
		if err := doNothing(ctx, s.client, op, r.json(body), opts); err != nil {
			return err
		}
	}
	return nil
}

func (s *ContactsService) bulkLabels(ctx context.Context, op *operation, change string, ids []int64, labels []string, opts []RequestOption) error {
	r := pathOf().require(len(labels) > 0, "no labels given").refuse(validateLabels(labels))
	return s.bulk(ctx, op, r, contactBulkBody{Labels: map[string]any{change: labels}}, ids, opts)
}

// BulkAddLabels adds labels to many contacts, a hundred per request. The server works in the background and reports no
// errors: contacts that do not exist are ignored. If a request fails, the contacts of the requests before it still get
// the labels. It needs Chatwoot 4.8.0.
//
// POST /api/v1/accounts/{account_id}/bulk_actions, known from the server software.
func (s *ContactsService) BulkAddLabels(ctx context.Context, ids []int64, labels []string, opts ...RequestOption) error {
	return s.bulkLabels(ctx, opBulkAddContactLabels, "add", ids, labels, opts)
}

// BulkRemoveLabels removes labels from many contacts, in the same way as BulkAddLabels.
//
// POST /api/v1/accounts/{account_id}/bulk_actions, known from the server software.
func (s *ContactsService) BulkRemoveLabels(ctx context.Context, ids []int64, labels []string, opts ...RequestOption) error {
	return s.bulkLabels(ctx, opBulkRemoveContactLabels, "remove", ids, labels, opts)
}

// BulkDelete deletes many contacts and their conversations, a hundred per request, in the same way as BulkAddLabels.
// Unlike Delete, it does not spare those that are online. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/bulk_actions, known from the server software.
func (s *ContactsService) BulkDelete(ctx context.Context, ids []int64, opts ...RequestOption) error {
	return s.bulk(ctx, opBulkDeleteContacts, pathOf(), contactBulkBody{Action: "delete"}, ids, opts)
}
