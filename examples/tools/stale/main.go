// Command stale resolves open conversations in which nothing has happened for a while. It only shows them unless it is
// told to -apply, and leaves alone those that wait for a reply of the team.
//
//	cd examples/tools && go run ./stale -days 30
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("stale", "Resolves open conversations that have been idle. Without -apply it only shows them.")
	var s stale
	days := t.Flags.Int("days", 30, "how many `days` a conversation must have been idle")
	t.Flags.Int64Var(&s.inbox, "inbox", 0, "the `id` of the only inbox to look at")
	t.Flags.StringVar(&s.farewell, "farewell", "", "a `message` to the customer, sent before")
	t.Flags.BoolVar(&s.unanswered, "unanswered", false, "also those in which the customer has had no reply")
	t.Flags.BoolVar(&s.apply, "apply", false, "resolve them")
	t.Run = func(ctx context.Context) (err error) {
		if *days < 1 {
			return tool.Usage("-days must be at least 1, got %d", *days)
		}
		s.tool, s.before = t, time.Now().AddDate(0, 0, -*days)
		if s.client, err = t.Client(); err != nil {
			return err
		}
		if s.inbox != 0 {
			if _, err := tool.Inbox(ctx, s.client, s.inbox); err != nil {
				return err
			}
		}
		return s.run(ctx)
	}
	return t
}

type stale struct {
	tool       *tool.Tool
	client     *ndoto.Client
	before     time.Time
	inbox      int64
	farewell   string
	unanswered bool
	apply      bool
}

func (s *stale) run(ctx context.Context) error {
	// The server compares days; the day after may hold some that are idle for long enough, depending on its time zone.
	filter := ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen)).
		And(ndoto.FilterLastActivityAt.Before(s.before.AddDate(0, 0, 2)))
	if s.inbox != 0 {
		filter = filter.And(ndoto.FilterInbox.Equal(s.inbox))
	}
	found, waiting := 0, 0
	for c, err := range s.client.Conversations.FilterAll(ctx, filter) {
		if err != nil {
			return err
		}
		if c.LastActivityAt.After(s.before) {
			continue
		}
		if !s.unanswered && waits(c) {
			waiting++
			continue
		}
		found++
		s.tool.Say("%d  %s  idle since %s", c.ID, customer(c), c.LastActivityAt.Format(time.DateOnly))
		if s.apply {
			if err := s.resolve(ctx, c.ID); err != nil {
				return fmt.Errorf("conversation %d: %w", c.ID, err)
			}
		}
	}
	verb := "would be resolved; -apply does it"
	if s.apply {
		verb = "resolved"
	}
	s.tool.Say("%d conversations %s. %d idle ones wait for a reply of the team and were left alone.", found, verb, waiting)
	return nil
}

// waits reports whether the customer has written last.
func waits(c *ndoto.Conversation) bool {
	return c.LastNonActivityMessage != nil && c.LastNonActivityMessage.MessageType == ndoto.MessageIncoming
}

func customer(c *ndoto.Conversation) string {
	if who := c.Customer(); who != nil && who.Name != "" {
		return who.Name
	}
	return "somebody"
}

// resolve resolves a conversation unless somebody has written in it since the list was read.
func (s *stale) resolve(ctx context.Context, id int64) error {
	now, err := s.client.Conversations.Get(ctx, id)
	if err != nil {
		return err
	}
	if now.Status != ndoto.StatusOpen || now.LastActivityAt.After(s.before) {
		s.tool.Say("    left alone: it has changed meanwhile")
		return nil
	}
	if s.farewell != "" {
		// The key names the idle time, so its farewell is sent once, also if a response is lost.
		key := fmt.Sprintf("stale:%d", now.LastActivityAt.Unix())
		if _, err := s.client.Messages.SendOnce(ctx, id, key, &ndoto.CreateMessageParams{Content: s.farewell}); err != nil {
			return err
		}
	}
	_, err = s.client.Conversations.ToggleStatus(ctx, id, ndoto.StatusResolved)
	return err
}
