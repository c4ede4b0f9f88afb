package ndoto

import (
	"context"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go/internal/jsontext"
	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/internal/rules"
)

// SendOnce sends a message exactly once, in any kind of inbox. The key identifies the message; it can be the ID of
// the event that the message answers. If the key was used before in the conversation, SendOnce sends nothing and
// returns the message that was sent then: whether it is called again by the same goroutine, by many at a time, by
// another client, or after a restart of the program. It returns the message, or an error that says that it was not
// sent. Only if it cannot be seen what became of the message, or if ctx ends, does it return [ErrAmbiguous].
//
// What it costs: one request before the first send of a key, which looks at the latest 20 messages, or as far back as
// [WithLookBack] says. [WithNewKey] saves it, and so do the last 4,096 keys that a client has sent, which it remembers.
// If it is unknown whether a message arrived, SendOnce looks at what has been written since, for as long as the server
// may still be working on the request ([RetryPolicy.Settle]), before it sends again.
//
// What it does not cover: calls with the same key wait for each other in all clients of a process, but two processes
// that send the same key within the time of one request can both send it. A message that was deleted, or sent again
// with Retry, has lost its key. Agent bots may not read messages: without [WithLookToken], a bot knows only the keys
// that its client remembers.
//
// Servers from Chatwoot 4.9.0 keep the key in the content attributes. If neither the look nor an earlier response has
// shown that, the client asks for the version of the server, once. Older servers drop the key. There, it travels as the
// source ID in API inboxes, which takes another request for each conversation. In other inboxes, and on a server whose
// lists show no content attributes, as Ndoto documents them, a message is recognized by its sender, its text and its
// place after the messages that were there before, calls for the same conversation wait for each other, and a key is
// known to its client only: another client, or a program that was restarted, sends it again, and what the same user or
// bot writes at the same time, in the same words, can be mistaken for the message.
//
// GET and POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) SendOnce(ctx context.Context, conversationID int64, key string, params *CreateMessageParams, opts ...RequestOption) (*Message, error) {
	op := opCreateMessage.as("Messages.SendOnce")
	if err := checkOnce(op, key, params); err != nil {
		return nil, err
	}
	switch {
	case conversationID <= 0:
		return nil, op.refuse(badInput("the conversation id must be positive, got %d", conversationID))
	case !params.rewindable():
		return nil, op.refuse(badInput("an attachment whose Reader cannot seek cannot be sent again: read it into memory, or use Create"))
	}
	c := s.client
	name := fmt.Sprintf("message:%d:%s", conversationID, key)
	unlock, err := c.lock(ctx, name)
	if err != nil {
		return nil, op.refuse(err)
	}
	defer unlock()
	if sent := c.messages.get(name); sent != nil {
		sent.Attachments = slices.Clone(sent.Attachments)
		return sent, nil
	}
	m := newMessageSend(ctx, c, conversationID, key, *params, opts)
	defer m.close()
	message, err := once(ctx, c, opts, sendOnce[Message]{op: op, before: m.before, send: m.send, look: m.look})
	if err != nil {
		return nil, err
	}
	c.messages.put(name, message, len(message.Content)+len(message.ContentAttributes))
	return message, nil
}

func (p *CreateMessageParams) rewindable() bool {
	for _, f := range p.Attachments {
		if f.BlobID == "" && !rules.CanSeek(f.Reader) {
			return false
		}
	}
	return true
}

// messageSend is a message on its way through SendOnce.
type messageSend struct {
	ctx            context.Context
	client         *Client
	conversationID int64
	key            string
	params         CreateMessageParams
	opts           []RequestOption
	set            settings

	floor   int64 // an id that the message is sent after, so that its own is greater
	bounded bool  // whether there is one
	older   bool  // whether the conversation had messages before this one

	routed  bool   // whether it is decided how the key travels where content attributes are dropped
	sourced bool   // whether it does as the source id
	unlock  func() // lets other messages into the conversation, or nil
	request request
}

func newMessageSend(ctx context.Context, c *Client, conversationID int64, key string, params CreateMessageParams, opts []RequestOption) *messageSend {
	params.ContentAttributes = withKey(params.ContentAttributes, key)
	m := &messageSend{ctx: ctx, client: c, conversationID: conversationID, key: key, params: params, opts: opts}
	m.set, _ = c.settingsFor(opts) // once reports what is wrong with them
	m.floor = c.keys.newestID()
	m.bounded = m.floor > 0
	return m
}

func (m *messageSend) close() {
	if m.unlock != nil {
		m.unlock()
	}
}

// before looks for the key among the messages that are there, and notes which those are.
func (m *messageSend) before(opts []RequestOption) (*Message, error) {
	if err := m.route(opts); err != nil {
		return nil, err
	}
	found, err := m.lookBack(opts)
	if err != nil || found != nil {
		return found, err
	}
	if err := m.client.learnKeys(m.ctx, opts); err != nil {
		return nil, err
	}
	if m.routed || !m.client.keys.invisible() {
		return nil, nil
	}
	waited := m.unlock != nil
	if err := m.route(opts); err != nil || m.sourced || waited {
		return nil, err
	}
	return m.lookBack(opts) // now that others wait
}

// route decides how the key travels where content attributes are dropped, or makes the others wait where it cannot, or
// where no list has shown yet whether it can be seen.
func (m *messageSend) route(opts []RequestOption) (err error) {
	keys := m.client.keys
	switch {
	case m.routed:
		return nil
	case !keys.invisible():
		if keys.isUnlisted() && !m.client.blind(m.set) {
			return m.exclude()
		}
		return nil
	}
	m.routed = true
	if m.params.SourceID == "" && !keys.isHidden() {
		if m.sourced, err = m.client.inAPIInbox(m.ctx, m.conversationID, opts); err != nil {
			return err
		}
		if m.sourced {
			m.params.SourceID = oncekey.SourceID(m.key)
			return nil
		}
	}
	return m.exclude()
}

// exclude makes other messages into the conversation wait for this one.
func (m *messageSend) exclude() (err error) {
	if m.unlock != nil {
		return nil
	}
	if m.unlock, err = m.client.lock(m.ctx, fmt.Sprintf("messages:%d", m.conversationID)); err != nil {
		return opCreateMessage.refuse(err)
	}
	return nil
}

// send makes an attempt. The request is the same for all of them, and so is what it sends of a file.
func (m *messageSend) send() (*Message, error) {
	if m.request.body == nil {
		if !m.set.newKey {
			if err := m.client.learnKeys(m.ctx, m.opts); err != nil {
				return nil, err
			}
		}
		if err := m.route(m.opts); err != nil {
			return nil, err
		}
		m.request = m.params.body(pathOf(m.conversationID))
	}
	shown := false
	sent, err := doWith(m.ctx, m.client, opCreateMessage, m.request, m.opts, func(raw rawResponse) (*Message, error) {
		object, _ := opCreateMessage.open(raw.data, isObjectOf[Message])
		_, shown = jsontext.Member(object, "content_attributes")
		return decodeObject[Message](raw)
	})
	if err != nil {
		return nil, err
	}
	if shown {
		m.client.keys.learnEcho(sent.ContentAttributes.Text(oncekey.Attribute) == m.key)
	}
	m.client.keys.saw(sent.ID)
	if m.params.AgentBotID == 0 && m.params.Type != MessageIncoming && sent.Sender != nil {
		m.client.learnSender(m.set, senderID{sent.Sender.Kind(), sent.Sender.ID})
	}
	return sent, nil
}
