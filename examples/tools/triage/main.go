// Command triage labels and routes unassigned conversations by what the customers wrote, with the rules of a file:
//
//	rules:
//	  - name: billing
//	    match: 'invoice|refund'   # a regular expression, in any case
//	    labels: [billing]
//	    team: finance
//	    priority: high
//
//	cd examples/tools && go run ./triage -rules triage/rules.yaml -dry-run
package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/tools/internal/yamlfile"
)

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("triage", "Labels and routes open conversations that are not assigned, by what customers wrote.")
	path := t.Flags.String("rules", "", "the YAML `file` of the rules, such as triage/rules.yaml (required)")
	dry := t.Flags.Bool("dry-run", false, "only show what would change")
	inbox := t.Flags.Int64("inbox", 0, "the `id` of the only inbox to look at")
	t.Run = func(ctx context.Context) error {
		if *path == "" {
			return tool.Usage("-rules is missing")
		}
		rules, err := readRules(*path)
		if err != nil {
			return err
		}
		client, err := t.Client()
		if err != nil {
			return err
		}
		if *inbox != 0 {
			if _, err := tool.Inbox(ctx, client, *inbox); err != nil {
				return err
			}
		}
		if err := resolveNames(ctx, client, rules); err != nil {
			return err
		}
		return (&triage{tool: t, client: client, rules: rules, dry: *dry, inbox: *inbox}).run(ctx)
	}
	return t
}

// rule says what to do with a conversation whose customer wrote something that matches.
type rule struct {
	Name     string         `yaml:"name"`
	Match    string         `yaml:"match"`
	Labels   []string       `yaml:"labels"`
	Team     string         `yaml:"team"`
	Priority ndoto.Priority `yaml:"priority"`

	pattern *regexp.Regexp
	teamID  int64
}

func readRules(path string) ([]rule, error) {
	var file struct {
		Rules []rule `yaml:"rules"`
	}
	if err := yamlfile.Read(path, &file); err != nil {
		return nil, err
	}
	if len(file.Rules) == 0 {
		return nil, fmt.Errorf("%s has no rules", path)
	}
	for i := range file.Rules {
		if err := file.Rules[i].check(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, file.Rules[i].label(i), err)
		}
	}
	return file.Rules, nil
}

// label names a rule for a person, by its place and, if it has one, its name.
func (r *rule) label(i int) string {
	if r.Name == "" {
		return fmt.Sprintf("rule %d", i+1)
	}
	return fmt.Sprintf("rule %d (%s)", i+1, r.Name)
}

func (r *rule) check() (err error) {
	switch {
	case r.Match == "":
		return errors.New("match is missing: it would be true for everything")
	case len(r.Labels) == 0 && r.Team == "" && r.Priority == "":
		return errors.New("it does nothing: give labels, a team or a priority")
	case r.Priority != "" && !r.Priority.Valid():
		return fmt.Errorf("priority %q must be one of low, medium, high and urgent", r.Priority)
	}
	r.pattern, err = regexp.Compile("(?i)" + r.Match)
	return err
}

// resolveNames finds the teams and labels of the rules, before anything is changed.
func resolveNames(ctx context.Context, client *ndoto.Client, rules []rule) error {
	teams, err := client.Teams.List(ctx)
	if err != nil {
		return err
	}
	labels, err := client.Labels.List(ctx)
	if err != nil {
		return err
	}
	for i := range rules {
		r := &rules[i]
		for _, team := range teams {
			if strings.EqualFold(team.Name, r.Team) {
				r.teamID = team.ID
			}
		}
		if r.Team != "" && r.teamID == 0 {
			return fmt.Errorf("%s: the account has no team %q", r.label(i), r.Team)
		}
		for _, title := range r.Labels {
			if !slices.ContainsFunc(labels, func(l ndoto.Label) bool { return l.Title == title }) {
				return fmt.Errorf("%s: the account has no label %q; provision can make it", r.label(i), title)
			}
		}
	}
	return nil
}

type triage struct {
	tool   *tool.Tool
	client *ndoto.Client
	rules  []rule
	dry    bool
	inbox  int64
}

func (t *triage) run(ctx context.Context) error {
	unassigned := &ndoto.ListConversationsParams{
		Status: ndoto.StatusOpen, AssigneeType: ndoto.AssigneeUnassigned, InboxID: t.inbox,
	}
	seen, changed := 0, 0
	for c, err := range t.client.Conversations.All(ctx, unassigned) {
		if err != nil {
			return err
		}
		seen++
		did, err := t.conversation(ctx, c)
		if err != nil {
			return fmt.Errorf("conversation %d: %w", c.ID, err)
		}
		if did {
			changed++
		}
	}
	if t.dry {
		t.tool.Say("%d of %d unassigned conversations would change.", changed, seen)
	} else {
		t.tool.Say("%d of %d unassigned conversations changed.", changed, seen)
	}
	return nil
}

// conversation applies the rules to a conversation. It adds the labels of all that match. Of teams and priorities the
// first wins, unless somebody has set one already.
func (t *triage) conversation(ctx context.Context, c *ndoto.Conversation) (changed bool, err error) {
	text, err := t.written(ctx, c.ID)
	if err != nil {
		return false, err
	}
	if c.Labels == nil { // Ndoto documents lists without them
		if c.Labels, err = t.client.Conversations.Labels(ctx, c.ID); err != nil {
			return false, err
		}
	}
	var names, labels []string
	var team int64
	priority := c.Priority
	for _, r := range t.rules {
		if !r.pattern.MatchString(text) {
			continue
		}
		names = append(names, r.Name)
		for _, label := range r.Labels {
			if !slices.Contains(c.Labels, label) && !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
		}
		if team == 0 && c.Meta.Team == nil {
			team = r.teamID
		}
		if priority == "" {
			priority = r.Priority
		}
	}
	if len(labels) == 0 && team == 0 && priority == c.Priority {
		return false, nil
	}
	t.tool.Say("%d  %s: labels %v, team %d, priority %q", c.ID, strings.Join(names, ", "), labels, team, priority)
	if t.dry {
		return true, nil
	}
	if len(labels) > 0 {
		if _, err := t.client.Conversations.AddLabels(ctx, c.ID, labels); err != nil {
			return true, err
		}
	}
	if priority != c.Priority {
		if err := t.client.Conversations.SetPriority(ctx, c.ID, priority); err != nil {
			return true, err
		}
	}
	if team != 0 { // last: the team may assign an agent at once, who then sees all of it
		_, err = t.client.Conversations.Assign(ctx, c.ID, ndoto.AssignParams{TeamID: team})
	}
	return true, err
}

// written returns what the customer wrote.
func (t *triage) written(ctx context.Context, id int64) (string, error) {
	var text strings.Builder
	for m, err := range t.client.Messages.All(ctx, id, &ndoto.WalkMessagesParams{WithoutInternal: true}) {
		if err != nil {
			return "", err
		}
		if m.MessageType == ndoto.MessageIncoming {
			text.WriteString(m.Content + "\n")
		}
	}
	return text.String(), nil
}
