package ndoto

import (
	"context"
	"io"
	"net/http"
	"net/url"
)

// Download writes the file at an attachment's DataURL or ThumbURL to w, and returns how many bytes of it were written.
// The URL leads to the server's storage, often on another host, and needs no token: none is sent. A redirect from https
// to http returns [ErrRedirect]. A file of more than limit bytes returns [ErrTooLarge]; by then w has received limit
// bytes, or none if the server announced the size.
//
// A file that breaks off is continued where it did, as long as the retry policy allows; its MaxElapsed begins again
// with each attempt that gets further than those before. If the server cannot continue, or the file has changed, it is
// read from the start: a w that can seek, such as an [os.File] that ends where the file does, is overwritten, and for
// any other w what it has received is compared with what comes again. If that differs, or w fails, the error is
// [ErrIncomplete], with the error of w in it. A part of a file is never a success.
//
// The file is streamed: [WithTimeout] limits how long the server may send nothing, and ctx the whole. A Write that
// hangs does not hold up a call whose context ends; w must then be left alone until it returns.
//
// GET /rails/active_storage/blobs/redirect/{blob_id}/{name}, known from the server software.
func (s *AttachmentsService) Download(ctx context.Context, dataURL string, w io.Writer, limit int64, opts ...RequestOption) (int64, error) {
	written, _, err := s.client.download(ctx, opDownloadAttachment, dataURL, w, limit, opts)
	return written, err
}

// DownloadFile is like Download, for a file on disk, and returns its path. If path is a directory, the file gets the
// name that the server gives it, made safe, and with a number if the directory has one of that name: "photo (2).jpg".
// Otherwise path is the file's, which is replaced if it is there.
//
// The file appears under its name when all of it is on disk: until then it is a hidden file beside it, which is removed
// if the download fails.
//
// GET /rails/active_storage/blobs/redirect/{blob_id}/{name}, known from the server software.
func (s *AttachmentsService) DownloadFile(ctx context.Context, dataURL, path string, limit int64, opts ...RequestOption) (string, error) {
	op := opDownloadFile
	if err := checkDownload(dataURL, limit); err != nil {
		return "", op.refuse(err)
	}
	part, err := newPartFile(path)
	if err != nil {
		return "", op.refuse(err)
	}
	defer part.discard()
	_, header, err := s.client.download(ctx, op, dataURL, part.file, limit, opts)
	if err != nil {
		return "", err
	}
	path, err = part.keep(nameOfDownload(header, dataURL))
	if err != nil {
		e := op.failure(ErrIncomplete)
		e.cause = err
		return "", e
	}
	return path, nil
}

// download returns how much of a file it has written, and the header of the last response.
func (c *Client) download(ctx context.Context, op *operation, dataURL string, w io.Writer, limit int64, opts []RequestOption) (int64, http.Header, error) {
	k, err := c.newCall(ctx, op, opts)
	if err != nil {
		return 0, nil, err
	}
	if err := checkDownload(dataURL, limit); err != nil {
		return 0, nil, op.refuse(err)
	}
	if w == nil {
		return 0, nil, op.refuse(badInput("the writer is nil"))
	}
	k.anonymous, k.rewindable = true, true
	k.file = newDownload(w, limit)
	req, err := http.NewRequestWithContext(context.WithValue(ctx, callKey{}, k), http.MethodGet, dataURL, nil)
	if err != nil {
		return 0, nil, op.refuse(badInput("the URL of the file is invalid"))
	}
	req.Header["User-Agent"] = []string{c.userAgent}
	req.Header["Accept-Encoding"] = []string{"identity"} // ranges and sizes are those of the file
	resp, err := k.do(c.downloads, req)                  //nolint:bodyclose // the transport has read it
	a, err := k.conclude(resp, err)
	return k.file.written.Load(), a.header, err
}

// checkDownload refuses what no download can begin with.
func checkDownload(dataURL string, limit int64) error {
	target, err := url.Parse(dataURL)
	switch {
	case err != nil || target.Host == "" || target.Scheme != "https" && target.Scheme != "http" || target.User != nil:
		return badInput("the URL of the file must be absolute, such as the DataURL of an attachment")
	case limit <= 0:
		return badInput("the limit must be positive, got %d", limit)
	}
	return nil
}

// newDownloader returns the client for downloads: it sends no token, follows redirects to other hosts, and writes files
// as they arrive.
func newDownloader(network http.RoundTripper) *http.Client {
	return &http.Client{Transport: downloadTransport{network}, CheckRedirect: guardDownload}
}

// guardDownload follows redirects to the storage, wherever that is, unless they leave TLS.
func guardDownload(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 || req.URL.Scheme != "https" && via[len(via)-1].URL.Scheme == "https" {
		return &redirectError{target: req.URL.Scheme + "://" + req.URL.Host + req.URL.EscapedPath()}
	}
	return nil
}
