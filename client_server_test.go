package ndoto

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// versioned is a server that says its version, and responds to everything else with a status and a body.
type versioned struct {
	version string
	status  int
	body    string

	mu    sync.Mutex
	asked int // for the version
	sent  []string
}

func (v *versioned) roundTrip(req *http.Request) (*http.Response, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if req.URL.Path == "/prefix/api" {
		v.asked++
		return respond(req, 200, `{"version":"`+v.version+`","timestamp":"2026-11-26 08:10:37","queue_services":"ok","data_services":"ok"}`), nil
	}
	body := ""
	if req.Body != nil {
		b := new(strings.Builder)
		_, _ = io.Copy(b, req.Body)
		body = " " + b.String()
	}
	v.sent = append(v.sent, req.Method+" "+strings.TrimPrefix(req.URL.RequestURI(), account)+body)
	return respond(req, v.status, v.body), nil
}

func TestServerIsAskedOnce(t *testing.T) {
	t.Parallel()
	v := &versioned{version: "4.13.1", status: 200, body: `{"payload":[]}`}
	c := newTestClient(t, v.roundTrip)
	for range 3 {
		server, err := c.Server(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "4.13.1", server.String())
		assert.True(t, server.AtLeast("4.13.0"))
		assert.True(t, server.AtLeast("4.9"))
		assert.False(t, server.AtLeast("4.13.2"))
		assert.False(t, server.AtLeast("next"))
		assert.True(t, server.Has("AgentBots.ResetSecret"))
		assert.False(t, server.Has("Contacts.Attachments"))
		assert.True(t, server.Has("Contacts.Ensure"))
	}
	assert.Equal(t, 1, v.asked)
	unknown := (&Server{Version: "2026-11"})
	assert.True(t, unknown.Has("Contacts.Attachments"))
	assert.False(t, unknown.AtLeast("4.2.0"))
	assert.Equal(t, "unknown", (*Server)(nil).String())
}

func TestVersionsInNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]release{"4.16.2": {4, 16, 2}, "v4.2": {4, 2, 0}, "4.16.2-ee": {4, 16, 2}, "4.16.2.1": {4, 16, 2}} {
		got, ok := parseRelease(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "4", "x.y.z", "latest", "4.x"} {
		_, ok := parseRelease(text)
		assert.False(t, ok, text)
	}
}

func TestARouteThatTheServerIsTooOldFor(t *testing.T) {
	t.Parallel()
	const routerMissed = `{"status":404,"error":"Not Found"}`
	const (
		unknownRoute = "[the server does not know this route: check that the base URL is that of the server, and that it is new enough]"
		undocumented = "[the server does not know this route, which Ndoto does not document: check that the base URL is that of the server, and that it is new enough]"
	)
	cases := map[string]struct {
		version string
		call    func(context.Context, *Client) error
		want    string
	}{
		"too old": {
			"4.2.0", func(ctx context.Context, c *Client) error { return err2(c.AgentBots.ResetSecret(ctx, 1)) },
			"[this server is 4.2.0; the route exists from 4.13.0]",
		},
		"too old, with a list": {
			"4.2.0", func(ctx context.Context, c *Client) error { return firstOf(c.Contacts.AllAttachments(ctx, 1)) },
			"[this server is 4.2.0; the route exists from 4.14.0]",
		},
		"new enough":          {"4.16.2", func(ctx context.Context, c *Client) error { return err2(c.AgentBots.ResetSecret(ctx, 1)) }, undocumented},
		"unknown":             {"main", func(ctx context.Context, c *Client) error { return err2(c.AgentBots.ResetSecret(ctx, 1)) }, undocumented},
		"as old as the route": {"4.2.0", func(ctx context.Context, c *Client) error { return err2(c.Teams.Get(ctx, 1)) }, unknownRoute},
	}
	for name, tt := range cases {
		v := &versioned{version: tt.version, status: 404, body: routerMissed}
		err := tt.call(t.Context(), newTestClient(t, v.roundTrip))
		assert.ErrorIs(t, err, ErrNotFound, name)
		assert.True(t, strings.HasSuffix(err.Error(), tt.want), "%s: %v", name, err)
	}
	v := &versioned{version: "4.2.0", status: 404, body: routerMissed}
	c := newTestClient(t, v.roundTrip)
	for range 3 {
		_, _ = c.Teams.Get(t.Context(), 1)
	}
	assert.Zero(t, v.asked, "a route that every server has is not a matter of versions")
}

func TestDifferencesOfVersionsAreBridged(t *testing.T) {
	t.Parallel()
	sentTo := func(version string, call func(*Client) error) []string {
		v := &versioned{version: version, status: 200, body: `{"payload":[],"id":1}`}
		require.NoError(t, call(newTestClient(t, v.roundTrip)))
		assert.LessOrEqual(t, v.asked, 1)
		return v.sent
	}
	byCompany := func(c *Client) error {
		return err2(c.Contacts.Filter(t.Context(), Where(FilterCompanyName.Equal("Acme")), nil))
	}
	sorted := func(c *Client) error {
		return err2(c.Contacts.List(t.Context(), &ListContactsParams{Sort: "-" + ContactsByCompany + "," + ContactsByEmail}))
	}
	for version, want := range map[string][2]string{
		"4.2.0":  {"company", "GET contacts?sort=-company%2Cemail"},
		"4.16.2": {"company_name", "GET contacts?sort=-company_name%2Cemail"},
	} {
		assert.Equal(t, []string{`POST contacts/filter {"payload":[{"attribute_key":"` + want[0] + `","filter_operator":"equal_to","values":["Acme"],"query_operator":null}]}`}, sentTo(version, byCompany))
		assert.Equal(t, []string{want[1]}, sentTo(version, sorted))
	}
	assert.Equal(t, []string{"GET contacts?sort=-company%2Cemail"}, sentTo("unknown", sorted), "as it was given")
}

func TestWhatAVersionCannotDoIsNotSent(t *testing.T) {
	t.Parallel()
	byContact, byCountry := Where(FilterContact.Equal(3)), Where(FilterCountryCode.Equal("RW"))
	blob := &CreateMessageParams{Attachments: []File{{BlobID: "x"}}}
	cases := map[string]struct {
		version string
		call    func(*Client) error
		want    string // "" for what is sent
	}{
		"a bot as assignee, old": {
			"4.2.0", func(c *Client) error {
				return err2(c.Conversations.Assign(t.Context(), 1, AssignParams{AgentBotID: 2}))
			},
			"this server is 4.2.0; an agent bot can be assigned from 4.8.0",
		},
		"a bot as assignee": {"4.16.2", func(c *Client) error {
			return err2(c.Conversations.Assign(t.Context(), 1, AssignParams{AgentBotID: 2}))
		}, ""},
		"a blob, old": {
			"4.2.0", func(c *Client) error { return err2(c.Messages.Create(t.Context(), 1, blob)) },
			"this server is 4.2.0; an uploaded file can be attached by its BlobID from 4.9.0",
		},
		"a blob": {"4.9.0", func(c *Client) error { return err2(c.Messages.Create(t.Context(), 1, blob)) }, ""},
		"conversations of a contact, old": {
			"4.2.0", func(c *Client) error { return err2(c.Conversations.Filter(t.Context(), byContact, nil)) },
			"this server is 4.2.0; it filters by FilterContact from 4.16.0",
		},
		"conversations of a contact": {"4.16.2", func(c *Client) error { return err2(c.Conversations.Filter(t.Context(), byContact, nil)) }, ""},
		"conversations of a country, new": {
			"4.16.2", func(c *Client) error { return err2(c.Conversations.Filter(t.Context(), byCountry, nil)) },
			"this server is 4.16.2; it filters conversations by FilterCountryCode before 4.10.0 only",
		},
		"conversations of a country": {"4.2.0", func(c *Client) error { return err2(c.Conversations.Filter(t.Context(), byCountry, nil)) }, ""},
		"an unknown version":         {"main", func(c *Client) error { return err2(c.Conversations.Filter(t.Context(), byContact, nil)) }, ""},
	}
	for name, tt := range cases {
		v := &versioned{version: tt.version, status: 200, body: `{"payload":[],"id":1}`}
		err := tt.call(newTestClient(t, v.roundTrip))
		if tt.want == "" {
			assert.NoError(t, err, name)
			assert.Len(t, v.sent, 1, name)
			continue
		}
		assert.ErrorIs(t, err, ErrBadInput, name)
		assert.ErrorContains(t, err, tt.want, name)
		assert.Empty(t, v.sent, name)
	}
}
