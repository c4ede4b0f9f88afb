// Command events sends events to three processes on one broker, some of them twice and all of them shuffled, while
// the processes are killed with SIGKILL at random, and prints what was lost, handled twice or handled out of order.
//
//	go run ./events -broker redis
//	go run ./events -broker nats -events 1500 -conversations 100 -kill 1s
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"time"

	"github.com/usendoto/ndoto-go/soak"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plan is what a soak does.
type plan struct {
	broker                           string
	processes, events, conversations int
	rate                             int
	kill                             time.Duration
}

func run() error {
	process, isChild, err := soak.Child()
	if err != nil {
		return err
	}
	if isChild {
		return receive(process)
	}
	var p plan
	flag.StringVar(&p.broker, "broker", "redis", "redis or nats")
	flag.IntVar(&p.processes, "processes", 3, "how many processes share the work")
	flag.IntVar(&p.events, "events", 10_000, "how many events are sent")
	flag.IntVar(&p.conversations, "conversations", 500, "of how many conversations")
	flag.IntVar(&p.rate, "rate", 250, "events a second")
	flag.DurationVar(&p.kill, "kill", 2*time.Second, "how often a process is killed")
	flag.Parse()
	return p.run(context.Background())
}

func (p plan) run(ctx context.Context) error {
	began := time.Now()
	broker, stopBroker, err := soak.StartBroker(p.broker)
	if err != nil {
		return err
	}
	defer stopBroker()
	l := newLedger()
	srv := httptest.NewServer(l)
	defer srv.Close()
	fleet, err := soak.Start(p.processes, broker, map[string]string{"ledger": srv.URL}, l.died)
	if err != nil {
		return err
	}
	killing, stopKilling := context.WithCancel(ctx)
	defer stopKilling()
	killed := make(chan error, 1)
	go func() { killed <- fleet.KillAtRandom(killing, p.kill) }()
	sent := p.send(ctx, fleet)
	late := l.await(p.events, 2*time.Minute)
	stopKilling()
	failure := errors.Join(<-killed, fleet.Stop())
	left, dead, err := broker.Left(ctx)
	failure = errors.Join(failure, err)

	r := l.report()
	fmt.Printf("%s: %d processes, %d events of %d conversations, in %d deliveries and %d attempts, %d kills, %d exits, %v\n", p.broker, p.processes, p.events, p.conversations, sent.deliveries,
		sent.attempts, fleet.Kills(), fleet.Exits(), time.Since(began).Round(time.Second))
	fmt.Printf("  lost            %d\n  doubled         %d\n  out of order    %d\n  two at a time   %d\n", p.events-r.handled, r.doubled, r.disordered, r.overlapping)
	fmt.Printf("  on the broker   %d events, %d dead letters\n", left, dead)
	fmt.Printf("  begun again     %d, of processes that died between an effect and its record; the key of the event kept it from being doubled\n", r.repeated)
	if late || r.handled != p.events || r.doubled+r.disordered+r.overlapping+left+dead > 0 {
		failure = errors.Join(failure, errors.New("the promises are broken"))
	}
	return failure
}
