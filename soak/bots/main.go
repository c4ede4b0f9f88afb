// Command bots lets customers write to a bot that runs in three processes on one broker, while its webhooks are
// delivered twice and shuffled, agents take conversations over and give them back, and the processes are killed with
// SIGKILL at random. It prints what was lost, answered twice, answered out of order or answered after a human had the
// conversation.
//
//	go run ./bots -broker redis
//	go run ./bots -broker nats -messages 1000 -conversations 50 -kill 1s
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/soak"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plan is what a soak does.
type plan struct {
	broker                             string
	processes, messages, conversations int
	rate                               int
	kill, takeOver                     time.Duration
}

func run(ctx context.Context) error {
	process, isChild, err := soak.Child()
	if err != nil {
		return err
	}
	if isChild {
		return answer(ctx, process)
	}
	var p plan
	flag.StringVar(&p.broker, "broker", "redis", "redis or nats")
	flag.IntVar(&p.processes, "processes", 3, "how many processes share the work")
	flag.IntVar(&p.messages, "messages", 10_000, "how many messages customers write")
	flag.IntVar(&p.conversations, "conversations", 500, "in how many conversations")
	flag.IntVar(&p.rate, "rate", 60, "messages a second")
	flag.DurationVar(&p.kill, "kill", 2*time.Second, "how often a process is killed")
	flag.DurationVar(&p.takeOver, "takeover", 500*time.Millisecond, "how often an agent takes a conversation over")
	flag.Parse()
	return p.run(ctx)
}

// patience is how long nothing may be answered before what is missing is lost.
const patience = 90 * time.Second

func (p plan) run(ctx context.Context) error {
	began := time.Now()
	broker, stopBroker, err := soak.StartBroker(p.broker)
	if err != nil {
		return err
	}
	defer stopBroker()
	d, err := newDesk(p.conversations)
	if err != nil {
		return err
	}
	defer d.Close()
	fleet, err := soak.Start(p.processes, broker, d.tellProcesses(), func(string) {})
	if err != nil {
		return err
	}
	d.leadTo(fleet)

	acting, stopActing := context.WithCancel(ctx)
	defer stopActing()
	var acts sync.WaitGroup
	var killed, took error
	acts.Go(func() { killed = fleet.KillAtRandom(acting, p.kill) })
	acts.Go(func() { took = d.takeOverAtRandom(acting, p.takeOver) })
	d.write(ctx, p.messages, p.rate)
	d.await(ctx, patience)
	stopActing()
	acts.Wait()
	d.await(ctx, patience) // what was given back in the end
	left, dead, err := awaitEmpty(ctx, broker, patience)
	failure := errors.Join(killed, took, err, fleet.Stop())

	if ctx.Err() != nil {
		return errors.New("interrupted: nothing can be said before the end")
	}
	r := d.report()
	fmt.Printf("%s: %d processes, %d messages in %d conversations, %d deliveries of which %d came again, %d take-overs, %d kills, %d exits, %v\n", p.broker, p.processes,
		p.messages, p.conversations, r.deliveries, r.rejected, r.takeOvers, fleet.Kills(), fleet.Exits(), time.Since(began).Round(time.Second))
	fmt.Printf("  lost             %d\n  answered twice   %d\n  out of order     %d\n  after take-over  %d\n", r.lost, r.doubled, r.disordered, r.tooLate)
	fmt.Printf("  on the broker    %d events, %d dead letters\n", left, dead)
	fmt.Printf("  answered %d, left to humans %d; %d answers crossed a take-over on the way; the server opened %d conversations, which the bot took back\n",
		r.answered, r.excused, r.crossed, r.opened)
	if r.lost+r.doubled+r.disordered+r.tooLate+left+dead > 0 {
		failure = errors.Join(failure, errors.New("the promises are broken"))
	}
	return failure
}

// awaitEmpty waits until all events are handled, and returns how many are not, and how many never will be.
func awaitEmpty(ctx context.Context, broker soak.Broker, patience time.Duration) (left, dead int, err error) {
	for deadline := time.Now().Add(patience); ; {
		left, dead, err = broker.Left(ctx)
		if err != nil || left == 0 || time.Now().After(deadline) {
			return left, dead, err
		}
		if err := wait.For(ctx, time.Second); err != nil {
			return left, dead, err
		}
	}
}
