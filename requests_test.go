package ndoto_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// costly is a call whose number of requests is not one, or not always.
type costly struct {
	call, when string
	want       int
	// on makes what the call needs, and returns it. Requests count from then on.
	on func(d *requestDesk) func() error
}

// requestDesk is a server, a client that is new, and a conversation.
type requestDesk struct {
	*testing.T
	srv *ndototest.Server
	*ndoto.Client
	ctx          context.Context
	contact      int64
	conversation int64
}

func (d *requestDesk) contacts(n int) {
	for i := range n {
		d.srv.AddContact(ndototest.Contact{Name: fmt.Sprint("Guest ", i), Email: fmt.Sprintf("guest%d@example.com", i)})
	}
}

func (d *requestDesk) conversations(n int) {
	for range n {
		d.srv.AddConversation(ndototest.Conversation{ContactID: d.contact})
	}
}

// thread returns a conversation of n messages.
func (d *requestDesk) thread(n int) int64 {
	c := ndototest.Conversation{ContactID: d.contact}
	for i := range n {
		c.Messages = append(c.Messages, ndototest.Message{Content: fmt.Sprint("message ", i), CreatedAt: lastYear.Add(time.Duration(i) * time.Minute)})
	}
	return d.srv.AddConversation(c)
}

// must makes something that is not counted.
func must[T any](d *requestDesk, v T, err error) T {
	d.Helper()
	require.NoError(d.T, err)
	return v
}

// walkedTo fails unless a list has n items.
func walkedTo[T any](n int, list iter.Seq2[T, error]) error {
	got, err := iterated(list)
	if err == nil && got != n {
		return fmt.Errorf("%d came of %d", got, n)
	}
	return err
}

// iterated returns how many items a list has.
func iterated[T any](list iter.Seq2[T, error]) (n int, err error) {
	for _, err := range list {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func errOf[T any](_ T, err error) error { return err }

func errOf2[T any](_ T, _ bool, err error) error { return err }

// costs is docs/requests.md.
func costs() []costly {
	var rows []costly
	add := func(call, when string, want int, on func(d *requestDesk) func() error) {
		rows = append(rows, costly{call, when, want, on})
	}
	messages := func(when string, n, want int, again bool, params *ndoto.WalkMessagesParams) {
		add("Messages.All", when, want, func(d *requestDesk) func() error {
			id := d.thread(n)
			walk := func() error { return walkedTo(n, d.Messages.All(d.ctx, id, params)) }
			if again {
				require.NoError(d.T, walk())
			}
			return walk
		})
	}
	messages("no message", 0, 1, false, nil)
	messages("3 messages", 3, 1, false, nil)
	messages("50 messages, the first time: the second request learns how the server counts", 50, 2, false, nil)
	messages("50 messages", 50, 1, true, nil)
	messages("1,000 messages", 1000, 5, true, nil)
	messages("3 messages, newest first", 3, 1, false, &ndoto.WalkMessagesParams{NewestFirst: true})
	messages("1,000 messages, newest first", 1000, 5, true, &ndoto.WalkMessagesParams{NewestFirst: true})

	for _, l := range []struct{ n, want int }{{0, 1}, {3, 1}, {26, 2}, {250, 10}} {
		add("Conversations.All", fmt.Sprintf("%d conversations, 25 a page", l.n), l.want, func(d *requestDesk) func() error {
			d.conversations(l.n)
			return func() error { return walkedTo(l.n, d.Conversations.All(d.ctx, nil)) }
		})
	}
	add("Conversations.All", "25 conversations, the first time: is that the number of all, or of the page?", 2, func(d *requestDesk) func() error {
		d.conversations(25)
		return func() error { return walkedTo(25, d.Conversations.All(d.ctx, nil)) }
	})
	add("Conversations.All", "25 conversations", 1, func(d *requestDesk) func() error {
		d.conversations(26)
		require.NoError(d.T, walkedTo(26, d.Conversations.All(d.ctx, nil)))
		require.NoError(d.T, d.Conversations.Delete(d.ctx, 1))
		return func() error { return walkedTo(25, d.Conversations.All(d.ctx, nil)) }
	})
	add("Conversations.FilterAll", "250 conversations, 25 a page", 10, func(d *requestDesk) func() error {
		d.conversations(250)
		return func() error {
			return walkedTo(250, d.Conversations.FilterAll(d.ctx, ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen))))
		}
	})
	for _, l := range []struct{ n, want int }{{3, 1}, {16, 2}, {150, 10}} {
		add("Contacts.All", fmt.Sprintf("%d contacts, 15 a page", l.n), l.want, func(d *requestDesk) func() error {
			d.contacts(l.n - 1)
			return func() error { return walkedTo(l.n, d.Contacts.All(d.ctx, nil)) }
		})
	}
	add("Contacts.All", "15 contacts", 1, func(d *requestDesk) func() error {
		d.contacts(15)
		require.NoError(d.T, walkedTo(16, d.Contacts.All(d.ctx, nil)))
		require.NoError(d.T, d.Contacts.Delete(d.ctx, d.contact))
		return func() error { return walkedTo(15, d.Contacts.All(d.ctx, nil)) }
	})
	add("Contacts.SearchAll", "16 contacts, 15 a page", 2, func(d *requestDesk) func() error {
		d.contacts(16)
		return func() error { return walkedTo(16, d.Contacts.SearchAll(d.ctx, "Guest", nil)) }
	})
	add("Contacts.FilterAll", "16 contacts, 15 a page", 2, func(d *requestDesk) func() error {
		d.contacts(16)
		return func() error {
			return walkedTo(16, d.Contacts.FilterAll(d.ctx, ndoto.Where(ndoto.FilterName.Contains("Guest")), nil))
		}
	})
	add("Conversations.AllAttachments", "3 files", 1, func(d *requestDesk) func() error {
		file := ndototest.Attachment{Name: "a.txt", Data: []byte("x")}
		id := d.srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{{Attachments: []ndototest.Attachment{file, file, file}}}})
		return func() error { return walkedTo(3, d.Conversations.AllAttachments(d.ctx, id)) }
	})
	add("Attachments.UploadDirect", "a file", 2, func(d *requestDesk) func() error {
		return func() error {
			return errOf(d.Attachments.UploadDirect(d.ctx, d.conversation, ndoto.File{Name: "a.txt", Reader: strings.NewReader("x")}))
		}
	})
	add("Notifications.All", "none", 1, func(d *requestDesk) func() error {
		return func() error { return walkedTo(0, d.Notifications.All(d.ctx, nil)) }
	})
	add("CSAT.All", "none", 1, func(d *requestDesk) func() error {
		return func() error { return walkedTo(0, d.CSAT.All(d.ctx, nil)) }
	})
	add("AuditLog.All", "no more than 25 entries", 1, func(d *requestDesk) func() error {
		return func() error { return errOf(iterated(d.AuditLog.All(d.ctx))) }
	})

	send := func(d *requestDesk, c *ndoto.Client, opts ...ndoto.RequestOption) func() error {
		return func() error {
			return errOf(c.Messages.SendOnce(d.ctx, d.conversation, "key", &ndoto.CreateMessageParams{Content: "hello"}, opts...))
		}
	}
	add("Messages.SendOnce", "a key that was not used", 2, func(d *requestDesk) func() error { return send(d, d.Client) })
	add("Messages.SendOnce", "with WithNewKey", 1, func(d *requestDesk) func() error { return send(d, d.Client, ndoto.WithNewKey()) })
	add("Messages.SendOnce", "a key that this client has used", 0, func(d *requestDesk) func() error {
		require.NoError(d.T, send(d, d.Client)())
		return send(d, d.Client)
	})
	add("Messages.SendOnce", "a key that another client has used", 1, func(d *requestDesk) func() error {
		require.NoError(d.T, send(d, d.srv.Client())())
		return send(d, d.Client)
	})
	add("Messages.SendOnce", "the response was lost", 3, func(d *requestDesk) func() error {
		require.NoError(d.T, d.srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Cut: ndototest.CutAfterEffect, Count: 1}))
		return send(d, d.Client)
	})

	create := func(d *requestDesk, c *ndoto.Client, opts ...ndoto.RequestOption) func() error {
		return func() error {
			return errOf(c.Conversations.CreateOnce(d.ctx, "key", &ndoto.CreateConversationParams{InboxID: d.srv.InboxID, ContactID: d.contact}, opts...))
		}
	}
	add("Conversations.CreateOnce", "a key that was not used", 2, func(d *requestDesk) func() error { return create(d, d.Client) })
	add("Conversations.CreateOnce", "with WithNewKey", 1, func(d *requestDesk) func() error { return create(d, d.Client, ndoto.WithNewKey()) })
	add("Conversations.CreateOnce", "a key that this client has used", 0, func(d *requestDesk) func() error {
		require.NoError(d.T, create(d, d.Client)())
		return create(d, d.Client)
	})
	add("Conversations.CreateOnce", "a key that another client has used", 1, func(d *requestDesk) func() error {
		require.NoError(d.T, create(d, d.srv.Client())())
		return create(d, d.Client)
	})

	ensure := func(call string, found, made int, run func(d *requestDesk) error) {
		add(call, "what is there", found, func(d *requestDesk) func() error {
			require.NoError(d.T, run(d))
			return func() error { return run(d) }
		})
		add(call, "what is not there yet", made, func(d *requestDesk) func() error { return func() error { return run(d) } })
	}
	ensure("AssignmentPolicies.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.AssignmentPolicies.Ensure(d.ctx, &ndoto.AssignmentPolicyParams{Name: ndoto.Set("Fair")}))
	})
	inPortal := func(call string, run func(d *requestDesk) error) {
		portal := func(d *requestDesk) func() error {
			require.NoError(d.T, errOf(d.Portals.Create(d.ctx, &ndoto.PortalParams{Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs")})))
			return func() error { return run(d) }
		}
		add(call, "what is there", 1, func(d *requestDesk) func() error {
			run := portal(d)
			require.NoError(d.T, run())
			return run
		})
		add(call, "what is not there yet", 2, portal)
	}
	article := func(d *requestDesk) *ndoto.ArticleParams {
		return &ndoto.ArticleParams{Title: ndoto.Set("Refunds"), Slug: ndoto.Set("refunds"), AuthorID: ndoto.Set(d.srv.AdminID)}
	}
	inPortal("Articles.Ensure", func(d *requestDesk) error { return errOf2(d.Articles.Ensure(d.ctx, "docs", article(d))) })
	articles := func(d *requestDesk, from, to int) (all []*ndoto.ArticleParams) {
		require.NoError(d.T, errOf2(d.Portals.Ensure(d.ctx, &ndoto.PortalParams{Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs")})))
		for i := from; i < to; i++ {
			p := article(d)
			p.Slug = ndoto.Set(fmt.Sprint("refunds-", i))
			all = append(all, p)
		}
		return all
	}
	for _, c := range []struct {
		when           string
		there, changed int
		want           int
	}{
		{"100 articles that are there, 25 a page", 100, 0, 4},
		{"100 articles, 10 of them with changes", 100, 10, 14},
		{"100 articles, 30 of them new", 70, 0, 33},
		{"100 articles of an empty portal", 0, 0, 101},
	} {
		add("Articles.Sync", c.when, c.want, func(d *requestDesk) func() error {
			require.NoError(d.T, errOf(d.Articles.Sync(d.ctx, "docs", articles(d, 0, c.there))))
			all := articles(d, 0, 100)
			for _, p := range all[:c.changed] {
				p.Title = ndoto.Set("Money back")
			}
			return func() error { return errOf(d.Articles.Sync(d.ctx, "docs", all)) }
		})
	}
	inPortal("Categories.Ensure", func(d *requestDesk) error {
		return errOf2(d.Categories.Ensure(d.ctx, "docs", &ndoto.CategoryParams{Name: ndoto.Set("Orders"), Slug: ndoto.Set("orders")}))
	})
	ensure("Companies.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Companies.Ensure(d.ctx, &ndoto.CompanyParams{Name: ndoto.Set("Globex"), Domain: ndoto.Set("globex.example")}))
	})
	ensure("Contacts.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Contacts.Ensure(d.ctx, ndoto.ByEmail("new@example.com"), nil))
	})
	ensure("Conversations.Ensure", 1, 2, func(d *requestDesk) error {
		fresh := d.srv.AddContact(ndototest.Contact{Name: "fresh"})
		if len(d.srv.Requests()) > 0 {
			fresh-- // of the first time
		}
		return errOf2(d.Conversations.Ensure(d.ctx, &ndoto.CreateConversationParams{InboxID: d.srv.InboxID, ContactID: fresh}, ndoto.ReuseOpen))
	})
	ensure("Inboxes.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Inboxes.Ensure(d.ctx, "Bridge", ndoto.APIChannel{}, nil))
	})
	ensure("Labels.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Labels.Ensure(d.ctx, &ndoto.LabelParams{Title: ndoto.Set("delivery")}))
	})
	ensure("Portals.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Portals.Ensure(d.ctx, &ndoto.PortalParams{Name: ndoto.Set("Help"), Slug: ndoto.Set("help")}))
	})
	ensure("Teams.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Teams.Ensure(d.ctx, &ndoto.TeamParams{Name: ndoto.Set("new")}))
	})
	ensure("Webhooks.Ensure", 1, 2, func(d *requestDesk) error {
		return errOf2(d.Webhooks.Ensure(d.ctx, &ndoto.WebhookParams{URL: ndoto.Set("https://hooks.example/c")}))
	})

	type change struct {
		call string
		run  func(d *requestDesk) error
	}
	for _, c := range []change{
		{"Contacts.BulkAddLabels", func(d *requestDesk) error {
			return d.Contacts.BulkAddLabels(d.ctx, []int64{d.contact}, []string{"vip"})
		}},
		{"Contacts.BulkRemoveLabels", func(d *requestDesk) error {
			return d.Contacts.BulkRemoveLabels(d.ctx, []int64{d.contact}, []string{"old"})
		}},
		{"Contacts.BulkDelete", func(d *requestDesk) error { return d.Contacts.BulkDelete(d.ctx, []int64{d.contact}) }},
	} {
		add(c.call, "the first time: is the server new enough?", 2, func(d *requestDesk) func() error {
			return func() error { return c.run(d) }
		})
		add(c.call, "later", 1, func(d *requestDesk) func() error {
			require.NoError(d.T, errOf(d.Client.Server(d.ctx)))
			return func() error { return c.run(d) }
		})
	}

	for _, c := range []change{
		{"Conversations.AddLabels", func(d *requestDesk) error {
			return errOf(d.Conversations.AddLabels(d.ctx, d.conversation, []string{"vip"}))
		}},
		{"Conversations.RemoveLabels", func(d *requestDesk) error {
			return errOf(d.Conversations.RemoveLabels(d.ctx, d.conversation, []string{"old"}))
		}},
		{"Conversations.MergeAttributes", func(d *requestDesk) error {
			return errOf(d.Conversations.MergeAttributes(d.ctx, d.conversation, map[string]any{"plan": "gold"}))
		}},
		{"Conversations.RemoveAttributes", func(d *requestDesk) error {
			return errOf(d.Conversations.RemoveAttributes(d.ctx, d.conversation, []string{"old"}))
		}},
		{"Contacts.AddLabels", func(d *requestDesk) error {
			return errOf(d.Contacts.AddLabels(d.ctx, d.contact, []string{"vip"}))
		}},
		{"Contacts.RemoveLabels", func(d *requestDesk) error {
			return errOf(d.Contacts.RemoveLabels(d.ctx, d.contact, []string{"old"}))
		}},
		{"Contacts.MergeAttributes", func(d *requestDesk) error {
			return errOf(d.Contacts.MergeAttributes(d.ctx, d.contact, map[string]any{"plan": "gold"}))
		}},
		{"Contacts.RemoveAttributes", func(d *requestDesk) error {
			return errOf(d.Contacts.RemoveAttributes(d.ctx, d.contact, []string{"old"}))
		}},
	} {
		add(c.call, "a change: read, write, read back", 3, func(d *requestDesk) func() error {
			_, err := d.Client.Server(d.ctx)
			require.NoError(d.T, err)
			return func() error { return c.run(d) }
		})
		add(c.call, "nothing to change", 1, func(d *requestDesk) func() error {
			require.NoError(d.T, c.run(d))
			return func() error { return c.run(d) }
		})
	}

	add("Conversations.MergeAttributes", "the first change of a client, which asks for the version of the server", 4, func(d *requestDesk) func() error {
		return func() error {
			return errOf(d.Conversations.MergeAttributes(d.ctx, d.conversation, map[string]any{"plan": "gold"}))
		}
	})
	add("Conversations.Assign", "an agent", 1, func(d *requestDesk) func() error {
		return func() error {
			return errOf(d.Conversations.Assign(d.ctx, d.conversation, ndoto.AssignParams{AgentID: d.srv.AgentID}))
		}
	})
	add("Conversations.Assign", "an agent and a team", 2, func(d *requestDesk) func() error {
		return func() error {
			return errOf(d.Conversations.Assign(d.ctx, d.conversation, ndoto.AssignParams{AgentID: d.srv.AgentID, TeamID: d.srv.TeamID}))
		}
	})
	add("Agents.Update", "without a CustomRoleID, which is read first", 2, func(d *requestDesk) func() error {
		return func() error {
			return errOf(d.Agents.Update(d.ctx, d.srv.AgentID, &ndoto.UpdateAgentParams{Role: ndoto.Set(ndoto.RoleAgent)}))
		}
	})
	add("Macros.Update", "without a Visibility, which is read first", 2, func(d *requestDesk) func() error {
		actions := []ndoto.Action{{Name: "resolve_conversation"}}
		macro, err := d.Macros.Create(d.ctx, &ndoto.MacroParams{Name: ndoto.Set("close"), Actions: actions})
		id := must(d, macro, err).ID
		return func() error { return errOf(d.Macros.Update(d.ctx, id, &ndoto.MacroParams{Name: ndoto.Set("end")})) }
	})
	add("Contacts.Merge", "two contacts", 1, func(d *requestDesk) func() error {
		other := d.srv.AddContact(ndototest.Contact{Name: "twin"})
		return func() error { return errOf(d.Contacts.Merge(d.ctx, d.contact, other)) }
	})
	add("Messages.Get", "a message among the latest", 1, func(d *requestDesk) func() error {
		id := d.srv.AddMessage(d.conversation, ndototest.Message{Content: "x"})
		return func() error { return errOf(d.Messages.Get(d.ctx, d.conversation, id)) }
	})
	file := func(d *requestDesk) string {
		id := d.srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{{Attachments: []ndototest.Attachment{{Data: []byte("x")}}}}})
		page, err := d.Conversations.Attachments(d.ctx, id, nil)
		return must(d, page, err).Attachments[0].DataURL
	}
	add("Attachments.Download", "a file of the server: a redirect, and the file", 2, func(d *requestDesk) func() error {
		address := file(d)
		return func() error { return errOf(d.Attachments.Download(d.ctx, address, io.Discard, 10)) }
	})
	add("Attachments.DownloadFile", "a file of the server: a redirect, and the file", 2, func(d *requestDesk) func() error {
		address := file(d)
		return func() error { return errOf(d.Attachments.DownloadFile(d.ctx, address, d.TempDir(), 10)) }
	})
	return rows
}

// TestRequestsTable counts the requests of what may make more than one, and compares docs/requests.md with them.
func TestRequestsTable(t *testing.T) {
	t.Parallel()
	const file = "docs/requests.md"
	table := ""
	for _, row := range costs() {
		srv := ndototest.New(t)
		contact := srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com", Labels: []string{"old"}, CustomAttributes: map[string]any{"old": 1}})
		d := &requestDesk{T: t, srv: srv, Client: srv.Client(), ctx: t.Context(), contact: contact}
		if !strings.HasSuffix(row.call, "All") {
			d.conversation = srv.AddConversation(ndototest.Conversation{ContactID: contact, Labels: []string{"old"}, CustomAttributes: map[string]any{"old": 1}})
		}
		run := row.on(d)
		before := len(srv.Requests())
		assert.NoError(t, run(), "%s: %s", row.call, row.when)
		var paths []string
		for _, r := range srv.Requests()[before:] {
			paths = append(paths, r.Method+" "+r.Path+"?"+r.Query)
		}
		assert.Len(t, paths, row.want, "%s: %s", row.call, row.when)
		table += fmt.Sprintf("| `%s` | %s | %d |\n", row.call, row.when, row.want)
	}
	want := `<!-- Generated from requests_test.go by go generate; do not edit. -->

# Requests

How many requests the calls make that may make more than one, on the newest version of the server software. Any other call
makes one. Retries come on top, and waits for rate limits.

| call | when | requests |
|---|---|---|
` + table
	if *ndoto.Update {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	if string(got) != want {
		t.Errorf("%s: out of date; run go generate", file)
	}
}
