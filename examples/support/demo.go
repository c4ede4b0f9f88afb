package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/soak"
)

// demonstration runs two processes of the bot on a real broker, for customers of a desk in memory. Each process is
// killed while it looks orders up.
type demonstration struct {
	kind      string
	customers int
	shopTime  time.Duration
	out       io.Writer
}

const replicas = 2

// demoFlag defines the flag -demo, and returns its value.
func demoFlag() *string {
	kind := "redis"
	flag.Func("demo", "without NDOTO_API_TOKEN, what the processes share: `redis`, which must be installed, or nats (default redis)", func(s string) error {
		if s != "redis" && s != "nats" {
			return errors.New("it must be redis or nats")
		}
		kind = s
		return nil
	})
	return &kind
}

// becomeReplica makes this process one of a demonstration, if that has started it, and reports whether it has.
func becomeReplica() bool {
	p, started, err := soak.Child()
	if err != nil || !started {
		return false
	}
	environment := map[string]string{"NDOTO_LISTEN": p.Listen, "BROKER_URL": p.Broker.Address}
	if p.Broker.Kind == "redis" {
		environment["BROKER_URL"] = "redis://" + p.Broker.Address
	}
	for _, more := range []map[string]string{environment, p.Extra} {
		for name, value := range more {
			_ = os.Setenv(name, value)
		}
	}
	slog.SetLogLoggerLevel(slog.LevelError)
	return true
}

func (d demonstration) run(ctx context.Context) (err error) {
	broker, stopBroker, err := soak.StartBroker(d.kind)
	if err != nil {
		return err
	}
	defer stopBroker()
	desk, err := ndototest.Start()
	if err != nil {
		return err
	}
	defer desk.Close()
	var fleet atomic.Pointer[soak.Fleet] // the desk and the processes need each other
	const token, secret = "token-of-the-bot", "secret-of-the-bot"
	var week []any
	for day := range 7 {
		week = append(week, map[string]any{"day_of_week": day, "closed_all_day": true})
	}
	closed := desk.AddInbox(ndototest.Inbox{Name: "Shop", Settings: map[string]any{"working_hours_enabled": true, "working_hours": week}})
	desk.AddBot(ndototest.Bot{Name: "Support", Token: token, Secret: secret, InboxIDs: []int64{closed}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fleet.Load().ServeHTTP(w, r)
	})})
	started, err := soak.Start(replicas, broker, map[string]string{
		"NDOTO_BASE_URL": desk.URL, "NDOTO_ACCOUNT_ID": fmt.Sprint(desk.AccountID), "NDOTO_API_TOKEN": token, "NDOTO_WEBHOOK_SECRET": secret,
		"NDOTO_USER_TOKEN": desk.AdminToken, "SHOP_TIME": d.shopTime.String(),
	}, func(string) {})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, started.Stop()) }()
	fleet.Store(started)
	if err := awaitHealth(ctx, started); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "%d processes share %s, and answer %d customers of a desk at %s.\n\n", replicas, d.kind, d.customers, desk.URL)
	t := &talk{demonstration: d, desk: desk, kill: started.Kill}
	for range d.customers {
		t.customers = append(t.customers, desk.Simulate(ndototest.Conversation{InboxID: closed}))
	}
	return t.play(ctx)
}

// awaitHealth waits until the processes answer.
func awaitHealth(ctx context.Context, fleet http.Handler) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		w := httptest.NewRecorder()
		fleet.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/healthz", http.NoBody))
		if w.Code == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the processes do not start")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
