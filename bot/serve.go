package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

// drainTime is what Serve gives the turns that are under way when it stops. Kubernetes waits for 30 s.
const drainTime = 25 * time.Second

// Serve runs the bot on an address such as ":8080" until ctx ends, or the process gets SIGINT or SIGTERM, and stops so
// that nothing is lost: first new webhooks are answered with 429, after which the desk comes again; when what was
// received is answered, it stops to listen. It returns nil then.
//
// Before it listens it checks the bot, see [Bot.Check]: a token that is wrong is an error, everything else a warning;
// handles what the journal of an earlier process has; handles what is on the broker of webhook.WithBroker; and from
// then on looks for customers who wait in vain, see [Bot.Recover]. All paths lead to the bot, but /healthz, which
// answers 200 while it works and 503 when it stops.
func (b *Bot) Serve(ctx context.Context, addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("bot: %w", err)
	}
	return b.ServeListener(ctx, listener)
}

// ServeListener is [Bot.Serve] on a listener, which it closes.
func (b *Bot) ServeListener(ctx context.Context, listener net.Listener) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := b.prepare(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("/", b)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if ctx.Err() != nil {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
		}
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	consumed := make(chan error, 1)
	go func() { consumed <- b.consume(ctx) }()
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		b.recoverUntil(ctx)
	}()
	var problem error
	select {
	case problem = <-failed:
		failed <- nil
	case problem = <-consumed:
		consumed <- nil
	case <-ctx.Done():
	}
	stop() // a second signal ends the process at once
	<-swept
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	err := b.Shutdown(last)
	err = errors.Join(err, <-consumed, srv.Shutdown(last))
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return errors.Join(problem, err)
}

// consume handles what is on the broker, if there is one, until ctx ends or the broker is gone for too long.
func (b *Bot) consume(ctx context.Context) error {
	err := b.receiver.Consume(ctx)
	if errors.Is(err, webhook.ErrBadInput) { // there is none
		<-ctx.Done()
		return nil
	}
	return err
}

// prepare checks the bot, and handles what an earlier process has left.
func (b *Bot) prepare(ctx context.Context) error {
	if err := b.Check(ctx); errors.Is(err, ndoto.ErrUnauthorized) {
		return err
	} else if err != nil {
		b.logger.WarnContext(ctx, "bot: it may not work", "error", err)
	}
	n, err := b.receiver.Replay(ctx)
	if n > 0 {
		b.logger.InfoContext(ctx, "bot: events of an earlier process are handled", "events", n)
	}
	return err
}

// recoverUntil looks for customers who wait in vain until ctx ends.
func (b *Bot) recoverUntil(ctx context.Context) {
	if b.home == nil || b.home.userToken == "" {
		b.logger.InfoContext(ctx, "bot: without WithUserToken it does not look for customers that it missed")
		return
	}
	for {
		done, err := b.Recover(ctx)
		if err != nil && ctx.Err() == nil {
			if _, due := b.warnings.due("recovery"); due {
				b.logger.WarnContext(ctx, "bot: the recovery failed", "error", err)
			}
		}
		if done.TakenUp > 0 {
			b.logger.InfoContext(ctx, "bot: customers who waited were taken up", "messages", done.TakenUp, "taken_back", done.TakenBack)
		}
		if b.recovery.Every < 0 || wait.For(ctx, b.recovery.Every) != nil {
			return
		}
	}
}
