package stage

import (
	"context"
	"fmt"
	"io"

	"github.com/usendoto/ndoto-go/ndototest"
)

// Talk is a customer who is heard.
type Talk struct {
	Server   *ndototest.Server
	Customer *ndototest.Customer

	ctx context.Context
	out io.Writer
}

// Says writes, and waits for a response.
func (t *Talk) Says(text string) error {
	t.tell("customer", text)
	t.Customer.Says(text)
	return t.Hears()
}

// Picks picks from the last menu, and waits for a response.
func (t *Talk) Picks(choice string) error {
	t.tell("customer", "["+choice+"]")
	if err := t.Customer.Picks(choice); err != nil {
		return err
	}
	return t.Hears()
}

// Fills fills the last form, and waits for a response.
func (t *Talk) Fills(values map[string]string) error {
	for name, value := range values {
		t.tell("customer", name+" = "+value)
	}
	if err := t.Customer.Fills(values); err != nil {
		return err
	}
	return t.Hears()
}

// Hears waits for the next message to the customer.
func (t *Talk) Hears() error {
	m, err := t.Customer.Next(t.ctx)
	if err != nil {
		return err
	}
	t.tell("bot", m.Content)
	items, _ := m.ContentAttributes["items"].([]any)
	for _, v := range items {
		item, _ := v.(map[string]any)
		if title, ok := item["title"].(string); ok {
			t.tell("", "["+title+"]")
		}
	}
	return nil
}

// Until waits until the conversation is as it should be.
func (t *Talk) Until(condition func(ndototest.Conversation) bool) error {
	return t.Server.Await(t.ctx, func() bool {
		c, _ := t.Server.Conversation(t.Customer.ConversationID)
		return condition(c)
	})
}

func (t *Talk) tell(who, what string) { _, _ = fmt.Fprintf(t.out, "%10s  %s\n", who, what) }
