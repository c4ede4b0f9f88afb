package ndoto

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
)

// SendOnce sends a message exactly once, in any kind of inbox. If it is unknown whether the message arrived, it looks
// into the conversation before sending again. It returns the message, or an error that says that it was not sent.
// Only if looking fails too, or ctx ends, does it return [ErrAmbiguous].
//
// The key identifies the message; it can be the ID of the event that the message answers. With [WithLookBack], a key
// that was used before in the conversation returns the message that was sent then. The key is stored in the content
// attributes.
//
// Servers from Chatwoot 4.9.0 keep the key, and the guarantee holds no matter who else writes. Older ones drop it.
// There, a message is recognized by its text, its sender and its time, so two processes that use the same token to
// send the same text to the same conversation at the same time can be mistaken for one. Whether a server keeps keys
// shows in its first response; until then, such a message returns [ErrAmbiguous].
//
// Looking takes one request for every 20 messages written in the meantime, and goes on for as long as the server may
// still be working on the request ([RetryPolicy.Settle]). Agent bots may not read messages: use [WithLookToken] for
// them.
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
		return nil, op.refuse(badInput("an attachment whose Reader cannot seek cannot be sent again: read it into memory, or use Create"))
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

// findSent looks for a message, from the newest one back to the time when it was sent, by the server's clock.
func (s *MessagesService) findSent(ctx context.Context, conversationID int64, key string, want *CreateMessageParams, since time.Duration, opts []RequestOption) (*Message, error) {
	const clockSteps = 3 * time.Second // the server's times are whole seconds, and Date adds another
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
				return nil, errors.New("there is a similar message without the key, and this server is not known to keep keys")
			}
		}
		before = page.Messages[0].ID
	}
}

// looksLike compares what is left to compare on a server that drops the key.
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
