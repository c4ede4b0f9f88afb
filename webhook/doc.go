// Package webhook receives what Ndoto and Chatwoot servers send: typed events, verified, each once, and in order within
// a conversation.
//
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret))
//	webhook.On(receiver, func(ctx context.Context, e *webhook.MessageCreated) error {
//		if !e.FromCustomer() {
//			return nil // what agents and bots write, and notes, comes too
//		}
//		return forward(ctx, e.Conversation.ID, e.Content)
//	})
//	http.Handle("POST /ndoto", receiver)
//
// # What a Receiver promises
//
// It responds before the handlers run, as the server waits for five seconds only, and then marks the message of an API
// inbox as failed, or takes a conversation away from a bot. An event that it has acknowledged with 200 is handled at
// least once: a handler that fails is called again, with backoff, and what fails for good is a dead letter, which
// [Receiver.DeadLetters] lists and [Receiver.Redrive] sends again. An event that arrives again, which servers and
// networks do, is not handled again. Events of one conversation are handled one after another, those of different ones
// at the same time.
//
// # How long it holds, and where
//
//   - One process, nothing else: while the process lives.
//   - One process, [WithJournal]: events are on the disk before they are acknowledged, and [Receiver.Replay] handles
//     what the previous process has left.
//   - Several processes, [WithBroker]: each of them receives, and each calls [Receiver.Consume] to handle its share of
//     what is on the broker. They agree through a [Store] that they share, so an event has one effect and the events of
//     a conversation their order, also while processes come, go and are killed.
//
// A handler may be called twice for an event if its process dies in between, or if Redis or PostgreSQL forget: it does
// best to be idempotent, by [Key] or with Messages.SendOnce. Events that the server could not deliver at all, as it
// tries most of them only once, are found by [Reconcile].
//
// # Neighbors
//
// Package ndoto calls the API that the events come from, and package bot does what a bot needs on top of a Receiver.
// Package webhook/webhooktest has tests for a Store or a Broker of your own. These modules have some: boltjournal (a
// journal and a store in a file), redisstore, sqlstore, redisqueue, natsqueue and watermillqueue; otel has traces and
// metrics.
package webhook
