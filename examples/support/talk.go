package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go/ndototest"
)

// talk is what the customers of a demonstration say, every second one in French, and what they must hear. What the
// first two hear is shown.
type talk struct {
	demonstration
	desk      *ndototest.Server
	customers []*ndototest.Customer
	kill      func(replica int) error
}

func (t *talk) language(customer int) words { return languages[[]string{"en", "fr"}[customer%2]] }

func (t *talk) play(ctx context.Context) error {
	english := func(customer int) bool { return customer%2 == 0 }
	french := func(customer int) bool { return !english(customer) }
	all := func(int) bool { return true }
	order := func(customer int) string { return fmt.Sprintf("A-%04d", 1001+customer) }
	for _, step := range []func() error{
		func() error { return t.say(all, func(int) string { return "hello" }) },
		func() error { return t.hear(ctx, all, func(words) string { return languages["en"].howCanWeHelp }) },
		func() error { return t.pick(french, func(words) string { return "Français" }) },
		func() error { return t.hear(ctx, french, func(w words) string { return w.howCanWeHelp }) },
		func() error {
			return t.say(all, func(customer int) string { return "Where is my order " + order(customer) + "?" })
		},
		func() error { return t.hear(ctx, all, func(w words) string { return w.oneMoment }) },
		func() error { return t.killAll(ctx) },
		func() error { return t.hearOrders(ctx, order) },
		func() error { return t.say(french, func(int) string { return "merci" }) }, // all processes are new
		func() error { return t.hear(ctx, french, func(w words) string { return w.howCanWeHelp }) },
		func() error { return t.pick(all, func(w words) string { return w.person.Title }) },
		func() error { return t.hear(ctx, all, func(w words) string { return w.closed }) },
		func() error { return t.check(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(t.out, "\n%d customers, %d processes killed: every answer came once, and the team has %d notes.\n", len(t.customers), replicas, len(t.customers))
	return nil
}

func (t *talk) say(who func(int) bool, text func(customer int) string) error {
	for i, c := range t.customers {
		if who(i) {
			t.show(i, "customer", text(i))
			c.Says(text(i))
		}
	}
	return nil
}

func (t *talk) pick(who func(int) bool, title func(words) string) error {
	for i, c := range t.customers {
		if !who(i) {
			continue
		}
		t.show(i, "customer", "["+title(t.language(i))+"]")
		if err := c.Picks(title(t.language(i))); err != nil {
			return err
		}
	}
	return nil
}

// hearTime is how long a customer waits, also for a process that takes over.
const hearTime = 60 * time.Second

func (t *talk) hear(ctx context.Context, who func(int) bool, text func(words) string) error {
	return t.hearEach(ctx, who, func(customer int) string { return text(t.language(customer)) })
}

func (t *talk) hearOrders(ctx context.Context, order func(customer int) string) error {
	return t.hearEach(ctx, func(int) bool { return true }, func(customer int) string { return fmt.Sprintf(t.language(customer).hereIsOrder, order(customer)) })
}

func (t *talk) hearEach(ctx context.Context, who func(int) bool, text func(customer int) string) error {
	ctx, cancel := context.WithTimeout(ctx, hearTime)
	defer cancel()
	for i, c := range t.customers {
		if !who(i) {
			continue
		}
		m, err := c.Next(ctx)
		if err != nil {
			return fmt.Errorf("customer %d does not hear %q: %w", i+1, text(i), err)
		}
		if m.Content != text(i) {
			return fmt.Errorf("customer %d hears %q in place of %q", i+1, m.Content, text(i))
		}
		t.show(i, "bot", m.Content)
	}
	return nil
}

// killAll kills each process while it looks orders up, one a little after the other.
func (t *talk) killAll(ctx context.Context) error {
	for replica := range replicas {
		_, _ = fmt.Fprintf(t.out, "          kill -9 of process %d\n", replica+1)
		if err := t.kill(replica); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(t.shopTime / 4):
		}
	}
	return nil
}

// check waits until humans have all conversations, with one note each, and nobody has heard anything more.
func (t *talk) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, hearTime)
	defer cancel()
	for i, c := range t.customers {
		err := t.desk.Await(ctx, func() bool {
			conversation, _ := t.desk.Conversation(c.ConversationID)
			return conversation.Status == "open" && slices.Contains(conversation.Labels, "call-back")
		})
		if err != nil {
			return fmt.Errorf("the conversation of customer %d is not with the team: %w", i+1, err)
		}
	}
	t.desk.Drain()
	for i, c := range t.customers {
		if more := c.Unread(); len(more) > 0 {
			return fmt.Errorf("customer %d hears more: %q", i+1, more[0].Content)
		}
		notes := 0
		for _, m := range t.desk.Messages(c.ConversationID) {
			if m.Private {
				notes++
			}
		}
		if notes != 1 {
			return fmt.Errorf("the conversation of customer %d has %d notes", i+1, notes)
		}
	}
	return nil
}

func (t *talk) show(customer int, who, what string) {
	if customer < 2 {
		_, _ = fmt.Fprintf(t.out, "%d %10s  %s\n", customer+1, who, what)
	}
}
