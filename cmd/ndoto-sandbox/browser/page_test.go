// Package browser tests the page of ndoto-sandbox in a headless Chromium. It is a module of its own for what it depends on.
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
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
)

// sandbox is the program, as it is installed.
func sandbox(t *testing.T, args ...string) (url string) {
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
func browser(t *testing.T, url string, width, height int64, scheme string) context.Context {
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

// bot is a program as a user would write it: it greets with a menu, a form after it, and hands over in the end.
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

// seen waits for a text in a part of the page, and says what is there if it does not come.
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

func writeAs(who, text string) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Evaluate(`document.querySelector('#compose input[value=`+who+`]').click()`, nil),
		chromedp.SendKeys(`#compose textarea`, text), chromedp.Click(`#compose .line button`),
	}
}

func TestATalkInTheBrowser(t *testing.T) {
	state := filepath.Join(t.TempDir(), "desk.json")
	url := sandbox(t, "-state", state)
	ctx := browser(t, url, 1440, 900, "light")
	client, err := ndoto.New(1, "token-of-bot-1", ndoto.WithBaseURL(url))
	require.NoError(t, err)
	address := bot(t, client)

	require.NoError(t, chromedp.Run(ctx,
		chromedp.Click(`[data-tab=connect]`), seen("#connect", "export NDOTO_BASE_URL="+url),
		chromedp.SetValue(`#connect input[name=url]`, address), chromedp.Click(`#connect form button`), seen("#connect", "token-of-bot-1"),
		chromedp.Poll(`document.querySelector("#connect input[name=url]").value === "`+address+`"`, nil),

		chromedp.SendKeys(`#begin input`, "Ada Lovelace"), chromedp.Click(`#begin button`), seen("#head", "Ada Lovelace"),
		writeAs("customer", "hello <b>there</b>"), seen("#messages", "hello <b>there</b>"),
		seen("#messages", "What is it about?"), seen("#threads", "pending"),
		chromedp.Click(`.choices button`, chromedp.NodeVisible), seen("#messages", "✓ Billing"), seen("#messages", "Which order?"),
		chromedp.SendKeys(`.form input`, "A-1"), chromedp.Click(`.form button`), seen("#messages", "order: A-1"),
		seen("#messages", "A colleague takes over."), seen("#threads", "open"),
		writeAs("note", "she is a VIP"), seen("#messages", "she is a VIP"), chromedp.WaitVisible(`li.note`),
		writeAs("agent", "I am here."), seen("#messages", "I am here."),

		chromedp.Click(`[data-tab=hooks]`), seen("#hooks", "message_updated"), chromedp.Click(`#hooks summary`), seen("#hooks", "X-Chatwoot-Signature: sha256="),
		chromedp.Click(`[data-tab=calls]`), seen("#calls", "conversations/1/toggle_status"), chromedp.Click(`#calls summary`), seen("#calls", "[token]"),
	))

	require.NoError(t, chromedp.Run(ctx,
		chromedp.Click(`[data-tab=faults]`), chromedp.Click(`#faults form button`), seen("#faults li", "503 before anything happens"),
		writeAs("agent", "still there?"), seen("#trouble", "503"),
		chromedp.Click(`#faults .panel > button`), chromedp.WaitNotPresent(`#faults li`), chromedp.Click(`#compose .line button`), seen("#messages", "still there?"),
	))

	data, err := os.ReadFile(state)
	require.NoError(t, err)
	assert.Contains(t, string(data), "still there?", "the file holds what happened")
}

// TestHowThePageLooks makes screenshots where NDOTO_SCREENSHOTS says, and checks that nothing is wider than the window.
func TestHowThePageLooks(t *testing.T) {
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

func fill(t *testing.T, client *ndoto.Client, url string) {
	t.Helper()
	customer := func(path string, body any) {
		data, err := json.Marshal(body)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/sandbox/"+path, strings.NewReader(string(data)))
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
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
