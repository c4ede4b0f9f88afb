package ndoto_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// Nothing was sent: the program is wrong.
func ExampleError_badInput() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{})
	fmt.Println(errors.Is(err, ndoto.ErrBadInput), len(srv.Requests()))
	// Output: true 0
}

// ErrUnauthorized is about the token itself. A permission that is missing is ErrForbidden, also if the server says 401.
func ExampleError_unauthorized() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.Conversations.Get(context.Background(), id, ndoto.WithToken("wrong"))
	switch {
	case errors.Is(err, ndoto.ErrTokenNotReceived):
		fmt.Println("a proxy drops the token header")
	case errors.Is(err, ndoto.ErrInvalidToken):
		fmt.Println("nobody has this token")
	case errors.Is(err, ndoto.ErrUnauthorized):
		fmt.Println("the token is missing or wrong")
	}
	// Output: nobody has this token
}

func ExampleError_forbidden() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.AuditLog.List(context.Background(), nil, ndoto.WithToken(srv.AgentToken))
	fmt.Println(errors.Is(err, ndoto.ErrForbidden))
	// Output: true
}

// Agent bots may call some operations only; the comment of each method says who may call it.
func ExampleError_botNotAllowed() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.Messages.List(context.Background(), id, nil, ndoto.WithToken(srv.BotToken))
	fmt.Println(errors.Is(err, ndoto.ErrBotNotAllowed))
	// Output: true
}

func ExampleError_accountSuspended() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 401, ContentType: "application/json", Body: `{"error":"Account is suspended"}`})

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(errors.Is(err, ndoto.ErrAccountSuspended))
	// Output: true
}

func ExampleError_paymentRequired() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 402, ContentType: "application/json", Body: `{"error":"Account limit exceeded. Please purchase more licenses"}`})

	_, err := client.Agents.Create(context.Background(), &ndoto.CreateAgentParams{Name: "Cy", Email: "cy@example.com", Role: ndoto.RoleAgent})
	fmt.Println(errors.Is(err, ndoto.ErrPaymentRequired))
	// Output: true
}

func ExampleError_notFound() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.Conversations.Get(context.Background(), 4711)
	fmt.Println(errors.Is(err, ndoto.ErrNotFound))
	fmt.Println(err)
	// Output:
	// true
	// ndoto: Conversations.Get: 404 Not Found: Resource could not be found
}

func ExampleError_conflict() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	_, err := client.Contacts.Create(context.Background(), &ndoto.ContactParams{Email: ndoto.Set("ada@example.com")})
	if e, ok := errors.AsType[*ndoto.Error](err); ok && errors.Is(err, ndoto.ErrConflict) {
		fmt.Println("taken:", e.Attributes)
	}
	// Output: taken: [email]
}

// The server refuses the input, for a reason that only it knows.
func ExampleError_validation() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 422, ContentType: "application/json", Body: `{"message":"Name is reserved","attributes":["name"]}`})

	_, err := client.Teams.Create(context.Background(), &ndoto.TeamParams{Name: ndoto.Set("everyone")})
	if e, ok := errors.AsType[*ndoto.Error](err); ok && errors.Is(err, ndoto.ErrValidation) {
		fmt.Println(e.Message, e.Attributes)
	}
	// Output: Name is reserved [name]
}

// A client waits for the end of a rate limit by itself. With a MaxWait it gives up, and says how long it would take.
func ExampleError_rateLimited() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 429, Header: http.Header{"Retry-After": {"30"}}})

	_, err := client.Contacts.Search(context.Background(), "ada", nil, ndoto.WithRetry(ndoto.RetryPolicy{MaxWait: time.Second}))
	if e, ok := errors.AsType[*ndoto.Error](err); ok && errors.Is(err, ndoto.ErrRateLimited) {
		fmt.Println("try again in", e.RetryAfter.Round(time.Second))
	}
	// Output: try again in 30s
}

func ExampleError_server() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 503, Count: 1})

	_, err := client.Conversations.Get(context.Background(), id, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	fmt.Println(errors.Is(err, ndoto.ErrServer))
	_, err = client.Conversations.Get(context.Background(), id) // tries again
	fmt.Println(err)
	// Output:
	// true
	// <nil>
}

// Something between the client and the server answers in its place.
func ExampleError_notJSON() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.HTMLPage(200))

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(errors.Is(err, ndoto.ErrNotJSON))
	// Output: true
}

func ExampleError_tooLarge() {
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	client := srv.Client(ndoto.WithMaxResponseSize(100))

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(errors.Is(err, ndoto.ErrTooLarge))
	// Output: true
}

// The token is never sent to another host.
func ExampleError_redirect() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 302, Header: http.Header{"Location": {"https://elsewhere.example/"}}})

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(errors.Is(err, ndoto.ErrRedirect))
	// Output: true
}

// The connection broke: the server may have created the contact. Ensure finds out.
func ExampleError_ambiguous() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()
	_ = srv.Fail(ndototest.Fault{Operation: "POST contacts", Count: 1, Cut: ndototest.CutAfterEffect})

	params := &ndoto.ContactParams{Email: ndoto.Set("grace@example.com")}
	_, err := client.Contacts.Create(ctx, params)
	fmt.Println(errors.Is(err, ndoto.ErrAmbiguous))
	_, created, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("grace@example.com"), params)
	fmt.Println(created, err)
	// Output:
	// true
	// false <nil>
}

// A context that ends shows through the error.
func ExampleError_context() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Delay: time.Minute})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()

	_, err := client.Conversations.Get(ctx, id)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output: true
}

// The iteration may have missed some: here the server counts three contacts and lists one.
func ExampleError_incomplete() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Operation: "GET contacts", Status: 200, ContentType: "application/json", Body: `{"payload":[{"id":1}],"meta":{"count":3}}`})

	for contact, err := range client.Contacts.All(context.Background(), nil) {
		if e, ok := errors.AsType[*ndoto.Error](err); ok && errors.Is(err, ndoto.ErrIncomplete) {
			fmt.Println(e.Yielded, "of", e.Total)
			break
		}
		fmt.Println("contact", contact.ID)
	}
	// Output:
	// contact 1
	// 1 of 3
}
