package ndoto

import (
	"context"
	"slices"
)

type captainBulk struct {
	Type   string            `json:"type"`
	IDs    []int64           `json:"ids"`
	Fields map[string]string `json:"fields"`
}

func captainBulkOf(kind, status string, ids []int64) request {
	r := pathOf().require(len(ids) > 0, "there are no ids")
	if i := slices.IndexFunc(ids, func(id int64) bool { return id <= 0 }); i >= 0 {
		r = r.refuse(badInput("an id must be positive, got %d", ids[i]))
	}
	return r.json(captainBulk{kind, ids, map[string]string{"status": status}})
}

// DeleteMany deletes answers. Those that there are not are left out. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/captain/bulk_actions, known from the server software.
func (s *CaptainResponsesService) DeleteMany(ctx context.Context, ids []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCaptainResponses, captainBulkOf("AssistantResponse", "delete", ids), opts)
}

// DeleteMany deletes documents with the answers that are from them. Those that there are not are left out. It needs an
// administrator.
//
// POST /api/v1/accounts/{account_id}/captain/bulk_actions, known from the server software from Chatwoot 4.14.
func (s *CaptainDocumentsService) DeleteMany(ctx context.Context, ids []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCaptainDocuments, captainBulkOf("AssistantDocument", "delete", ids), opts)
}

// SyncMany lets assistants read pages again, in the background, and returns the ids of those that they will read:
// files, and pages that have not been read yet, are left out. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/captain/bulk_actions, known from the server software from Chatwoot 4.14.
func (s *CaptainDocumentsService) SyncMany(ctx context.Context, ids []int64, opts ...RequestOption) ([]int64, error) {
	type begun struct {
		IDs   []int64 `json:"ids"`
		Count int     `json:"count"`
	}
	got, err := do[begun](ctx, s.client, opSyncCaptainDocuments, captainBulkOf("AssistantDocument", "sync", ids), opts)
	if err != nil {
		return nil, err
	}
	return got.IDs, nil
}
