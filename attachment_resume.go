package ndoto

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// download is a file on its way to the caller's writer, over as many attempts as it takes.
type download struct {
	to    io.Writer
	limit int64

	written  atomic.Int64 // what the writer has of the file
	furthest atomic.Int64 // the most that it had
	sum      hash.Hash    // of what it has
	leftover int64        // where the writer ends, from the start of the file, if it was rewound and cannot be truncated

	size       int64  // of the file, or -1
	etag, date string // of this version of it
	strong     string // the one of them that If-Range can name, or ""
	noRanges   bool   // whether a range was refused
}

func newDownload(w io.Writer, limit int64) *download {
	return &download{to: w, limit: limit, size: -1, sum: sha256.New()}
}

var errFileChanged = errors.New("the file has changed since its first part was written")

// ask makes a request one for the rest of the file, if that is certain to be the rest of the same file.
func (d *download) ask(header http.Header) {
	header.Del("Range")
	header.Del("If-Range")
	if at := d.written.Load(); at > 0 && d.strong != "" && !d.noRanges {
		header.Set("Range", fmt.Sprintf("bytes=%d-", at))
		header.Set("If-Range", d.strong)
	}
}

// begin prepares the writer for the body of a response, which is the rest of the file or all of it.
func (d *download) begin(resp *http.Response, body io.Reader) error {
	if resp.StatusCode == http.StatusPartialContent {
		return d.goOn(resp)
	}
	size := int64(-1)
	if resp.ContentLength > 0 || resp.ContentLength == 0 && resp.Body == http.NoBody {
		size = resp.ContentLength
	}
	if isEncoded(resp) {
		size = -1
	}
	if size > d.limit {
		return d.tooLarge()
	}
	if err := d.startOver(body, size); err != nil {
		return err // what the writer has is still of the version before
	}
	d.size = size
	d.identify(resp)
	return nil
}

// startOver leaves the writer and the body at the same place of the same file.
func (d *download) startOver(body io.Reader, size int64) error {
	if d.written.Load() == 0 {
		return nil
	}
	if rewound, err := d.rewind(); rewound || err != nil {
		return err
	}
	return d.skip(body, size)
}

// goOn checks that the response is the rest of the file whose beginning was written.
func (d *download) goOn(resp *http.Response) error {
	first, size, ok := parseContentRange(resp.Header.Get("Content-Range"))
	same := func(name, before string) bool {
		now := resp.Header.Get(name)
		return now == "" || before == "" || now == before
	}
	if !ok || first != d.written.Load() || first == 0 || d.size >= 0 && size != d.size || isEncoded(resp) ||
		!same("Etag", d.etag) || !same("Last-Modified", d.date) {
		d.noRanges = true
		return errNotThere
	}
	if size > d.limit {
		return d.tooLarge()
	}
	d.size = size
	return nil
}

// identify remembers which version of the file this is. A weak tag may stay when the bytes change, and so may a time of
// last modification that is not over yet (RFC 9110, 8.8.2.2).
func (d *download) identify(resp *http.Response) {
	d.etag, d.date, d.strong = resp.Header.Get("Etag"), resp.Header.Get("Last-Modified"), ""
	if isEncoded(resp) || strings.EqualFold(resp.Header.Get("Accept-Ranges"), "none") {
		return
	}
	modified, err := http.ParseTime(d.date)
	switch now, dateErr := http.ParseTime(resp.Header.Get("Date")); {
	case strings.HasPrefix(d.etag, `"`):
		d.strong = d.etag
	case err == nil && dateErr == nil && now.Sub(modified) >= time.Second:
		d.strong = d.date
	}
}

// rewind takes back what was written, if the writer can seek and ends with it.
func (d *download) rewind() (bool, error) {
	seeker, ok := d.to.(io.Seeker)
	if !ok {
		return false, nil
	}
	at, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil { // a pipe has the method too
		return false, nil //nolint:nilerr // what it has received can be compared
	}
	written := d.written.Load()
	start := at - written // of a file opened for appending, that is not where it stood when the call began
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil || start < 0 || end-start != max(written, d.leftover) {
		_, err = seeker.Seek(at, io.SeekStart)
		return false, d.failed(err)
	}
	d.leftover = end - start
	if file, ok := d.to.(interface{ Truncate(size int64) error }); ok && file.Truncate(start) == nil {
		d.leftover = 0
	}
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		return false, d.failed(err)
	}
	d.written.Store(0)
	d.sum.Reset()
	return true, nil
}

// skip reads what was written before, and compares it.
func (d *download) skip(body io.Reader, size int64) error {
	again, written := sha256.New(), d.written.Load()
	n, err := io.CopyN(again, body, written)
	switch {
	case errors.Is(err, io.EOF) && (size < 0 || n == size):
		return &finalError{ErrIncomplete, errFileChanged} // it is shorter
	case err != nil:
		return d.brokenOff(err)
	case !bytes.Equal(again.Sum(nil), d.sum.Sum(nil)):
		return &finalError{ErrIncomplete, errFileChanged}
	}
	return nil
}

// write writes what has arrived, within the limit.
func (d *download) write(p []byte) error {
	written := d.written.Load()
	allowed := p[:min(int64(len(p)), d.limit-written)]
	if len(allowed) > 0 {
		n, err := d.to.Write(allowed)
		switch {
		case n < 0 || n > len(allowed):
			return d.failed(fmt.Errorf("the writer returned %d for %d bytes", n, len(allowed)))
		case err == nil && n < len(allowed):
			err = io.ErrShortWrite
		}
		d.sum.Write(allowed[:n])
		d.written.Store(written + int64(n))
		d.furthest.Store(max(d.furthest.Load(), written+int64(n)))
		if err != nil {
			return d.failed(err)
		}
	}
	if len(allowed) < len(p) {
		return d.tooLarge()
	}
	return nil
}

// end checks that the whole file was written.
func (d *download) end() error {
	switch written := d.written.Load(); {
	case d.size >= 0 && written != d.size:
		return d.brokenOff(io.ErrUnexpectedEOF)
	case written < d.leftover:
		return &finalError{ErrIncomplete, errFileChanged} // and the writer ends with a part of what it was
	}
	return nil
}

// brokenOff returns the error of an attempt that has brought a part of the file.
func (d *download) brokenOff(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if d.size < 0 {
		return fmt.Errorf("the file broke off after %d bytes: %w", d.written.Load(), err)
	}
	return fmt.Errorf("the file broke off after %d of %d bytes: %w", d.written.Load(), d.size, err)
}

// failed returns the error of the writer, which is the caller's.
func (d *download) failed(err error) error {
	if err == nil {
		return nil
	}
	return &finalError{ErrIncomplete, fmt.Errorf("the writer failed: %w", err)}
}

func (d *download) tooLarge() error {
	return fmt.Errorf("%w of %d bytes", errTooLarge, d.limit)
}

// parseContentRange returns where a part begins and how large the whole is: "bytes 7-9/10".
func parseContentRange(text string) (first, size int64, ok bool) {
	unit, text, _ := strings.Cut(text, " ")
	positions, total, _ := strings.Cut(text, "/")
	from, to, _ := strings.Cut(positions, "-")
	first, err := strconv.ParseInt(from, 10, 64)
	last, lastErr := strconv.ParseInt(to, 10, 64)
	size, sizeErr := strconv.ParseInt(total, 10, 64)
	return first, size, strings.EqualFold(unit, "bytes") && errors.Join(err, lastErr, sizeErr) == nil && first >= 0 && first <= last && last < size
}
