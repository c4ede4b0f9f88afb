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
// What servers do in background jobs (activities, notifications, macros, automation rules, deletions, the measuring of
// pictures) is done between a response and the next request here: never in the response, and never late; see
// [WithHeldJobs].
//
// # What it leaves out
//
// It has no pages of the dashboard. It sends nothing to a channel such as WhatsApp or e-mail, and asks none, such as
// Twilio, whether credentials are right. The actions send_email_transcript, send_email_to_team and send_attachment of
// macros and automation rules do nothing, and a rule that the server cannot read is never turned off. Nothing happens
// because time passes: conversations stay snoozed and are not resolved by themselves, campaigns are not sent, and
// agreements are not missed. Assignment and capacity policies are kept, but conversations are assigned in turn to those
// who are online. It measures pictures that are PNG, JPEG or GIF. It does not send inbox_created and inbox_updated,
// which servers send only with ENABLE_INBOX_EVENTS. Messages are searched as by a server without a search engine.
//
// Package bot/bottest builds on it, for tests of bots in virtual time; the command ndoto-sandbox serves it with a page.
// It shares no code with the client it tests, so a mistake in one cannot hide behind the same mistake in the other.
package ndototest
