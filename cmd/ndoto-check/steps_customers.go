package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
)

// customers is what the app of a customer does in the throwaway inbox. The team's part of it goes by the token.
func (d *desk) customers() []step {
	inbox := func() *customer.Client { return d.customer }
	chat := func() int64 { return d.chat.made }
	say := func(params *ndoto.CreateMessageParams) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) { return d.client.Messages.Create(ctx, chat(), params) }
	}
	return []step{
		write("customer.Client.Inbox", func(ctx context.Context) (any, error) {
			client, err := customer.New(d.inboxIdentifier, d.reach...)
			if err != nil {
				return nil, err
			}
			d.customer = client
			inbox, err := client.Inbox(ctx)
			if err == nil {
				d.front = d.inbox
			}
			return inbox, err
		}, &d.inbox),
		write("customer.Contacts.Create", func(ctx context.Context) (any, error) {
			contact, err := inbox().Contacts.Create(ctx, &customer.ContactParams{Name: d.name, Identity: customer.Identity{Identifier: d.name + "-visitor"}})
			if err == nil {
				d.visitorID = contact.SourceID
			}
			return contact, err
		}, &d.front).making(&d.visitor).undoneBy("Contacts.Delete", d.client.Contacts.Delete),
		write("customer.Contacts.Get", func(ctx context.Context) (any, error) {
			return inbox().Contacts.Get(ctx, d.visitorID, customer.Identity{})
		}, &d.visitor),
		write("customer.Contacts.Update", func(ctx context.Context) (any, error) {
			return inbox().Contacts.Update(ctx, d.visitorID, &customer.ContactParams{Name: d.name + "-b"})
		}, &d.visitor),
		write("customer.Conversations.Create", func(ctx context.Context) (any, error) {
			created, err := inbox().Conversations.Create(ctx, d.visitorID, nil)
			if err == nil {
				d.chatUUID = created.UUID
			}
			return created, err
		}, &d.visitor).making(&d.chat).undoneBy("Conversations.Delete", d.client.Conversations.Delete),
		write("customer.Conversations.Get", func(ctx context.Context) (any, error) {
			return inbox().Conversations.Get(ctx, d.visitorID, chat())
		}, &d.chat),
		write("customer.Conversations.List", func(ctx context.Context) (any, error) {
			return inbox().Conversations.List(ctx, d.visitorID)
		}, &d.chat),
		write("customer.Conversations.SetTyping", func(ctx context.Context) (any, error) {
			return nil, inbox().Conversations.SetTyping(ctx, d.visitorID, chat(), false)
		}, &d.chat),
		write("customer.Messages.Create", func(ctx context.Context) (any, error) {
			return inbox().Messages.Create(ctx, d.visitorID, chat(), &customer.MessageParams{Content: "Hello"})
		}, &d.chat),
		write("customer.Messages.List", func(ctx context.Context) (any, error) {
			return inbox().Messages.List(ctx, d.visitorID, chat(), nil)
		}, &d.chat),
		write("Messages.Create", say(&ndoto.CreateMessageParams{Content: "Which?", Rich: ndoto.InputSelect(menuItem)}), &d.chat).
			shownAs("with a menu").making(&d.menu),
		write("customer.Messages.Answer", func(ctx context.Context) (any, error) {
			return inbox().Messages.Answer(ctx, d.visitorID, chat(), d.menu.made, customer.Pick(menuItem))
		}, &d.menu),
		write("customer.Conversations.MarkRead", func(ctx context.Context) (any, error) {
			return nil, inbox().Conversations.MarkRead(ctx, d.visitorID, chat())
		}, &d.chat),
		write("Messages.Create", say(&ndoto.CreateMessageParams{Content: "How was it?", Rich: ndoto.InputCSAT()}), &d.chat).
			shownAs("with a survey").making(&d.survey),
		write("customer.Surveys.Get", func(ctx context.Context) (any, error) { return inbox().Surveys.Get(ctx, d.chatUUID) }, &d.survey),
		write("customer.Surveys.Answer", func(ctx context.Context) (any, error) {
			return inbox().Surveys.Answer(ctx, d.chatUUID, customer.Rate(5, ""))
		}, &d.survey),
		write("customer.Conversations.Resolve", func(ctx context.Context) (any, error) {
			return inbox().Conversations.Resolve(ctx, d.visitorID, chat())
		}, &d.chat),
	}
}

var menuItem = ndoto.Choice{Title: "This", Value: "this"}
