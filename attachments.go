package ndoto

import (
	"context"
)

// AttachmentsService downloads the files of messages and uploads files for new ones. Anybody may call Download and
// DownloadFile; agent bots may not call Upload.
type AttachmentsService struct{ client *Client }

// FileName returns the name that the file was sent with, as the end of DataURL has it, or "" if the attachment has no
// file. It is a plain name, which cannot leave a directory, but two files of a conversation can have the same.
func (a *Attachment) FileName() string { return nameInURL(a.DataURL) }

// Upload is a file that was uploaded for later use.
type Upload struct {
	FileURL string `json:"file_url"`
	// BlobID is, from Chatwoot 4.9.0, the signed ID that File.BlobID takes. Before, it is a number, which no message can
	// be sent with: send the file itself there.
	BlobID  string     `json:"blob_id"`
	BlobKey string     `json:"blob_key"`
	Extra   Attributes `json:"-"`
}

// uploadResponse is an Upload whose ID may be a number.
type uploadResponse struct {
	FileURL string     `json:"file_url"`
	BlobID  LooseText  `json:"blob_id"`
	BlobKey string     `json:"blob_key"`
	Extra   Attributes `json:"-"`
}

func upload(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*Upload, error) {
	got, err := do[uploadResponse](ctx, c, op, r, opts)
	if err != nil {
		return nil, err
	}
	return &Upload{FileURL: got.FileURL, BlobID: string(got.BlobID), BlobKey: got.BlobKey, Extra: got.Extra}, nil
}

// Upload uploads a file. The server allows 60 uploads an hour. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/upload, known from the server software.
func (s *AttachmentsService) Upload(ctx context.Context, file File, opts ...RequestOption) (*Upload, error) {
	r := pathOf().require(file.validate() == nil && file.Reader != nil, "the file needs a Reader and a name")
	noFields := func() ([]formField, error) { return nil, nil }
	return upload(ctx, s.client, opUpload, r.multipart(noFields, "attachment", []File{file}), opts)
}

// UploadURL has the server fetch an image or a video from a public address, with the limits of Upload. It is never sent
// twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/upload, known from the server software.
func (s *AttachmentsService) UploadURL(ctx context.Context, address string, opts ...RequestOption) (*Upload, error) {
	r := pathOf().refuse(validateURL("address of the file", address))
	return upload(ctx, s.client, opUploadURL, r.json(wrapped[string]{"external_url": address}), opts)
}
