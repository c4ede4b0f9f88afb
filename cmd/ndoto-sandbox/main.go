// Command ndoto-sandbox is a support desk on your machine, for trying a bot or an integration without an account. Its
// page shows the conversations live: write as the customer or as an agent, answer menus and forms, see every API call
// and every webhook, and make things go wrong.
//
//	go run github.com/usendoto/ndoto-go/cmd/ndoto-sandbox@latest
//	go run github.com/usendoto/ndoto-go/cmd/ndoto-sandbox@latest -bot http://127.0.0.1:8080/ -state desk.json
//
// With -state, everything is in the file when the program is stopped by Ctrl-C or SIGTERM. While the desk changes, its
// state is saved again a second after the last save. A save of a large state uses a tenth of a processor, so that it
// does not slow the desk down. A program that is killed, or crashes, loses what has changed since the last complete
// save began: about the last two seconds on a desk of 10,000 messages, and the last 20 on one of 480,000. The file is
// whole at any time.
//
// Only this machine can reach it, unless -public is given.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/usendoto/ndoto-go/ndototest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "ndoto-sandbox: %v\nSee ndoto-sandbox -help.\n", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "ndoto-sandbox:", err)
		os.Exit(1)
	}
}

// errUsage is for flags and arguments that make no sense.
var errUsage = errors.New("wrong usage")

var dialects = map[string]ndototest.Dialect{
	"chatwoot-4.16": ndototest.Chatwoot416, "chatwoot-4.2": ndototest.Chatwoot42, "ndoto-docs": ndototest.NdotoDocs,
}

// run serves until the context ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("ndoto-sandbox", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	addr := flags.String("addr", "127.0.0.1:3000", "the `address` to listen on")
	public := flags.Bool("public", false, "allow an address that other machines can reach; anybody there may do anything")
	file := flags.String("state", "", "save the state to this `file`, and start from it; it holds everything after Ctrl-C or SIGTERM, and after a crash all but the last few seconds (about two on a desk of 10,000 messages, 20 on one of 480,000)")
	dialect := flags.String("dialect", "chatwoot-4.16", "behave as chatwoot-4.16, chatwoot-4.2 or ndoto-docs")
	bot := flags.String("bot", "", "the `URL` of your bot, which answers in the inbox")
	webhook := flags.String("webhook", "", "a `URL` that receives all events")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		_, _ = fmt.Fprint(out, "ndoto-sandbox is a support desk on this machine, with a page, to try a bot or an integration with.\n\n")
		flags.PrintDefaults()
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case flags.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument %q: everything is set with flags", errUsage, flags.Arg(0))
	}
	version, known := dialects[*dialect]
	if !known {
		return fmt.Errorf("%w: -dialect must be chatwoot-4.16, chatwoot-4.2 or ndoto-docs, got %q", errUsage, *dialect)
	}
	if err := checkAddress(*addr, *public); err != nil {
		return err
	}
	for name, address := range map[string]string{"-bot": *bot, "-webhook": *webhook} {
		if err := checkURL(address); err != nil {
			return fmt.Errorf("%w: %s %w, got %q", errUsage, name, err, address)
		}
	}
	opts := []ndototest.Option{ndototest.WithAddress(*addr), ndototest.WithDialect(version), ndototest.WithHosts(func(host string) bool { return checkAddress(withPort(host), *public) == nil })}
	if *file != "" {
		state, err := load(*file)
		if err != nil {
			return err
		}
		if state != nil {
			opts = append(opts, ndototest.WithState(*state))
		}
	}
	srv, err := ndototest.Start(opts...)
	if err != nil {
		return err
	}
	defer srv.Close()
	ctx, end := context.WithCancel(ctx)
	defer end() // before the server closes, which waits for the page
	box := &sandbox{srv: srv, dialect: *dialect, ctx: ctx}
	if err := box.connect(*bot, *webhook); err != nil {
		return err
	}
	box.mount()
	open := func() {
		_, _ = fmt.Fprintf(out, "The desk is open: %s\n\n%s", srv.URL, box.exports(*bot != ""))
	}
	if *file == "" {
		open()
		<-ctx.Done()
		return nil
	}
	return keep(ctx, srv, *file, out, open, func() {
		end()
		srv.Close()
	})
}

// checkURL refuses an address that webhooks cannot be sent to. None at all is fine.
func checkURL(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("must be a URL such as http://127.0.0.1:8080/")
	}
	if checkAddress(withPort(u.Host), false) != nil {
		return errors.New("must lead to this machine, as webhooks go nowhere else")
	}
	return nil
}

func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), "80")
}

// checkAddress refuses an address that other machines can reach, unless that is wanted.
func checkAddress(addr string, public bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("%w: -addr: %w", errUsage, err)
	}
	if ip := net.ParseIP(host); public || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: other machines could reach %s, which has no passwords: add -public if that is what you want", errUsage, addr)
}
