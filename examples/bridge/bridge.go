package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// channel is how customers are reached.
type channel interface {
	Send(ctx context.Context, to, text string) error
}

// incoming is a message of a customer, as the gateway posts it.
type incoming struct {
	// ID is the gateway's: a message that it delivers twice comes in once.
	ID   string `json:"id"`
	From string `json:"from"` // a phone number
	Text string `json:"text"`
}

// bridge is between a channel and an API inbox.
type bridge struct {
	client   *ndoto.Client
	inbox    int64
	channel  channel
	receiver *webhook.Receiver
}

func newBridge(client *ndoto.Client, inbox int64, c channel, opts ...webhook.Option) (*bridge, error) {
	receiver, err := webhook.NewReceiver(opts...)
	if err != nil {
		return nil, err
	}
	b := &bridge{client, inbox, c, receiver}
	webhook.On(receiver, b.send)
	return b, nil
}

// lookBack is how long after a message the gateway may deliver it again.
const lookBack = 24 * time.Hour

// receive brings a message into the conversation of its customer, once.
func (b *bridge) receive(ctx context.Context, in incoming) error {
	if in.ID == "" {
		return errors.New("a message needs an id, to tell it from the same one that comes again")
	}
	contact, _, err := b.client.Contacts.Ensure(ctx, ndoto.ByPhone(in.From), &ndoto.ContactParams{Name: ndoto.Set(in.From)})
	if err != nil {
		return err
	}
	conversation, _, err := b.client.Conversations.Ensure(ctx, &ndoto.CreateConversationParams{InboxID: b.inbox, ContactID: contact.ID}, ndoto.ReopenLatest)
	if err != nil {
		return err
	}
	_, err = b.client.Messages.SendOnce(ctx, conversation.ID, in.ID, &ndoto.CreateMessageParams{Content: in.Text, Type: ndoto.MessageIncoming}, ndoto.WithLookBack(lookBack))
	return err
}

// send takes what agents, bots and templates write to the customer, and tells the desk how far it got. The receiver
// answers the desk before, which would mark the message as failed after five seconds.
func (b *bridge) send(ctx context.Context, e *webhook.MessageCreated) error {
	if e.MessageType == ndoto.MessageIncoming || e.Private || e.Inbox.ID != b.inbox {
		return nil
	}
	update := &ndoto.UpdateMessageParams{Status: ndoto.MessageDelivered}
	if customer := e.Conversation.Customer(); customer == nil || customer.PhoneNumber == "" {
		update = &ndoto.UpdateMessageParams{Status: ndoto.MessageFailed, ExternalError: "the contact has no phone number"}
	} else if err := b.channel.Send(ctx, customer.PhoneNumber, strings.TrimSpace(e.Content)); err != nil {
		update = &ndoto.UpdateMessageParams{Status: ndoto.MessageFailed, ExternalError: err.Error()}
	}
	_, err := b.client.Messages.Update(ctx, e.Conversation.ID, int64(e.ID), update)
	return err
}
