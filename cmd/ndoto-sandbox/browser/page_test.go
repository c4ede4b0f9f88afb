// Package browser tests the page of ndoto-sandbox in a headless Chromium. It is a module of its own for its
// dependencies.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
)

// sandbox builds and starts the program.
func sandbox(t testing.TB, args ...string) (url string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ndoto-sandbox")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/ndoto-sandbox")
	build.Dir = "../../.."
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.CommandContext(t.Context(), program, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(strings.TrimPrefix(line, "The desk is open: "))
}

// browser opens a page, and fails the test for every error on its console.
func browser(t testing.TB, url string, width, height int64, scheme string) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()))
	if path, err := exec.LookPath("chromium"); err == nil {
		opts = append(opts, chromedp.ExecPath(path))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	ctx, cancelAllocator := chromedp.NewExecAllocator(ctx, opts...)
	ctx, cancelPage := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // which waits until the browser has ended
		cancelPage()
		cancelAllocator()
		cancel()
	})
	chromedp.ListenTarget(ctx, func(e any) {
		if thrown, is := e.(*runtime.EventExceptionThrown); is {
			t.Errorf("the page threw: %s", thrown.ExceptionDetails.Error())
		}
	})
	require.NoError(t, chromedp.Run(ctx, network.Enable(), emulation.SetDeviceMetricsOverride(width, height, 1, width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}), chromedp.Navigate(url)))
	return ctx
}

// bot is a program as a user would write it: it greets with a menu, then a form, and finally hands over.
func bot(t *testing.T, client *ndoto.Client) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var e struct {
			Event             string
			MessageType       string         `json:"message_type"`
			ContentType       string         `json:"content_type"`
			ContentAttributes map[string]any `json:"content_attributes"`
			Conversation      struct{ ID int64 }
		}
		if !assert.NoError(t, json.NewDecoder(r.Body).Decode(&e)) {
			return
		}
		answered := e.Event == "message_updated" && e.ContentAttributes["submitted_values"] != nil
		id, ctx := e.Conversation.ID, r.Context()
		var err error
		switch {
		case e.Event == "message_created" && e.MessageType == "incoming":
			menu := ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"}, ndoto.Choice{Title: "Delivery", Value: "delivery"})
			_, err = client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "What is it about?", Rich: menu})
		case answered && e.ContentType == "input_select":
			form := ndoto.Form(ndoto.FormField{Type: "text", Name: "order", Label: "Order number"})
			_, err = client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Which order?", Rich: form})
		case answered && e.ContentType == "form":
			_, err = client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "A colleague takes over."})
			if assert.NoError(t, err) {
				_, err = client.Conversations.ToggleStatus(ctx, id, ndoto.StatusOpen)
			}
		}
		assert.NoError(t, err)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// seen waits for a text in a part of the page, and says what is there if it does not appear.
func seen(selector, text string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		quoted, _ := json.Marshal(text)
		part := `(document.querySelector("` + selector + `")?.innerText || "")`
		err := chromedp.Poll(part+`.includes(`+string(quoted)+`)`, nil, chromedp.WithPollingTimeout(20*time.Second)).Do(ctx)
		if err == nil {
			return nil
		}
		var there, trouble string
		_ = chromedp.Evaluate(part, &there).Do(ctx)
		_ = chromedp.Evaluate(`document.querySelector("#trouble").innerText`, &trouble).Do(ctx)
		return fmt.Errorf("%q is not in %s, where there is %q; the page says %q: %w", text, selector, there, trouble, err)
	})
}

// do takes one step after another, each with a timeout of its own, and says which one fails.
func do(ctx context.Context, t *testing.T, steps ...chromedp.Action) {
	t.Helper()
	for i, step := range steps {
		within, cancel := context.WithTimeout(ctx, 40*time.Second)
		err := chromedp.Run(within, step)
		cancel()
		require.NoError(t, err, "step %d", i+1)
	}
}

// is waits until an expression is true.
func is(expression string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(20*time.Second)).Do(ctx); err != nil {
			return fmt.Errorf("%s does not become true: %w", expression, err)
		}
		return nil
	})
}

func click(selector string) chromedp.Action {
	return chromedp.Tasks{is(`document.querySelector(` + "`" + selector + "`" + `) !== null`), chromedp.Evaluate(`document.querySelector(`+"`"+selector+"`"+`).click()`, nil)}
}

func writeAs(who, text string) chromedp.Action {
	return chromedp.Tasks{
		click(`#compose input[value=` + who + `]`), chromedp.SendKeys(`#compose textarea`, text, chromedp.ByQuery), click(`#compose .line button`),
		is(`document.querySelector("#compose textarea").value === ""`),
	}
}

func TestConversationInTheBrowser(t *testing.T) {
	state := filepath.Join(t.TempDir(), "desk.json")
	url := sandbox(t, "-state", state)
	ctx := browser(t, url, 1440, 900, "light")
	client, err := ndoto.New(1, "token-of-bot-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	address := bot(t, client)

	do(ctx, t,
		click(`[data-tab=connect]`), seen("#connect", "export NDOTO_BASE_URL="+url),
		chromedp.SetValue(`#connect input[name=url]`, address, chromedp.ByQuery), click(`#connect form button`), seen("#connect", "token-of-bot-1"),
		is(`document.querySelector("#connect input[name=url]").value === "`+address+`"`),

		chromedp.SendKeys(`#begin input`, "Ada Lovelace", chromedp.ByQuery), click(`#begin button`), seen("#head", "Ada Lovelace"),
		writeAs("customer", "hello <b>there</b>"), seen("#messages", "hello <b>there</b>"),
		seen("#messages", "What is it about?"), seen("#threads", "pending"),
		click(`.choices button`), seen("#messages", "✓ Billing"), seen("#messages", "Which order?"),
		chromedp.SendKeys(`.form input`, "A-1", chromedp.ByQuery), click(`.form button`), seen("#messages", "order: A-1"),
		seen("#messages", "A colleague takes over."), seen("#threads", "open"),
		writeAs("note", "she is a VIP"), seen("#messages", "she is a VIP"), is(`document.querySelector("li.note") !== null`),
		writeAs("agent", "I am here."), seen("#messages", "I am here."),

		click(`[data-tab=hooks]`), seen("#hooks", "message_updated"), click(`#hooks summary`), seen("#hooks", "X-Chatwoot-Signature: sha256="),
		click(`[data-tab=calls]`), seen("#calls", "conversations/1/toggle_status"), click(`#calls summary`), seen("#calls", "[token]"),
	)

	do(ctx, t,
		click(`[data-tab=faults]`), click(`#faults form button`), seen("#faults li", "503 before anything happens"),
		chromedp.SendKeys(`#compose textarea`, "still there?", chromedp.ByQuery), click(`#compose .line button`), seen("#alert", "The message was not sent: 503"),
		click(`#faults li button`), is(`document.querySelector("#faults li") === null`),
		click(`#compose .line button`), seen("#messages", "still there?"), is(`document.querySelector("#alert").hidden`),
	)

	saved(t, state, "still there?")
}

// saved waits until a text is in the file, which is written at most once a second.
func saved(t *testing.T, state, text string) {
	t.Helper()
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(state)
		return err == nil && strings.Contains(string(data), text)
	}, 30*time.Second, 20*time.Millisecond)
}

// TestPageIsNeverBlank opens the page before and after there is a conversation, and after a restart.
func TestPageIsNeverBlank(t *testing.T) {
	state := filepath.Join(t.TempDir(), "desk.json")
	url := sandbox(t, "-state", state)
	client, err := ndoto.New(1, "token-of-user-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	ctx := browser(t, url, 1440, 900, "light")
	do(ctx, t, seen("#messages", "Open a conversation to begin."))

	contact, err := client.Contacts.Create(t.Context(), &ndoto.ContactParams{Name: ndoto.Set("Grace Hopper"), InboxID: 1})
	require.NoError(t, err)
	_, err = client.Conversations.Create(t.Context(), &ndoto.CreateConversationParams{
		InboxID: 1, ContactID: contact.ID, Message: &ndoto.CreateMessageParams{Content: "made by the API"},
	})
	require.NoError(t, err)
	do(ctx, t, seen("#threads", "Grace Hopper"), seen("#head", "Grace Hopper"), seen("#messages", "made by the API"))
	second := browser(t, url, 1440, 900, "light")
	do(second, t, seen("#threads", "Grace Hopper"), seen("#messages", "made by the API"))
	unknown := browser(t, url+"/sandbox/#99", 1440, 900, "light")
	do(unknown, t, seen("#messages", "made by the API"), is(`location.hash === "#1"`))

	saved(t, state, "made by the API")
	again := browser(t, sandbox(t, "-state", state), 1440, 900, "light")
	do(again, t, seen("#threads", "Grace Hopper"), seen("#messages", "made by the API"))
}

// TestUpdatesLeaveTheUserAlone changes the desk while a user is in the middle of something.
func TestUpdatesLeaveTheUserAlone(t *testing.T) {
	url := sandbox(t)
	customer := customerOf(t, url)
	client, err := ndoto.New(1, "token-of-user-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	for _, name := range []string{"Ada", "Grace", "Katherine"} {
		customer("conversations", map[string]string{"Name": name})
	}
	customer("conversations/1/say", map[string]string{"Text": "**one** of [these](https://example.com/x) <i>or</i> `that`\n- a\n- b"})
	_, err = client.Messages.Create(t.Context(), 1, &ndoto.CreateMessageParams{
		Content: "Which?", Rich: ndoto.Form(ndoto.FormField{Type: "text_area", Name: "why", Label: "Why", Required: true}, ndoto.FormField{Type: "email", Name: "mail", Label: "Mail"}),
	})
	require.NoError(t, err)
	ctx := browser(t, url+"/sandbox/#1", 1440, 900, "light")
	text := func(selector string) string { return `document.querySelector("` + selector + `")?.innerText` }
	do(ctx, t,
		seen("#messages", "Which?"),
		is(`document.querySelector(".bubble strong").innerText === "one" && document.querySelector(".bubble a").href === "https://example.com/x"`),
		is(`document.querySelector(".bubble code").innerText === "that" && document.querySelectorAll(".bubble li").length === 2`),
		seen("#messages", "<i>or</i>"),

		// Focus in the list, a half filled form, a selection, and an open row of the log.
		chromedp.SendKeys(`.form textarea`, "half", chromedp.ByQuery),
		chromedp.Evaluate(`getSelection().selectAllChildren(document.querySelector(".bubble p"))`, nil),
		click(`[data-tab=calls]`), click(`#calls summary`), seen("#calls", "token"),
		chromedp.Evaluate(`document.querySelector("#threads li:last-child button").focus()`, nil),
		chromedp.Evaluate(`window.focused = document.activeElement.querySelector(".who").innerText`, nil),
	)
	customer("conversations/3/say", map[string]string{"Text": "me first"})
	_, err = client.Conversations.ToggleStatus(t.Context(), 1, ndoto.StatusResolved)
	require.NoError(t, err)
	do(ctx, t,
		is(text("#threads li .who")+` === "Katherine"`), is(`document.querySelector("#threads li button").classList.contains("unread")`),
		is(`document.activeElement.querySelector?.(".who")?.innerText === window.focused`),
		is(`document.querySelector(".form textarea").value === "half"`), is(`String(getSelection()).includes("these")`),
		is(`document.querySelector("#calls details[open]") !== null`),
		is(`document.querySelector("#head select").value === "resolved"`),
		chromedp.Evaluate(`document.querySelector("#head select").focus()`, nil),
	)
	_, err = client.Conversations.ToggleStatus(t.Context(), 1, ndoto.StatusOpen)
	require.NoError(t, err)
	do(ctx, t,
		is(`document.querySelector("#head select").value === "open" && document.activeElement === document.querySelector("#head select")`),
		chromedp.SendKeys(`.form input`, "a@example.com", chromedp.ByQuery), click(`.form button`), seen("#messages", "why: half"),
		chromedp.SendKeys(`#search`, "first", chromedp.ByQuery), is(`document.querySelectorAll("#threads li").length === 1`), seen("#threads", "Katherine"),
		click(`#threads button`), seen("#head", "Katherine"), is(`document.querySelector("#threads .unread") === null`),
		chromedp.Evaluate(`document.querySelector("#only").click()`, nil), seen("#calls", "No call about this conversation yet."),
		chromedp.Evaluate(`document.querySelector("#tab-calls").focus()`, nil), chromedp.KeyEvent(kb.ArrowRight), is(`document.activeElement.id === "tab-faults"`),
		is(`document.querySelector("#calls").hidden && !document.querySelector("#faults").hidden`),
	)
}

// TestLongConversation goes back in it, and has it go on meanwhile.
func TestLongConversation(t *testing.T) {
	url := sandbox(t)
	customer := customerOf(t, url)
	customer("conversations", map[string]string{"Name": "Ada"})
	say := func(n int) { customer("conversations/1/say", map[string]string{"Text": fmt.Sprintf("message %d.", n)}) }
	for n := range 150 {
		say(n)
	}
	ctx := browser(t, url, 1440, 900, "light")
	rows := func(n int) chromedp.Action {
		return is(fmt.Sprintf(`document.querySelectorAll("#messages .bubble").length === %d`, n))
	}
	below := `document.querySelector("#messages").scrollHeight - document.querySelector("#messages").scrollTop`
	do(ctx, t,
		seen("#messages", "message 149."), rows(100), is(below+` - document.querySelector("#messages").clientHeight < 2`),
		chromedp.Evaluate(`document.querySelector("#messages").scrollTop = 0; window.below = `+below, nil),
		click(`#messages button`), rows(150), seen("#messages li:first-child", "message 0."), is(`Math.abs(`+below+` - window.below) < 2`),
		chromedp.Evaluate(`window.kept = document.querySelector("#messages li")`, nil),
	)
	say(150)
	do(ctx, t, seen("#messages li:last-child", "message 150."), rows(151), is(`document.querySelector("#messages li") === window.kept && `+below+` > window.below`))
	do(ctx, t, chromedp.Evaluate(`document.querySelector("#messages").scrollTop = document.querySelector("#messages").scrollHeight`, nil))
	for n := 151; n <= 200; n++ {
		say(n)
	}
	do(ctx, t, seen("#messages li:last-child", "message 200."), rows(100), seen("#messages li:first-child", "Earlier messages"))
}

// TestRichMessages uses the messages that the other tests leave out, in a right-to-left language.
func TestRichMessages(t *testing.T) {
	url := sandbox(t)
	customerOf(t, url)("conversations", map[string]string{"Name": "מאיה"})
	client, err := ndoto.New(1, "token-of-user-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	for _, params := range []*ndoto.CreateMessageParams{
		{Content: "שלום, מה שלומך?"},
		{Content: "Shoes", Rich: ndoto.Cards(ndoto.NewCard("Red shoes", ndoto.PostbackAction("Buy", "buy red"), ndoto.LinkAction("Look", "https://example.com/red")))},
		{Content: "Your address?", Rich: ndoto.InputEmail()},
		{Content: "How was it?", Rich: ndoto.InputCSAT()},
	} {
		_, err := client.Messages.Create(t.Context(), 1, params)
		require.NoError(t, err)
	}
	ctx := browser(t, url, 1440, 900, "dark")
	do(ctx, t,
		seen("#messages", "How was it?"), is(`getComputedStyle(document.querySelector(".bubble p")).direction === "rtl"`),
		is(`document.querySelector(".card a").href === "https://example.com/red"`),
		click(`.card button`), seen("#messages li:last-child", "buy red"),
		chromedp.SendKeys(`.form input`, "maya@example.com", chromedp.ByQuery), click(`.form button`), seen("#messages", "maya@example.com"),
		chromedp.SendKeys(`.survey textarea`, "quick", chromedp.ByQuery), click(`.survey button:nth-child(4)`), seen("#messages", "4 of 5"), seen("#messages", "quick"),
		click(`[data-tab=connect]`), chromedp.SendKeys(`#connect form:last-of-type input`, "http://127.0.0.1:1/x", chromedp.ByQuery), click(`#connect form:last-of-type button`),
		seen("#webhooks", "http://127.0.0.1:1/x"), click(`#webhooks button`), is(`document.querySelector("#webhooks li") === null`),
		click(`#connect .copy`), is(`["Copied", "Press Ctrl+C"].includes(document.querySelector("#connect .copy").innerText)`),
	)
}

// TestLayout saves screenshots to NDOTO_SCREENSHOTS, and checks that nothing is wider than the window.
func TestLayout(t *testing.T) {
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "Kigali") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer hook.Close()
	url := sandbox(t, "-webhook", hook.URL+"/events")
	client, err := ndoto.New(1, "token-of-user-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	fill(t, client, url)
	for _, c := range []struct {
		name          string
		width, height int64
		scheme        string
		panel, tab    string
	}{
		{"wide-light", 1440, 900, "light", "chat", "hooks"}, {"wide-dark", 1440, 900, "dark", "chat", "calls"},
		{"wide-faults", 1440, 900, "light", "chat", "faults"}, {"wide-connect", 1440, 900, "dark", "chat", "connect"},
		{"middle-light", 900, 760, "light", "log", "hooks"}, {"narrow-light", 390, 800, "light", "chat", "hooks"},
		{"narrow-dark", 390, 800, "dark", "chat", "hooks"}, {"narrow-log", 390, 800, "dark", "log", "hooks"}, {"narrow-list", 390, 800, "light", "list", "hooks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := browser(t, url+"/sandbox/#1", c.width, c.height, c.scheme)
			var overflow bool
			var picture []byte
			require.NoError(t, chromedp.Run(ctx, seen("#messages", "delivery"), chromedp.Evaluate(`document.querySelector("#hooks summary").click()`, nil),
				chromedp.Evaluate(`document.querySelector(".tabs [data-tab=`+c.tab+`]").click()`, nil), chromedp.Evaluate(`document.querySelector("nav [data-panel=`+c.panel+`]").click()`, nil),
				chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &overflow),
				chromedp.ActionFunc(func(ctx context.Context) (err error) {
					picture, err = page.CaptureScreenshot().Do(ctx)
					return err
				})))
			assert.False(t, overflow, "the page scrolls sideways")
			if dir := os.Getenv("NDOTO_SCREENSHOTS"); dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, c.name+".png"), picture, 0o600))
			}
		})
	}
}

// customerOf returns a function that does what customers do.
func customerOf(t *testing.T, url string) func(path string, body any) {
	t.Helper()
	return func(path string, body any) {
		t.Helper()
		data, err := json.Marshal(body)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/sandbox/"+path, strings.NewReader(string(data)))
		require.NoError(t, err)
		resp, err := new(http.Client).Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
}

func fill(t *testing.T, client *ndoto.Client, url string) {
	t.Helper()
	customer := customerOf(t, url)
	for _, name := range []string{"Ada Lovelace", "Grace Hopper", "Katherine Johnson"} {
		customer("conversations", map[string]string{"Name": name})
	}
	customer("conversations/2/say", map[string]string{"Text": "Do you ship to Kigali?"})
	customer("conversations/3/say", map[string]string{"Text": "Thank you!"})
	customer("conversations/1/say", map[string]string{"Text": "Hi, my parcel has not come yet."})
	ctx := t.Context()
	_, err := client.Messages.Create(ctx, 1, &ndoto.CreateMessageParams{
		Content: "I am sorry to hear that. What is it about?",
		Rich:    ndoto.InputSelect(ndoto.Choice{Title: "A late delivery", Value: "late"}, ndoto.Choice{Title: "A damaged parcel", Value: "damaged"}),
	})
	require.NoError(t, err)
	customer("conversations/1/pick", map[string]string{"Text": "late"})
	_, err = client.Messages.Create(ctx, 1, &ndoto.CreateMessageParams{Content: "Third late delivery this month, offer a refund.", Private: true})
	require.NoError(t, err)
	_, err = client.Conversations.AddLabels(ctx, 1, []string{"delivery"})
	require.NoError(t, err)
	_, err = client.Conversations.Assign(ctx, 1, ndoto.AssignParams{AgentID: 2})
	require.NoError(t, err)
	_, err = client.Conversations.ToggleStatus(ctx, 3, ndoto.StatusResolved)
	require.NoError(t, err)
	_, err = client.Messages.Create(ctx, 1, &ndoto.CreateMessageParams{
		Content: "Which order is it?", Rich: ndoto.Form(ndoto.FormField{Type: "text", Name: "order", Label: "Order number"}),
	})
	require.NoError(t, err)
}
