// Package ndototest is an in-memory support desk for tests: a server that behaves as Chatwoot 4.16, or 4.2, does, with its
// envelopes, its page sizes, its permissions, its errors and its webhooks.
//
//	srv := ndototest.New(t)
//	client := srv.Client(ndoto.WithToken("bot"))
//	srv.AddBot(ndototest.Bot{Token: "bot", Secret: "secret", Handler: newBot(client, "secret")})
//	customer := srv.Simulate(ndototest.Conversation{})
//	customer.Says("hello")
//	answer := customer.Reply()
//
// It begins with an account that has an administrator, two agents, a bot, a team and an API inbox; the Add methods add to it,
// and [WithState] replaces it. [Server.Fail] makes requests go wrong, [WithDeliveries] webhooks. A server listens on the loopback
// interface, and sends webhooks there only.
//
// It shares no code with the client that it tests, so that a mistake in one cannot hide behind the same mistake in the other.
package ndototest
