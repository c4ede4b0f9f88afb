// Package ndototest is an in-memory support desk for tests: a server that behaves like Chatwoot 4.16 or 4.2, down to
// its envelopes, page sizes, permissions, errors and webhooks.
//
//	srv := ndototest.New(t)
//	client := srv.Client(ndoto.WithToken("bot"))
//	srv.AddBot(ndototest.Bot{Token: "bot", Secret: "secret", Handler: newBot(client, "secret")})
//	customer := srv.Simulate(ndototest.Conversation{})
//	customer.Says("hello")
//	answer := customer.Reply()
//
// It starts with an account that has an administrator, two agents, a bot, a team and an API inbox. The Add methods add
// to it, and [WithState] replaces it. [Server.Fail] injects faults into requests, [WithDeliveries] into webhooks, and
// [Server.BreakSockets] into the websocket, which is under /cable. A server listens on the loopback interface and sends
// webhooks to loopback addresses only.
//
// [Server.PlatformClient] opens further accounts, as the operator of a server does.
//
// What servers do in background jobs (activities, notifications, deletions, the measuring of pictures) is done between
// a response and the next request here: never in the response, and never late; see [WithHeldJobs]. It leaves out what
// needs more than one process: it has no pages of the dashboard, it measures pictures that are PNG, JPEG or GIF, it
// asks no channel such as Twilio whether credentials are right, and it does not send inbox_created and
// inbox_updated, which servers send only with ENABLE_INBOX_EVENTS.
//
// Package bot/bottest builds on it, for tests of bots in virtual time; the command ndoto-sandbox serves it with a page.
// It shares no code with the client it tests, so a mistake in one cannot hide behind the same mistake in the other.
package ndototest
