// Package realtime tells of what happens without a public address: over the websocket of the server, which speaks
// ActionCable.
//
//	err := realtime.Connect(ctx, client,
//		realtime.On(func(ctx context.Context, e *realtime.MessageCreated) error {
//			fmt.Println(e.Message.ConversationID, e.Message.Content)
//			return nil
//		}),
//	)
//
// The client has the token of a user; agent bots may not listen. Users are told of the inboxes that they are members
// of, and administrators of all. [ConnectCustomer] is for the other side. A bot without a webhook address listens with
// [Webhooks].
//
// # What it promises
//
// It stays connected: it notices a connection that is gone, half-open, or through which nothing but pings comes, and
// connects again, with backoff. The server repeats nothing, so it then asks the API for what was missed. Each new
// message, each new conversation, and how each changed conversation is now, is delivered once, and in order within a
// conversation as far as the server's own order goes: its workers may overtake each other. This holds while the process
// lives; [WithSince] recovers what was missed before. What is waiting when ctx ends is not handled.
//
// The API does not tell of what was missed of typing, presence, notifications, deleted conversations, contacts, and
// changes of messages, such as whether they were read. [Connected] tells when that may be, for those who want to read
// some of it again. A conversation that cannot be read, and a break that is longer than [WithMaxGap], is a [Gap].
// Customers get what they missed of messages only.
//
// # Slow handlers
//
// At most as many events as [WithWorkers] says wait for handlers. Then nothing more is read, until the server gives up
// the connection; what comes after that is read from the API. So memory is bounded, and nothing is lost.
package realtime
