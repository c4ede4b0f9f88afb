package main

import (
	"context"
	"fmt"

	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

// checkInbox refuses an inbox that cannot take the history, and one that would answer it: what customers wrote years
// ago is news to bots and automatic messages, and customers would get their answers.
func (i *importer) checkInbox(ctx context.Context) error {
	inbox, err := tool.APIInbox(ctx, i.client, i.inbox)
	if err != nil || i.answered {
		return err
	}
	bot, err := i.client.Inboxes.AgentBot(ctx, i.inbox)
	if err != nil {
		return fmt.Errorf("the bot of inbox %d: %w", i.inbox, err)
	}
	var what string
	switch {
	case bot != nil:
		what = fmt.Sprintf("the bot %q", bot.Name)
	case inbox.GreetingEnabled:
		what = "the greeting"
	case inbox.WorkingHoursEnabled && inbox.OutOfOfficeMessage != "":
		what = "the out-of-office message"
	default:
		return nil
	}
	return tool.Usage("%s of inbox %d, %s, would answer the customers of the file: turn it off until the import is done, or give -allow-answers",
		what, inbox.ID, inbox.Name)
}
