// Package tool is what the example tools share: flags, help, exit codes, and a client for the account that the
// environment names.
package tool

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/usendoto/ndoto-go"
)

// The exit codes of a tool.
const (
	Done        = 0
	Failed      = 1
	Misused     = 2   // by a flag or an argument that makes no sense
	Interrupted = 130 // by SIGINT or SIGTERM; shells use this number too
)

// Tool is a program for the command line.
type Tool struct {
	// Name is that of the program, and About what it does.
	Name, About string
	// Flags are the tool's own; New makes them empty.
	Flags *flag.FlagSet
	// Run does the work. A Usage error says that it was called wrongly.
	Run func(context.Context) error
	// Client makes the client: ndoto.NewFromEnv by default, paced below the limits of the server.
	Client func() (*ndoto.Client, error)
	// NoAccount explains what happens without an account, for a tool that needs none.
	NoAccount string

	In       io.Reader
	Out, Err io.Writer
}

// New returns a tool that is connected to the terminal.
func New(name, about string) *Tool {
	return &Tool{
		Name: name, About: about, Flags: flag.NewFlagSet(name, flag.ContinueOnError), Client: clientFromEnv,
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
	}
}

func clientFromEnv() (*ndoto.Client, error) {
	limiter, err := ndoto.NewLimiter(ndoto.DefaultLimits())
	if err != nil {
		return nil, err
	}
	return ClientFromEnv(ndoto.WithLimiter(limiter))
}

// ClientFromEnv is ndoto.NewFromEnv. A variable that is missing or makes no sense is a usage error.
func ClientFromEnv(opts ...ndoto.Option) (*ndoto.Client, error) {
	client, err := ndoto.NewFromEnv(opts...)
	if errors.Is(err, ndoto.ErrBadInput) {
		return nil, Usage("%s", strings.TrimPrefix(err.Error(), ndoto.ErrBadInput.Error()+": "))
	}
	return client, err
}

// Inbox returns the inbox of a flag. One that does not exist is a usage error: a list of its conversations would be
// empty, and look as if there were none.
func Inbox(ctx context.Context, client *ndoto.Client, id int64) (*ndoto.Inbox, error) {
	if id <= 0 {
		return nil, Usage("-inbox must be the id of an inbox, the number in the address of its settings page, got %d", id)
	}
	inbox, err := client.Inboxes.Get(ctx, id)
	if errors.Is(err, ndoto.ErrNotFound) {
		return nil, Usage("account %d has no inbox %d, or the token's owner is not a member of it", client.AccountID(), id)
	}
	return inbox, err
}

// APIInbox is Inbox for an API inbox: only these take messages of customers.
func APIInbox(ctx context.Context, client *ndoto.Client, id int64) (*ndoto.Inbox, error) {
	inbox, err := Inbox(ctx, client, id)
	if err == nil && inbox.ChannelType != "Channel::Api" {
		return nil, Usage("inbox %d, %s, is not an API inbox: only these take messages of customers", inbox.ID, inbox.Name)
	}
	return inbox, err
}

type usageError string

func (e usageError) Error() string { return string(e) }

// Usage is an error of the user's, which ends the tool with Misused.
func Usage(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// Say prints a line.
func (t *Tool) Say(format string, args ...any) { _, _ = fmt.Fprintf(t.Out, format+"\n", args...) }

// Main runs the tool until it ends or is told to stop, and exits.
func (t *Tool) Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	code := t.Exec(ctx, os.Args[1:]...)
	stop()
	os.Exit(code)
}

// Exec runs the tool with arguments, and returns its exit code.
func (t *Tool) Exec(ctx context.Context, args ...string) int {
	t.Flags.SetOutput(io.Discard)
	err := t.Flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		t.help()
		return Done
	case err != nil:
		err = Usage("%s", strings.Replace(err.Error(), ": parse error", ": it is not a number", 1))
	case t.Flags.NArg() > 0:
		err = Usage("unknown argument %q", t.Flags.Arg(0))
	default:
		err = t.Run(ctx)
	}
	var usage usageError
	switch {
	case err == nil:
		return Done
	case errors.As(err, &usage):
		_, _ = fmt.Fprintf(t.Err, "%s: %v\nSee %s --help.\n", t.Name, err, t.Name)
		return Misused
	case ctx.Err() != nil:
		_, _ = fmt.Fprintf(t.Err, "%s: interrupted\n", t.Name)
		return Interrupted
	default:
		_, _ = fmt.Fprintf(t.Err, "%s: %v\n", t.Name, strings.TrimPrefix(err.Error(), "ndoto: "))
		return Failed
	}
}

func (t *Tool) help() {
	_, _ = fmt.Fprintf(t.Out, "%s: %s\n\nFlags:\n", t.Name, t.About)
	t.Flags.SetOutput(t.Out)
	t.Flags.PrintDefaults()
	_, _ = fmt.Fprint(t.Out, `
Environment:
  NDOTO_API_TOKEN   the token of a user, from the profile settings
  NDOTO_ACCOUNT_ID  the number after /accounts/ in the address of the desk
  NDOTO_BASE_URL    another server than https://app.usendoto.com (optional)
`)
	if t.NoAccount != "" {
		_, _ = fmt.Fprintf(t.Out, "\n%s\n", t.NoAccount)
	}
	_, _ = fmt.Fprintf(t.Out, "\nExit codes: %d done, %d failed, %d wrong usage, %d interrupted.\n", Done, Failed, Misused, Interrupted)
}
