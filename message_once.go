package ndoto

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
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
	op := opCreateMessage.as("Messages.SendOnce")
	if err := checkOnce(op, key, params); err != nil {
		return nil, err
	}
	keyed := *params
	keyed.ContentAttributes = withKey(params.ContentAttributes, key)
	if !keyed.rewindable() {
		return nil, op.refuse(badInput("an attachment that cannot seek can be sent in one attempt only: read it into memory, or use Create"))
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
