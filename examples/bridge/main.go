// Command bridge connects a channel of your own, such as an SMS gateway, to an API inbox: what customers send comes
// into their conversation, what agents answer goes out, with its files, and its status comes back. A message goes out
// once, also if the desk cannot be told so, or if the process dies; what has failed goes out again when an agent
// presses retry.
//
//	cd examples/bridge && go run .
//
// Without NDOTO_API_TOKEN it needs no account: it uses an in-memory server, and a channel that prints. With the token
// of a user, NDOTO_ACCOUNT_ID, NDOTO_INBOX_ID of an API inbox and NDOTO_WEBHOOK_SECRET of that inbox it listens on
// NDOTO_LISTEN (127.0.0.1:8080): the inbox calls /ndoto, and your gateway posts {"id","from","text"} to /incoming. To
// use a gateway, write a channel in place of the printer.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path"
	"strconv"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/webhook"
)

var variables = []stage.Variable{
	{Name: "NDOTO_API_TOKEN", What: "the token of a user, from the profile settings"},
	{Name: "NDOTO_ACCOUNT_ID", What: "the number after /accounts/ in the address of the desk"},
	{Name: "NDOTO_INBOX_ID", What: "the id of an API inbox, the number in the address of its settings page"},
	{Name: "NDOTO_WEBHOOK_SECRET", What: "the secret of that inbox, from its settings page"},
	{Name: "BRIDGE_TOKEN", What: "a secret of your own, which the gateway sends as Authorization: Bearer ..."},
	{Name: "BRIDGE_JOURNAL", What: "the file that remembers what was sent, bridge.db by default", Optional: true},
	{Name: "NDOTO_BASE_URL", What: "another server than https://app.usendoto.com", Optional: true},
	{Name: "NDOTO_LISTEN", What: "where to listen, 127.0.0.1:8080 by default", Optional: true},
}

func main() {
	stage.Program("Connects a channel of your own, such as an SMS gateway, to an API inbox.", variables, func(ctx context.Context) error {
		return run(ctx, os.Stdout)
	})
}

func run(ctx context.Context, out io.Writer) error {
	if os.Getenv("NDOTO_API_TOKEN") == "" {
		return play(ctx, out)
	}
	if err := stage.Missing(variables); err != nil {
		return err
	}
	client, err := ndoto.NewFromEnv()
	if err != nil {
		return err
	}
	inbox, err := strconv.ParseInt(os.Getenv("NDOTO_INBOX_ID"), 10, 64)
	if err != nil || inbox <= 0 {
		return fmt.Errorf("NDOTO_INBOX_ID must be the id of an API inbox, the number in the address of its settings page, got %q", os.Getenv("NDOTO_INBOX_ID"))
	}
	if _, err := tool.APIInbox(ctx, client, inbox); err != nil {
		return err
	}
	file := os.Getenv("BRIDGE_JOURNAL")
	if file == "" {
		file = "bridge.db"
	}
	return serve(ctx, out, client, inbox, file)
}

// retellTime is how often the desk is told again of what it could not be told.
const retellTime = 5 * time.Minute

// serve runs the bridge until ctx ends.
func serve(ctx context.Context, out io.Writer, client *ndoto.Client, inbox int64, file string) (err error) {
	journal, err := boltjournal.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	b, err := newBridge(client, inbox, &printer{out: out}, journal.Store(), webhook.WithJournal(journal), webhook.WithSecrets(os.Getenv("NDOTO_WEBHOOK_SECRET")))
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", stage.ListenAddress())
	if err != nil {
		return err
	}
	if _, err := b.receiver.Replay(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { b.retell(ctx, retellTime) })
	_, _ = fmt.Fprintf(out, "Waiting on http://%s/ndoto and /incoming.\n", listener.Addr())
	err = stage.Serve(ctx, listener, b.routes(os.Getenv("BRIDGE_TOKEN")), b.receiver.Shutdown)
	stop()
	running.Wait()
	return err
}

// printer is a channel that shows what it is given.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

// Send implements channel.
func (p *printer) Send(_ context.Context, m outgoing) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Text != "" {
		_, _ = fmt.Fprintf(p.out, "  to %s: %s\n", m.To, m.Text)
	}
	for _, f := range m.Files {
		what := path.Base(f.DataURL)
		if f.DataURL == "" { // a location, for example
			what = f.FallbackTitle
		}
		_, _ = fmt.Fprintf(p.out, "  to %s: [%s] %s\n", m.To, f.FileType, what)
	}
	return nil
}
