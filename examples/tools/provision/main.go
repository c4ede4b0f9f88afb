// Command provision makes an account what a YAML file says: agents, teams, labels, API inboxes, custom attributes,
// canned responses and webhooks. It shows its plan and asks; run again, it changes nothing. What the file does not name
// is left alone, and nothing is deleted.
//
//	cd examples/tools && go run ./provision -file provision/account.yaml
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

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("provision", "Makes an account what a YAML file says. It shows the plan first, and deletes nothing.")
	path := t.Flags.String("file", "", "the YAML `file`, such as provision/account.yaml (required)")
	yes := t.Flags.Bool("yes", false, "apply the plan without asking")
	dry := t.Flags.Bool("dry-run", false, "only show the plan")
	t.Run = func(ctx context.Context) error {
		if *path == "" {
			return tool.Usage("-file is missing")
		}
		var want account
		if err := yamlfile.Read(*path, &want); err != nil {
			return err
		}
		client, err := t.Client()
		if err != nil {
			return err
		}
		p := planner{client: client, want: want}
		if err := p.plan(ctx); err != nil {
			return err
		}
		if len(p.steps) == 0 {
			t.Say("Nothing to change.")
			return nil
		}
		t.Say("Plan for account %d on %s:", client.AccountID(), client.BaseURL())
		for _, s := range p.steps {
			t.Say("  %s", s.what)
		}
		if *dry || !*yes && !agreed(t) {
			t.Say("Nothing was changed.")
			return nil
		}
		for i, s := range p.steps {
			if err := s.do(ctx); err != nil {
				return fmt.Errorf("%s: %w\n%d of %d changes were made; run it again to continue", s.what, err, i, len(p.steps))
			}
		}
		t.Say("%d changes were made.", len(p.steps))
		return nil
	}
	return t
}

func agreed(t *tool.Tool) bool {
	_, _ = fmt.Fprint(t.Out, "Apply it? [y/N] ")
	answer, _ := bufio.NewReader(t.In).ReadString('\n') // no answer is a no
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// account is the file.
type account struct {
	Agents []struct {
		Email string     `yaml:"email"`
		Name  string     `yaml:"name"`
		Role  ndoto.Role `yaml:"role"` // agent or administrator
	} `yaml:"agents"`
	Teams []struct {
		Name        string   `yaml:"name"`
		Description string   `yaml:"description"`
		Members     []string `yaml:"members"` // addresses of agents
	} `yaml:"teams"`
	Labels []struct {
		Title       string `yaml:"title"`
		Description string `yaml:"description"`
		Color       string `yaml:"color"`
	} `yaml:"labels"`
	Inboxes []struct {
		Name       string   `yaml:"name"`
		WebhookURL string   `yaml:"webhook_url"`
		Greeting   string   `yaml:"greeting"`
		Members    []string `yaml:"members"`
	} `yaml:"inboxes"`
	Attributes []struct {
		Key    string              `yaml:"key"`
		Name   string              `yaml:"name"`
		Type   ndoto.AttributeType `yaml:"type"`
		For    string              `yaml:"for"` // contact or conversation
		Values []string            `yaml:"values"`
	} `yaml:"attributes"`
	CannedResponses []struct {
		ShortCode string `yaml:"short_code"`
		Content   string `yaml:"content"`
	} `yaml:"canned_responses"`
	Webhooks []struct {
		URL    string        `yaml:"url"`
		Events []ndoto.Event `yaml:"events"`
	} `yaml:"webhooks"`
}
