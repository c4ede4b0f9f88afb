package ndoto

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// multipart makes a form with files the body of the request.
func (r request) multipart(fields func() ([]formField, error), fileField string, files []File) request {
	if r.problem != nil {
		return r
	}
	form, err := fields()
	r.body, r.problem = &multipartBody{form: form, fileField: fileField, files: files}, err
	return r
}

// multipartBody is a form with files that are read while it is sent, or one file alone.
type multipartBody struct {
	alone     bool // whether the file is sent as it is, without a form
	form      []formField
	fileField string
	files     []File

	boundary string
	parts    []part
	length   int64 // -1 where a file's length is not known

	done    <-chan struct{} // of the context of the call
	current atomic.Int64    // the number of the reader that may read
	whole   atomic.Bool     // whether the attempt has come to the last part
	reading sync.Mutex      // held while a part is read
	broken  error           // what a file could not be read for
}

// part is a piece of the form's text, or a file.
type part struct {
	text []byte
	file *fileSource
}

// prepare looks at the files when the first call that sends the body begins. Where they stand then, and what they are,
// holds for all attempts, also those of later calls.
func (b *multipartBody) prepare(ctx context.Context) error {
	b.done = ctx.Done()
	if b.parts != nil {
		return nil
	}
	if b.alone {
		return b.prepareAlone(ctx)
	}
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	b.boundary = w.Boundary()
	for _, f := range b.form {
		if err := w.WriteField(f.name, f.value); err != nil {
			return err
		}
	}
	var parts []part
	addText := func() {
		parts = append(parts, part{text: bytes.Clone(text.Bytes())})
		b.length += int64(text.Len())
		text.Reset()
	}
	known := true
	for _, f := range b.files {
		source, err := b.source(ctx, f)
		if err != nil {
			return err
		}
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", multipart.FileContentDisposition(b.fileField, filepath.Base(f.Name)))
		header.Set("Content-Type", source.contentType)
		if _, err := w.CreatePart(header); err != nil {
			return err
		}
		addText()
		parts = append(parts, part{file: source})
		b.length += max(source.size, 0)
		known = known && source.size >= 0
	}
	if err := w.Close(); err != nil {
		return err
	}
	addText()
	if !known {
		b.length = -1
	}
	b.parts = parts
	return nil
}

func (b *multipartBody) source(ctx context.Context, f File) (*fileSource, error) {
	source, err := newFileSource(f, b.done)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, badInput("the file %q cannot be read: %v", f.Name, err)
	}
	return source, nil
}

func (b *multipartBody) prepareAlone(ctx context.Context) error {
	source, err := b.source(ctx, b.files[0])
	if err != nil {
		return err
	}
	b.parts, b.length = []part{{file: source}}, source.size
	return nil
}

func (b *multipartBody) size() int64 { return b.length }

func (b *multipartBody) contentType() string {
	if b.alone {
		return b.parts[0].file.contentType
	}
	return "multipart/form-data; boundary=" + b.boundary
}

func (b *multipartBody) rewindable() bool {
	return !slices.ContainsFunc(b.parts, func(p part) bool { return p.file != nil && p.file.seeker == nil })
}

func (b *multipartBody) open() (io.ReadCloser, error) {
	b.whole.Store(false)
	r := &multipartReader{body: b, number: b.current.Add(1)}
	r.until(b.done)
	readers := make([]io.Reader, len(b.parts))
	for i, p := range b.parts {
		if p.file == nil {
			readers[i] = bytes.NewReader(p.text)
		} else {
			readers[i] = &filePart{source: p.file, attempt: r}
		}
	}
	last := len(readers) - 1
	readers[last] = &lastPart{body: b, Reader: readers[last]}
	r.parts = io.MultiReader(readers...)
	return r, nil
}

// lastPart notes that the end of the form is read, after which the server may have all of it.
type lastPart struct {
	body *multipartBody
	io.Reader
}

func (p *lastPart) Read(b []byte) (int, error) {
	p.body.whole.Store(true)
	return p.Reader.Read(b)
}

// incomplete reports whether the attempt that has ended left the end of the form unread, so that the server cannot
// have acted on it.
func (b *multipartBody) incomplete() bool { return !b.whole.Load() }

// failure returns what a file could not be read for.
func (b *multipartBody) failure() error {
	b.reading.Lock()
	defer b.reading.Unlock()
	return b.broken
}

// end ends the reading of the caller's files, when the call is over.
func (b *multipartBody) end() {
	b.current.Add(1)
	b.reading.Lock() // waits for the Read in progress, which ends with the attempt
	defer b.reading.Unlock()
	for _, p := range b.parts {
		if p.file != nil {
			p.file.abandon()
		}
	}
}

// multipartReader stops being readable when its body is opened anew or closed: net/http may still read the body of an
// attempt that was answered early, and must not take bytes from the next one.
type multipartReader struct {
	body   *multipartBody
	number int64
	parts  io.Reader
	done   atomic.Value // <-chan struct{}: the end of the attempt
}

var errAttemptOver = errors.New("ndoto: the attempt that this body belongs to is over")

// until ends the reading when an attempt does.
func (r *multipartReader) until(done <-chan struct{}) { r.done.Store(done) }

func (r *multipartReader) Read(p []byte) (int, error) {
	r.body.reading.Lock()
	defer r.body.reading.Unlock()
	if r.number != r.body.current.Load() {
		return 0, errAttemptOver
	}
	n, err := r.parts.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errAttemptOver) {
		r.body.broken = err
	}
	return n, err
}

func (r *multipartReader) Close() error { return nil }
