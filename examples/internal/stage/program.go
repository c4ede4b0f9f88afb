package stage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Variable is one of the environment.
type Variable struct {
	Name string
	// What says what it is, and where to find it.
	What     string
	Optional bool
}

// BotVariables are those of all bots and of an example, whose own replace others of the same name.
func BotVariables(own ...Variable) []Variable {
	all := slices.DeleteFunc(slices.Clone(botVariables), func(v Variable) bool {
		return slices.ContainsFunc(own, func(o Variable) bool { return o.Name == v.Name })
	})
	return append(all, own...)
}

var botVariables = []Variable{
	{Name: "NDOTO_API_TOKEN", What: "the token of the agent bot, from Settings, Bots"},
	{Name: "NDOTO_ACCOUNT_ID", What: "the number after /accounts/ in the address of the desk"},
	{Name: "NDOTO_WEBHOOK_SECRET", What: "the secret of the agent bot, which the API shows to administrators: AgentBots.List"},
	{Name: "NDOTO_USER_TOKEN", What: "the token of a user, to read the history and to find customers who were missed", Optional: true},
	{Name: "NDOTO_BASE_URL", What: "another server than https://app.usendoto.com", Optional: true},
	{Name: "NDOTO_LISTEN", What: "where to receive webhooks, 127.0.0.1:8080 by default", Optional: true},
}

// Program is a main function: it explains itself with --help, and runs until it ends or is told to stop by SIGINT or
// SIGTERM. It exits with 0 if it has done its work, as a bot has that is told to stop, with 1 if it failed, 2 for wrong
// usage, and 130 if it was interrupted. Flags must be defined before.
func Program(about string, variables []Variable, run func(context.Context) error) {
	p := program{filepath.Base(os.Args[0]), about, variables, flag.CommandLine, os.Stdout, os.Stderr}
	os.Exit(p.exec(os.Args[1:], run))
}

type program struct {
	name, about string
	variables   []Variable
	flags       *flag.FlagSet
	out, err    io.Writer
}

// exec runs the program with arguments, and returns its exit code.
func (p program) exec(args []string, run func(context.Context) error) int {
	p.flags.Init(p.name, flag.ContinueOnError)
	p.flags.SetOutput(io.Discard)
	err := p.flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		p.help()
		return 0
	case err == nil && p.flags.NArg() > 0:
		err = fmt.Errorf("unknown argument %q", p.flags.Arg(0))
	}
	if err != nil {
		return p.misused(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err = run(ctx)
	interrupted := ctx.Err() != nil && errors.Is(err, context.Canceled)
	stop()
	switch {
	case err == nil:
		return 0
	case interrupted:
		_, _ = fmt.Fprintf(p.err, "%s: interrupted\n", p.name)
		return 130
	case errors.As(err, new(missingError)):
		return p.misused(err)
	default:
		_, _ = fmt.Fprintf(p.err, "%s: %v\n", p.name, err)
		return 1
	}
}

func (p program) misused(err error) int {
	_, _ = fmt.Fprintf(p.err, "%s: %v\nSee %[1]s --help.\n", p.name, err)
	return 2
}

func (p program) help() {
	_, _ = fmt.Fprintf(p.out, "%s: %s\n\n", p.name, p.about)
	p.flags.SetOutput(p.out)
	p.flags.PrintDefaults()
	_, _ = fmt.Fprint(p.out, "Without NDOTO_API_TOKEN it needs no account: it runs against an in-memory server.\nOtherwise set:\n\n")
	for _, v := range p.variables {
		_, _ = fmt.Fprintf(p.out, "  %-22s %s\n", v.Name, v.describe())
	}
	if slices.ContainsFunc(p.variables, func(v Variable) bool { return v.Name == "NDOTO_LISTEN" }) {
		_, _ = fmt.Fprint(p.out, "\nThe desk must reach the address that its bot, inbox or webhook has: servers from Chatwoot 4.14 refuse private addresses\nunless SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true is set for the server.\n")
	}
	_, _ = fmt.Fprint(p.out, "\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.\n")
}

func (v Variable) describe() string {
	if v.Optional {
		return v.What + " (optional)"
	}
	return v.What
}

// Missing is an error that names all variables that are not set and must be, or nil.
func Missing(variables []Variable) error {
	var missing []string
	for _, v := range variables {
		if !v.Optional && os.Getenv(v.Name) == "" {
			missing = append(missing, fmt.Sprintf("  %-22s %s", v.Name, v.What))
		}
	}
	if missing == nil {
		return nil
	}
	return missingError("these variables of the environment are not set:\n" + strings.Join(missing, "\n"))
}

// missingError says which variables are not set.
type missingError string

func (e missingError) Error() string { return string(e) }

// ListenAddress is where examples receive webhooks.
func ListenAddress() string {
	if address := os.Getenv("NDOTO_LISTEN"); address != "" {
		return address
	}
	return "127.0.0.1:8080"
}

// Serve serves a handler until ctx ends. While it stops it still listens: what comes then is answered with 429 by the
// receiver that is shut down, and not lost.
func Serve(ctx context.Context, listener net.Listener, h http.Handler, shutdown func(context.Context) error) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 25*time.Second)
	defer cancel()
	err := shutdown(last)
	err = errors.Join(err, srv.Shutdown(last))
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
