package helpcenter_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/helpcenter"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func respond(req *http.Request, status int, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: req}
}

func always(status int, body string) roundTripper {
	return func(req *http.Request) (*http.Response, error) { return respond(req, status, body), nil }
}

func newClient(t *testing.T, rt roundTripper, opts ...ndoto.Option) *helpcenter.Client {
	t.Helper()
	c, err := helpcenter.New("docs", append([]ndoto.Option{ndoto.WithBaseURL("https://desk.example/prefix"), ndoto.WithTransport(rt)}, opts...)...)
	require.NoError(t, err)
	return c
}

var oneAttempt = ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1})

func err2[T any](_ T, err error) error { return err }

// call is a method with what it asks for, and a file with what a server responded.
type call struct {
	run  func(context.Context, *helpcenter.Client) error
	asks string
	file string
}

var calls = map[string]call{
	"Client.Portal": {func(ctx context.Context, c *helpcenter.Client) error { return err2(c.Portal(ctx)) }, "/hc/docs/en.json", "client_portal"},
	"Categories.List": {func(ctx context.Context, c *helpcenter.Client) error { return err2(c.Categories.List(ctx, "pt_BR")) },
		"/hc/docs/pt_BR/categories.json", "categories_list"},
	"Categories.Get": {func(ctx context.Context, c *helpcenter.Client) error {
		return err2(c.Categories.Get(ctx, "en", "Zahlung & Geld"))
	},
		"/hc/docs/en/categories/Zahlung%20&%20Geld.json", "categories_get"},
	"Articles.List": {func(ctx context.Context, c *helpcenter.Client) error {
		return err2(c.Articles.List(ctx, "en", &helpcenter.ListParams{Sort: helpcenter.SortByViews, Page: 2, PerPage: 50}))
	}, "/hc/docs/en/articles.json?page=2&per_page=50&sort=views", ""},
	"Articles.All": {func(ctx context.Context, c *helpcenter.Client) error {
		for _, err := range c.Articles.All(ctx, "en", nil) {
			return err
		}
		return nil
	}, "/hc/docs/en/articles.json?page=1&per_page=100", ""},
	"Articles.Search": {func(ctx context.Context, c *helpcenter.Client) error {
		return err2(c.Articles.Search(ctx, "en", "re fund", &helpcenter.ListParams{PerPage: 5}))
	}, "/hc/docs/en/articles.json?per_page=5&query=re+fund", "articles_search"},
	"Articles.Get": {func(ctx context.Context, c *helpcenter.Client) error { return err2(c.Articles.Get(ctx, "refunds")) },
		"/hc/docs/articles/refunds.json", "articles_get"},
}

// bodyOf is what a server sent. A page of a list has articles as they are sent alone.
func bodyOf(t *testing.T, file string) string {
	t.Helper()
	name := file
	if name == "" {
		name = "articles_get"
	}
	data, err := os.ReadFile("testdata/chatwoot-4.16/" + name + ".json")
	require.NoError(t, err)
	if file == "" {
		return `{"payload":[` + string(data) + `],"meta":{"articles_count":1}}`
	}
	return string(data)
}

// TestEveryMethod also decodes what the server sent: every member reaches a field.
func TestEveryMethod(t *testing.T) {
	t.Parallel()
	for name, tt := range calls {
		asked := ""
		c := newClient(t, func(req *http.Request) (*http.Response, error) {
			asked = strings.TrimPrefix(req.URL.RequestURI(), "/prefix")
			for header := range req.Header {
				assert.NotContains(t, strings.ToLower(header), "token", name)
			}
			return respond(req, 200, bodyOf(t, tt.file)), nil
		}, ndoto.WithStrictDecoding())
		require.NoError(t, tt.run(t.Context(), c), name)
		assert.Equal(t, tt.asks, asked, name)
	}
}

func TestEveryMethodIsCalledAndDocumentsItsRoute(t *testing.T) {
	t.Parallel()
	byName := map[string]*bridge.Operation{}
	for _, o := range bridge.Operations() {
		if name, ours := strings.CutPrefix(o.Name, "helpcenter."); ours {
			byName[name] = o
		}
	}
	byName["Articles.All"], byName["Articles.Search"] = byName["Articles.List"], byName["Articles.List"]
	docs := map[string]string{}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.IsExported() {
				if star, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
					docs[strings.TrimSuffix(star.X.(*ast.Ident).Name, "Service")+"."+f.Name.Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
				}
			}
		}
	}
	methods := []string{"Client.Portal"}
	for service := range reflect.TypeFor[helpcenter.Client]().Fields() {
		if service.IsExported() {
			for method := range service.Type.Methods() {
				methods = append(methods, service.Name+"."+method.Name)
			}
		}
	}
	assert.Len(t, calls, len(methods))
	for _, name := range methods {
		require.Contains(t, calls, name)
		require.Contains(t, byName, name)
		_, method, _ := strings.Cut(name, ".")
		assert.True(t, strings.HasPrefix(docs[name], method+" "), name)
		assert.True(t, strings.HasSuffix(docs[name], "GET "+byName[name].Path+", known from the server software."), name)
	}
}

func TestEveryMethodWithEveryFailure(t *testing.T) {
	t.Parallel()
	for name, tt := range calls {
		for _, f := range []struct {
			status int
			body   string
			class  error
		}{
			{404, `{"status":404,"error":"Not Found"}`, ndoto.ErrNotFound},
			{401, `{"error":"Domain: a.example is not registered with us."}`, ndoto.ErrForbidden},
			{429, "Retry later\n", ndoto.ErrRateLimited},
			{500, `{"status":500,"error":"Internal Server Error"}`, ndoto.ErrServer},
			{502, "<html>Bad Gateway</html>", ndoto.ErrServer},
			{200, "<html>", ndoto.ErrNotJSON},
			{200, `{}`, ndoto.ErrNotJSON},
			{200, `{"meta":{"articles_count":3}}`, ndoto.ErrNotJSON},
			{200, `null`, ndoto.ErrNotJSON},
			{200, ``, ndoto.ErrNotJSON},
		} {
			if (name == "Client.Portal" || name == "Categories.Get") && strings.HasPrefix(f.body, `{"meta"`) {
				continue // which these have
			}
			err := tt.run(t.Context(), newClient(t, always(f.status, f.body), oneAttempt))
			require.ErrorIs(t, err, f.class, "%s: %d %s", name, f.status, f.body)
			require.NotErrorIs(t, err, ndoto.ErrNoRoute, name)
			assert.ErrorContains(t, err, "helpcenter.", name)
		}
	}
}

func TestBadCallsAreNotSent(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(*http.Request) (*http.Response, error) { panic("sent") })
	ctx := t.Context()
	walk := func(locale string, params *helpcenter.ListParams) error {
		for _, err := range c.Articles.All(ctx, locale, params) {
			return err
		}
		return nil
	}
	for name, err := range map[string]error{
		"no portal":             err2(helpcenter.New(" ")),
		"a path":                err2(helpcenter.New("hc/docs")),
		"a file":                err2(helpcenter.New("docs.json")),
		"an agent's token":      err2(helpcenter.New("docs", ndoto.WithToken("agent"))),
		"a token for a call":    err2(c.Portal(ctx, ndoto.WithToken("agent"))),
		"no locale":             err2(c.Articles.List(ctx, "", nil)),
		"a path as a locale":    err2(c.Categories.List(ctx, "en/x")),
		"no slug":               err2(c.Articles.Get(ctx, "")),
		"a slug with a dot":     err2(c.Articles.Get(ctx, "v1.0")),
		"dots":                  err2(c.Categories.Get(ctx, "en", "..")),
		"no query":              err2(c.Articles.Search(ctx, "en", " ", nil)),
		"a page without a size": err2(c.Articles.List(ctx, "en", &helpcenter.ListParams{Page: 2})),
		"large pages":           err2(c.Articles.List(ctx, "en", &helpcenter.ListParams{PerPage: 101})),
		"a negative page":       walk("en", &helpcenter.ListParams{Page: -1}),
		"an unknown order":      walk("en", &helpcenter.ListParams{Sort: "title"}),
		"a walk without locale": walk("", nil),
	} {
		require.ErrorIs(t, err, ndoto.ErrBadInput, name)
	}
}
