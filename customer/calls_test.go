package customer_test

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
)

type apiCall func(context.Context, *customer.Client, ...ndoto.RequestOption) error

func err2[T any](_ T, err error) error { return err }

const someUUID = "3be20663-a3b4-4df6-816f-3564bc44530b"

// calls returns a call of every method. A guard test ensures that none is missing.
func calls() map[string]apiCall {
	const source, conversation, message = ndoto.Secret("source-1"), 5, 7
	hello := &customer.MessageParams{Content: "Hello", EchoID: "e-1"}
	return map[string]apiCall{
		"Client.Inbox": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Inbox(ctx, o...))
		},
		"Contacts.Create": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Contacts.Create(ctx, &customer.ContactParams{
				SourceID: source, Identity: customer.Identify("key", "user-7"), Name: "Ada", Email: "ada@example.com", PhoneNumber: "+4915123456789",
				AvatarURL: "https://example.com/a.png", CustomAttributes: map[string]any{"plan": "gold"},
			}, o...))
		},
		"Contacts.Get": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Contacts.Get(ctx, source, customer.Identify("key", "user-7"), o...))
		},
		"Contacts.Update": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Contacts.Update(ctx, source, &customer.ContactParams{Name: "Ada L."}, o...))
		},
		"Conversations.List": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Conversations.List(ctx, source, o...))
		},
		"Conversations.Get": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Conversations.Get(ctx, source, conversation, o...))
		},
		"Conversations.Create": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Conversations.Create(ctx, source, &customer.ConversationParams{CustomAttributes: map[string]any{"order": "A-1"}}, o...))
		},
		"Conversations.Ensure": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			_, _, err := c.Conversations.Ensure(ctx, source, nil, o...)
			return err
		},
		"Conversations.Resolve": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Conversations.Resolve(ctx, source, conversation, o...))
		},
		"Conversations.SetTyping": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return c.Conversations.SetTyping(ctx, source, conversation, true, o...)
		},
		"Conversations.MarkRead": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return c.Conversations.MarkRead(ctx, source, conversation, o...)
		},
		"Messages.List": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.List(ctx, source, conversation, &customer.ListMessagesParams{Before: 9}, o...))
		},
		"Messages.All": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			for _, err := range c.Messages.All(ctx, source, conversation, o...) {
				return err
			}
			return nil
		},
		"Messages.Create": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.Create(ctx, source, conversation, hello, o...))
		},
		"Messages.SendOnce": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.SendOnce(ctx, source, conversation, "key", hello, o...))
		},
		"Messages.Answer": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.Answer(ctx, source, conversation, message, customer.Rate(5, "great"), o...))
		},
		"Surveys.Get": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Surveys.Get(ctx, someUUID, o...))
		},
		"Surveys.Answer": func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Surveys.Answer(ctx, someUUID, customer.Rate(5, "great"), o...))
		},
	}
}

// badCalls are calls that are refused before anything is sent.
func badCalls() map[string]apiCall {
	bad := map[string]apiCall{}
	add := func(name string, call apiCall) { bad[name] = call }
	for name, params := range map[string]*customer.ContactParams{
		"a source id with a slash": {SourceID: "a/b"}, "a source id with a dot": {SourceID: "ada@example.com"}, "a long source id": {SourceID: ndoto.Secret(strings.Repeat("a", 256))},
		"an email address": {Email: "ada"}, "a phone number": {PhoneNumber: "015123456789"}, "a long name": {Name: strings.Repeat("a", 256)},
		"a hash alone": {Identity: customer.Identity{Hash: customer.Identify("k", "a").Hash}}, "a short hash": {Identity: customer.Identity{Identifier: "a", Hash: "00"}},
		"a hash in capitals": {Identity: customer.Identity{Identifier: "a", Hash: ndoto.Secret(strings.Repeat("A", 64))}},
	} {
		add(name, func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Contacts.Create(ctx, params, o...))
		})
	}
	add("no params of a contact", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Contacts.Update(ctx, "s", nil, o...))
	})
	add("another source id", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Contacts.Update(ctx, "s", &customer.ContactParams{SourceID: "t"}, o...))
	})
	add("no source id", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Conversations.List(ctx, "", o...))
	})
	add("an id of zero", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return c.Conversations.MarkRead(ctx, "s", 0, o...)
	})
	add("a page before a negative id", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Messages.List(ctx, "s", 1, &customer.ListMessagesParams{Before: -1}, o...))
	})
	add("a token", func(ctx context.Context, c *customer.Client, _ ...ndoto.RequestOption) error {
		return err2(c.Inbox(ctx, ndoto.WithToken("agent")))
	})
	for name, params := range map[string]*customer.MessageParams{
		"no message": nil, "an empty message": {}, "a long message": {Content: strings.Repeat("a", 150_001)}, "many files": {Attachments: make([]ndoto.File, 16)},
		"a blob": {Attachments: []ndoto.File{{BlobID: "b"}}}, "a file without a reader": {Attachments: []ndoto.File{{Name: "a"}}},
	} {
		add(name, func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.Create(ctx, "s", 1, params, o...))
		})
		add(name+", once", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.SendOnce(ctx, "s", 1, "key", params, o...))
		})
	}
	add("no key", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Messages.SendOnce(ctx, "s", 1, " ", &customer.MessageParams{Content: "a"}, o...))
	})
	for name, answer := range map[string]customer.Answer{
		"no answer": {}, "a rating of zero": customer.Rate(0, ""), "a rating of six": customer.Rate(6, ""), "a choice without a value": customer.Pick(ndoto.Choice{Title: "a"}),
		"no field": customer.Fill(), "a field without a name": customer.Fill(customer.Field{Value: "a"}),
	} {
		add(name, func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Messages.Answer(ctx, "s", 1, 2, answer, o...))
		})
	}
	for name, identity := range map[string]customer.Identity{"an identity without a key": customer.Identify("", "user-7"), "an identity of nobody": customer.Identify("key", "")} {
		add(name, func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Contacts.Get(ctx, "s", identity, o...))
		})
	}
	for name, uuid := range map[string]string{"an id as a uuid": "5", "a uuid with a format": someUUID[:31] + ".json"} {
		add(name, func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
			return err2(c.Surveys.Get(ctx, uuid, o...))
		})
	}
	add("an empty uuid", func(ctx context.Context, c *customer.Client, o ...ndoto.RequestOption) error {
		return err2(c.Surveys.Get(ctx, "", o...))
	})
	return bad
}
