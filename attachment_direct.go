package ndoto

import (
	"context"
	"crypto/md5" //nolint:gosec // the checksum that Active Storage asks for
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"path/filepath"

	"github.com/usendoto/ndoto-go/internal/rules"
)

// blobBody describes a file to Active Storage.
type blobBody struct {
	Filename    string `json:"filename"`
	ByteSize    int64  `json:"byte_size"`
	Checksum    string `json:"checksum"`
	ContentType string `json:"content_type"`
}

// directUpload is where a file goes.
type directUpload struct {
	Filename    string `json:"filename"`
	ByteSize    int64  `json:"byte_size"`
	Checksum    string `json:"checksum"`
	ContentType string `json:"content_type"`
	ID          int64  `json:"id"`
	SignedID    string `json:"signed_id"`
	Key         string `json:"key"`
	Target      struct {
		URL    string            `json:"url"`
		Header map[string]string `json:"headers"`
	} `json:"direct_upload"`
	Metadata    Attributes `json:"metadata"`
	ServiceName string     `json:"service_name"`
	SGID        string     `json:"attachable_sgid"`
	CreatedAt   Time       `json:"created_at"`
	Extra       Attributes `json:"-"`
}

// opStoreFile is the second request of UploadDirect, to the storage.
var opStoreFile = &operation{
	name: "Attachments.UploadDirect", method: http.MethodPut, path: "the address of the storage", effect: effectIdempotent, access: accessAnybody,
	bucket: bucketGeneral,
}

// UploadDirect uploads a file for a message of a conversation straight to the storage of the server, and not through
// the application: neither the limit of Upload nor that of the application's requests holds. Its Reader must be able to
// seek, since its checksum comes before it: it is read twice. Both requests are sent again if they fail; a file that
// no message names stays in the storage. Chatwoot 4.2 refuses it with [ErrValidation].
//
// The storage gets no token. [WithTimeout] limits the time of each attempt, the transfer of the file included.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/direct_uploads, known from the server software.
func (s *AttachmentsService) UploadDirect(ctx context.Context, conversationID int64, file File, opts ...RequestOption) (*Upload, error) {
	r := pathOf(conversationID).require(file.validate() == nil && file.Reader != nil, "the file needs a Reader and a name")
	r = r.require(r.problem != nil || rules.CanSeek(file.Reader), "the Reader of the file cannot seek: use Upload, or read it into memory")
	if r.problem == nil {
		r = r.require(ctx != nil, "the context is nil")
	}
	if r.problem != nil {
		return nil, opUploadDirect.refuse(r.problem)
	}
	body := &multipartBody{alone: true, files: []File{file}}
	defer body.end()
	if err := body.prepare(ctx); err != nil {
		return nil, opUploadDirect.refuse(err)
	}
	sum, err := body.checksum()
	if err != nil {
		return nil, opUploadDirect.refuse(err)
	}
	made, err := doWith(ctx, s.client, opUploadDirect, r.json(wrapped[blobBody]{"blob": {
		filepath.Base(file.Name), body.size(), sum, body.contentType(),
	}}), opts, decodeDirectUpload)
	if err != nil {
		return nil, err
	}
	if err := s.client.store(ctx, made, body, opts); err != nil {
		return nil, err
	}
	return &Upload{BlobID: made.SignedID, BlobKey: made.Key, Extra: made.Extra}, nil
}

// checksum reads all of the file.
func (b *multipartBody) checksum() (string, error) {
	r, err := b.open()
	if err != nil {
		return "", err
	}
	sum := md5.New() //nolint:gosec // not for security
	if _, err := io.Copy(sum, r); err != nil {
		if errors.Is(err, errAttemptOver) {
			return "", context.Canceled
		}
		return "", badInput("the file %q cannot be read: %v", b.files[0].Name, err)
	}
	return base64.StdEncoding.EncodeToString(sum.Sum(nil)), nil
}

// decodeDirectUpload makes an error of the empty success that the server gives for an unknown conversation.
func decodeDirectUpload(raw rawResponse) (*directUpload, error) {
	if raw.status == http.StatusNoContent {
		e := raw.call.op.failure(ErrNotFound)
		e.Message, e.StatusCode = "there is no such conversation", raw.status
		return nil, e
	}
	made, err := decodeObject[directUpload](raw)
	if err == nil && (made.SignedID == "" || made.Target.URL == "") {
		err = raw.unexpected("it has no address to send the file to")
	}
	return made, err
}

// store sends a file to the storage.
func (c *Client) store(ctx context.Context, to *directUpload, body *multipartBody, opts []RequestOption) error {
	k, err := c.newCall(ctx, opStoreFile, opts)
	if err != nil {
		return err
	}
	k.anonymous, k.rewindable, k.upload = true, true, body
	req, err := http.NewRequestWithContext(context.WithValue(ctx, callKey{}, k), http.MethodPut, to.Target.URL, nil)
	if err != nil || req.URL.Host == "" {
		return opStoreFile.unexpected("the address to send the file to is malformed")
	}
	req.Header["User-Agent"] = []string{c.userAgent}
	for name, value := range to.Target.Header {
		req.Header.Set(name, value)
	}
	req.ContentLength, req.GetBody = body.size(), body.open
	if req.Body, err = body.open(); err != nil {
		return opStoreFile.refuse(err)
	}
	resp, err := k.do(c.httpClient, req) //nolint:bodyclose // the transport has read it
	_, err = k.conclude(resp, err)
	return err
}
