package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// account is a server with the data of customers, which nothing may touch.
type account struct {
	*ndototest.Server
	before  ndototest.State
	earlier int // how many requests have made the account
}

// requests returns what the program has sent.
func (a *account) requests() []ndototest.Request { return a.Requests()[a.earlier:] }

const secretText = "Zebra" // is in everything that customers wrote

func newAccount(t *testing.T, opts ...ndototest.Option) *account {
	t.Helper()
	srv := ndototest.New(t, append(opts, ndototest.WithoutNetwork())...)
	contact := srv.AddContact(ndototest.Contact{Name: secretText, Email: "zebra@example.com"})
	chat := srv.AddConversation(ndototest.Conversation{InboxID: srv.InboxID, ContactID: contact})
	srv.AddMessage(chat, ndototest.Message{Content: secretText + " hello", Type: "incoming"})
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_ACCOUNT_ID", strconv.FormatInt(srv.AccountID, 10))
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
	t.Setenv("NDOTO_PLATFORM_TOKEN", srv.PlatformToken)
	for _, token := range []string{srv.AdminToken, srv.AgentToken} {
		_, err := srv.Dashboard(ndoto.WithToken(token)).Notifications.Settings(t.Context()) // makes them
		require.NoError(t, err)
	}
	addPortal(t, srv)
	return &account{srv, holdings(t, srv), len(srv.Requests())}
}

// addPortal adds a portal that anybody may read.
func addPortal(t *testing.T, srv *ndototest.Server) {
	t.Helper()
	ctx, c := t.Context(), srv.Dashboard()
	portal, err := c.Portals.Create(ctx, &ndoto.PortalParams{Name: ndoto.Set(secretText), Slug: ndoto.Set("handbook"), Config: ndoto.PortalConfigParams{Locales: []string{"en"}}})
	require.NoError(t, err)
	category, err := c.Categories.Create(ctx, portal.Slug, &ndoto.CategoryParams{Name: ndoto.Set(secretText), Slug: ndoto.Set("start"), Locale: ndoto.Set("en")})
	require.NoError(t, err)
	me, err := c.Profile.Get(ctx)
	require.NoError(t, err)
	article, err := c.Articles.Create(ctx, portal.Slug, &ndoto.ArticleParams{
		Title: ndoto.Set(secretText), Slug: ndoto.Set("first"), Content: ndoto.Set(secretText), AuthorID: ndoto.Set(me.ID), CategoryID: ndoto.Set(category.ID),
	})
	require.NoError(t, err)
	_, err = c.Articles.Update(ctx, portal.Slug, article.ID, &ndoto.ArticleParams{Status: ndoto.Set(ndoto.ArticlePublished)}) // 4.2 creates drafts
	require.NoError(t, err)
}

// holdings returns all that an account holds, without the last IDs.
func holdings(t *testing.T, srv *ndototest.Server) ndototest.State {
	t.Helper()
	srv.Drain()
	state, err := srv.State()
	require.NoError(t, err)
	state.LastIDs = nil
	maps.DeleteFunc(state.Records, func(_ string, rows []map[string]any) bool { return len(rows) == 0 })
	return state
}

// check runs the program, which asks questions, and returns what it said.
func (a *account) check(ctx context.Context, answers string, args []string, opts ...ndoto.Option) (string, error) {
	var out bytes.Buffer
	err := run(ctx, args, strings.NewReader(answers), &out, append([]ndoto.Option{ndoto.WithTransport(a.Transport())}, opts...)...)
	return out.String(), err
}

func reportIn(t *testing.T, file string) (r *report, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	r = new(report)
	require.NoError(t, json.Unmarshal(data, r))
	return r, string(data)
}

func TestEveryDialect(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) { testDialect(t, d) })
	t.Run("4.2", func(t *testing.T) {
		r := testDialect(t, dialects.Dialect{Server: ndototest.Chatwoot42})
		for operation, since := range map[string]string{"Contacts.Attachments": "4.14.0", "platform.Accounts.List": "4.5.0"} {
			i, _ := r.find(operation)
			assert.Equal(t, result{Operation: operation, Outcome: missing, Reason: tooOld, Since: since, Status: r.Results[i].Status}, r.Results[i])
		}
	})
}

func testDialect(t *testing.T, d dialects.Dialect) (r *report) {
	synctest.Test(t, func(t *testing.T) {
		desk := newAccount(t, d.Options()...)
		file := filepath.Join(t.TempDir(), "report.json")
		began := time.Now()
		out, err := desk.check(t.Context(), "", []string{"-yes", "-o", file})
		require.NoError(t, err, out)
		assert.Equal(t, desk.before, holdings(t, desk.Server), "nothing remains, and nothing else has changed")
		var text string
		r, text = reportIn(t, file)
		assert.NotContains(t, text, secretText)
		assert.NotContains(t, strings.ToLower(text), "zebra@")
		assert.NotContains(t, text, desk.AdminToken)
		assert.Empty(t, r.by(skipped)[interrupted])
		t.Logf("%d work, %d are not there, %d are not exercised; %d requests in %v", r.count(works), r.count(missing), r.count(skipped), r.Requests, time.Since(began))
	})
	return r
}

// TestAgentsLeaveNothingBehind is about those who may make things that they may not delete.
func TestAgentsLeaveNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := newAccount(t)
		t.Setenv("NDOTO_API_TOKEN", desk.AgentToken)
		file := filepath.Join(t.TempDir(), "report.json")
		out, err := desk.check(t.Context(), "", []string{"-yes", "-o", file})
		require.NoError(t, err, out)
		assert.Equal(t, desk.before, holdings(t, desk.Server), out)
		assert.NotContains(t, out, "by hand")
		r, _ := reportIn(t, file)
		i, _ := r.find("Labels.Create")
		assert.Equal(t, result{Operation: "Labels.Create", Outcome: refused, Reason: role, Status: http.StatusUnauthorized}, r.Results[i])
		i, _ = r.find("Macros.Delete")
		assert.Equal(t, works, r.Results[i].Outcome, "what agents may make and delete is exercised")
	})
}

// TestWhatCannotBeDeletedIsTold is about a server on which labels are made, and never deleted.
func TestWhatCannotBeDeletedIsTold(t *testing.T) {
	desk := newAccount(t, dialects.OnlyDocumented().Options()...)
	out, err := desk.check(t.Context(), "", []string{"-yes"})
	require.NoError(t, err, out)
	assert.Contains(t, out, "Delete the label with the ID 1 by hand: its name begins with "+mark)
	after := holdings(t, desk.Server)
	assert.Len(t, after.Records["labels"], 1)
	delete(after.Records, "labels")
	assert.Equal(t, desk.before, after, "nothing else remains")
}

func TestReadOnlyWritesNothing(t *testing.T) {
	for _, args := range [][]string{{"-read-only"}, {}} { // a no, too, writes nothing
		synctest.Test(t, func(t *testing.T) {
			desk := newAccount(t)
			file := filepath.Join(t.TempDir(), "report.json")
			out, err := desk.check(t.Context(), "n\n", append(args, "-o", file))
			require.NoError(t, err, out)
			for _, r := range desk.requests() {
				assert.True(t, r.Method == http.MethodGet || strings.HasSuffix(r.Path, "/filter"), "%s %s", r.Method, r.Path)
			}
			r, text := reportIn(t, file)
			assert.NotContains(t, text, secretText)
			i, _ := r.find("Conversations.Get")
			assert.Equal(t, result{Operation: "Conversations.Get", Outcome: works}, r.Results[i], "what is found is read")
			i, _ = r.find("Labels.Delete")
			assert.Contains(t, []reason{readOnly, declined}, r.Results[i].Reason)
		})
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
	desk := newAccount(t)
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	terminal, keyboard := io.Pipe()
	defer func() { _ = keyboard.Close() }()
	assert.ErrorContains(t, run(ctx, nil, silent{terminal, cancel}, &out, ndoto.WithTransport(desk.Transport())), "interrupted")
	assert.Contains(t, out.String(), "Nothing is written.")
}

func TestTheReportMustBeWritable(t *testing.T) {
	desk := newAccount(t)
	_, err := desk.check(t.Context(), "", []string{"-yes", "-o", filepath.Join(t.TempDir(), "missing", "report.json")})
	assert.ErrorContains(t, err, "the report cannot be written")
	for _, r := range desk.requests() {
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
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_ACCOUNT_ID", strconv.FormatInt(srv.AccountID, 10))
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
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
