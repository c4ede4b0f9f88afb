package ndoto

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/internal/wait"
)

// SendOnce sends a message that must arrive exactly once, in any kind of inbox. If it stays open whether the message
// arrived, it looks into the conversation before it sends again. It returns the message, or an error that says that it was
// not sent, or, if the look fails too or ctx ends, [ErrAmbiguous].
//
// The key names the message, for example the id of the event that it answers; a key that was used before in the
// conversation, within the time of [WithLookBack], returns the message of then. It is stored in the content attributes.
//
// Servers from Chatwoot 4.9.0 keep the key, and the guarantee holds whoever else writes. Older ones drop it; there a message
// is recognized by its text, its sender and its time, so that two processes with the same token that send the same text to
// the same conversation at the same time can be taken for one. Whether a server keeps keys shows in the first answer; until
// then such a message is [ErrAmbiguous].
//
// The look takes one request for each 20 messages that were written meanwhile, and lasts as long as the server may still be
// at work, [RetryPolicy.Settle]. Agent bots may not read messages: give them [WithLookToken].
//
// GET and POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) SendOnce(ctx context.Context, conversationID int64, key string, params *CreateMessageParams, opts ...RequestOption) (*Message, error) {
	op := opCreateMessage
	op.name = "Messages.SendOnce"
	if err := checkOnce(&op, key, params); err != nil {
		return nil, err
	}
	keyed := *params
	keyed.ContentAttributes = withKey(params.ContentAttributes, key)
	if !keyed.rewindable() {
		return nil, refuse(&op, badInput("an attachment that cannot seek can be sent in one attempt only: read it into memory, or use Create"))
	}
	return once(ctx, s.client, opts, onceSteps[Message]{
		send: func() (*Message, error) {
			sent, err := s.Create(ctx, conversationID, &keyed, opts...)
			if err == nil {
				s.client.keys.learn(sent.ContentAttributes.Text(oncekey.Attribute) == key)
			}
			return sent, err
		},
		look: func(since time.Duration, opts []RequestOption) (*Message, error) {
			return s.findSent(ctx, conversationID, key, &keyed, since, opts)
		},
	})
}

// CreateOnce opens a conversation exactly once, under the conditions of [MessagesService.SendOnce]; its first message is
// sent once too, by the same key. The key is stored in the additional attributes, which all servers keep. ContactID is
// required: the look goes over the contact's 20 latest conversations.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/conversations and POST
// /api/v1/accounts/{account_id}/conversations, documented by Ndoto, but for the first.
func (s *ConversationsService) CreateOnce(ctx context.Context, key string, params *CreateConversationParams, opts ...RequestOption) (*Conversation, error) {
	op := opCreateConversation
	op.name = "Conversations.CreateOnce"
	if err := checkOnce(&op, key, params); err != nil {
		return nil, err
	}
	if params.ContactID == 0 {
		return nil, refuse(&op, badInput("ContactID is required, to look whether the conversation is there"))
	}
	keyed := *params
	keyed.Message = nil
	keyed.AdditionalAttributes = withKey(params.AdditionalAttributes, key)
	conversation, err := once(ctx, s.client, opts, onceSteps[Conversation]{
		send: func() (*Conversation, error) { return s.Create(ctx, &keyed, opts...) },
		look: func(_ time.Duration, opts []RequestOption) (*Conversation, error) {
			latest, err := s.client.Contacts.Conversations(ctx, params.ContactID, opts...)
			for i := range latest {
				if latest[i].AdditionalAttributes.Text(oncekey.Attribute) == key {
					return &latest[i], nil
				}
			}
			return nil, err
		},
	})
	if err != nil || params.Message == nil {
		return conversation, err
	}
	message, err := s.client.Messages.SendOnce(ctx, conversation.ID, key, params.Message, opts...)
	if err != nil {
		return conversation, err
	}
	conversation.Messages, conversation.LastNonActivityMessage = []Message{*message}, message
	return conversation, nil
}

func checkOnce(op *operation, key string, params validator) error {
	if strings.TrimSpace(key) == "" || len(key) > maxStringColumn {
		return refuse(op, badInput("the key must have 1 to %d characters, got %d", maxStringColumn, len(key)))
	}
	if err := params.validate(); err != nil {
		return refuse(op, err)
	}
	return nil
}

func withKey(attributes map[string]any, key string) map[string]any {
	keyed := map[string]any{oncekey.Attribute: key}
	maps.Copy(keyed, attributes)
	keyed[oncekey.Attribute] = key
	return keyed
}

// keySupport is what a client has learnt about whether its server keeps content attributes.
type keySupport struct{ known, kept atomic.Bool }

func (k *keySupport) learn(kept bool) {
	k.kept.Store(kept)
	k.known.Store(true)
}

// onceSteps are how to send something, and how to look whether it arrived since some time ago.
type onceSteps[T any] struct {
	send func() (*T, error)
	look func(since time.Duration, opts []RequestOption) (*T, error)
}

// once sends until it is certain that what is sent has arrived, or that it has not.
func once[T any](ctx context.Context, c *Client, opts []RequestOption, steps onceSteps[T]) (*T, error) {
	set := c.defaults
	_ = set.with(opts) // send reports what is wrong with them
	look := func(since time.Duration) (*T, error) { return steps.look(since, withLookToken(opts, set.lookToken)) }
	if set.lookBack > 0 {
		if found, err := look(set.lookBack); err != nil || found != nil {
			return found, err
		}
	}
	began := time.Now()
	for attempt := 1; ; attempt++ {
		v, err := steps.send()
		var e *Error
		if err == nil || !errors.As(err, &e) || !e.doubtful() {
			return v, err
		}
		found, lookErr := settle(ctx, e, set.retry.settle(), func() (*T, error) { return look(time.Since(began)) })
		switch {
		case lookErr != nil:
			e.ambiguous, e.cause = true, fmt.Errorf("and whether it arrived cannot be seen: %w", lookErr)
			return nil, e
		case found != nil:
			return found, nil
		case !e.ambiguous || attempt >= set.retry.maxAttempts():
			e.ambiguous = false // it did not arrive, so the error is only what it says
			return nil, e
		}
		if err := wait.For(ctx, set.retry.backoff(attempt)); err != nil {
			e.ambiguous, e.cause = false, err
			return nil, e
		}
	}
}

// doubtful tells whether what was sent may have arrived: also after a 422 that is no failed validation, because the
// creation of messages answers everything that goes wrong with 422 (messages_controller.rb).
func (e *Error) doubtful() bool {
	return e.ambiguous || e.StatusCode == http.StatusUnprocessableEntity && e.class == ErrValidation && e.Operation == opCreateMessage.name &&
		!strings.HasPrefix(e.Message, "Validation failed: ") && len(e.Attributes) == 0
}

// settle looks until something is found, or until the server cannot be at work any more. After a 500 of the application
// it is not: the answer ends its work.
func settle[T any](ctx context.Context, e *Error, longest time.Duration, look func() (*T, error)) (*T, error) {
	if e.StatusCode == http.StatusInternalServerError || e.StatusCode == http.StatusUnprocessableEntity {
		longest = 0
	}
	deadline := time.Now().Add(longest)
	for pause := longest / 64; ; pause *= 2 {
		found, err := look()
		left := time.Until(deadline)
		if found != nil || err != nil || left <= 0 {
			return found, err
		}
		if err := wait.For(ctx, min(max(pause, time.Millisecond), left)); err != nil {
			return nil, err
		}
	}
}

// findSent looks for a message from the newest back to the time when it was sent, by the server's clock.
func (s *MessagesService) findSent(ctx context.Context, conversationID int64, key string, want *CreateMessageParams, since time.Duration, opts []RequestOption) (*Message, error) {
	const clockSteps = 3 * time.Second // the server's times are whole seconds, and Date is one more
	var before int64
	for {
		var resp Response
		page, err := s.List(ctx, conversationID, &ListMessagesParams{Before: before}, append(opts, WithResponse(&resp))...)
		if err != nil || len(page.Messages) == 0 {
			return nil, err
		}
		clock, err := http.ParseTime(resp.Header.Get("Date"))
		if err != nil {
			clock = time.Now()
		}
		earliest := clock.Add(-since - clockSteps)
		for i := len(page.Messages) - 1; i >= 0; i-- {
			m := &page.Messages[i]
			if m.CreatedAt.Before(earliest) {
				return nil, nil
			}
			if m.ContentAttributes.Text(oncekey.Attribute) == key || s.client.keys.known.Load() && !s.client.keys.kept.Load() && want.looksLike(m) {
				return m, nil
			}
			if !s.client.keys.known.Load() && want.looksLike(m) {
				return nil, errors.New("there is such a message without the key, and this server is not known to keep keys")
			}
		}
		before = page.Messages[0].ID
	}
}

// looksLike compares what a server that drops the key leaves to compare.
func (p *CreateMessageParams) looksLike(m *Message) bool {
	kind := p.Type
	if kind == "" {
		kind = MessageOutgoing
	}
	_, otherKey := m.ContentAttributes.Lookup(oncekey.Attribute)
	return !otherKey && m.MessageType == kind && m.Private == p.Private && len(m.Attachments) == len(p.Attachments) &&
		strings.TrimSpace(m.Content) == strings.TrimSpace(p.Content)
}

func (p *CreateMessageParams) rewindable() bool {
	for _, f := range p.Attachments {
		if f.BlobID == "" && !canSeek(f.Reader) {
			return false
		}
	}
	return true
}
