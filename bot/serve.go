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
// received is answered, and the desk has told of the replies, it stops to listen. It returns nil then.
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
	b.logger.InfoContext(ctx, "bot: it listens", "address", listener.Addr().String())
	srv := &http.Server{Handler: b.handler(ctx), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	serve := func(context.Context) error {
		if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
	return b.runOn(ctx, stop, serve, func(last context.Context) error { return errors.Join(srv.Shutdown(last), srv.Close()) })
}

// runOn runs the bot on the events that bring brings, until ctx ends, which stop makes it do. Then bring goes on until
// the desk has told of the replies: end ends it, or the end of its context.
func (b *Bot) runOn(ctx context.Context, stop context.CancelFunc, bring, end func(context.Context) error) error {
	work, endWork := context.WithCancel(context.WithoutCancel(ctx)) // what has begun may end
	defer endWork()
	bringing, endBringing := context.WithCancel(work)
	defer endBringing()
	brought, consumed, swept := make(chan error, 1), make(chan error, 1), make(chan struct{})
	go func() { brought <- bring(bringing); stop() }()
	go func() { consumed <- b.consume(ctx); stop() }()
	go func() { defer close(swept); b.recoverUntil(ctx, work) }()
	<-ctx.Done()
	stop() // a second signal ends the process at once

	last, cancel := context.WithTimeout(work, drainTime)
	defer cancel()
	drained := b.receiver.Shutdown(last)
	defer context.AfterFunc(last, endWork)()
	<-swept
	err := errors.Join(drained, b.Shutdown(last), <-consumed, end(last))
	endBringing()
	return errors.Join(err, <-brought)
}

// handler leads to the bot, and says whether it works.
func (b *Bot) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", b)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if ctx.Err() != nil {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
		}
	})
	return mux
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

// recoverUntil looks for customers who wait in vain until ctx ends, and answers them until work ends.
func (b *Bot) recoverUntil(ctx, work context.Context) {
	if b.home == nil || b.home.userToken == "" {
		b.logger.InfoContext(ctx, "bot: without WithUserToken it does not look for customers that it missed")
		return
	}
	for {
		done, err := b.recoverIn(ctx, work, b.home)
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
