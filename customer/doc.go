// Package customer is the other side of a support desk: what the app, the website or the channel of a customer calls.
// It reaches one API inbox, by its identifier, over the server's public client API. Nobody needs a token for that, so
// none is sent or taken, and the package is safe in a program that customers have.
//
//	desk, err := customer.New("inbox-identifier", ndoto.WithBaseURL("https://desk.example.com"))
//	ada, err := desk.Contacts.Create(ctx, &customer.ContactParams{SourceID: stored, Name: "Ada"})
//	chat, _, err := desk.Conversations.Ensure(ctx, ada.SourceID, nil)
//	sent, err := desk.Messages.SendOnce(ctx, ada.SourceID, chat.ID, "key-1", &customer.MessageParams{Content: "Hello"})
//
// A contact is reached by a source ID. Whoever has it reads and writes the contact's conversations, so it must be
// random and kept like a password: it is an [ndoto.Secret], which logs do not show. A contact who signs in elsewhere
// gets a proof of that from a backend; see [Identify].
//
// Requests, retries, rate limits, errors and options are those of package ndoto. The server counts requests by the
// address of the client, 3,000 a minute: all the customers of a backend share them.
//
// Replies arrive over the server's websocket, by ConnectCustomer of the module
// github.com/usendoto/ndoto-go/realtime, at the inbox's webhook, or by [MessagesService.List].
package customer
