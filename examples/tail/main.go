// Command tail follows an account in the terminal: what customers and agents write, and what happens to conversations.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/usendoto/ndoto-go"
)

const usage = `tail follows an account in the terminal, through breaks of the connection.

  NDOTO_API_TOKEN=... NDOTO_ACCOUNT_ID=1 go run . [-inbox 7] [-conversation 42] [-messages] [-color=false]

The token is a user's. The user is shown as online for 20 s after each connection: set them to busy if the account
assigns conversations by itself.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
func run(ctx context.Context, args []string, out, problems io.Writer) int {
	flags := flag.NewFlagSet("tail", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Usage = func() { _, _ = fmt.Fprint(problems, usage); flags.PrintDefaults() }
	t := &tail{out: out}
	flags.Int64Var(&t.inbox, "inbox", 0, "show one inbox only")
	flags.Int64Var(&t.conversation, "conversation", 0, "show one conversation only")
	flags.BoolVar(&t.messagesOnly, "messages", false, "show messages only")
	flags.BoolVar(&t.color, "color", os.Getenv("NO_COLOR") == "", "color the lines")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil || flags.NArg() > 0:
		return 2
	}
	client, err := ndoto.NewFromEnv()
	if err == nil {
		err = t.follow(ctx, client)
	}
	switch {
	case err != nil:
		_, _ = fmt.Fprintln(problems, "tail:", err)
		return 1
	case ctx.Err() != nil:
		return 130
	}
	return 0
}
