package customer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

// SendOnce sends a message exactly once. The key identifies the message; it is its EchoID too, unless that is set. If
// it is unknown whether the message arrived, SendOnce looks at what the customer has written since, for as long as the
// server may still be working on the request, before it sends again. It returns the message, or an error that says that
// it was not sent. Only if it cannot be seen what became of the message, or if ctx ends, does it return
// [ndoto.ErrAmbiguous].
//
// The server does not keep the key. So a message is recognized by its text and its place after the messages that were
// there before, calls for the same conversation wait for each other within a process, and a Client knows the last 4,096
// keys that it has sent, which it does not send again. After [ndoto.ErrAmbiguous], it looks for the message when it is
// given the key again. Another process does not know the keys. What the customer writes at the same time on another
// device, in the same words, can be mistaken for the message.
//
// It costs one request more than Create.
//
// GET and POST
// /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/messages,
// known from the server software.
func (s *MessagesService) SendOnce(ctx context.Context, sourceID ndoto.Secret, conversationID int64, key string, params *MessageParams, opts ...ndoto.RequestOption) (*ndoto.Message, error) {
	op := opCreateMessage.As("customer.Messages.SendOnce")
	if err := checkOnce(sourceID, conversationID, key, params); err != nil {
		return nil, s.client.api.Refuse(op, err)
	}
	place := fmt.Sprintf("messages of customer:%s:%s:%d", s.client.inbox, string(sourceID), conversationID)
	m := &messageSend{s: s, ctx: ctx, op: op, source: sourceID, conversation: conversationID, place: place, key: place + ":" + key, params: *params, opts: opts}
	if m.params.EchoID == "" {
		m.params.EchoID = key
	}
	m.call = s.message(op, sourceID, conversationID, &m.params)
	m.call.Form = new(bridge.Form)
	return bridge.SendOnce(ctx, s.client.api, bridge.Once[ndoto.Message]{
		Operation: op, Lock: place, Key: m.key, Size: len(params.Content), Before: m.before, Send: m.send, Look: m.look, Done: m.done,
	}, opts)
}

func checkOnce(sourceID ndoto.Secret, conversationID int64, key string, params *MessageParams) error {
	switch {
	case strings.TrimSpace(key) == "" || len(key) > maxText:
		return bridge.BadInput("the key must have 1 to %d characters, got %d", maxText, len(key))
	case conversationID <= 0:
		return bridge.BadInput("the conversation id must be positive, got %d", conversationID)
	}
	if err := validateSource(sourceID); err != nil {
		return err
	}
	if err := params.validate(); err != nil {
		return err
	}
	for i, f := range params.Attachments {
		if f.Reader == nil {
			return bridge.BadInput("attachment %d has no Reader", i+1)
		}
		if !rules.CanSeek(f.Reader) {
			return bridge.BadInput("an attachment whose Reader cannot seek cannot be sent again: read it into memory, or use Create")
		}
	}
	return nil
}

// messageSend is a message on its way through SendOnce.
type messageSend struct {
	s            *MessagesService
	ctx          context.Context
	op           *bridge.Operation
	source       ndoto.Secret
	conversation int64
	place, key   string // of the conversation and of the message, for the Client
	params       MessageParams
	opts         []ndoto.RequestOption
	call         bridge.Call // the same for all attempts

	since *openSend // nil until it is known which messages were there before
}

// before looks for the message if an earlier call left it open whether it arrived.
func (m *messageSend) before(opts any) (*ndoto.Message, error) {
	if m.since = m.s.client.open.get(m.key); m.since == nil {
		return nil, nil
	}
	return m.look(opts)
}

// send makes an attempt. Before the first, it notes which messages are there.
func (m *messageSend) send() (*ndoto.Message, error) {
	if m.since == nil {
		latest, err := m.s.list(m.ctx, m.s.call(opListMessages.As(m.op.Name), m.source, m.conversation), nil, m.opts)
		if err != nil {
			return nil, err
		}
		m.since = &openSend{place: m.place}
		for i := range latest {
			m.since.floor = max(m.since.floor, latest[i].ID)
		}
		m.s.client.open.put(m.key, m.since)
	}
	return bridge.Do[ndoto.Message](m.ctx, m.s.client.api, m.call, m.opts)
}

// look looks for the message among those that came since. Of several, it is the first.
func (m *messageSend) look(opts any) (found *ndoto.Message, err error) {
	for message, err := range m.s.all(m.ctx, m.source, m.conversation, opts) {
		if err != nil {
			return nil, err
		}
		if message.ID <= m.since.floor {
			break
		}
		if message.MessageType == ndoto.MessageIncoming && plainText(message.Content) == plainText(m.params.Content) &&
			len(message.Attachments) == len(m.params.Attachments) && !m.s.client.open.isOther(m.since, message.ID) {
			found = message
		}
	}
	return found, nil
}

// done notes the outcome for later calls.
func (m *messageSend) done(message *ndoto.Message, err error) {
	if !errors.Is(err, ndoto.ErrAmbiguous) {
		m.s.client.open.remove(m.key)
	}
	if message != nil {
		m.s.client.open.sent(m.place, message.ID)
	}
}
