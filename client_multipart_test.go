package ndoto

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// formPart is a part of a form as a server reads it.
type formPart struct{ Name, File, ContentType, Body string }

func readForm(t *testing.T, req *http.Request) []formPart {
	t.Helper()
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", kind)
	raw, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	if req.ContentLength >= 0 {
		require.EqualValues(t, len(raw), req.ContentLength)
	}
	var parts []formPart
	r := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return parts
		}
		require.NoError(t, err)
		body, err := io.ReadAll(part)
		require.NoError(t, err)
		parts = append(parts, formPart{part.FormName(), part.FileName(), part.Header.Get("Content-Type"), string(body)})
	}
}

const png = "\x89PNG\r\n\x1a\n"

func TestAttachmentsAreSentAsForm(t *testing.T) {
	t.Parallel()
	onDisk := filepath.Join(t.TempDir(), "report.pdf")
	require.NoError(t, os.WriteFile(onDisk, []byte("%PDF-1.7 all of it"), 0o600))
	file, err := os.Open(onDisk)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	halfRead := strings.NewReader("skip the rest")
	_, err = io.CopyN(io.Discard, halfRead, 5)
	require.NoError(t, err)

	var got []formPart
	var length int64
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodGet {
			return respond(req, 200, `{"version":"4.16.2"}`), nil
		}
		got, length = readForm(t, req), req.ContentLength
		return respond(req, 200, `{"id":1}`), nil
	})
	params := &CreateMessageParams{
		Content: "See \"attached\"", Private: true, InReplyTo: 3, Template: &TemplateParams{Name: "t", Params: map[string]any{"body": map[string]any{"1": "x"}, "list": []int{1, 2}}},
		Attachments: []File{
			{Name: "../a \"picture\".png", Reader: iotest.OneByteReader(strings.NewReader(png + "rest"))},
			{Name: "report.pdf", Reader: file},
			{Name: "table.csv", Reader: halfRead},
			{Name: "x.bin", ContentType: "audio/ogg", Reader: strings.NewReader("")},
			{BlobID: "signed-1"},
		},
	}
	_, err = c.Messages.Create(t.Context(), 1, params)
	require.NoError(t, err)
	assert.EqualValues(t, -1, length, "the length of the first file is not known")
	csv := mime.TypeByExtension(".csv")
	if csv == "" {
		csv = "text/plain; charset=utf-8"
	}
	assert.Equal(t, []formPart{
		{"content", "", "", `See "attached"`},
		{"message_type", "", "", "outgoing"},
		{"private", "", "", "true"},
		{"attachments[]", "", "", "signed-1"},
		{"template_params[name]", "", "", "t"},
		{"template_params[processed_params][body][1]", "", "", "x"},
		{"template_params[processed_params][list][]", "", "", "1"},
		{"template_params[processed_params][list][]", "", "", "2"},
		{"content_attributes", "", "", `{"in_reply_to":3}`},
		{"attachments[]", `a "picture".png`, "image/png", png + "rest"},
		{"attachments[]", "report.pdf", "application/pdf", "%PDF-1.7 all of it"},
		{"attachments[]", "table.csv", csv, "the rest"},
		{"attachments[]", "x.bin", "audio/ogg", ""},
	}, got)
}

func TestSeekableAttachmentsAreResentAfterRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bodies []string
		limited := func(req *http.Request) (*http.Response, error) {
			head := make([]byte, 10) // the server responds early
			_, _ = io.ReadFull(req.Body, head)
			return respond(req, 429, "", "Retry-After", "1"), nil
		}
		accepting := func(req *http.Request) (*http.Response, error) {
			parts := readForm(t, req)
			bodies = append(bodies, parts[len(parts)-1].Body)
			return respond(req, 200, `{"id":1}`), nil
		}
		send := func(r io.Reader) error {
			s := &script{steps: []roundTripper{limited, accepting}}
			c := newTestClient(t, s.roundTrip, WithTokenHeader("T"))
			return err2(c.Messages.Create(t.Context(), 1, &CreateMessageParams{Attachments: []File{{Name: "a", Reader: r}}}))
		}
		require.NoError(t, send(strings.NewReader("whole")))
		assert.Equal(t, []string{"whole"}, bodies)
		err := send(iotest.HalfReader(strings.NewReader("whole")))
		assert.ErrorIs(t, err, ErrRateLimited)
		assert.NotErrorIs(t, err, ErrAmbiguous)
	})
}

func TestBodyCannotBeReadAfterItsAttempt(t *testing.T) {
	t.Parallel()
	b := &multipartBody{fileField: "f", files: []File{{Name: "a", Reader: strings.NewReader("whole")}}}
	require.NoError(t, b.prepare(t.Context()))
	first, err := b.open()
	require.NoError(t, err)
	second, err := b.open()
	require.NoError(t, err)
	_, err = first.Read(make([]byte, 5))
	assert.Equal(t, errAttemptOver, err)
	whole, err := io.ReadAll(second)
	require.NoError(t, err)
	assert.Contains(t, string(whole), "whole")
	b.end()
	_, err = second.Read(make([]byte, 5))
	assert.Equal(t, errAttemptOver, err)
}

func TestUnreadableAttachments(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, `{}`))
	err := err2(c.Messages.Create(t.Context(), 1, &CreateMessageParams{Attachments: []File{{Name: "a.bin", Reader: iotest.ErrReader(errors.New("disk gone"))}}}))
	assert.ErrorIs(t, err, ErrBadInput)
	assert.ErrorContains(t, err, `the file "a.bin" cannot be read: disk gone`)
}

func TestAvatarIsSentAsForm(t *testing.T) {
	t.Parallel()
	var got []formPart
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		got = readForm(t, req)
		return respond(req, 200, `{"payload":{"id":1}}`), nil
	})
	_, err := c.Contacts.Update(t.Context(), 1, &ContactParams{Name: Set("Ada"), Email: Null[string](), Avatar: &File{Name: "me.png", Reader: strings.NewReader(png)}})
	require.NoError(t, err)
	assert.Equal(t, []formPart{{"name", "", "", "Ada"}, {"email", "", "", ""}, {"avatar", "me.png", "image/png", png}}, got)

	_, err = c.AgentBots.Create(t.Context(), &AgentBotParams{Name: Set("Echo"), BotConfig: map[string]any{"model": "small"}, Avatar: &File{Name: "bot.png", Reader: strings.NewReader(png)}})
	require.NoError(t, err)
	assert.Equal(t, []formPart{{"name", "", "", "Echo"}, {"bot_config[model]", "", "", "small"}, {"avatar", "bot.png", "image/png", png}}, got)
}

func TestImportIsSentAsForm(t *testing.T) {
	t.Parallel()
	var got []formPart
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		got = readForm(t, req)
		return respond(req, 200, ""), nil
	})
	require.NoError(t, c.Contacts.Import(t.Context(), strings.NewReader("name\nAda\n")))
	assert.Equal(t, []formPart{{"import_file", "contacts.csv", "text/csv", "name\nAda\n"}}, got)
}

// readingFaults fail after they have read a part of the body, or all of it.
var readingFaults = map[string]roundTripper{
	"nothing read": failing(io.ErrUnexpectedEOF),
	"a part read": func(req *http.Request) (*http.Response, error) {
		_, _ = io.CopyN(io.Discard, req.Body, 3000)
		return nil, io.ErrUnexpectedEOF
	},
	"a part read, then 503": func(req *http.Request) (*http.Response, error) {
		_, _ = io.CopyN(io.Discard, req.Body, 3000)
		return respond(req, 503, ""), nil
	},
	"all read": func(req *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, req.Body)
		return nil, io.ErrUnexpectedEOF
	},
	"all read, then 502": func(req *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, req.Body)
		return respond(req, 502, "<html>"), nil
	},
}

// openedFile returns a file on the disk that stands at an offset.
func openedFile(t *testing.T, content string, offset int64) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
	f, err := os.Open(name)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	_, err = f.Seek(offset, io.SeekStart)
	require.NoError(t, err)
	return f
}

// TestAttemptsSendSameBytes has attempts that fail after reading, in all that sends files more than once.
func TestAttemptsSendSameBytes(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789", 2000)
	sends := map[string]func(*testing.T, *Client, File) error{
		"SendOnce": func(t *testing.T, c *Client, f File) error {
			return err2(c.Messages.SendOnce(t.Context(), 1, "k", &CreateMessageParams{Attachments: []File{f}}, WithNewKey()))
		},
		"Contacts.Ensure": func(t *testing.T, c *Client, f File) error {
			_, _, err := c.Contacts.Ensure(t.Context(), ByEmail("a@example.com"), &ContactParams{Avatar: &f})
			return err
		},
		"Contacts.Update": func(t *testing.T, c *Client, f File) error {
			return err2(c.Contacts.Update(t.Context(), 1, &ContactParams{Avatar: &f}))
		},
	}
	for name, send := range sends {
		for way, fault := range readingFaults {
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				const offset = 1234
				inMemory := strings.NewReader(content)
				_, err := inMemory.Seek(offset, io.SeekStart)
				require.NoError(t, err)
				for _, reader := range []io.Reader{openedFile(t, content, offset), inMemory} {
					var got []formPart
					failed := 0
					c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
						switch {
						case !strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/"):
							return respond(req, 200, `{"payload":[],"meta":{}}`), nil
						case failed < 3:
							failed++
							return fault(req)
						}
						parts := readForm(t, req)
						got = append(got, parts[len(parts)-1])
						return respond(req, 200, `{"id":1,"payload":{"id":1,"contact":{"id":1}}}`), nil
					}, WithRetry(RetryPolicy{MinBackoff: 1, Settle: 1}))
					require.NoError(t, send(t, c, File{Name: "numbers", Reader: reader}))
					require.Len(t, got, 1)
					assert.Equal(t, content[offset:], got[0].Body)
					assert.Equal(t, "text/plain; charset=utf-8", got[0].ContentType)
				}
			})
		}
	}
}

// TestCutUploadIsSentAgain needs no look: the server cannot have acted on a part of a form.
func TestCutUploadIsSentAgain(t *testing.T) {
	t.Parallel()
	for way, ambiguous := range map[string]bool{"a part read": false, "all read": true} {
		s := &script{steps: []roundTripper{readingFaults[way], func(req *http.Request) (*http.Response, error) {
			readForm(t, req)
			return respond(req, 200, `{"file_url":"x"}`), nil
		}}}
		c := newTestClient(t, s.roundTrip, WithRetry(RetryPolicy{MinBackoff: 1}))
		_, err := c.Attachments.Upload(t.Context(), File{Name: "a", Reader: strings.NewReader(strings.Repeat("x", 9000))})
		assert.Equal(t, ambiguous, errors.Is(err, ErrAmbiguous), "%s: %v", way, err)
		assert.Equal(t, ambiguous, err != nil)
	}
}

// shrinking is a file that is cut short after its length was found out.
type shrinking struct{ strings.Reader }

func (s *shrinking) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p[:min(len(p), 100)])
	if s.Len() < 500 {
		return n, io.EOF
	}
	return n, err
}

func TestUnreadableFileIsNotSentAgain(t *testing.T) {
	t.Parallel()
	readAll := func(req *http.Request) (*http.Response, error) {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		return respond(req, 200, `{"file_url":"x"}`), nil
	}
	for reader, text := range map[io.Reader]string{
		&shrinking{*strings.NewReader(strings.Repeat("x", 2000))}:                                        "shorter",
		io.MultiReader(strings.NewReader(strings.Repeat("x", 2000)), iotest.ErrReader(io.ErrClosedPipe)): "closed pipe",
	} {
		s := &script{steps: []roundTripper{readAll}}
		_, err := newTestClient(t, s.roundTrip).Attachments.Upload(t.Context(), File{Name: "a", Reader: reader})
		assert.ErrorContains(t, err, text)
		assert.NotErrorIs(t, err, ErrAmbiguous)
		assert.Equal(t, 1, s.sent)
	}
}

// stalled is a Reader whose Read hangs at some time, and which notices when it is read after that.
type stalled struct {
	before  int
	hangs   chan struct{} // closed when it hangs
	release chan struct{}
	reads   atomic.Int64
}

func (s *stalled) Read(p []byte) (int, error) {
	if s.reads.Add(1) > int64(s.before) {
		close(s.hangs)
		<-s.release
	}
	return copy(p, "some text"), nil
}

func TestStalledReaderDoesNotBlockCall(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	t.Cleanup(server.Close)
	cases := map[string]struct {
		before  int // reads that do not hang
		timeout time.Duration
	}{
		"while the type is found out":   {0, time.Minute},
		"a little later":                {2, time.Minute},
		"while it is sent":              {100, time.Minute},
		"while it is sent, by its time": {100, 30 * time.Millisecond},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			reader := &stalled{before: test.before, hangs: make(chan struct{}), release: make(chan struct{})}
			c, err := New(1, "token", WithBaseURL(server.URL))
			require.NoError(t, err)
			done := make(chan error, 1)
			go func() {
				done <- err2(c.Attachments.Upload(ctx, File{Name: "a", Reader: reader}, WithTimeout(test.timeout)))
			}()
			<-reader.hangs
			if test.timeout == time.Minute {
				cancel()
			}
			select {
			case err := <-done:
				assert.Error(t, err)
			case <-time.After(5 * time.Second):
				assert.Fail(t, "the call hangs")
			}
			reads := reader.reads.Load()
			close(reader.release)
			c.httpClient.CloseIdleConnections()
			assert.Equal(t, reads, reader.reads.Load())
		})
	}
}
