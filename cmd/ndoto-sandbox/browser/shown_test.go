package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// say writes as the customer, and resolves with the milliseconds until the browser has painted the message.
const say = `new Promise((resolve, reject) => {
  const text = %q, began = performance.now();
  const watch = new MutationObserver(() => {
    if (!document.querySelector("#messages li:last-child")?.innerText.includes(text)) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  watch.observe(document.querySelector("#messages"), { childList: true });
  fetch("/sandbox/conversations/600/say", { method: "POST", body: JSON.stringify({ Text: text }) }).catch(reject);
})`

// BenchmarkMessageShown is the time from what a customer writes, among 1,200 conversations of 400 messages, until it is
// on the screen, while the state is saved into a file.
func BenchmarkMessageShown(b *testing.B) {
	url := sandbox(b, "-state", fullState(b, 1200, 400))
	ctx := browser(b, url+"/sandbox/#600", 1280, 800, "light")
	require.NoError(b, chromedp.Run(ctx, seen("#messages", "Where is my parcel?")))
	said := 0
	measure := func() (took float64) {
		said++
		script := fmt.Sprintf(say, fmt.Sprintf("message %d", said))
		require.NoError(b, chromedp.Run(ctx, chromedp.Evaluate(script, &took, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
		return took
	}
	for range 30 {
		measure() // the browser still has to compile the page's code
	}
	var all []float64
	for b.Loop() {
		all = append(all, measure())
	}
	slices.Sort(all)
	b.ReportMetric(all[len(all)/2], "ms/median")
	b.ReportMetric(all[len(all)*9/10], "ms/90%")
	b.ReportMetric(all[len(all)-1], "ms/max")
}

// fullState is the file of a desk with conversations of so many messages each.
func fullState(b *testing.B, conversations, messages int) string {
	srv := ndototest.New(b)
	for range conversations {
		id := srv.AddConversation(ndototest.Conversation{})
		for range messages {
			srv.AddMessage(id, ndototest.Message{Content: "Where is my parcel? It should have come on Monday."})
		}
	}
	state, err := srv.State()
	require.NoError(b, err)
	data, err := json.Marshal(state)
	require.NoError(b, err)
	file := filepath.Join(b.TempDir(), "desk.json")
	require.NoError(b, os.WriteFile(file, data, 0o600))
	return file
}
