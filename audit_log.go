package ndoto

import (
	"context"
	"iter"
)

// AuditLogService reads the audit log: who changed what. It needs an administrator and an Enterprise server. Agent
// bots may not use it.
type AuditLogService struct{ client *Client }

// AuditEntry is one change that somebody made.
type AuditEntry struct {
	ID             int64      `json:"id"`
	AuditableID    int64      `json:"auditable_id"`
	AuditableType  string     `json:"auditable_type"`
	Auditable      Attributes `json:"auditable"`
	AssociatedID   int64      `json:"associated_id"`
	AssociatedType string     `json:"associated_type"`
	UserID         int64      `json:"user_id"`
	UserType       string     `json:"user_type"`
	Username       string     `json:"username"`
	Action         string     `json:"action"`
	AuditedChanges Attributes `json:"audited_changes"`
	Version        int        `json:"version"`
	Comment        string     `json:"comment"`
	RequestUUID    string     `json:"request_uuid"`
	RemoteAddress  string     `json:"remote_address"`
	CreatedAt      Time       `json:"created_at"`
	Extra          Attributes `json:"-"`
}

// AuditPage is one page of the audit log.
type AuditPage struct {
	Entries []AuditEntry `json:"audit_logs" alias:"payload"`
	// Total is the number of entries on all pages.
	Total   int        `json:"total_entries"`
	Page    Number     `json:"current_page"`
	PerPage int        `json:"per_page"`
	Extra   Attributes `json:"-"`
}

func (p *AuditPage) hasRows() bool { return p.Entries != nil }

// List returns one page of the audit log, newest first. It needs an administrator. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/audit_logs, known from the server software.
func (s *AuditLogService) List(ctx context.Context, params *PageParams, opts ...RequestOption) (*AuditPage, error) {
	return doPage[AuditPage](ctx, s.client, opListAuditLog, pathOf().query(params), opts)
}

// All iterates over the audit log, newest entry first. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/audit_logs, known from the server software.
func (s *AuditLogService) All(ctx context.Context, opts ...RequestOption) iter.Seq2[*AuditEntry, error] {
	return walkAll(ctx, s.client, opts, pages[AuditEntry, int64]{
		op: opListAuditLog.as("AuditLog.All"), perPage: 25, order: orderLog,
		key:     func(e *AuditEntry) int64 { return e.ID },
		created: func(e *AuditEntry) Time { return e.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[AuditEntry], error) {
			got, err := s.List(ctx, &PageParams{page}, opts...)
			if err != nil {
				return list[AuditEntry]{}, err
			}
			return listOf(got.Entries, got.Total, page, 0), nil
		},
	})
}
