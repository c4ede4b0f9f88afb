package ndoto

import (
	"context"
	"iter"
)

// CaptainDocumentsService manages the pages that assistants of Captain learn from, on enterprise servers; on others its
// methods return [ErrNotFound]. Agents may read, administrators may change. Agent bots may not use it.
type CaptainDocumentsService struct{ client *Client }

// CaptainDocument is a page, with all that it links to on its site, or a PDF file.
type CaptainDocument struct {
	ID        int64             `json:"id"`
	AccountID int64             `json:"account_id"`
	Name      string            `json:"name"`
	Assistant *CaptainAssistant `json:"assistant"`
	// ExternalLink is the address of the page; for a file it is a name that the server has made.
	ExternalLink string `json:"external_link"`
	DisplayURL   string `json:"display_url"`
	// Content is empty until the page has been read.
	Content string `json:"content"`
	// Status is "in_progress" until the page has been read, then "available".
	Status         string `json:"status"`
	ResponsesCount int    `json:"responses_count"`
	PDF            bool   `json:"pdf_document"`
	ContentType    string `json:"content_type"`
	FileSize       int64  `json:"file_size"`
	// SyncStatus is "syncing", "synced" or "failed", with the reason in LastSyncErrorCode, or empty, from Chatwoot 4.14.
	SyncStatus          string     `json:"sync_status"`
	SyncInProgress      bool       `json:"sync_in_progress"`
	LastSyncedAt        Time       `json:"last_synced_at"`
	LastSyncAttemptedAt Time       `json:"last_sync_attempted_at"`
	LastSyncErrorCode   string     `json:"last_sync_error_code"`
	CreatedAt           Time       `json:"created_at"`
	UpdatedAt           Time       `json:"updated_at"`
	Extra               Attributes `json:"-"`
}

// CaptainDocumentParams describes a page. AssistantID and URL are required.
type CaptainDocumentParams struct {
	AssistantID int64  `json:"assistant_id"`
	Name        string `json:"name,omitempty"`
	URL         string `json:"external_link"`
}

func (p *CaptainDocumentParams) validate() error {
	if p == nil || p.AssistantID <= 0 || p.URL == "" {
		return badInput("a document needs an AssistantID and a URL")
	}
	return nil
}

// ListCaptainDocumentsParams selects documents. Zero fields do not filter.
type ListCaptainDocumentsParams struct {
	AssistantID int64 `url:"assistant_id,omitempty"`
	// Page counts from 1, with 25 documents per page.
	Page int `url:"page,omitempty"`
	// Source is "web" or "pdf", and Filter "stale", "synced", "syncing" or "failed", from Chatwoot 4.14.
	Source string `url:"source,omitempty"`
	Filter string `url:"filter,omitempty"`
	// Search is a text in the name or the address, from Chatwoot 4.14.
	Search string `url:"search_key,omitempty"`
}

func (p *ListCaptainDocumentsParams) validate() error {
	if p != nil && (p.AssistantID < 0 || p.Page < 0) {
		return badInput("the id of the assistant and the page must not be negative")
	}
	return nil
}

// CaptainDocumentPage is one page of a list of documents.
type CaptainDocumentPage struct {
	Documents []CaptainDocument `json:"payload"`
	PageMeta  `json:"meta"`
	Extra     Attributes `json:"-"`
}

func (p *CaptainDocumentPage) hasRows() bool { return p.Documents != nil }

// List returns one page of documents, the latest changed first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/documents, known from the server software.
func (s *CaptainDocumentsService) List(ctx context.Context, params *ListCaptainDocumentsParams, opts ...RequestOption) (*CaptainDocumentPage, error) {
	return doPage[CaptainDocumentPage](ctx, s.client, opListCaptainDocuments, pathOf().query(params), opts)
}

// All iterates over documents, yielding each once. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/documents, known from the server software.
func (s *CaptainDocumentsService) All(ctx context.Context, params *ListCaptainDocumentsParams, opts ...RequestOption) iter.Seq2[*CaptainDocument, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[CaptainDocument, int64]{
		op: opListCaptainDocuments.as("CaptainDocuments.All"), first: p.Page, perPage: captainPerPage, order: orderMoving,
		key:     func(d *CaptainDocument) int64 { return d.ID },
		created: func(d *CaptainDocument) Time { return d.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[CaptainDocument], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, &q, opts...)
			if err != nil {
				return list[CaptainDocument]{}, err
			}
			return listOf(got.Documents, got.Total, page, got.TotalPages), nil
		},
	})
}

// Get returns a document.
//
// GET /api/v1/accounts/{account_id}/captain/documents/{document_id}, known from the server software.
func (s *CaptainDocumentsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CaptainDocument, error) {
	return do[CaptainDocument](ctx, s.client, opGetCaptainDocument, pathOf(id), opts)
}

// Create lets an assistant read a page, in the background. [ErrValidation] means that it has the page, that the page is
// malformed, or that the plan allows no more. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/documents, known from the server software.
func (s *CaptainDocumentsService) Create(ctx context.Context, params *CaptainDocumentParams, opts ...RequestOption) (*CaptainDocument, error) {
	r := pathOf().check(params).json(wrapped[*CaptainDocumentParams]{"document": params})
	return do[CaptainDocument](ctx, s.client, opCreateCaptainDocument, r, opts)
}

// Sync lets the assistant read a page again, in the background. [ErrValidation] means that it is a file, or that it has
// not been read yet. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/captain/documents/{document_id}/sync, known from the server software from Chatwoot
// 4.14.
func (s *CaptainDocumentsService) Sync(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opSyncCaptainDocument, pathOf(id), opts)
}

// Delete deletes a document with the answers that are from it. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/documents/{document_id}, known from the server software.
func (s *CaptainDocumentsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCaptainDocument, pathOf(id), opts)
}
