// Command provision makes an account what a YAML file says: agents, teams, labels, API inboxes, bots, attributes,
// canned responses and webhooks. It shows its plan and asks; run again, it changes nothing. What the file does not name
// is left alone, and nothing is deleted.
//
//	cd examples/tools && go run ./provision -file provision/account.yaml
//
// With a section "account", and the token of a platform app in NDOTO_PLATFORM_TOKEN, it opens the account too, and
// makes its agents users of the server, who get no invitation:
//
//	cd examples/tools && go run ./provision -file provision/tenant.yaml
package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/tools/internal/yamlfile"
)

func main() { command(operatorFromEnv).Main() }

func command(newOperator func() (*operator, error)) *tool.Tool {
	t := tool.New("provision", "Makes an account what a YAML file says. It shows the plan first, and deletes nothing.")
	path := t.Flags.String("file", "", "the YAML `file`, such as provision/account.yaml (required)")
	yes := t.Flags.Bool("yes", false, "apply the plan without asking")
	dry := t.Flags.Bool("dry-run", false, "only show the plan")
	t.Run = func(ctx context.Context) error {
		if *path == "" {
			return tool.Usage("-file is missing")
		}
		var want file
		if err := yamlfile.Read(*path, &want); err != nil {
			return err
		}
		a := applier{Tool: t, yes: *yes, dry: *dry, answers: bufio.NewReader(t.In)}
		client, err := a.open(ctx, &want, newOperator)
		if err != nil || client == nil {
			return err
		}
		p := planner{client: client, want: want}
		if err := p.plan(ctx); err != nil {
			return err
		}
		_, err = a.apply(ctx, fmt.Sprintf("account %d on %s", client.AccountID(), client.BaseURL()), p.steps)
		if err == nil && a.changes == 0 && !a.refused {
			t.Say("Nothing to change.")
		}
		return err
	}
	return t
}

// open returns a client for the account, which is nil if it is not to be opened.
func (a *applier) open(ctx context.Context, want *file, newOperator func() (*operator, error)) (*ndoto.Client, error) {
	if want.Account == nil {
		return a.Client()
	}
	o, err := newOperator()
	if err != nil {
		return nil, err
	}
	if err := o.plan(ctx, want); err != nil {
		return nil, err
	}
	done, err := a.apply(ctx, "account "+o.title(), o.steps)
	switch {
	case err != nil:
		return nil, err
	case !done:
		a.Say("What is in the account is planned once it is there.")
		return nil, nil
	}
	return o.enter()
}

// applier applies plans, after asking.
type applier struct {
	*tool.Tool
	yes, dry bool
	answers  *bufio.Reader
	changes  int
	refused  bool
}

// apply applies a plan, and reports whether all of it is done.
func (a *applier) apply(ctx context.Context, of string, steps steps) (bool, error) {
	if len(steps) == 0 {
		return true, nil
	}
	a.Say("Plan for %s:", of)
	for _, s := range steps {
		a.Say("  %s", s.what)
	}
	if a.dry || !a.yes && !a.agreed() {
		a.Say("Nothing was changed.")
		a.refused = true
		return false, nil
	}
	for i, s := range steps {
		if err := s.do(ctx); err != nil {
			return false, fmt.Errorf("%s: %w\n%d of %d changes were made; run it again to continue", s.what, err, i, len(steps))
		}
	}
	a.changes += len(steps)
	a.Say("%d changes were made.", len(steps))
	return true, nil
}

func (a *applier) agreed() bool {
	_, _ = fmt.Fprint(a.Out, "Apply it? [y/N] ")
	answer, _ := a.answers.ReadString('\n') // no answer is a no
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}
