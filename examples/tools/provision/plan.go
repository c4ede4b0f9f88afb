package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
)

// planner compares the account with the file.
type planner struct {
	steps
	client  *ndoto.Client
	want    file
	agents  map[string]int64  // by address; 0 for one that a step creates
	inboxes map[string]*int64 // by name, alike
}

// steps are a plan.
type steps []step

// step is one change: what starts with + for what is new, and with ~ for what is different.
type step struct {
	what string
	do   func(context.Context) error
}

func (s *steps) add(do func(context.Context) error, format string, args ...any) {
	*s = append(*s, step{fmt.Sprintf(format, args...), do})
}

func (p *planner) plan(ctx context.Context) error {
	// Agents come first: teams and inboxes have them as members.
	for _, part := range []func(context.Context) error{
		p.planAgents, p.planTeams, p.planLabels, p.planInboxes, p.planBots, p.planAttributes, p.planCannedResponses, p.planWebhooks,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) planAgents(ctx context.Context) error {
	agents, err := p.client.Agents.List(ctx)
	if err != nil {
		return err
	}
	p.agents = map[string]int64{}
	for _, a := range agents {
		p.agents[a.Email] = a.ID
	}
	for _, want := range p.want.Agents {
		email, role := strings.ToLower(want.Email), cmp.Or(want.Role, ndoto.RoleAgent)
		id, ok := p.agents[email]
		if !ok {
			p.agents[email] = 0
			p.add(func(ctx context.Context) error {
				agent, err := p.client.Agents.Create(ctx, &ndoto.CreateAgentParams{Email: email, Name: want.Name, Role: role})
				if err == nil {
					p.agents[email] = agent.ID
				}
				return err
			}, "+ agent %s, %s (an invitation is sent)", email, role)
		} else if i := slices.IndexFunc(agents, func(a ndoto.Agent) bool { return a.ID == id }); agents[i].Role != role {
			p.add(func(ctx context.Context) error {
				_, err := p.client.Agents.Update(ctx, id, &ndoto.UpdateAgentParams{Role: ndoto.Set(role)})
				return err
			}, "~ agent %s: %s -> %s", email, agents[i].Role, role)
		}
	}
	return nil
}

// members adds a step unless the members are those that are wanted. Without wanted ones they are left alone.
func (p *planner) members(of string, want []string, have []ndoto.Agent, set func(context.Context, []int64) error) error {
	had := make([]string, len(have))
	for i, a := range have {
		had[i] = a.Email
	}
	wanted := make([]string, len(want))
	for i, email := range want {
		wanted[i] = strings.ToLower(email)
		if _, ok := p.agents[wanted[i]]; !ok {
			return fmt.Errorf("%s: %s is neither an agent of the account nor in the file", of, email)
		}
	}
	slices.Sort(had)
	slices.Sort(wanted)
	if len(want) == 0 || slices.Equal(had, wanted) {
		return nil
	}
	p.add(func(ctx context.Context) error {
		ids := make([]int64, len(wanted))
		for i, email := range wanted {
			ids[i] = p.agents[email]
		}
		return set(ctx, ids)
	}, "~ %s: members %v -> %v", of, had, wanted)
	return nil
}

func (p *planner) planTeams(ctx context.Context) error {
	teams, err := p.client.Teams.List(ctx)
	if err != nil {
		return err
	}
	for _, want := range p.want.Teams {
		name := strings.ToLower(want.Name)
		params := &ndoto.TeamParams{Name: ndoto.Set(name), Description: ndoto.Set(want.Description)}
		var id int64
		var had []ndoto.Agent
		if i := slices.IndexFunc(teams, func(t ndoto.Team) bool { return t.Name == name }); i < 0 {
			p.add(func(ctx context.Context) error {
				team, _, err := p.client.Teams.Ensure(ctx, params)
				if err == nil {
					id = team.ID
				}
				return err
			}, "+ team %s", name)
		} else {
			id = teams[i].ID
			if had, err = p.client.Teams.Members(ctx, id); err != nil {
				return err
			}
			if teams[i].Description != want.Description {
				p.add(func(ctx context.Context) error {
					_, err := p.client.Teams.Update(ctx, id, params)
					return err
				}, "~ team %s: description %q -> %q", name, teams[i].Description, want.Description)
			}
		}
		if err := p.members("team "+name, want.Members, had, func(ctx context.Context, ids []int64) error {
			_, err := p.client.Teams.SetMembers(ctx, id, ids)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) planInboxes(ctx context.Context) error {
	inboxes, err := p.client.Inboxes.List(ctx)
	if err != nil {
		return err
	}
	p.inboxes = map[string]*int64{}
	for _, in := range inboxes {
		p.inboxes[in.Name] = &in.ID
	}
	for _, want := range p.want.Inboxes {
		greeting := ndoto.InboxParams{GreetingEnabled: ndoto.Set(want.Greeting != ""), GreetingMessage: ndoto.Set(want.Greeting)}
		var id int64
		p.inboxes[want.Name] = &id
		var had []ndoto.Agent
		if i := slices.IndexFunc(inboxes, func(in ndoto.Inbox) bool { return in.Name == want.Name }); i < 0 {
			p.add(func(ctx context.Context) error {
				inbox, _, err := p.client.Inboxes.Ensure(ctx, want.Name, ndoto.APIChannel{WebhookURL: want.WebhookURL}, &greeting)
				if err == nil {
					id = inbox.ID
				}
				return err
			}, "+ inbox %s", want.Name)
		} else if in := inboxes[i]; in.ChannelType != "Channel::Api" {
			return fmt.Errorf("inbox %s exists and is not an API inbox (%s)", want.Name, in.ChannelType)
		} else {
			id = in.ID
			if had, err = p.client.Inboxes.Members(ctx, id); err != nil {
				return err
			}
			if in.WebhookURL != want.WebhookURL || in.GreetingEnabled != (want.Greeting != "") || in.GreetingMessage != want.Greeting {
				p.add(func(ctx context.Context) error {
					_, err := p.client.Inboxes.Update(ctx, id, &ndoto.UpdateInboxParams{
						InboxParams: greeting, Channel: map[string]any{"webhook_url": want.WebhookURL},
					})
					return err
				}, "~ inbox %s: webhook %q -> %q, greeting %q -> %q", want.Name, in.WebhookURL, want.WebhookURL, in.GreetingMessage, want.Greeting)
			}
		}
		if err := p.members("inbox "+want.Name, want.Members, had, func(ctx context.Context, ids []int64) error {
			_, err := p.client.Inboxes.SetMembers(ctx, id, ids)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
