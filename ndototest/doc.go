// Package ndototest is an in-memory support desk for tests: a server that behaves as Chatwoot 4.16, or 4.2, does, with its
// envelopes, its page sizes, its permissions and its errors.
//
//	srv := ndototest.New(t)
//	id := srv.AddConversation(ndototest.Conversation{})
//	message, err := srv.Client().Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Hello!"})
//
// It begins with an account that has an administrator, two agents, a bot, a team and an API inbox. It shares no code with
// the client that it tests, so that a mistake in one cannot hide behind the same mistake in the other.
package ndototest
