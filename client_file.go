package ndoto

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/rules"
)

// File is a file to send. It is streamed from its Reader, from where that stands when the call begins. If the Reader
// can seek, the length is known beforehand, and every attempt of the call sends the same bytes from that place;
// others are sent in one attempt.
//
// The Reader is not closed, and nothing more is read from it after the call has returned. A Read that hangs does not
// hold up a call whose context ends; since no program can end such a Read, the Reader must be left alone until it
// returns.
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

// fileSource is a caller's Reader, and what is known of it. It is used by one goroutine at a time.
type fileSource struct {
	reader      io.Reader
	seeker      io.Seeker // nil if the Reader cannot seek
	start, size int64     // where it stood, and what is left from there; the size is -1 where it is not known
	contentType string
	head        []byte // what was read already of a Reader that cannot seek

	inMemory bool
	buffer   []byte          // where a Read in progress writes to
	pending  chan readResult // that brings its result, or nil
}

type readResult struct {
	n   int
	err error
}

// sniffed is how many bytes of a file are looked at to find out its type.
const sniffed = 512

// newFileSource finds out a file's length and its content type, and leaves it to be read from where it stood.
func newFileSource(f File, done <-chan struct{}) (*fileSource, error) {
	s := &fileSource{reader: f.Reader, size: -1, contentType: f.ContentType}
	switch f.Reader.(type) {
	case *bytes.Reader, *bytes.Buffer, *strings.Reader:
		s.inMemory = true
	}
	if rules.CanSeek(f.Reader) {
		s.seeker = f.Reader.(io.Seeker)
		if err := s.measure(); err != nil {
			return nil, err
		}
	}
	if f.ContentType != "" {
		return s, nil
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(readerFunc(func(p []byte) (int, error) { return s.read(p, done) }), head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		s.abandon()
		return nil, err
	}
	s.contentType = contentTypeOf(f.Name, head[:n])
	if s.seeker == nil {
		s.head = head[:n]
		return s, nil
	}
	_, err = s.seeker.Seek(s.start, io.SeekStart)
	return s, err
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func (s *fileSource) measure() (err error) {
	if s.start, err = s.seeker.Seek(0, io.SeekCurrent); err != nil {
		return err
	}
	end, err := s.seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	s.size = end - s.start
	_, err = s.seeker.Seek(s.start, io.SeekStart)
	return err
}

// read reads from the Reader until done. A Read of a pipe or a network file can hang, so it runs in a goroutine of
// its own, into memory of its own.
func (s *fileSource) read(p []byte, done <-chan struct{}) (int, error) {
	if s.inMemory {
		return s.reader.Read(p)
	}
	if s.pending == nil {
		if len(s.buffer) < len(p) {
			s.buffer = make([]byte, len(p))
		}
		s.pending = make(chan readResult, 1)
		go func(into []byte, pending chan<- readResult) {
			n, err := s.reader.Read(into)
			pending <- readResult{n, err}
		}(s.buffer[:len(p)], s.pending)
	}
	select {
	case result := <-s.pending:
		s.pending = nil
		return copy(p, s.buffer[:result.n]), result.err
	case <-done:
		return 0, errAttemptOver
	}
}

// rewind goes back to where the file stood when the call began, after the end of a Read that an earlier attempt has
// left in progress.
func (s *fileSource) rewind(done <-chan struct{}) error {
	if s.pending != nil {
		select {
		case <-s.pending:
			s.pending = nil
		case <-done:
			return errAttemptOver
		}
	}
	_, err := s.seeker.Seek(s.start, io.SeekStart)
	return err
}

// graceOfRead is how long the end of a call waits for a Read in progress.
const graceOfRead = 20 * time.Millisecond

// abandon waits for a Read in progress to end, for a while.
func (s *fileSource) abandon() {
	if s.pending == nil {
		return
	}
	late := time.NewTimer(graceOfRead)
	defer late.Stop()
	select {
	case <-s.pending:
		s.pending = nil
	case <-late.C:
	}
}

// filePart reads a file for one attempt.
type filePart struct {
	source  *fileSource
	attempt *multipartReader
	begun   bool
	left    int64
	head    *bytes.Reader
}

func (f *filePart) Read(p []byte) (int, error) {
	s, done := f.source, f.attempt.done.Load().(<-chan struct{})
	if !f.begun {
		f.begun, f.left, f.head = true, s.size, bytes.NewReader(s.head)
		if s.seeker != nil {
			if err := s.rewind(done); err != nil {
				f.begun = false
				return 0, err
			}
		}
	}
	if f.head.Len() > 0 {
		return f.head.Read(p)
	}
	if s.size < 0 {
		return s.read(p, done)
	}
	if f.left == 0 {
		return 0, io.EOF
	}
	n, err := s.read(p[:min(int64(len(p)), f.left)], done)
	f.left -= int64(n)
	if errors.Is(err, io.EOF) {
		if f.left > 0 {
			return n, fmt.Errorf("the file has become shorter by %d bytes since the call began", f.left)
		}
		err = nil
	}
	return n, err
}
