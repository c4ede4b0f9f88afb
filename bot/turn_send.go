package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go"
)

// Reply sends a text to the customer, once. See [Turn.Send] for errors.
func (t *Turn) Reply(ctx context.Context, text string) (*ndoto.Message, error) {
	return t.Send(ctx, &ndoto.CreateMessageParams{Content: text})
}

// Note writes a note that only the team sees, once. It works in conversations that are a human's, too.
func (t *Turn) Note(ctx context.Context, text string) (*ndoto.Message, error) {
	return t.Send(ctx, &ndoto.CreateMessageParams{Content: text, Private: true})
}

// Ask sends a question: ndoto.InputSelect, ndoto.Form or ndoto.InputEmail. The answer comes to OnChoice, OnForm or
// OnEmail in a later turn.
func (t *Turn) Ask(ctx context.Context, text string, rich *ndoto.RichContent) (*ndoto.Message, error) {
	m, err := t.Send(ctx, &ndoto.CreateMessageParams{Content: text, Rich: rich})
	if err != nil {
		return nil, err
	}
	return m, t.bot.change(ctx, t.desk, t.Conversation.ID, func(s *state) { s.ask(questionOf(m)) })
}

// questionOf reads what a message of the bot asked.
func questionOf(m *ndoto.Message) question {
	q := question{MessageID: m.ID, Type: m.ContentType}
	switch m.ContentType {
	case ndoto.ContentInputSelect:
		var attributes struct{ Items []ndoto.Choice }
		if m.ContentAttributes.Decode(&attributes) == nil {
			q.Choices = attributes.Items
		}
	case ndoto.ContentForm:
		var attributes struct{ Items []struct{ Name string } }
		if m.ContentAttributes.Decode(&attributes) == nil && len(attributes.Items) == 1 {
			q.Field = attributes.Items[0].Name
		}
	}
	return q
}

// Send sends a message, once: what an earlier attempt of the turn has sent is not sent again, however often the handler
// is called. A handler that decides otherwise the second time, and sends another text, or a note in place of a reply,
// sends that.
//
// Right before a message to the customer it asks the server whether the conversation is still the bot's. If it is not,
// the error is [ErrTakenOver]. Other errors are those of [ndoto.MessagesService.SendOnce]; return them from the
// handler, and it is tried again.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id} and POST .../messages, documented by Ndoto.
func (t *Turn) Send(ctx context.Context, params *ndoto.CreateMessageParams) (*ndoto.Message, error) {
	if params == nil {
		return nil, fmt.Errorf("%w: the params are nil", ErrBadInput)
	}
	info := SendInfo{Bot: t.bot.name, Account: t.desk.client.AccountID(), Conversation: t.Conversation.ID, Private: params.Private}
	ctx, report := t.bot.observer.StartSend(ctx, info)
	m, repeated, err := t.send(ctx, params)
	report(SendResult{Repeated: repeated, Err: err})
	return m, err
}

// send sends a message, or returns the one that an earlier attempt has sent.
func (t *Turn) send(ctx context.Context, params *ndoto.CreateMessageParams) (m *ndoto.Message, repeated bool, err error) {
	if t.over.Load() {
		return nil, false, fmt.Errorf("%w: the turn is over", ErrTakenOver)
	}
	mark := fingerprint(params)
	t.used[mark]++
	key := fmt.Sprintf("%s/%s.%d", t.key, mark, t.used[mark])
	before := t.ledger.get(key)
	if before.message != nil {
		return before.message, true, nil
	}
	opts := slices.Clone(t.auth)
	if t.desk.userToken != "" {
		opts = append(opts, ndoto.WithLookToken(t.desk.userToken))
	}
	again := before.open || t.delivery.Replayed || t.ledger.forgotten()
	if again {
		opts = append(opts, ndoto.WithLookBack(lookBack))
	}
	if !params.Private {
		if err := t.guard(ctx); err != nil {
			return nil, false, err
		}
		t.bot.sent(t)
	}
	if again {
		if m, err = t.sentBefore(ctx, params, t.used[mark]); m != nil || err != nil {
			t.ledger.set(key, sending{message: m, open: before.open})
			return m, m != nil, err
		}
	}
	t.bot.echoes.expect(key)
	m, err = t.desk.client.Messages.SendOnce(ctx, t.Conversation.ID, key, params, opts...)
	t.ledger.set(key, sending{message: m, open: before.open || errors.Is(err, ndoto.ErrAmbiguous)})
	if err != nil {
		return nil, false, needsUser(err)
	}
	t.desk.sent.add(m.ID)
	if t.bot.ownKey(m.ContentAttributes) {
		t.desk.keepsKeys.Store(true)
	} else { // an old server drops it: its echo would not be known, and it opens nothing
		t.bot.echoes.heard(key)
	}
	t.bot.learnSelf(ctx, t.desk, m.Sender)
	return m, false, nil
}

// guard returns an error if the customer must not be written to.
func (t *Turn) guard(ctx context.Context) error {
	if t.readOnly {
		return ErrTakenOver
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return t.bot.mayWrite(ctx, t)
}

// needsUser says what to do about a call that only users may make.
func needsUser(err error) error {
	if errors.Is(err, ndoto.ErrBotNotAllowed) {
		return fmt.Errorf("%w; agent bots need the token of a user for it: bot.WithUserToken (NDOTO_USER_TOKEN in the examples)", err)
	}
	return err
}
