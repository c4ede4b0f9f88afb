package ndoto

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

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
	b, err := newMultipart(nil, "f", []File{{Name: "a", Reader: strings.NewReader("whole")}})
	require.NoError(t, err)
	first, err := b.open()
	require.NoError(t, err)
	second, err := b.open()
	require.NoError(t, err)
	_, err = first.Read(make([]byte, 5))
	assert.Equal(t, errAttemptOver, err)
	whole, err := io.ReadAll(second)
	require.NoError(t, err)
	assert.Contains(t, string(whole), "whole")
	require.NoError(t, b.Close())
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
