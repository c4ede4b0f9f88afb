// Package ndoto is a client for the REST API of Ndoto, an omnichannel support desk, and of the Chatwoot servers that it
// descends from.
//
//	client, err := ndoto.New(1, token)
//	message, err := client.Messages.Create(ctx, 42, &ndoto.CreateMessageParams{Content: "Hello!"})
//
// A [Client] has one service per resource. What a call needs is positional, what it may have sits in one params struct,
// and every method ends with [RequestOption] values. Params are never changed, and what they leave unset is never sent.
//
// # Errors
//
// A call that fails returns an [*Error]; its class is tested with errors.Is, for example errors.Is(err, [ErrNotFound]).
// Bad input is refused before anything is sent, with an error of the class [ErrBadInput].
//
// # Retries
//
// The contract, for all operations:
//
//   - A 429 refuses a request, so any operation is sent again, after the rate limit's window has ended. The server sends
//     no Retry-After; its windows are aligned to the epoch, so the wait is computed from the Date header of the answer.
//     Until then no other goroutine of the client sends into the same limit.
//   - After a 5xx answer, a broken connection or an attempt that took too long, only idempotent operations are sent
//     again, with exponential backoff and full jitter. An operation that creates something is sent again only if
//     nothing of it had left, for example when the connection was refused. Otherwise the error is [ErrAmbiguous]: the
//     request may or may not have taken effect.
//   - SendOnce, CreateOnce and Ensure look whether what they sent has arrived before they send it again, and tell for
//     certain.
//   - Retries share a budget, so that a broken server is not stormed. No wait outlives the context.
//
// # Two dialects
//
// Ndoto documents a part of what the server software does, and at some places in another form. The types of this package
// read both. The doc comment of each method names its route and says whether Ndoto documents it or whether it is known
// from the server software (Chatwoot 4.2 to 4.16) only.
package ndoto
