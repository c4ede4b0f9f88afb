package ndoto_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// dumped makes calls with texts, people and secrets in them, and returns the dump.
func dumped(t *testing.T, option func(w *bytes.Buffer) ndoto.Option) (dump string, srv *ndototest.Server, hook *ndoto.Webhook) {
	t.Helper()
	var out bytes.Buffer
	srv = ndototest.New(t)
	client := srv.Client(option(&out), ndoto.WithHeader("X-Gateway-Key", "key-of-the-gateway"), ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	ctx := t.Context()
	contact, err := client.Contacts.Create(ctx, &ndoto.ContactParams{
		Name: ndoto.Set("Ada Lovelace"), Email: ndoto.Set("ada@example.com"), PhoneNumber: ndoto.Set("+250788123456"),
		CustomAttributes: map[string]any{"birthday": "1815-12-10", "pin": 271828}, InboxID: srv.InboxID,
	})
	require.NoError(t, err)
	id := srv.AddConversation(ndototest.Conversation{ContactID: contact.ID, Messages: []ndototest.Message{{
		Content: "my cat is ill", Attachments: []ndototest.Attachment{{Name: "cat.png", ContentType: "image/png", Data: []byte("PNG of a cat")}},
	}}})
	_, err = client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "poor thing", Attachments: []ndoto.File{{Name: "advice.txt", Reader: strings.NewReader("drink tea")}}})
	require.NoError(t, err)
	for message, err := range client.Messages.All(ctx, id, nil) {
		require.NoError(t, err)
		for _, a := range message.Attachments {
			_, err = client.Attachments.Download(ctx, a.DataURL, &bytes.Buffer{}, 1000)
			require.NoError(t, err)
		}
	}
	_, err = client.Contacts.Search(ctx, "lovelace", nil)
	require.NoError(t, err)
	hook, _, err = client.Webhooks.Ensure(ctx, &ndoto.WebhookParams{URL: ndoto.Set("https://crm.example/ndoto?token=of-the-url")})
	require.NoError(t, err)
	_, err = client.Profile.Get(ctx)
	require.NoError(t, err)
	_, err = client.Inboxes.List(ctx)
	require.NoError(t, err)
	return out.String(), srv, hook
}

func TestDumpHidesWhatIsSomebodys(t *testing.T) {
	t.Parallel()
	dump, srv, hook := dumped(t, func(w *bytes.Buffer) ndoto.Option { return ndoto.WithDump(w) })
	for _, theirs := range []string{
		"lovelace", "ada@", "25078", "1815", "271828", "my cat", "cat.png", "poor", "advice", "drink", "crm.example", "Amara", "active_storage",
		srv.AdminToken, string(hook.Secret), "of-the-url", "key-of-the-gateway",
	} {
		assert.NotContains(t, strings.ToLower(dump), strings.ToLower(theirs))
	}
	assert.Contains(t, dump, `"custom_attributes":{"birthday":"[10 characters]","pin":"[hidden]"}`)
	assert.Contains(t, dump, "> 1 Api-Access-Token: [token]\n> 1 Content-Type: application/json\n")
	assert.Contains(t, dump, "/contacts/search?q=[8 characters]")
}

func TestFullDumpHidesSecrets(t *testing.T) {
	t.Parallel()
	dump, srv, hook := dumped(t, func(w *bytes.Buffer) ndoto.Option { return ndoto.WithFullDump(w) })
	for _, secret := range []string{srv.AdminToken, string(hook.Secret), "of-the-url", "key-of-the-gateway", "active_storage", "PNG of a cat", "drink tea"} {
		assert.NotContains(t, dump, secret)
	}
	for _, shown := range []string{"Ada Lovelace", "my cat is ill", `"pin":271828`, "q=lovelace", "https://crm.example/ndoto?[hidden]"} {
		assert.Contains(t, dump, shown)
	}
}

// TestDumpOfAttempts compares a whole dump, of a call that is tried again.
func TestDumpOfAttempts(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client := srv.Client(ndoto.WithDump(&out), ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 1, Cut: ndototest.CutBeforeEffect}))
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 1, Status: 502, ContentType: "text/html", Body: "<h1>Bad Gateway</h1>"}))
	_, err := client.Conversations.ToggleStatus(t.Context(), id, ndoto.StatusResolved)
	require.NoError(t, err)
	got := regexp.MustCompile(`in \d.*s`).ReplaceAllString(out.String(), "in 1ms")
	got = regexp.MustCompile(`(?m)^< . (Date|X-Runtime|X-Request-Id|Etag|Cache-Control|Content-Length|[A-Z][A-Za-z-]*: \[\d+ characters\]).*\n`).ReplaceAllString(got, "")
	request := "> %[2]d POST " + srv.URL + `/api/v1/accounts/1/conversations/1/toggle_status (Conversations.ToggleStatus, attempt %[2]d)
> %[2]d Accept: application/json
> %[2]d Api-Access-Token: [token]
> %[2]d Content-Type: application/json
> %[2]d User-Agent: ndoto-go/%[1]s
> %[2]d {"status":"resolved"}
`
	assert.Equal(t, fmt.Sprintf(request, ndoto.Version, 1)+"< 1 no response in 1ms: EOF\n"+
		fmt.Sprintf(request, ndoto.Version, 2)+"< 2 502 Bad Gateway in 1ms\n< 2 Content-Type: text/html\n< 2 [20 bytes that are not JSON]\n"+
		fmt.Sprintf(request, ndoto.Version, 3)+"< 3 200 OK in 1ms\n< 3 Content-Type: application/json; charset=utf-8\n"+
		`< 3 {"payload":{"conversation_id":1,"current_status":"resolved","snoozed_until":null,"success":true}}`+"\n", got)
}

func TestDumpNeedsWriter(t *testing.T) {
	t.Parallel()
	_, err := ndoto.New(1, "token", ndoto.WithDump(nil))
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = ndoto.New(1, "token", ndoto.WithFullDump(nil))
	require.ErrorContains(t, err, "WithFullDump: the writer is nil")
}
