package customer

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// SendOnce sends a message exactly once. The key identifies the message; it is its EchoID too, unless that is set. If
// it is unknown whether the message arrived, SendOnce looks at what the customer has written since, for as long as the
// server may still be working on the request, before it sends again. It returns the message, or an error that says that
// it was not sent. Only if it cannot be seen what became of the message, or if ctx ends, does it return
// [ndoto.ErrAmbiguous].
//
// The server does not keep the key. So a message is recognized by its text and its place after the messages that were
// there before, calls for the same conversation wait for each other within a process, and a Client knows the last 4,096
// keys that it has sent, which it does not send again. Another process does not know them. What the customer writes at
// the same time on another device, in the same words, can be mistaken for the message.
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
	m := &messageSend{s: s, ctx: ctx, source: sourceID, conversation: conversationID, params: *params, opts: opts, starts: startsOf(params.Attachments)}
	if m.params.EchoID == "" {
		m.params.EchoID = key
	}
	place := fmt.Sprintf("messages of customer:%s:%s:%d", s.client.inbox, string(sourceID), conversationID)
	return bridge.SendOnce(ctx, s.client.api, bridge.Once[ndoto.Message]{
		Operation: op, Lock: place, Key: place + ":" + key, Size: len(params.Content), Send: m.send, Look: m.look,
	}, opts)
}

func checkOnce(sourceID ndoto.Secret, conversationID int64, key string, params *MessageParams) error {
	switch {
	case strings.TrimSpace(key) == "" || len(key) > maxText:
		return badInput("the key must have 1 to %d characters, got %d", maxText, len(key))
	case conversationID <= 0:
		return badInput("the conversation id must be positive, got %d", conversationID)
	}
	if err := validateSource(sourceID); err != nil {
		return err
	}
	if err := params.validate(); err != nil {
		return err
	}
	for _, f := range params.Attachments {
		if _, seeks := f.Reader.(io.Seeker); !seeks {
			return badInput("an attachment whose Reader cannot seek cannot be sent again: read it into memory, or use Create")
		}
	}
	return nil
}

// messageSend is a message on its way through SendOnce.
type messageSend struct {
	s            *MessagesService
	ctx          context.Context
	source       ndoto.Secret
	conversation int64
	params       MessageParams
	opts         []ndoto.RequestOption
	starts       []int64 // where the attachments stand

	bounded bool  // whether the latest message is known
	floor   int64 // its ID: that of the message is greater
}

// startsOf returns where the readers of files stand, for each attempt to begin there.
func startsOf(files []ndoto.File) []int64 {
	starts := make([]int64, len(files))
	for i, f := range files {
		if seeker, ok := f.Reader.(io.Seeker); ok {
			starts[i], _ = seeker.Seek(0, io.SeekCurrent) // the call reports what is wrong with it
		}
	}
	return starts
}

// send makes an attempt. Before the first, it notes which messages are there.
func (m *messageSend) send() (*ndoto.Message, error) {
	if !m.bounded {
		latest, err := m.s.List(m.ctx, m.source, m.conversation, nil, m.opts...)
		if err != nil {
			return nil, err
		}
		for i := range latest {
			m.floor = max(m.floor, latest[i].ID)
		}
		m.bounded = true
	}
	for i, f := range m.params.Attachments {
		if _, err := f.Reader.(io.Seeker).Seek(m.starts[i], io.SeekStart); err != nil {
			return nil, badInput("the file %q cannot be read again: %v", f.Name, err)
		}
	}
	return m.s.create(m.ctx, m.source, m.conversation, &m.params, m.opts)
}

// look looks for the message among those that came since. Of several, it is the first.
func (m *messageSend) look(opts any) (found *ndoto.Message, err error) {
	for message, err := range m.s.all(m.ctx, m.source, m.conversation, opts) {
		if err != nil {
			return nil, err
		}
		if message.ID <= m.floor {
			break
		}
		if message.MessageType == ndoto.MessageIncoming && plainText(message.Content) == plainText(m.params.Content) &&
			len(message.Attachments) == len(m.params.Attachments) {
			found = message
		}
	}
	return found, nil
}
