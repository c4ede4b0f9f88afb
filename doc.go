// Package ndoto is a client for the REST API of Ndoto, an omnichannel support desk, and of Chatwoot, from which Ndoto
// descends.
//
//	client, err := ndoto.New(1, token)
//	message, err := client.Messages.Create(ctx, 42, &ndoto.CreateMessageParams{Content: "Hello!"})
//
// A [Client] has one service per resource. Required arguments are positional, optional ones are in one params struct,
// and every method takes [RequestOption] values last. Params are never modified, and unset fields are never sent.
//
// # Neighbors
//
// Package webhook receives what the server sends, package bot answers customers with it, and package ndototest is a
// server in memory for tests. The modules otel (OpenTelemetry) and redislimit (rate limits that processes share) plug
// into a Client. docs/tasks.md in the repository has the call for each task.
//
// # Errors
//
// A call that fails returns an [*Error]. Test for its class with errors.Is, as in errors.Is(err, [ErrNotFound]). Bad
// input is refused before anything is sent, with [ErrBadInput].
//
// # Retries
//
// The contract, for all operations:
//
//   - A 429 refuses a request, so any operation is retried after the window of the rate limit has ended. The server
//     sends no Retry-After; its windows are aligned to the epoch, so the wait is computed from the Date header of the
//     response. Until then, no goroutine of the client sends requests that count against the same limit; those that
//     wait for it go on in the order in which their calls began. [RetryPolicy.MaxWait] bounds the wait.
//   - After a 5xx, a broken connection or a timed-out attempt, only idempotent operations are retried, with
//     exponential backoff and full jitter. An operation that creates something is retried only if no byte was sent,
//     for example because the connection was refused. Otherwise the error is [ErrAmbiguous]: the request may or may
//     not have taken effect.
//   - Retries go on for half a minute, and for two minutes in walks, so that a server can restart; see [RetryPolicy].
//   - SendOnce, CreateOnce and Ensure find out whether what they sent has arrived before they send it again.
//   - Retries share a budget, so a broken server is not flooded with retries. No wait outlives the context.
//
// # Responses
//
// Members without a field are kept, as they came, in the field Extra of their object. A value that does not fit its
// field is a [Mismatch]: it is kept there too, logged, and loses nothing around it. The strings and the raw JSON of an
// object share two blocks of memory. Keeping one of them keeps those of its conversation, message or contact alive, but
// never those of the whole page; strings.Clone frees a string of them.
//
// # Two dialects
//
// Ndoto documents a part of what the server software does, in some places in a different form, and does not say which
// of the two its server follows. This package is right on both, without configuration: it accepts every envelope and
// every form of an error, sends parameters in the form that both understand, and finds out from what comes back whether
// before and after compare the ids of messages or their times. docs/ndoto.md maps each documented endpoint to its
// method, and the command ndoto-check tells which of the two a server is. The comment of each method names its route,
// and says whether Ndoto documents it or it is known from the server software (Chatwoot 4.2 to 4.16) only.
package ndoto
