package ndoto

import (
	"context"
)

// AttachmentsService downloads the files of messages. Anybody may call Download; agent bots may not call Upload.
type AttachmentsService struct{ client *Client }

// Upload is a file that was put on the server for later use.
type Upload struct {
	FileURL string `json:"file_url"`
	// BlobID is a signed id from Chatwoot 4.9.0, which File.BlobID takes; before it is a number.
	BlobID  LooseText  `json:"blob_id"`
	BlobKey string     `json:"blob_key"`
	Extra   Attributes `json:"-"`
}

// Upload puts a file on the server. The server allows 60 an hour. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/upload, known from the server software.
func (s *AttachmentsService) Upload(ctx context.Context, file File, opts ...RequestOption) (*Upload, error) {
	r := pathOf().require(file.validate() == nil && file.Reader != nil, "the file needs a Reader and a name")
	noFields := func() ([]formField, error) { return nil, nil }
	return do[Upload](ctx, s.client, opUpload, r.multipart(noFields, "attachment", []File{file}), opts)
}
