package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "desk.json")
	require.NoError(t, os.WriteFile(broken, []byte("{"), 0o600))
	for args, want := range map[string]string{
		"-addr 0.0.0.0:0":                       "other machines could reach 0.0.0.0:0, which has no passwords: give -public as well if that is wanted",
		"-addr :0":                              "other machines could reach :0, which has no passwords: give -public as well if that is wanted",
		"-addr nowhere":                         "-addr: address nowhere: missing port in address",
		"-dialect klingon":                      `there is no dialect "klingon": chatwoot-4.16, chatwoot-4.2 or ndoto-docs`,
		"-addr 127.0.0.1:0 -state " + broken:    broken + " is no state of a sandbox: unexpected EOF",
		"-addr 127.0.0.1:0 -state " + "/no/way": "",
	} {
		err := run(t.Context(), strings.Fields(args), io.Discard)
		if args == "-addr 127.0.0.1:0 -state /no/way" {
			assert.ErrorIs(t, err, os.ErrNotExist)
			continue
		}
		assert.EqualError(t, err, want)
	}
}

// desk is a sandbox that runs until the test stops it, or ends.
func desk(t *testing.T, args ...string) (url string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), in) }()
	var line bytes.Buffer
	for b := make([]byte, 1); !strings.HasSuffix(line.String(), "\n"); {
		_, err := out.Read(b)
		require.NoError(t, err)
		line.Write(b)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			assert.NoError(t, <-done)
			_ = in.Close()
		}
	}
	t.Cleanup(stop)
	return strings.TrimSpace(strings.TrimPrefix(line.String(), "The desk is open: ")), stop
}

func call(t *testing.T, method, url, body string, headers ...string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(data)
}

func TestWhatThePageDoes(t *testing.T) {
	t.Parallel()
	url, _ := desk(t)
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/sandbox/", "", 200, "<!doctype html>"},
		{"GET", "/sandbox/app.js", "", 200, "// The page asks"},
		{"POST", "/sandbox/conversations", `{"Name":"Ada"}`, 200, `{"ID":1}`},
		{"POST", "/sandbox/conversations/1/say", `{"Text":"hello","File":{"Name":"a.txt","ContentType":"text/plain","Data":"eA=="}}`, 200, `{}`},
		{"POST", "/sandbox/conversations/1/type", `{"Text":"on"}`, 200, `{}`},
		{"POST", "/sandbox/conversations/1/pick", `{"Text":"x"}`, 422, `{"error":"ndototest: no message of type input_select waits for an answer"}`},
		{"POST", "/sandbox/conversations/1/fill", `{"Values":{}}`, 422, `{"error":"ndototest: no message of type form waits for an answer"}`},
		{"POST", "/sandbox/conversations/1/give", `{"Text":"x"}`, 422, `{"error":"ndototest: no message of type input_email waits for an answer"}`},
		{"POST", "/sandbox/conversations/1/dance", `{}`, 422, `{"error":"a customer cannot \"dance\""}`},
		{"POST", "/sandbox/conversations/9/say", `{}`, 404, `{"error":"there is no such conversation"}`},
		{"POST", "/sandbox/conversations/1/say", `{`, 400, `{"error":"unexpected EOF"}`},
		{"POST", "/sandbox/faults", `{"Operation":"GET conversations/*","Status":503}`, 200, `{}`},
		{"POST", "/sandbox/faults", `{"Operation":"FLY"}`, 422, `{"error":"ndototest: no operation is called`},
		{"GET", "/sandbox/view?since=-1&conversation=1", "", 200, `"Faults":[{"Operation":"GET conversations/*"`},
		{"DELETE", "/sandbox/faults", "", 200, `{}`},
		{"GET", "/sandbox/view?since=-1&conversation=1", "", 200, `"Faults":[]`},
	} {
		status, answer := call(t, c.method, url+c.path, c.body)
		assert.Equal(t, c.status, status, c.path)
		assert.Contains(t, answer, c.want, c.path)
		assert.NotContains(t, answer, `"Data":"eA=="`, "the contents of files stay out of the view")
	}
	status, _ := call(t, "POST", url+"/sandbox/conversations", `{"Name":"Eve"}`, "Sec-Fetch-Site", "cross-site")
	assert.Equal(t, http.StatusForbidden, status, "another site cannot write")
}

func TestAStateIsKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "desk.json")
	args := []string{"-state", file, "-bot", "http://127.0.0.1:1/bot", "-webhook", "http://127.0.0.1:1/events"}
	url, stop := desk(t, args...)
	call(t, "POST", url+"/sandbox/conversations", `{"Name":"Ada"}`)
	call(t, "POST", url+"/sandbox/conversations/1/say", `{"Text":"hello"}`)
	stop()
	url, _ = desk(t, args...)
	_, answer := call(t, "GET", url+"/sandbox/view?since=-1&conversation=1", "")
	var view struct {
		State struct {
			Conversations []struct{ Messages []struct{ Content string } }
			Bots          []struct{ URL string }
			Records       map[string][]any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(answer), &view))
	assert.Equal(t, "hello", view.State.Conversations[0].Messages[0].Content)
	assert.Equal(t, []int{2, 1}, []int{len(view.State.Bots), len(view.State.Records["webhooks"])}, "what was connected is not connected twice")
}
