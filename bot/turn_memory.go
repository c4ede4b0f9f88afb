package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Load reads what Save has kept for the conversation into v. It leaves v as it is if there is nothing.
func (t *Turn) Load(ctx context.Context, v any) error {
	s, err := t.bot.loadState(ctx, t.desk, t.Conversation.ID)
	if err != nil || s.Own == nil {
		return err
	}
	return json.Unmarshal(s.Own, v)
}

// Save keeps v for the conversation, as JSON, in place of what was kept.
func (t *Turn) Save(ctx context.Context, v any) error {
	own, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("bot: what is saved must be possible as JSON: %w", err)
	}
	return t.bot.change(ctx, t.desk, t.Conversation.ID, func(s *state) { s.Own = own })
}

// LoadSession reads what SaveSession has kept for the customer into v, in whichever conversation. It leaves v as it is
// if there is nothing.
func (t *Turn) LoadSession(ctx context.Context, v any) error {
	data, err := t.bot.store.Load(ctx, t.sessionKey())
	if err != nil || data == nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// SaveSession keeps v for the customer, as JSON, in place of what was kept, until the time to live has passed. Agent
// bots cannot keep it in the contact, as they may not write contacts.
func (t *Turn) SaveSession(ctx context.Context, v any, ttl time.Duration) error {
	if ttl <= 0 {
		return fmt.Errorf("%w: the time to live of a session must be positive, got %v", ErrBadInput, ttl)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("bot: what is saved must be possible as JSON: %w", err)
	}
	return changeJSON(ctx, t.bot.store, t.sessionKey(), ttl, func(stored *json.RawMessage) { *stored = data })
}

// sessionKey is that of the customer. One whom the server does not name is known in the conversation only.
func (t *Turn) sessionKey() string {
	if t.Customer().ID == 0 {
		return fmt.Sprintf("%s/%d/customer_of/%d", t.bot.name, t.desk.client.AccountID(), t.Conversation.ID)
	}
	return fmt.Sprintf("%s/%d/contact/%d", t.bot.name, t.desk.client.AccountID(), t.Customer().ID)
}

// promptTime is how long a prompt waits for its answer.
const promptTime = 24 * time.Hour

// Prompt sends a question whose answer is the next text of the customer: it comes to the handler of [Bot.OnPrompt] with
// this name, within a day. Commands, and what ends the conversation, go before it.
func (t *Turn) Prompt(ctx context.Context, name, text string) error {
	if t.bot.prompts[name] == nil {
		return Permanent(fmt.Errorf("%w: no handler is set with OnPrompt(%q, ...)", ErrBadInput, name))
	}
	m, err := t.Reply(ctx, text)
	if err != nil {
		return err
	}
	return t.bot.change(ctx, t.desk, t.Conversation.ID, func(s *state) {
		s.Prompt = prompt{Name: name, MessageID: m.ID, Until: time.Now().Add(promptTime)}
	})
}
