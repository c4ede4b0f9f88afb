// Package webhook receives what Ndoto and Chatwoot servers tell: typed events, verified, each once, and in order within a
// conversation.
//
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret))
//	webhook.On(receiver, func(ctx context.Context, e *webhook.MessageCreated) error {
//		return forward(ctx, e.Conversation.ID, e.Content)
//	})
//	http.Handle("POST /ndoto", receiver)
//
// # What a Receiver promises
//
// It answers before the handlers run, since the server waits for five seconds only, and marks the message of an API inbox as
// failed, or takes a conversation away from a bot, if it waits in vain. An event that it has answered with 200 is handled at
// least once: a handler that fails is called again, with backoff, and what fails for good goes to [WithDeadLetter]. An event
// that arrives again, which servers and networks do, is not handled again ([WithStore]). Events of one conversation are
// handled one after another, those of different ones at the same time.
//
// That holds while the process lives. With [WithJournal] it holds beyond: events are stored before they are answered for.
// Events that the server could not deliver at all, as it tries most of them only once, are found by [Reconcile].
package webhook
