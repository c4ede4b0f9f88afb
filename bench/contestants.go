package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/digitalocean/godo"
	"github.com/google/go-github/v88/github"
	gitlab "gitlab.com/gitlab-org/api/client-go"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
)

// transport has enough idle connections for what runs here: nobody is to lose by the two of net/http's default.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 128
	return t
}

// page is the envelope of a list of conversations, for those who decode by hand.
type page struct {
	Data struct {
		Meta    ndoto.ConversationCounts `json:"meta"`
		Payload []ndoto.Conversation     `json:"payload"`
	} `json:"data"`
}

type status struct {
	Payload ndoto.StatusChange `json:"payload"`
}

func races(srv server) []race {
	list, lean, toggle := "/api/v1/accounts/1/conversations", "/api/v1/accounts/1/contacts", "/api/v1/accounts/1/conversations/42/toggle_status"
	own := must(ndoto.New(1, "token", ndoto.WithBaseURL(srv.url), ndoto.WithHTTPClient(&http.Client{Transport: transport()})))
	hand := byHand{base: srv.url, client: &http.Client{Transport: transport()}}
	rows := 25
	return []race{
		{name: "A page of 25 full conversations", short: "List", charted: true, contestants: []contestant{
			{"ndoto", func(ctx context.Context) error {
				got, err := own.Conversations.List(ctx, nil)
				return enough(err, func() int { return len(got.Conversations) }, rows)
			}},
			{"net/http, the same decoder", hand.get(list, func(data []byte) error { return into(data, decode.Unmarshal, rows) })},
			{"net/http, encoding/json", hand.get(list, func(data []byte) error { return into(data, json.Unmarshal, rows) })},
			{"net/http, NewDecoder", hand.decoded(list)},
			{"net/http, nothing decoded", hand.get(list, func([]byte) error { return nil })},
			{"go-github, issues", githubIssues(srv)}, {"gitlab client-go, issues", gitlabIssues(srv)}, {"godo, droplets", droplets(srv)},
		}},
		{name: "What is over the network and the types of each", short: "Overhead", contestants: overheads(srv, own, hand, list)},
		{name: "A lean page of 15 contacts", short: "Lean", contestants: []contestant{
			{"ndoto", func(ctx context.Context) error {
				got, err := own.Contacts.List(ctx, nil)
				return enough(err, func() int { return len(got.Contacts) }, 15)
			}},
			{"net/http, encoding/json", hand.get(lean, func(data []byte) error { return json.Unmarshal(data, new(ndoto.ContactPage)) })},
			{"net/http, nothing decoded", hand.get(lean, func([]byte) error { return nil })},
		}},
		{name: "A status set (a small POST)", short: "Toggle", contestants: []contestant{
			{"ndoto", func(ctx context.Context) error {
				_, err := own.Conversations.ToggleStatus(ctx, 42, ndoto.StatusResolved)
				return err
			}},
			{"net/http, by hand", hand.toggle(toggle)},
		}},
	}
}

// overheads compares each client with its own types over the same bytes without it.
func overheads(srv server, own *ndoto.Client, hand byHand, list string) []contestant {
	return []contestant{
		{"ndoto", func(ctx context.Context) error { _, err := own.Conversations.List(ctx, nil); return err }},
		{"net/http, ndoto's types", hand.get(list, func(data []byte) error { return decode.Unmarshal(data, new(page)) })},
		{"go-github", githubIssues(srv)},
		{"net/http, its types", hand.get("/repos/o/r/issues", func(data []byte) error { return json.Unmarshal(data, new([]*github.Issue)) })},
		{"gitlab client-go", gitlabIssues(srv)},
		{"net/http, its types ", hand.get("/api/v4/projects/1/issues", func(data []byte) error { return json.Unmarshal(data, new([]*gitlab.Issue)) })},
		{"godo", droplets(srv)},
		{"net/http, its types  ", hand.get("/v2/droplets", func(data []byte) error {
			return json.Unmarshal(data, new(struct {
				Droplets []godo.Droplet `json:"droplets"`
			}))
		})},
	}
}

func into(data []byte, unmarshal func([]byte, any) error, rows int) error {
	var p page
	err := unmarshal(data, &p)
	return enough(err, func() int { return len(p.Data.Payload) }, rows)
}

func enough(err error, n func() int, want int) error {
	if err == nil && n() != want {
		return errors.New("the answer has another number of rows")
	}
	return err
}

// byHand is a client as a careful engineer writes it for three calls: pooled buffers, all of the body read, one
// connection pool.
type byHand struct {
	base   string
	client *http.Client
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (h byHand) do(ctx context.Context, method, path string, body []byte, use func(*http.Response) error) error {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, h.base+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Api-Access-Token", "token")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return use(resp)
}

func pooled(use func([]byte) error) func(*http.Response) error {
	return func(resp *http.Response) error {
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		b.Grow(int(resp.ContentLength) + bytes.MinRead)
		if _, err := b.ReadFrom(resp.Body); err != nil {
			return err
		}
		return use(b.Bytes())
	}
}

func (h byHand) get(path string, use func([]byte) error) func(context.Context) error {
	return func(ctx context.Context) error { return h.do(ctx, http.MethodGet, path, nil, pooled(use)) }
}

// decoded is the usual pattern of SDKs.
func (h byHand) decoded(path string) func(context.Context) error {
	return func(ctx context.Context) error {
		return h.do(ctx, http.MethodGet, path, nil, func(resp *http.Response) error { return json.NewDecoder(resp.Body).Decode(new(page)) })
	}
}

func (h byHand) toggle(path string) func(context.Context) error {
	return func(ctx context.Context) error {
		body, err := json.Marshal(map[string]string{"status": "resolved"})
		if err != nil {
			return err
		}
		return h.do(ctx, http.MethodPost, path, body, pooled(func(data []byte) error { return json.Unmarshal(data, new(status)) }))
	}
}

func githubIssues(srv server) func(context.Context) error {
	base := srv.url + "/"
	c := must(github.NewClient(github.WithHTTPClient(&http.Client{Transport: transport()}), github.WithAuthToken("token"), github.WithURLs(&base, &base)))
	return func(ctx context.Context) error {
		got, _, err := c.Issues.ListByRepo(ctx, "o", "r", nil)
		return enough(err, func() int { return min(len(got), 1) }, 1)
	}
}

func gitlabIssues(srv server) func(context.Context) error {
	c := must(gitlab.NewClient("token", gitlab.WithBaseURL(srv.url), gitlab.WithHTTPClient(&http.Client{Transport: transport()})))
	return func(ctx context.Context) error {
		got, _, err := c.Issues.ListProjectIssues(1, nil, gitlab.WithContext(ctx))
		return enough(err, func() int { return min(len(got), 1) }, 1)
	}
}

func droplets(srv server) func(context.Context) error {
	c := must(godo.New(&http.Client{Transport: transport()}, godo.SetBaseURL(strings.TrimSuffix(srv.url, "/")+"/")))
	return func(ctx context.Context) error {
		got, _, err := c.Droplets.List(ctx, nil)
		return enough(err, func() int { return min(len(got), 1) }, 1)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // a contestant that cannot be set up
	}
	return v
}
