package ndoto

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/bridge"
)

var (
	opGetThing    = &bridge.Operation{Name: "shop.Things.Get", Method: "GET", Path: "/shop/{shop_identifier}/things/{thing_id}"}
	opCreateThing = &bridge.Operation{Name: "shop.Things.Create", Method: "POST", Path: "/shop/things"}
)

type thing struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// bridgedTo returns the client that another package of the module would have.
func bridgedTo(t *testing.T, token string, rt roundTripper, opts ...Option) bridge.Client {
	t.Helper()
	c, err := bridge.NewClient(token, append([]Option{WithBaseURL("https://desk.example/prefix"), WithTransport(rt)}, opts...))
	require.NoError(t, err)
	return c
}

func TestBridgedCallIsSentWithoutToken(t *testing.T) {
	t.Parallel()
	var sent *http.Request
	c := bridgedTo(t, "", func(req *http.Request) (*http.Response, error) {
		sent = req
		return respond(req, 200, `{"id":5,"name":"cup"}`), nil
	})
	got, err := bridge.Do[thing](t.Context(), c, bridge.Call{Operation: opGetThing, Texts: []string{"a/b"}, IDs: []int64{5}}, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, &thing{5, "cup"}, got)
	assert.Equal(t, "https://desk.example/prefix/shop/a%2Fb/things/5", sent.URL.String())
	assert.Equal(t, http.Header{"Accept": {"application/json"}, "User-Agent": {userAgent}}, sent.Header)
}

func TestBridgedCallSendsTokenOfPlatformApp(t *testing.T) {
	t.Parallel()
	var sent http.Header
	c := bridgedTo(t, testToken, func(req *http.Request) (*http.Response, error) {
		sent = req.Header
		return respond(req, 200, `[{"id":5}]`), nil
	})
	list := &bridge.Operation{Name: "shop.Things.List", Method: "GET", Path: "/shop/things", Access: bridge.PlatformApps}
	got, err := bridge.List[thing](t.Context(), c, bridge.Call{Operation: list}, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, []thing{{ID: 5}}, got)
	assert.Equal(t, []string{testToken}, sent["Api-Access-Token"])
}

func TestBridgedCallRefusesBadInput(t *testing.T) {
	t.Parallel()
	c := bridgedTo(t, "", func(*http.Request) (*http.Response, error) { panic("sent") })
	for name, tt := range map[string]struct {
		call bridge.Call
		opts []RequestOption
	}{
		"a problem of the params": {bridge.Call{Operation: opCreateThing, Problem: badInput("no name")}, nil},
		"an id of zero":           {bridge.Call{Operation: opGetThing, Texts: []string{"a"}}, nil},
		"no text":                 {bridge.Call{Operation: opGetThing, IDs: []int64{5}}, nil},
		"a text of dots":          {bridge.Call{Operation: opGetThing, Texts: []string{".."}, IDs: []int64{5}}, nil},
		"a file without a name":   {bridge.Call{Operation: opCreateThing, Files: []File{{Reader: strings.NewReader("data")}}}, nil},
		"a token":                 {bridge.Call{Operation: opCreateThing}, []RequestOption{WithToken("t")}},
		"a token for looks":       {bridge.Call{Operation: opCreateThing}, []RequestOption{WithLookToken("t")}},
	} {
		_, err := bridge.Do[thing](t.Context(), c, tt.call, tt.opts)
		require.ErrorIs(t, err, ErrBadInput, name)
		assert.Contains(t, err.Error(), "ndoto: "+tt.call.Operation.Name, name)
	}
	_, err := bridge.NewClient("a b", []Option(nil))
	require.ErrorIs(t, err, ErrBadInput)
}

func TestBridgedFailuresAreErrorsOfThisPackage(t *testing.T) {
	t.Parallel()
	get := bridge.Call{Operation: opGetThing, Texts: []string{"a"}, IDs: []int64{5}}
	for name, tt := range map[string]struct {
		status int
		body   string
		class  error
	}{
		"not found":    {404, `{"status":404,"error":"Not Found"}`, ErrNotFound},
		"unauthorized": {401, "", ErrUnauthorized},
		"failed":       {500, `{"status":500,"error":"Internal Server Error"}`, ErrServer},
		"a list":       {200, `[]`, ErrNotJSON},
		"nothing":      {200, ``, ErrNotJSON},
		"a page":       {200, `<html>`, ErrNotJSON},
	} {
		c := bridgedTo(t, "", always(tt.status, tt.body), oneAttempt)
		_, err := bridge.Do[thing](t.Context(), c, get, []RequestOption(nil))
		require.ErrorIs(t, err, tt.class, name)
	}
	c := bridgedTo(t, "", always(200, `{}`), oneAttempt)
	_, err := bridge.List[thing](t.Context(), c, get, []RequestOption(nil))
	require.ErrorIs(t, err, ErrNotJSON)
	assert.NoError(t, c.Do(t.Context(), get, nil, []RequestOption(nil)))
}

func TestBridgedFormIsMultipart(t *testing.T) {
	t.Parallel()
	c := bridgedTo(t, "", func(req *http.Request) (*http.Response, error) {
		form, err := req.MultipartReader()
		require.NoError(t, err)
		read, err := form.ReadForm(1000)
		require.NoError(t, err)
		assert.Equal(t, map[string][]string{"name": {"cup"}}, read.Value)
		file, err := read.File["picture"][0].Open()
		require.NoError(t, err)
		data, err := io.ReadAll(file)
		assert.Equal(t, "data", string(data))
		return respond(req, 200, `{"id":5}`), err
	})
	call := bridge.Call{Operation: opCreateThing, JSON: map[string]any{"name": "cup"}, FileField: "picture", Files: []File{{Name: "cup.txt", Reader: strings.NewReader("data")}}}
	require.NoError(t, c.Do(t.Context(), call, nil, []RequestOption(nil)))
}

// once of a bridge creates things; the server carries out the first request, whose connection then breaks.
func TestBridgedSendOnceLooksBeforeItSendsAgain(t *testing.T) {
	t.Parallel()
	var log []string
	c := bridgedTo(t, "", func(req *http.Request) (*http.Response, error) {
		log = append(log, req.Method)
		if req.Method == http.MethodPost {
			return nil, io.ErrUnexpectedEOF
		}
		if len(log) > 1 {
			return respond(req, 200, `{"id":5}`), nil
		}
		return respond(req, 404, `{"error":"Not Found"}`), nil
	}, WithRetry(RetryPolicy{MinBackoff: 1, Settle: 1}))
	look := func(opts any) (*thing, error) {
		got, err := bridge.Do[thing](context.Background(), c, bridge.Call{Operation: opGetThing, Texts: []string{"a"}, IDs: []int64{5}}, opts)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		return got, err
	}
	once := bridge.Once[thing]{Operation: opCreateThing.As("shop.Things.SendOnce"), Lock: "thing", Key: "key", Before: look, Look: look, Send: func() (*thing, error) {
		return bridge.Do[thing](context.Background(), c, bridge.Call{Operation: opCreateThing}, []RequestOption(nil))
	}}
	got, err := bridge.SendOnce(t.Context(), c, once, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, &thing{ID: 5}, got)
	assert.Equal(t, []string{"GET", "POST", "GET"}, log)

	got, created, err := bridge.Ensure(t.Context(), c, once, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, &thing{ID: 5}, got)
	assert.False(t, created)

	got, err = bridge.SendOnce(t.Context(), c, once, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, &thing{ID: 5}, got)
	assert.Equal(t, []string{"GET", "POST", "GET", "GET"}, log, "the key is known")

	once.Before, once.Key = nil, "another key"
	got, err = bridge.SendOnce(t.Context(), c, once, []RequestOption(nil))
	require.NoError(t, err)
	assert.Equal(t, &thing{ID: 5}, got)
	assert.Equal(t, []string{"GET", "POST", "GET", "GET", "POST", "GET"}, log)
}
