package bottest

import (
	"context"
	"fmt"
	"strings"
	"testing/synctest"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// Conversation is a talk between a customer, the bot and agents.
type Conversation struct {
	*ndototest.Customer
	ID int64

	bench *Bench
}

// Conversation begins a conversation of a new customer in the bot's inbox. As on the real server it is pending, and
// assigned to the bot.
func (b *Bench) Conversation() *Conversation {
	c := b.Desk.Simulate(ndototest.Conversation{InboxID: b.InboxID, Status: "pending", AssigneeBotID: b.BotID})
	return &Conversation{Customer: c, ID: c.ConversationID, bench: b}
}

// patience is how long a reply may take, in virtual time.
const patience = 10 * time.Minute

// Expect waits for the next messages to the customer, and compares their texts.
func (c *Conversation) Expect(texts ...string) {
	c.bench.T.Helper()
	for _, want := range texts {
		ctx, cancel := context.WithTimeout(c.bench.T.Context(), patience)
		m, err := c.Next(ctx)
		cancel()
		switch {
		case err != nil:
			c.bench.T.Fatalf("no message came where %q was expected; so far:\n%s", want, c.Transcript())
		case m.Content != want:
			c.bench.T.Fatalf("%q came where %q was expected; so far:\n%s", m.Content, want, c.Transcript())
		}
	}
}

// ExpectSilence lets time pass in which nothing is sent to the customer.
func (c *Conversation) ExpectSilence(d time.Duration) {
	c.bench.T.Helper()
	c.bench.Wait(d)
	if unread := ofBot(c.Unread()); len(unread) > 0 {
		c.bench.T.Fatalf("%q came where the bot should be silent; so far:\n%s", unread[0].Content, c.Transcript())
	}
}

func ofBot(messages []ndototest.Message) []ndototest.Message {
	var own []ndototest.Message
	for _, m := range messages {
		if m.SenderKind == "agent_bot" {
			own = append(own, m)
		}
	}
	return own
}

// AgentSays lets an agent write to the customer.
func (c *Conversation) AgentSays(text string) {
	c.bench.T.Helper()
	_, err := c.agent().Messages.Create(c.bench.T.Context(), c.ID, &ndoto.CreateMessageParams{Content: text})
	c.must(err)
}

// AgentNotes lets an agent write a note.
func (c *Conversation) AgentNotes(text string) {
	c.bench.T.Helper()
	_, err := c.agent().Messages.Create(c.bench.T.Context(), c.ID, &ndoto.CreateMessageParams{Content: text, Private: true})
	c.must(err)
}

// SetStatus lets an agent open, resolve or snooze the conversation, or give it back to the bot with
// ndoto.StatusPending. It is snoozed for a day.
func (c *Conversation) SetStatus(status ndoto.ConversationStatus) {
	c.bench.T.Helper()
	conversations := c.bench.Desk.Dashboard().Conversations
	var err error
	if status == ndoto.StatusSnoozed {
		_, err = conversations.Snooze(c.bench.T.Context(), c.ID, time.Now().Add(24*time.Hour))
	} else {
		_, err = conversations.ToggleStatus(c.bench.T.Context(), c.ID, status)
	}
	c.must(err)
}

// Assign assigns the conversation to an agent, a bot or a team.
func (c *Conversation) Assign(to ndoto.AssignParams) {
	c.bench.T.Helper()
	_, err := c.bench.Desk.Dashboard().Conversations.Assign(c.bench.T.Context(), c.ID, to)
	c.must(err)
}

func (c *Conversation) agent() *ndoto.Client {
	return c.bench.Desk.Dashboard(ndoto.WithToken(c.bench.Desk.AgentToken))
}

func (c *Conversation) must(err error) {
	c.bench.T.Helper()
	if err != nil {
		c.bench.T.Fatal(err)
	}
	synctest.Wait()
}

// Desk is the desk of the conversation.
func (c *Conversation) Desk() *ndototest.Server { return c.bench.Desk }

// Status is that of the conversation: open, pending, resolved or snoozed.
func (c *Conversation) Status() string {
	conversation, _ := c.bench.Desk.Conversation(c.ID)
	return conversation.Status
}

// Transcript is what was said, one message a line: "customer", "bot", "agent", "note", "system" or "template", and the
// text; the choices of a menu follow it.
func (c *Conversation) Transcript() string {
	var lines strings.Builder
	for _, m := range c.bench.Desk.Messages(c.ID) {
		_, _ = fmt.Fprintf(&lines, "%s: %s\n", speaker(m), strings.ReplaceAll(m.Content, "\n", "\n  "))
		items, _ := m.ContentAttributes["items"].([]any)
		for _, v := range items {
			item, _ := v.(map[string]any)
			if title, ok := item["title"].(string); ok {
				_, _ = fmt.Fprintf(&lines, "  [%s]\n", title)
			}
		}
	}
	return lines.String()
}

func speaker(m ndototest.Message) string {
	switch {
	case m.Private:
		return "note"
	case m.Type == "activity":
		return "system"
	case m.Type == "template":
		return "template"
	case m.Type == "incoming":
		return "customer"
	case m.SenderKind == "user":
		return "agent"
	}
	return "bot"
}

// ExpectTranscript waits for what is under way, and compares the transcript, without lines of the system. Indentation
// of the whole and empty lines around it do not matter.
func (c *Conversation) ExpectTranscript(want string) {
	c.bench.T.Helper()
	c.bench.Wait(patience)
	if is, should := c.said(), unindent(want); is != should {
		c.bench.T.Fatalf("the transcript is\n\n%s\n\nand should be\n\n%s\n", is, should)
	}
}

// ExpectTranscriptEnds waits for what is under way, and compares the end of the transcript, without lines of the
// system.
func (c *Conversation) ExpectTranscriptEnds(want string) {
	c.bench.T.Helper()
	c.bench.Wait(patience)
	if got := c.said(); !strings.HasSuffix(got, unindent(want)) {
		c.bench.T.Fatalf("the transcript is\n\n%s\n\nand should end with\n\n%s\n", got, unindent(want))
	}
}

// said is the transcript without lines of the system.
func (c *Conversation) said() string {
	var said strings.Builder
	for line := range strings.Lines(c.Transcript()) {
		if !strings.HasPrefix(line, "system: ") {
			_, _ = said.WriteString(line)
		}
	}
	return strings.TrimSpace(said.String())
}

// unindent takes away what all lines begin with.
func unindent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	indent := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], " \t"))]
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, indent)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
