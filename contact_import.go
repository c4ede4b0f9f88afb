package ndoto

import (
	"context"
	"io"
)

// Import creates and updates contacts from a CSV file with a header line, whose columns are those of a contact. The server
// begins a minute later and mails the result. It needs an administrator. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/contacts/import, known from the server software.
func (s *ContactsService) Import(ctx context.Context, csv io.Reader, opts ...RequestOption) error {
	file := File{Name: "contacts.csv", ContentType: "text/csv", Reader: csv}
	r := pathOf().require(csv != nil, "the file has no Reader")
	noFields := func() ([]formField, error) { return nil, nil }
	return doNothing(ctx, s.client, opImportContacts, r.multipart(noFields, "import_file", []File{file}), opts)
}

// ExportContactsParams choose what is exported.
type ExportContactsParams struct {
	// Columns are all if there are none.
	Columns []string
	// Filter exports the contacts that fit it, if it is not empty.
	Filter Filter
	// Label exports the contacts that have it.
	Label string
}

// Export has the server mail contacts as a CSV file to the owner of the token. It needs an administrator. It is sent once:
// see [ErrAmbiguous]. Params may be nil.
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
