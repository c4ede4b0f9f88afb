// Command ndoto-check reports whether a server fits this client: which version and which dialect it has, which
// operations work, which members of its responses no field reaches, and which limits it met.
//
//	NDOTO_ACCOUNT_ID=123 NDOTO_API_TOKEN=... go run github.com/usendoto/ndoto-go/cmd/ndoto-check@latest -read-only
//
// It reads, and then, if you agree, works in an API inbox and on labels, teams, rules and the like that it makes and
// deletes again, also after Ctrl-C. It invites nobody, sends no mail, costs nothing, and changes nothing that it has
// not made. What a run that was killed has left is recognized by its name, and the next one offers to delete it.
//
// The report of -o says of every operation whether it works, and if not, why. It holds names of operations and of
// members, and no values: it can be attached to an issue.
package main

import (
	"bufio"
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait for the clean-up
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "ndoto-check: %v\nSee ndoto-check -help.\n", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "ndoto-check:", err)
		os.Exit(1)
	}
}

// errUsage is for flags and arguments that make no sense.
var errUsage = errors.New("wrong usage")

// errUnfit is the end of a check that found failures, which are in the report.
var errUnfit = errors.New("some operations failed; see above")

// run checks the server of the environment. The options are for tests.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer, opts ...ndoto.Option) error {
	flags := flag.NewFlagSet("ndoto-check", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	onlyRead := flags.Bool("read-only", false, "write nothing")
	yes := flags.Bool("yes", false, "do not ask before the first write")
	file := flags.String("o", "", "write a report without values to this `file`")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		_, _ = fmt.Fprint(out, `ndoto-check reports whether a server fits the client. It needs the environment variables NDOTO_ACCOUNT_ID and NDOTO_API_TOKEN,
and NDOTO_BASE_URL for another server than app.usendoto.com. With NDOTO_PLATFORM_TOKEN, the token of a platform app, it reads
that API too.

`)
		flags.PrintDefaults()
		_, _ = fmt.Fprint(out, "\nExit codes: 0 everything works, 1 something failed or was interrupted, 2 wrong usage.\n")
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case flags.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument %q: everything is set with flags", errUsage, flags.Arg(0))
	}
	c, err := newChecker(out, opts...)
	if err != nil {
		return err
	}
	c.say("%s, account %d\n", c.client.BaseURL(), c.client.AccountID())
	if err := c.reach(ctx); err != nil {
		return err
	}
	var saved *os.File
	if *file != "" { // before the work, which would be in vain
		if saved, err = os.OpenFile(*file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
			return fmt.Errorf("the report cannot be written: %w", err)
		}
	}
	c.identify(ctx)
	ask := asker{ctx, bufio.NewReader(in), out, *yes}
	c.exercise(ctx, func() reason {
		switch {
		case *onlyRead:
			return readOnly
		case !ask.toWrite():
			c.say("\nNothing is written.\n\n")
			return declined
		}
		c.offer(ctx, ask.toRemove)
		return ""
	})
	c.complete()
	c.summary()
	if saved != nil {
		if err := c.report.save(saved); err != nil {
			return err
		}
		c.say("\nThe report is in %s. It holds no values of the account.\n", *file)
	}
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted; what was made is deleted, unless a line above says otherwise")
	case c.report.count(failed) > 0:
		return errUnfit
	}
	return nil
}
