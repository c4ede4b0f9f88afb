// Command ndoto-sandbox is a support desk on your machine, to try a bot or an integration without an account. Its page
// shows the conversations live: write as the customer or as an agent, answer menus and forms, look at every API call and
// every webhook, and let things go wrong.
//
//	go run github.com/usendoto/ndoto-go/cmd/ndoto-sandbox@latest
//	go run github.com/usendoto/ndoto-go/cmd/ndoto-sandbox@latest -bot http://127.0.0.1:8080/ -state desk.json
//
// It is reached from this machine only, unless -public is given.
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

	"github.com/usendoto/ndoto-go/ndototest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ndoto-sandbox:", err)
		stop()
		os.Exit(1)
	}
}

var dialects = map[string]ndototest.Dialect{
	"chatwoot-4.16": ndototest.Chatwoot416, "chatwoot-4.2": ndototest.Chatwoot42, "ndoto-docs": ndototest.NdotoDocs,
}

// run serves until the context ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("ndoto-sandbox", flag.ContinueOnError)
	flags.SetOutput(out)
	addr := flags.String("addr", "127.0.0.1:3000", "the `address` to listen on")
	public := flags.Bool("public", false, "allow an address that other machines reach; everybody there may do everything")
	file := flags.String("state", "", "keep what happens in this `file`, and begin with what it holds")
	dialect := flags.String("dialect", "chatwoot-4.16", "behave as chatwoot-4.16, chatwoot-4.2 or ndoto-docs")
	bot := flags.String("bot", "", "the `URL` of a bot of yours, which answers in the inbox")
	webhook := flags.String("webhook", "", "a `URL` that is told of all events")
	if err := flags.Parse(args); err != nil {
		return err
	}
	version, known := dialects[*dialect]
	if !known {
		return fmt.Errorf("there is no dialect %q: chatwoot-4.16, chatwoot-4.2 or ndoto-docs", *dialect)
	}
	if err := checkAddress(*addr, *public); err != nil {
		return err
	}
	for name, address := range map[string]string{"-bot": *bot, "-webhook": *webhook} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			return fmt.Errorf("%s: %q is no address such as http://127.0.0.1:8080/", name, address)
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
	defer end() // before the server ends, which waits for the page
	box := &sandbox{srv: srv, dialect: *dialect, ctx: ctx}
	if err := box.connect(*bot, *webhook); err != nil {
		return err
	}
	box.mount()
	_, _ = fmt.Fprintf(out, "The desk is open: %s\n\n%s", srv.URL, box.exports(*bot != ""))
	if *file == "" {
		<-ctx.Done()
		return nil
	}
	return keep(ctx, srv, *file)
}

func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), "80")
}

// checkAddress refuses an address that other machines reach, unless it is wanted.
func checkAddress(addr string, public bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip := net.ParseIP(host); public || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("other machines could reach %s, which has no passwords: give -public as well if that is wanted", addr)
}
