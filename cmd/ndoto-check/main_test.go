package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// setEnv lets a run find a server.
func setEnv(t *testing.T, srv *ndototest.Server) {
	t.Helper()
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_ACCOUNT_ID", strconv.FormatInt(srv.AccountID, 10))
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
}

// leftovers counts what a check has made and not deleted.
func leftovers(t *testing.T, srv *ndototest.Server) (inboxes, contacts int) {
	t.Helper()
	list, err := srv.Client().Inboxes.List(t.Context())
	require.NoError(t, err)
	for i := range list {
		if strings.HasPrefix(list[i].Name, "ndoto-check") {
			inboxes++
		}
	}
	page, err := srv.Client().Contacts.List(t.Context(), nil)
	require.NoError(t, err)
	return inboxes, len(page.Contacts)
}

func TestEveryDialect(t *testing.T) {
	for name, c := range map[string]struct {
		dialect ndototest.Dialect
		shown   string
	}{
		"4.16":       {ndototest.Chatwoot416, "lists as the server software"},
		"4.2":        {ndototest.Chatwoot42, "lists as the server software"},
		"documented": {ndototest.NdotoDocs, "lists as Ndoto documents it"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := ndototest.New(t, ndototest.WithDialect(c.dialect))
			setEnv(t, srv)
			file := filepath.Join(t.TempDir(), "report.json")
			var out bytes.Buffer
			require.NoError(t, run(t.Context(), []string{"-yes", "-o", file}, strings.NewReader(""), &out), out.String())
			assert.Contains(t, out.String(), c.shown)
			assert.Contains(t, out.String(), " 0 failed;")
			inboxes, contacts := leftovers(t, srv)
			assert.Zero(t, inboxes)
			assert.Zero(t, contacts)
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var r report
			require.NoError(t, json.Unmarshal(data, &r))
			assert.Greater(t, len(r.Results), len(reads)+len(writes))
			assert.NotContains(t, string(data), "example.com", "no values of the account")
			assert.NotContains(t, string(data), srv.AdminToken)
		})
	}
}

func TestReadOnlyWritesNothing(t *testing.T) {
	for _, args := range [][]string{{"-read-only"}, {}} { // without an answer, nothing is written either
		srv := ndototest.New(t)
		setEnv(t, srv)
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), args, strings.NewReader("n\n"), &out), out.String())
		for _, r := range srv.Requests() {
			assert.True(t, r.Method == http.MethodGet || strings.HasSuffix(r.Path, "/filter"), "%s %s", r.Method, r.Path)
		}
	}
}

// interrupting ends a context when a request is sent.
type interrupting struct {
	at     string
	cancel context.CancelFunc
	once   sync.Once
}

func (i *interrupting) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, i.at) && req.Method == http.MethodPost {
		i.once.Do(i.cancel)
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestAnInterruptCleansUp(t *testing.T) {
	for _, at := range []string{"/inboxes", "/contacts", "/conversations", "/toggle_status"} {
		srv := ndototest.New(t)
		setEnv(t, srv)
		ctx, cancel := context.WithCancel(t.Context())
		var out bytes.Buffer
		network := &interrupting{at: at, cancel: cancel}
		err := run(ctx, []string{"-yes"}, strings.NewReader(""), &out, ndoto.WithTransport(network))
		assert.ErrorContains(t, err, "interrupted", at)
		assert.Contains(t, out.String(), " 0 failed;", at)
		inboxes, contacts := leftovers(t, srv)
		assert.Zero(t, inboxes, out.String())
		assert.Zero(t, contacts, at)
	}
}

// silent is a terminal at which nobody types. It says when it is asked.
type silent struct {
	io.Reader
	asked context.CancelFunc
}

func (s silent) Read(b []byte) (int, error) {
	s.asked()
	return s.Reader.Read(b)
}

func TestAnInterruptIsANo(t *testing.T) {
	srv := ndototest.New(t)
	setEnv(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	terminal, keyboard := io.Pipe()
	defer func() { _ = keyboard.Close() }()
	assert.ErrorContains(t, run(ctx, nil, silent{terminal, cancel}, &out), "interrupted")
	assert.Contains(t, out.String(), "Nothing was written.")
}

func TestTheReportMustBeWritable(t *testing.T) {
	srv := ndototest.New(t)
	setEnv(t, srv)
	var out bytes.Buffer
	file := filepath.Join(t.TempDir(), "missing", "report.json")
	assert.ErrorContains(t, run(t.Context(), []string{"-yes", "-o", file}, strings.NewReader(""), &out), "the report cannot be written")
	for _, r := range srv.Requests() {
		assert.Equal(t, http.MethodGet, r.Method, "it is known before anything is made")
	}
}

func TestTheReportNamesLimits(t *testing.T) {
	var out bytes.Buffer
	c := &checker{out: &out}
	for _, status := range []int{429, 429, 200} {
		c.report.StartAttempt(t.Context(), ndoto.Attempt{Operation: "Labels.List"})(ndoto.AttemptResult{StatusCode: status})
	}
	c.summary()
	assert.Contains(t, out.String(), "3 requests, 2 met a rate limit.\nThe limits were those of Labels.List; they were waited for.\n")
}

func TestMistakes(t *testing.T) {
	srv := ndototest.New(t)
	setEnv(t, srv)
	var out bytes.Buffer
	check := func(args ...string) error { return run(t.Context(), args, strings.NewReader(""), &out) }
	for _, args := range []string{"x", "-x"} {
		assert.ErrorIs(t, check(args), errUsage)
	}
	assert.Empty(t, out.String(), "main says it")
	assert.ErrorIs(t, check("-help"), flag.ErrHelp)
	assert.Contains(t, out.String(), "Exit codes:")
	out.Reset()
	t.Setenv("NDOTO_API_TOKEN", "wrong")
	assert.ErrorContains(t, check("-read-only"), "copy the token")
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
	t.Setenv("NDOTO_ACCOUNT_ID", "99")
	assert.ErrorContains(t, check("-read-only"), "check the account id")
	t.Setenv("NDOTO_BASE_URL", srv.URL+"/elsewhere")
	assert.ErrorContains(t, check("-read-only"), "check that the base URL is that of the server")
	t.Setenv("NDOTO_BASE_URL", strings.Replace(srv.URL, "http:", "https:", 1))
	assert.ErrorContains(t, check("-read-only"), "check the base URL, which may have to begin with http://")
	assert.NotContains(t, out.String(), "failed", "nothing was checked in vain")
	t.Setenv("NDOTO_API_TOKEN", "")
	assert.ErrorContains(t, run(t.Context(), nil, strings.NewReader(""), &out), "NDOTO_API_TOKEN")
}
