package ndoto

import (
	"context"
	"io"
)

// Import creates and updates contacts from a CSV file. Its header line names fields of a contact. The server starts a
// minute later and emails the result. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/contacts/import, known from the server software.
func (s *ContactsService) Import(ctx context.Context, csv io.Reader, opts ...RequestOption) error {
	file := File{Name: "contacts.csv", ContentType: "text/csv", Reader: csv}
	r := pathOf().require(csv != nil, "the file has no Reader")
	noFields := func() ([]formField, error) { return nil, nil }
	return doNothing(ctx, s.client, opImportContacts, r.multipart(noFields, "import_file", []File{file}), opts)
}

// ExportContactsParams selects what to export.
type ExportContactsParams struct {
	// Columns defaults to all columns.
	Columns []string
	// Filter, unless empty, selects the contacts to export.
	Filter Filter
	// Label exports the contacts with this label.
	Label string
}

// Export makes the server email a CSV file of contacts to the token's owner. It needs an administrator. It is never
// sent twice; see [ErrAmbiguous]. Params may be nil.
//
// POST /api/v1/accounts/{account_id}/contacts/export, known from the server software.
func (s *ContactsService) Export(ctx context.Context, params *ExportContactsParams, opts ...RequestOption) error {
	if params == nil {
		params = &ExportContactsParams{}
	}
	body := struct {
		Columns []string `json:"column_names,omitzero"`
		Rows    any      `json:"payload,omitzero"`
		Label   string   `json:"label,omitzero"`
	}{Columns: params.Columns, Label: params.Label}
	r := pathOf()
	if len(params.Filter.conditions) > 0 {
		r = r.check(contactFilter{params.Filter})
		body.Rows = params.Filter.rows()
	}
	return doNothing(ctx, s.client, opExportContacts, r.json(body), opts)
}
