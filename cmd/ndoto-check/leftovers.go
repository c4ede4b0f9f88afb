package main

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
)

// kind is a kind of objects that are made and have a name.
type kind struct {
	what   string
	find   func(ctx context.Context) ([]leftover, error)
	remove func(ctx context.Context, l leftover) error
}

// leftover is what a run has made and not deleted.
type leftover struct {
	id  int64
	run string // the name of the run
	at  time.Time
}

// leftIn finds the rows of a list whose name begins with the mark.
func leftIn[T any](what string, list func(context.Context, ...ndoto.RequestOption) ([]T, error), row func(*T) (int64, string), remove func(context.Context, int64, ...ndoto.RequestOption) error) kind {
	find := func(ctx context.Context) (left []leftover, err error) {
		rows, err := list(ctx)
		for i := range rows {
			id, name := row(&rows[i])
			if run, at := markOf(name); run != "" {
				left = append(left, leftover{id, run, at})
			}
		}
		return left, err
	}
	return kind{what, find, func(ctx context.Context, l leftover) error { return remove(ctx, l.id) }}
}

// listed makes the method of a list with params one without.
func listed[P, T any](call func(context.Context, P, ...ndoto.RequestOption) ([]T, error), params P) func(context.Context, ...ndoto.RequestOption) ([]T, error) {
	return func(ctx context.Context, o ...ndoto.RequestOption) ([]T, error) { return call(ctx, params, o...) }
}

// collect returns the rows of all pages.
func collect[T any](pages iter.Seq2[*T, error]) (rows []T, err error) {
	for row, err := range pages {
		if err != nil {
			return rows, err
		}
		rows = append(rows, *row)
	}
	return rows, nil
}

// kinds are in the order in which they are deleted. What belongs to another object goes with it.
func kinds(c *ndoto.Client) []kind {
	portals := leftIn("portal", c.Portals.List, func(p *ndoto.Portal) (int64, string) { return p.ID, p.Slug }, nil)
	portals.remove = func(ctx context.Context, l leftover) error { return c.Portals.Delete(ctx, l.run) }
	contacts := func(ctx context.Context, o ...ndoto.RequestOption) ([]ndoto.Contact, error) {
		return collect(c.Contacts.SearchAll(ctx, mark, nil, o...))
	}
	companies := func(ctx context.Context, o ...ndoto.RequestOption) ([]ndoto.Company, error) {
		return collect(c.Companies.SearchAll(ctx, mark, nil, o...))
	}
	return []kind{
		leftIn("assistant", c.CaptainAssistants.List, func(a *ndoto.CaptainAssistant) (int64, string) { return a.ID, a.Name }, c.CaptainAssistants.Delete),
		leftIn("capacity policy", c.CapacityPolicies.List, func(p *ndoto.CapacityPolicy) (int64, string) { return p.ID, p.Name }, c.CapacityPolicies.Delete),
		leftIn("custom role", c.CustomRoles.List, func(r *ndoto.CustomRole) (int64, string) { return r.ID, r.Name }, c.CustomRoles.Delete),
		leftIn("SLA policy", c.SLAPolicies.List, func(p *ndoto.SLAPolicy) (int64, string) { return p.ID, p.Name }, c.SLAPolicies.Delete),
		leftIn("assignment policy", c.AssignmentPolicies.List, func(p *ndoto.AssignmentPolicy) (int64, string) { return p.ID, p.Name }, c.AssignmentPolicies.Delete),
		portals,
		leftIn("company", companies, func(co *ndoto.Company) (int64, string) { return co.ID, co.Name }, c.Companies.Delete),
		leftIn("contact", contacts, func(p *ndoto.Contact) (int64, string) { return p.ID, p.Name }, c.Contacts.Delete),
		leftIn("automation rule", c.AutomationRules.List, func(r *ndoto.AutomationRule) (int64, string) { return r.ID, r.Name }, c.AutomationRules.Delete),
		leftIn("macro", c.Macros.List, func(m *ndoto.Macro) (int64, string) { return m.ID, m.Name }, c.Macros.Delete),
		leftIn("dashboard app", c.DashboardApps.List, func(a *ndoto.DashboardApp) (int64, string) { return a.ID, a.Title }, c.DashboardApps.Delete),
		leftIn("custom filter", listed(c.CustomFilters.List, ""), func(f *ndoto.CustomFilter) (int64, string) { return f.ID, f.Name }, c.CustomFilters.Delete),
		leftIn("custom attribute", listed(c.CustomAttributes.List, ndoto.ContactAttribute), func(a *ndoto.CustomAttribute) (int64, string) { return a.ID, a.Key }, c.CustomAttributes.Delete),
		leftIn("canned response", listed(c.CannedResponses.List, mark), func(r *ndoto.CannedResponse) (int64, string) { return r.ID, r.ShortCode }, c.CannedResponses.Delete),
		leftIn("webhook", c.Webhooks.List, func(w *ndoto.Webhook) (int64, string) { return w.ID, strings.TrimPrefix(w.URL, "https://") }, c.Webhooks.Delete),
		leftIn("label", c.Labels.List, func(l *ndoto.Label) (int64, string) { return l.ID, l.Title }, c.Labels.Delete),
		leftIn("agent bot", c.AgentBots.List, func(b *ndoto.AgentBot) (int64, string) { return b.ID, b.Name }, c.AgentBots.Delete),
		leftIn("team", c.Teams.List, func(t *ndoto.Team) (int64, string) { return t.ID, t.Name }, c.Teams.Delete),
		leftIn("inbox", c.Inboxes.List, func(i *ndoto.Inbox) (int64, string) { return i.ID, i.Name }, c.Inboxes.Delete),
	}
}

// found is something that is left, with how it is deleted.
type found struct {
	kind
	leftover
}

// leftovers looks for what runs have left.
func (c *checker) leftovers(ctx context.Context) (all []found) {
	for _, k := range kinds(c.client) {
		left, _ := k.find(ctx) // a server may lack it
		for _, l := range left {
			all = append(all, found{k, l})
		}
	}
	return all
}

// ownLeftovers looks for what this run has left.
func (c *checker) ownLeftovers(ctx context.Context) []found {
	return slices.DeleteFunc(c.leftovers(ctx), func(l found) bool { return l.run != c.desk.name })
}

// The server deletes an inbox, and what is in it, in the background. confirm looks for it some times.
const (
	looks    = 5
	lookWait = 2 * time.Second
)

// confirm says whether all that was made is gone.
func (c *checker) confirm(ctx context.Context) {
	left := c.ownLeftovers(ctx)
	for look := 1; len(left) > 0 && look < looks && wait.For(ctx, lookWait) == nil; look++ {
		left = c.ownLeftovers(ctx)
	}
	if len(left) == 0 {
		c.say("\nAll that was made is deleted.\n")
	}
	for _, l := range left {
		c.say("\nThe server has agreed to delete the %s with the ID %d, and it is still there. Look for it later: its name begins with %s.\n", l.what, l.id, l.run)
	}
}

// offer looks for what an earlier run that was killed has left, and removes it if the user agrees.
func (c *checker) offer(ctx context.Context, agreed func(runs string) func(at time.Time) bool) {
	left := c.leftovers(ctx)
	if len(left) == 0 || ctx.Err() != nil {
		return
	}
	var runs []string
	for _, l := range left {
		runs = append(runs, l.run)
	}
	slices.Sort(runs)
	if removable := agreed(strings.Join(slices.Compact(runs), ", ")); removable != nil {
		c.removeLeftovers(ctx, slices.DeleteFunc(left, func(l found) bool { return !removable(l.at) }))
	}
}

// removeLeftovers deletes what runs have left, and says what it could not delete.
func (c *checker) removeLeftovers(ctx context.Context, left []found) {
	for _, l := range left {
		if err := l.remove(ctx, l.leftover); err != nil && !isGone(err) {
			c.say("  Delete the %s with the ID %d by hand: its name begins with %s, and %v\n", l.what, l.id, l.run, err)
			continue
		}
		c.say("  Deleted the %s with the ID %d of %s.\n", l.what, l.id, l.run)
	}
}
