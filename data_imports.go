package ndoto

import (
	"context"
	"slices"
	"strings"
)

// DataImportsService imports contacts and conversations from Intercom. The account needs the feature data_import;
// without it the methods return [ErrForbidden]. There is one import at a time. It runs in the background: Get shows how
// far it is. All its methods need an administrator and Chatwoot 4.16. Agent bots may not use it.
type DataImportsService struct{ client *Client }

// DataImport is an import from Intercom, or of a file of contacts.
type DataImport struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// DataType is "intercom", or "contacts" for a file; see [ContactsService.Import].
	DataType       string           `json:"data_type"`
	SourceType     string           `json:"source_type"`
	SourceProvider string           `json:"source_provider"`
	Types          []DataImportType `json:"import_types"`
	Status         DataImportStatus `json:"status"`
	// Stalled reports whether nothing has happened for 15 minutes; Abandon and Restart then help.
	Stalled          bool            `json:"stalled"`
	TotalRecords     int             `json:"total_records"`
	ProcessedRecords int             `json:"processed_records"`
	Stats            DataImportStats `json:"stats"`
	// Cursor is where the import goes on.
	Cursor      Attributes        `json:"cursor"`
	InitiatedBy *DataImportPerson `json:"initiated_by"`
	CreatedAt   Time              `json:"created_at"`
	UpdatedAt   Time              `json:"updated_at"`
	StartedAt   Time              `json:"started_at"`
	CompletedAt Time              `json:"completed_at"`
	AbandonedAt Time              `json:"abandoned_at"`
	ErrorsCount int               `json:"import_errors_count"`
	// SkippedCount is how many records were left out, for example because they are there already.
	SkippedCount int `json:"skip_logs_count"`
	// Errors and Skipped are the latest five, and SkippedBy counts all that were left out by their type. List has none
	// of them; ErrorsCSV and SkippedCSV have all.
	Errors    []DataImportLog   `json:"import_errors"`
	Skipped   []DataImportLog   `json:"skip_logs"`
	SkippedBy DataImportFilters `json:"skip_logs_filters"`
	Extra     Attributes        `json:"-"`
}

// DataImportStatus is the status of an import.
type DataImportStatus string

// The statuses of imports.
const (
	ImportPending             DataImportStatus = "pending"
	ImportProcessing          DataImportStatus = "processing"
	ImportCompleted           DataImportStatus = "completed"
	ImportCompletedWithErrors DataImportStatus = "completed_with_errors"
	ImportFailed              DataImportStatus = "failed"
	ImportAbandoned           DataImportStatus = "abandoned"
)

// Valid reports whether s is one of the constants.
func (s DataImportStatus) Valid() bool {
	switch s {
	case ImportPending, ImportProcessing, ImportCompleted, ImportCompletedWithErrors, ImportFailed, ImportAbandoned:
		return true
	}
	return false
}

// DataImportType is what is imported.
type DataImportType string

// The types of imports.
const (
	ImportContacts      DataImportType = "contacts"
	ImportConversations DataImportType = "conversations"
)

// Valid reports whether t is one of the constants.
func (t DataImportType) Valid() bool { return t == ImportContacts || t == ImportConversations }

// DataImportStats counts what was imported.
type DataImportStats struct {
	Contacts      DataImportCount `json:"contacts"`
	Conversations DataImportCount `json:"conversations"`
	Messages      DataImportCount `json:"messages"`
	Errors        struct {
		Count int `json:"count"`
	} `json:"errors"`
	Extra Attributes `json:"-"`
}

// DataImportCount counts the records of a type. Total is 0 if Intercom does not say it.
type DataImportCount struct {
	Imported int        `json:"imported"`
	Skipped  int        `json:"skipped"`
	Total    int        `json:"total"`
	Extra    Attributes `json:"-"`
}

// DataImportPerson is who began an import.
type DataImportPerson struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Email string     `json:"email"`
	Extra Attributes `json:"-"`
}

// DataImportLog is a record that was not imported.
type DataImportLog struct {
	ID   int64  `json:"id"`
	Kind string `json:"kind"` // of what was left out: "skipped"
	Code string `json:"error_code"`
	// Message says why.
	Message    string     `json:"message"`
	ObjectType string     `json:"source_object_type"` // "contact", "conversation" or "message"
	ObjectID   string     `json:"source_object_id"`
	Details    Attributes `json:"details"`
	CreatedAt  Time       `json:"created_at"`
	Extra      Attributes `json:"-"`
}

// DataImportFilters counts what was left out by its type.
type DataImportFilters struct {
	Selected string         `json:"selected_source_object_type"`
	Counts   map[string]int `json:"counts_by_type"`
	Extra    Attributes     `json:"-"`
}

// DataImportParams describes a workspace of Intercom. AccessToken is required.
type DataImportParams struct {
	// AccessToken is that of an app of Intercom which may read the workspace. The server keeps it.
	AccessToken Secret
	// Types default to all.
	Types []DataImportType
	// Name is "Intercom import" by default.
	Name string
}

func (p *DataImportParams) validate() error {
	if p == nil || strings.TrimSpace(string(p.AccessToken)) == "" {
		return badInput("an import needs the AccessToken of an app of Intercom")
	}
	if i := slices.IndexFunc(p.Types, func(t DataImportType) bool { return !t.Valid() }); i >= 0 {
		return badInput("the type must be contacts or conversations, got %q", p.Types[i])
	}
	return nil
}

type dataImportBody struct {
	Source      string           `json:"source_provider"`
	AccessToken string           `json:"access_token"`
	Types       []DataImportType `json:"import_types,omitempty"`
	Name        string           `json:"name,omitempty"`
}

func (p *DataImportParams) request() request {
	r := pathOf().check(p)
	if r.problem != nil {
		return r
	}
	return r.json(dataImportBody{"intercom", string(p.AccessToken), p.Types, p.Name})
}

// DataImportSource is what a workspace has.
type DataImportSource struct {
	Valid  bool `json:"valid"`
	Totals struct {
		Contacts      int `json:"contacts"`
		Conversations int `json:"conversations"`
	} `json:"totals"`
	Extra Attributes `json:"-"`
}

// List returns all imports, newest first. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/data_imports, known from the server software from Chatwoot 4.16.
func (s *DataImportsService) List(ctx context.Context, opts ...RequestOption) ([]DataImport, error) {
	return doList[DataImport](ctx, s.client, opListDataImports, pathOf(), opts)
}

// Get returns an import, with the latest records that were not imported. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/data_imports/{import_id}, known from the server software from Chatwoot 4.16.
func (s *DataImportsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*DataImport, error) {
	return do[DataImport](ctx, s.client, opGetDataImport, pathOf(id), opts)
}

// Validate asks Intercom how many records there are, without importing any. [ErrValidation] means that Intercom does
// not take the token, or cannot be reached. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/data_imports/validate_source, known from the server software from Chatwoot 4.16.
func (s *DataImportsService) Validate(ctx context.Context, params *DataImportParams, opts ...RequestOption) (*DataImportSource, error) {
	return do[DataImportSource](ctx, s.client, opValidateImport, params.request(), opts)
}

// Create starts an import. [ErrValidation] means that another one is running, or what it means for Validate. It needs
// an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/data_imports, known from the server software from Chatwoot 4.16.
func (s *DataImportsService) Create(ctx context.Context, params *DataImportParams, opts ...RequestOption) (*DataImport, error) {
	return do[DataImport](ctx, s.client, opCreateDataImport, params.request(), opts)
}

// Restart starts an import again that has failed or was abandoned. What it imported before stays. If another import is
// running, it returns that one; if this one is, nothing changes. [ErrValidation] means that the server has lost the
// AccessToken: create an import. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/data_imports/{import_id}/start, known from the server software from Chatwoot 4.16.
func (s *DataImportsService) Restart(ctx context.Context, id int64, opts ...RequestOption) (*DataImport, error) {
	return do[DataImport](ctx, s.client, opStartDataImport, pathOf(id), opts)
}

// Abandon ends an import. What it has imported stays. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/data_imports/{import_id}/abandon, known from the server software from Chatwoot
// 4.16.
func (s *DataImportsService) Abandon(ctx context.Context, id int64, opts ...RequestOption) (*DataImport, error) {
	return do[DataImport](ctx, s.client, opAbandonDataImport, pathOf(id), opts)
}

// ErrorsCSV returns the records that could not be imported, as a CSV file with the columns created_at, kind,
// source_object_type, source_object_id, error_code, message and details. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/data_imports/{import_id}/error_logs, known from the server software from Chatwoot
// 4.16.
func (s *DataImportsService) ErrorsCSV(ctx context.Context, id int64, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opDataImportErrors, pathOf(id), opts)
}

// SkippedCSV returns the records that were left out, as a CSV file with the columns of ErrorsCSV. It needs an
// administrator.
//
// GET /api/v1/accounts/{account_id}/data_imports/{import_id}/skip_logs, known from the server software from Chatwoot
// 4.16.
func (s *DataImportsService) SkippedCSV(ctx context.Context, id int64, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opDataImportSkipped, pathOf(id), opts)
}
