package ndoto

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Download writes the file at an attachment's DataURL or ThumbURL to w, and returns its size. The URL leads to the
// server's storage, often on another host, and needs no token: none is sent. A redirect from https to http returns
// [ErrRedirect]. A file of more than limit bytes returns [ErrTooLarge]; by then w has received limit bytes, or none
// if the server announced the size. The file is streamed, so WithTimeout has no effect; use ctx to cancel.
//
// GET /rails/active_storage/blobs/redirect/{blob_id}/{name}, known from the server software.
func (s *AttachmentsService) Download(ctx context.Context, dataURL string, w io.Writer, limit int64, opts ...RequestOption) (int64, error) {
	k, err := s.client.newCall(ctx, opDownloadAttachment, opts)
	if err != nil {
		return 0, err
	}
	k.anonymous, k.rewindable = true, true
	req, err := k.downloadRequest(ctx, dataURL, w, limit)
	if err != nil {
		return 0, k.op.refuse(err)
	}
	resp, err := k.do(s.client.downloads, req)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil || k.failure != nil {
		_, err = k.conclude(resp, err)
		return 0, err
	}
	return k.copy(w, resp, limit)
}

func (k *call) downloadRequest(ctx context.Context, dataURL string, w io.Writer, limit int64) (*http.Request, error) {
	target, err := url.Parse(dataURL)
	switch {
	case err != nil || target.Host == "" || target.Scheme != "https" && target.Scheme != "http" || target.User != nil:
		return nil, badInput("the URL of the file must be absolute, such as the DataURL of an attachment")
	case w == nil || limit <= 0:
		return nil, badInput("a writer and a positive limit are required, got the limit %d", limit)
	}
	req, err := http.NewRequestWithContext(context.WithValue(ctx, callKey{}, k), http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, badInput("the URL of the file is invalid")
	}
	req.Header["User-Agent"] = []string{k.client.userAgent}
	return req, nil
}

// copy streams a file within the limit.
func (k *call) copy(w io.Writer, resp *http.Response, limit int64) (int64, error) {
	tooLarge := fmt.Errorf("%w of %d bytes", errTooLarge, limit)
	if resp.ContentLength > limit {
		return 0, k.newError(nil, tooLarge)
	}
	n, err := io.CopyN(w, resp.Body, limit)
	if errors.Is(err, io.EOF) {
		return n, nil
	}
	if err == nil {
		if more, _ := resp.Body.Read(make([]byte, 1)); more > 0 {
			err = tooLarge
		}
	}
	if err != nil {
		return n, k.newError(nil, err)
	}
	return n, nil
}

// newDownloader returns the client for downloads: it sends no token, follows redirects to other hosts, and does not
// read the body ahead.
func newDownloader(network http.RoundTripper) *http.Client {
	return &http.Client{Transport: failureTransport{network}, CheckRedirect: guardDownload}
}

// guardDownload follows redirects to the storage, wherever that is, unless they leave TLS.
func guardDownload(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 || req.URL.Scheme != "https" && via[len(via)-1].URL.Scheme == "https" {
		return &redirectError{target: req.URL.Scheme + "://" + req.URL.Host + req.URL.EscapedPath()}
	}
	return nil
}

// failureTransport reads a bounded part of a failure's body, as bodyTransport does.
type failureTransport struct{ next http.RoundTripper }

func (t failureTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err == nil && !succeeded(resp) {
		readFailure(resp)
	}
	return resp, err
}
