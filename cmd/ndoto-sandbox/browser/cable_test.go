package browser

import (
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// official is the client that the pages of the real server use.
//
//go:embed testdata/actioncable.js
var official string

// listening subscribes as the pages of the real server do, and resolves when an event has come that was sent after the
// server had restarted.
const listening = `new Promise((resolve, reject) => {
  const log = [];
  setTimeout(() => reject(log.join()), 60000);
  const consumer = ActionCable.createConsumer("/cable");
  consumer.subscriptions.create({channel: "RoomChannel", pubsub_token: %q, account_id: %d, user_id: %d}, {
    connected() { log.push("connected"); fetch("/act?n=" + log.filter(line => line === "connected").length); },
    disconnected({willAttemptReconnect}) { log.push("disconnected, again: " + willAttemptReconnect); },
    rejected() { reject("rejected"); },
    received({event, data}) {
      if (event !== "message.created") return;
      log.push(data.content);
      if (data.content === "second") { consumer.disconnect(); resolve(log.join("\n")); }
    },
  });
})`

// TestOfficialClient connects the official JavaScript client to ndototest, in a real browser: so the server is true to
// the protocol, and not only to the Go client.
func TestOfficialClient(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	profile, err := srv.Client().Profile.Get(t.Context())
	require.NoError(t, err)
	customer := srv.Simulate(ndototest.Conversation{})
	srv.Handle("GET /page", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><title>cable</title><script>`+official+`</script>`)
	}))
	srv.Handle("GET /act", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.FormValue("n") == "1" {
			customer.Says("first")
			srv.BreakSockets(ndototest.SocketRestart)
			return
		}
		customer.Says("second")
	}))
	ctx := browser(t, srv.URL+"/page", 800, 600, "light")
	var log string
	script := fmt.Sprintf(listening, string(profile.PubSubToken), srv.AccountID, profile.ID)
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(script, &log, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
	assert.Equal(t, "connected\nfirst\ndisconnected, again: true\nconnected\nsecond", log)
}
