package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "desk.json")
	require.NoError(t, os.WriteFile(broken, []byte("{"), 0o600))
	for args, want := range map[string]string{
		"-addr 0.0.0.0:0":                       "wrong usage: other machines could reach 0.0.0.0:0, which has no passwords: add -public if that is what you want",
		"-addr :0":                              "wrong usage: other machines could reach :0, which has no passwords: add -public if that is what you want",
		"-addr nowhere":                         "wrong usage: -addr: address nowhere: missing port in address",
		"desk.json":                             `wrong usage: unexpected argument "desk.json": everything is set with flags`,
		"-dialect klingon":                      `wrong usage: -dialect must be chatwoot-4.16, chatwoot-4.2 or ndoto-docs, got "klingon"`,
		"-x":                                    "wrong usage: flag provided but not defined: -x",
		"-bot 127.0.0.1:8080":                   `wrong usage: -bot must be a URL such as http://127.0.0.1:8080/, got "127.0.0.1:8080"`,
		"-webhook https://example.com/":         `wrong usage: -webhook must lead to this machine, as webhooks go nowhere else, got "https://example.com/"`,
		"-addr 127.0.0.1:0 -state " + broken:    broken + " is not the state of a sandbox: unexpected EOF",
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

// desk starts a sandbox that runs until the test stops it, or ends.
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

func TestRequestsOfThePage(t *testing.T) {
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
		{"POST", "/sandbox/conversations/1/rate", `{"Rating":5}`, 422, `{"error":"ndototest: no message of type input_csat waits for an answer"}`},
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

func TestStateIsKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "desk.json")
	args := []string{"-state", file, "-bot", "http://127.0.0.1:1/bot", "-webhook", "http://127.0.0.1:1/events"}
	url, stop := desk(t, args...)
	call(t, "POST", url+"/sandbox/conversations", `{"Name":"Ada"}`)
	call(t, "POST", url+"/sandbox/conversations/1/say", `{"Text":"hello"}`)
	stop()
	url, _ = desk(t, args...)
	v := viewAt(t, url, "conversation=1")
	assert.Equal(t, "hello", v.Thread.Messages[0].Content)
	assert.Equal(t, []int{2, 1}, []int{len(v.Bots), len(v.Webhooks)}, "what was connected is not connected twice")
}

func viewAt(t *testing.T, url, query string) (v view) {
	t.Helper()
	_, body := call(t, "GET", url+"/sandbox/view?since=-1&"+query, "")
	require.NoError(t, json.Unmarshal([]byte(body), &v))
	return v
}

func TestListOfConversations(t *testing.T) {
	t.Parallel()
	url, _ := desk(t)
	for _, name := range []string{"Ada", "Grace", "Katherine"} {
		call(t, "POST", url+"/sandbox/conversations", `{"Name":"`+name+`"}`)
	}
	call(t, "POST", url+"/sandbox/conversations/1/say", `{"Text":"where is\n my parcel?"}`)
	call(t, "POST", url+"/sandbox/conversations/3/say", `{"Text":"","File":{"Name":"a.txt","ContentType":"text/plain","Data":"eA=="}}`)
	call(t, "POST", url+"/sandbox/conversations/1/say", `{"Text":"the GREEN one"}`)
	for query, want := range map[string]string{
		"":          "Ada: the GREEN one, Katherine: 📎 a.txt, Grace: ",
		"q=parcel":  "Ada: the GREEN one",
		"q=green":   "Ada: the GREEN one",
		"q=KATH":    "Katherine: 📎 a.txt",
		"q=%232":    "Grace: ",
		"q=nothing": "",
	} {
		var rows []string
		for _, row := range viewAt(t, url, query).Threads {
			rows = append(rows, row.Name+": "+row.Preview)
		}
		assert.Equal(t, want, strings.Join(rows, ", "), query)
	}
	assert.EqualValues(t, 1, viewAt(t, url, "").Thread.ID, "without a selection the first one is shown")
	assert.EqualValues(t, 2, viewAt(t, url, "conversation=2").Thread.ID)
	assert.EqualValues(t, 1, viewAt(t, url, "conversation=99").Thread.ID, "and also if the selected one does not exist")
}

func TestLogs(t *testing.T) {
	t.Parallel()
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	t.Cleanup(hook.Close)
	url, _ := desk(t, "-webhook", hook.URL)
	call(t, "POST", url+"/sandbox/conversations", `{"Name":"Ada"}`)
	call(t, "POST", url+"/sandbox/conversations/1/say", `{"Text":"hello"}`)
	call(t, "POST", url+"/api/v1/accounts/1/conversations/1/messages", `{"content":"hi"}`, "Api-Access-Token", "token-of-user-1", "Content-Type", "application/json")
	call(t, "GET", url+"/api/v1/accounts/1/conversations/7", "", "Api-Access-Token", "token-of-user-1")
	requests := viewAt(t, url, "").Requests
	require.Len(t, requests, 2)
	missing, sent := requests[0], requests[1]
	assert.Equal(t, requestRow{At: missing.At, Method: "GET", Path: "/api/v1/accounts/1/conversations/7", Status: 404, Conversation: 7, Preview: "Resource could not be found"}, missing)
	assert.Equal(t, requestRow{At: sent.At, Method: "POST", Path: "/api/v1/accounts/1/conversations/1/messages", Status: 200, Conversation: 1, Preview: "hi"}, sent)
	_, opened := call(t, "GET", url+"/sandbox/log/requests/"+strconv.FormatInt(sent.At, 10), "")
	assert.Contains(t, opened, `"Body":"{\"content\":\"hi\"}"`)
	assert.Contains(t, opened, "[token]")
	status, _ := call(t, "GET", url+"/sandbox/log/requests/1", "")
	assert.Equal(t, http.StatusNotFound, status)

	var told deliveryRow
	require.Eventually(t, func() bool {
		for _, d := range viewAt(t, url, "").Deliveries {
			if d.Event == "message_created" && d.Preview == "hello" {
				told = d
			}
		}
		return told.At != 0
	}, 10*time.Second, 20*time.Millisecond)
	assert.Equal(t, deliveryRow{
		At: told.At, Kind: "account", URL: hook.URL, Event: "message_created", Attempt: 1, Status: 418, Err: told.Err, Conversation: 1, Preview: "hello",
	}, told)
	_, opened = call(t, "GET", url+"/sandbox/log/deliveries/"+strconv.FormatInt(told.At, 10), "")
	assert.Contains(t, opened, "X-Chatwoot-Signature")
}

func TestOneFaultIsRemoved(t *testing.T) {
	t.Parallel()
	url, _ := desk(t)
	for _, status := range []string{"500", "502", "503"} {
		call(t, "POST", url+"/sandbox/faults", `{"Operation":"GET contacts","Status":`+status+`}`)
	}
	status, _ := call(t, "DELETE", url+"/sandbox/faults/0", "")
	assert.Equal(t, http.StatusOK, status)
	status, _ = call(t, "DELETE", url+"/sandbox/faults/2", "")
	assert.Equal(t, http.StatusNotFound, status)
	var left []int
	for _, f := range viewAt(t, url, "").Faults {
		left = append(left, f.Status)
	}
	assert.Equal(t, []int{502, 503}, left)
	status, _ = call(t, "GET", url+"/api/v1/accounts/1/contacts", "", "Api-Access-Token", "token-of-user-1")
	assert.Equal(t, 502, status)
}
