package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/webhook"
)

// userFeed is for a user of the account.
type userFeed struct {
	client *ndoto.Client
	user   *ndoto.Profile
}

func (f *userFeed) identifier(ctx context.Context) (string, error) {
	if f.user == nil {
		if err := f.look(ctx); err != nil {
			return "", err
		}
	}
	return encode(map[string]any{
		"channel": "RoomChannel", "pubsub_token": string(f.user.PubSubToken), "account_id": f.client.AccountID(), "user_id": f.user.ID,
	})
}

func encode(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

// look reads who the user is.
func (f *userFeed) look(ctx context.Context) error {
	user, err := f.client.Profile.Get(ctx)
	switch {
	case errors.Is(err, ndoto.ErrUnauthorized) || errors.Is(err, ndoto.ErrForbidden):
		return fatal{fmt.Errorf("realtime: the token must be a user's, as agent bots may not listen: %w", err)}
	case err != nil:
		return err
	case !slices.ContainsFunc(user.Accounts, func(a ndoto.ProfileAccount) bool { return a.ID == f.client.AccountID() }):
		return fatal{fmt.Errorf("%w %d", ErrNotMember, f.client.AccountID())}
	case user.PubSubToken == "":
		return fatal{badInput("the server has no websocket token for user %d", user.ID)}
	}
	f.user = user
	return nil
}

func (f *userFeed) unconfirmed(ctx context.Context) error {
	used := f.user.PubSubToken
	if err := f.look(ctx); err != nil {
		return err
	}
	if f.user.PubSubToken != used {
		return fmt.Errorf("%w: its token was replaced, as the password was changed", ErrNotConfirmed)
	}
	return nil
}

// concerns reports whether an event is of the account: a user's socket tells of all accounts of the user.
func (f *userFeed) concerns(e Event) bool {
	id := e.Info().AccountID
	return id == 0 || id == f.client.AccountID()
}

func (f *userFeed) missed(ctx context.Context, since time.Time, within time.Duration, found func(Event) error) error {
	params := &ndoto.ListConversationsParams{Status: ndoto.StatusAll, UpdatedWithin: within}
	for c, err := range f.client.Conversations.All(ctx, params) {
		if err != nil {
			return err
		}
		messages, err := f.messages(ctx, c.ID, since)
		if err != nil && (errors.Is(err, ndoto.ErrNotFound) || errors.Is(err, ndoto.ErrForbidden)) {
			err = found(&Gap{ConversationID: c.ID, From: since, To: time.Now(), Err: err})
			messages = nil
		}
		if err != nil {
			return err
		}
		if err := tell(c, messages, since, f.client.AccountID(), found); err != nil {
			return err
		}
	}
	return nil
}

// messages are those of a conversation since a time, the oldest first.
func (f *userFeed) messages(ctx context.Context, id int64, since time.Time) ([]*ndoto.Message, error) {
	var list []*ndoto.Message
	for m, err := range f.client.Messages.All(ctx, id, &ndoto.WalkMessagesParams{NewestFirst: true}) {
		if err != nil {
			return nil, err
		}
		if m.CreatedAt.Before(since) {
			break
		}
		list = append(list, m)
	}
	slices.Reverse(list)
	return list, nil
}

// tell makes events of a conversation.
func tell(c *ndoto.Conversation, messages []*ndoto.Message, since time.Time, account int64, found func(Event) error) error {
	shown := ConversationEvent{Envelope{AccountID: account}, webhook.Conversation{Conversation: *c}}
	if !c.CreatedAt.Before(since) {
		created := &ConversationCreated{shown}
		created.Name = "conversation.created"
		if err := found(created); err != nil {
			return err
		}
	}
	for _, m := range messages {
		if m.ConversationID == 0 {
			m.ConversationID = c.ID
		}
		created := &MessageCreated{MessageEvent{Envelope{Name: "message.created", AccountID: account}, *m}}
		if err := found(created); err != nil {
			return err
		}
	}
	updated := &ConversationUpdated{shown}
	updated.Name = "conversation.updated"
	return found(updated)
}

// customerFeed is for the session of a customer.
type customerFeed struct {
	client  *customer.Client
	contact *customer.Contact
}

func (f *customerFeed) identifier(context.Context) (string, error) {
	return encode(map[string]any{"channel": "RoomChannel", "pubsub_token": string(f.contact.PubSubToken)})
}

func (f *customerFeed) unconfirmed(ctx context.Context) error {
	_, err := f.client.Contacts.Get(ctx, f.contact.SourceID, customer.Identity{})
	if errors.Is(err, ndoto.ErrNotFound) {
		return fatal{fmt.Errorf("%w: the session of the customer is gone: %w", ErrNotConfirmed, err)}
	}
	return err
}

func (f *customerFeed) concerns(Event) bool { return true }

// missed has the messages only: the API shows customers little of their conversations.
func (f *customerFeed) missed(ctx context.Context, since time.Time, _ time.Duration, found func(Event) error) error {
	list, err := f.client.Conversations.List(ctx, f.contact.SourceID)
	if err != nil {
		return err
	}
	for _, c := range list {
		for _, m := range c.Messages {
			if m.CreatedAt.Before(since) {
				continue
			}
			m.ConversationID = c.ID
			if err := found(&MessageCreated{MessageEvent{Envelope{Name: "message.created"}, m}}); err != nil {
				return err
			}
		}
	}
	return nil
}
