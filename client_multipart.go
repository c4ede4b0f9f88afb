package ndoto

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// File is a file to send. It is streamed from its Reader, starting at the current position. If the Reader can seek,
// the length is known in advance and the file can be sent again after a rate limit; otherwise there is only one
// attempt. The Reader is not closed.
type File struct {
	Name string
	// ContentType decides how the application shows the file. By default it is detected from the first bytes and from
	// the name.
	ContentType string
	Reader      io.Reader
	// BlobID is the signed ID of a file that is already on the server. It replaces all of the above.
	BlobID string
}

func (f File) validate() error {
	switch {
	case f.BlobID != "" && (f.Reader != nil || f.Name != "" || f.ContentType != ""):
		return errors.New("a file needs a BlobID or a Reader, not both")
	case f.BlobID != "":
		return nil
	case f.Reader == nil:
		return errors.New("the file has no Reader")
	case f.Name == "" || strings.ContainsAny(f.Name, "\r\n") || textProblem(f.Name) != "":
		return fmt.Errorf("%q is not a valid file name", f.Name)
	}
	if f.ContentType != "" {
		if _, _, err := mime.ParseMediaType(f.ContentType); err != nil {
			return fmt.Errorf("the content type %q is malformed", f.ContentType)
		}
	}
	return nil
}

type formField struct{ name, value string }

// formFields returns the members of an object as Rails reads them from a form: a[b] for objects and a[] for arrays.
func formFields(v any) ([]formField, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	var fields []formField
	for name, value := range jsontext.Members(data) {
		fields = appendFields(fields, name, value)
	}
	return fields, nil
}

func appendFields(fields []formField, name string, value []byte) []formField {
	switch value[0] {
	case '{':
		for member, inner := range jsontext.Members(value) {
			fields = appendFields(fields, name+"["+member+"]", inner)
		}
		return fields
	case '[':
		for element := range jsontext.Elements(value) {
			fields = appendFields(fields, name+"[]", element)
		}
		return fields
	case '"':
		var text string
		_ = json.Unmarshal(value, &text) // it was marshaled just now
		return append(fields, formField{name, text})
	}
	return append(fields, formField{name, strings.TrimPrefix(string(value), "null")})
}

// multipart sets the body to a form with files.
func (r request) multipart(fields func() ([]formField, error), fileField string, files []File) request {
	if r.problem != nil {
		return r
	}
	form, err := fields()
	if err == nil {
		r.body, err = newMultipart(form, fileField, files)
	}
	r.problem = err
	return r
}

// multipartBody is a form with files that are read while it is sent.
type multipartBody struct {
	boundary string
	parts    []part
	length   int64 // -1 if a file's length is not known

	reading sync.Mutex
	opens   atomic.Int64
}

// part is a piece of the form's text, or a file.
type part struct {
	text   []byte
	file   io.Reader
	seeker io.Seeker
	start  int64
}

func newMultipart(fields []formField, fileField string, files []File) (*multipartBody, error) {
	b := &multipartBody{}
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	b.boundary = w.Boundary()
	for _, f := range fields {
		if err := w.WriteField(f.name, f.value); err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		file, size, contentType, err := inspect(f)
		if err != nil {
			return nil, badInput("the file %q cannot be read: %v", f.Name, err)
		}
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", multipart.FileContentDisposition(fileField, filepath.Base(f.Name)))
		header.Set("Content-Type", contentType)
		if _, err := w.CreatePart(header); err != nil {
			return nil, err
		}
		b.addText(&text)
		b.parts = append(b.parts, file)
		if size < 0 || b.length < 0 {
			b.length = -1
		} else {
			b.length += size
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	b.addText(&text)
	return b, nil
}

func (b *multipartBody) addText(text *bytes.Buffer) {
	b.parts = append(b.parts, part{text: bytes.Clone(text.Bytes())})
	if b.length >= 0 {
		b.length += int64(text.Len())
	}
	text.Reset()
}

// sniffed is how many bytes of a file are used to detect its type.
const sniffed = 512

// canSeek tries, because a pipe has the method but fails.
func canSeek(r io.Reader) bool {
	seeker, ok := r.(io.Seeker)
	if !ok {
		return false
	}
	_, err := seeker.Seek(0, io.SeekCurrent)
	return err == nil
}

// inspect returns a file's length, or -1, and its content type, and restores its position.
func inspect(f File) (p part, size int64, contentType string, err error) {
	p, size = part{file: f.Reader}, -1
	if canSeek(f.Reader) {
		p.seeker = f.Reader.(io.Seeker)
		if p.start, err = p.seeker.Seek(0, io.SeekCurrent); err != nil {
			return p, 0, "", err
		}
	}
	if p.seeker != nil {
		end, err := p.seeker.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = p.seeker.Seek(p.start, io.SeekStart)
		}
		if err != nil {
			return p, 0, "", err
		}
		size = end - p.start
	}
	if f.ContentType != "" {
		return p, size, f.ContentType, nil
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(f.Reader, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return p, 0, "", err
	}
	if p.seeker == nil {
		p.file = io.MultiReader(bytes.NewReader(head[:n]), f.Reader)
	} else if _, err := p.seeker.Seek(p.start, io.SeekStart); err != nil {
		return p, 0, "", err
	}
	return p, size, contentTypeOf(f.Name, head[:n]), nil
}

func (b *multipartBody) size() int64         { return b.length }
func (b *multipartBody) contentType() string { return "multipart/form-data; boundary=" + b.boundary }

func (b *multipartBody) rewindable() bool {
	for _, p := range b.parts {
		if p.file != nil && p.seeker == nil {
			return false
		}
	}
	return true
}

func (b *multipartBody) open() (io.ReadCloser, error) {
	opened := b.opens.Add(1)
	b.reading.Lock()
	defer b.reading.Unlock()
	readers := make([]io.Reader, len(b.parts))
	for i, p := range b.parts {
		readers[i] = p.file
		if p.file == nil {
			readers[i] = bytes.NewReader(p.text)
			continue
		}
		if p.seeker != nil && opened > 1 {
			if _, err := p.seeker.Seek(p.start, io.SeekStart); err != nil {
				return nil, err
			}
		}
	}
	return &multipartReader{body: b, opened: opened, parts: io.MultiReader(readers...)}, nil
}

// Close stops reading the caller's files, because the call is over.
func (b *multipartBody) Close() error {
	b.opens.Add(1)
	return nil
}

// multipartReader can no longer be read once its body is reopened or closed: net/http may still be reading the body
// of an attempt that was answered early, and must not take bytes from the next one.
type multipartReader struct {
	body   *multipartBody
	opened int64
	parts  io.Reader
}

var errAttemptOver = errors.New("ndoto: the attempt that this body belongs to is over")

func (r *multipartReader) Read(p []byte) (int, error) {
	r.body.reading.Lock()
	defer r.body.reading.Unlock()
	if r.opened != r.body.opens.Load() {
		return 0, errAttemptOver
	}
	return r.parts.Read(p)
}

func (r *multipartReader) Close() error { return nil }
