package ndoto_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// New makes no network call. The account ID is the number in app.usendoto.com/app/accounts/123.
func ExampleNew() {
	client, err := ndoto.New(123, os.Getenv("NDOTO_API_TOKEN"),
		ndoto.WithBaseURL("https://support.example.com"), // your own server
		ndoto.WithUserAgent("crm-sync/1.4"),
	)
	if err != nil {
		fmt.Println("the token is missing") // ErrBadInput says what is wrong
		return
	}
	fmt.Println(client.AccountID())
	// Output: the token is missing
}

// Who does this token belong to, and does it work?
func ExampleProfileService_Get() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	profile, err := client.Profile.Get(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(profile.Name, profile.Role)
	// Output: Amara Admin administrator
}

// Try again for a minute, after short waits.
func ExampleWithRetry() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 503, Count: 2})

	var response ndoto.Response
	_, err := client.Conversations.Get(context.Background(), id, ndoto.WithResponse(&response),
		ndoto.WithRetry(ndoto.RetryPolicy{MaxElapsed: time.Minute, MinBackoff: 10 * time.Millisecond}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Attempts, "attempts")
	// Output: 3 attempts
}

// A policy for all calls of a client: one attempt, and errors at once.
func ExampleRetryPolicy() {
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 503})
	client := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(err != nil, len(srv.Requests()))
	// Output: true 1
}

// WithTimeout limits an attempt; the context limits the call.
func ExampleWithTimeout() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Delay: time.Minute, Count: 1}) // the first attempt hangs

	_, err := client.Conversations.Get(context.Background(), id, ndoto.WithTimeout(50*time.Millisecond))
	fmt.Println(err, len(srv.Requests()) > 1)
	// Output: <nil> true
}

// The metadata of a response: what to tell the server's operators, for example.
func ExampleWithResponse() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	var response ndoto.Response
	if _, err := client.Conversations.Get(context.Background(), id, ndoto.WithResponse(&response)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode, response.Attempts, response.RequestID != "")
	// Output: 200 1 true
}

// Act as another user, for one call or for all calls of a client.
func ExampleWithToken() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	profile, err := client.Profile.Get(context.Background(), ndoto.WithToken(srv.AgentToken))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(profile.Name)
	// Output: Bo Agent
}

// Read several pages at a time.
func ExampleWithPrefetch() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	for range 99 {
		srv.AddConversation(ndototest.Conversation{})
	}

	n := 0
	for _, err := range client.Conversations.All(context.Background(), nil, ndoto.WithPrefetch(4)) {
		if err != nil {
			log.Fatal(err)
		}
		n++
	}
	fmt.Println(n)
	// Output: 100
}

// A client waits for the end of a rate limit that it has hit. A Limiter keeps it from hitting any.
func ExampleNewLimiter() {
	limits := ndoto.DefaultLimits()
	limits["contacts/search"] = ndoto.Limit{Requests: 50, Per: time.Minute} // leave room for others
	limiter, err := ndoto.NewLimiter(limits)
	if err != nil {
		log.Fatal(err)
	}
	srv, _, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	client := srv.Client(ndoto.WithLimiter(limiter))

	page, err := client.Contacts.Search(context.Background(), "ada", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Contacts))
	// Output: 1
}

// Requests are logged at debug level, retries at warn level, and tokens never.
func ExampleWithLogger() {
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { // what does not differ from run to run
			switch a.Key {
			case slog.MessageKey, "operation", "status":
				return a
			}
			return slog.Attr{}
		},
	}))
	client := srv.Client(ndoto.WithLogger(logger))

	if _, err := client.Conversations.Get(context.Background(), id); err != nil {
		log.Fatal(err)
	}
	// Output: msg="ndoto request" operation=Conversations.Get status=200
}

// printer observes every attempt. The module otel has an Observer for OpenTelemetry.
type printer struct{}

func (printer) StartAttempt(_ context.Context, a ndoto.Attempt) func(ndoto.AttemptResult) {
	return func(r ndoto.AttemptResult) { fmt.Println(a.Operation, a.Number, r.StatusCode) }
}

func ExampleObserver() {
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Status: 503, Count: 1})
	client := srv.Client(ndoto.WithObserver(printer{}))

	if _, err := client.Conversations.Get(context.Background(), id); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Conversations.Get 1 503
	// Conversations.Get 2 200
}

// A field is absent, null or a value. Only what is set is sent.
func ExampleOpt() {
	var absent ndoto.Opt[string]
	null := ndoto.Null[string]()
	value := ndoto.Set("Ada")

	fmt.Println(absent.IsZero(), null.IsNull(), value)
	name, ok := value.Get()
	fmt.Println(name, ok)
	// Output:
	// true true Ada
	// Ada true
}

// Null clears a priority, while an absent one stays as it is.
func ExampleNull() {
	srv, client, id := exampleDesk(ndototest.Conversation{Priority: "high"})
	defer srv.Close()
	ctx := context.Background()

	for _, params := range []ndoto.UpdateConversationParams{
		{Priority: ndoto.Set(ndoto.PriorityUrgent)},
		{Priority: ndoto.Null[ndoto.Priority]()},
	} {
		conversation, err := client.Conversations.Update(ctx, id, &params)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%q\n", conversation.Priority)
	}
	// Output:
	// "urgent"
	// ""
}

// Free-form objects are kept as they came, and read by name or into a struct of yours.
func ExampleAttributes() {
	srv, client, id := exampleDesk(ndototest.Conversation{CustomAttributes: map[string]any{"order": "A-1007", "items": 3}})
	defer srv.Close()
	conversation, err := client.Conversations.Get(context.Background(), id)
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println(conversation.CustomAttributes.Text("order"), conversation.CustomAttributes.Int("items"))
	var order struct {
		Order string
		Items int
	}
	if err := conversation.CustomAttributes.Decode(&order); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", order)
	// Output:
	// A-1007 3
	// {Order:A-1007 Items:3}
}

// AND binds tighter than OR, so this is: (urgent and nobody's) or labeled vip.
func ExampleFilter_Or() {
	srv, client, _ := exampleDesk(ndototest.Conversation{Labels: []string{"vip"}})
	defer srv.Close()

	filter := ndoto.Where(ndoto.FilterPriority.Equal(ndoto.PriorityUrgent)).And(ndoto.FilterAssignee.IsNotPresent()).
		Or(ndoto.FilterLabels.Equal("vip"))
	page, err := client.Conversations.Filter(context.Background(), filter, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total)
	// Output: 1
}

// What a server is, and what it is too old for.
func ExampleClient_Server() {
	srv, client, _ := exampleDesk(ndototest.Conversation{}, ndototest.WithDialect(ndototest.Chatwoot42))
	defer srv.Close()

	server, err := client.Server(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(server, server.AtLeast("4.9.0"))
	// Output: 4.2.0 false
}

// Decode strictly in a test that tells when the server changes: a value that does not fit its field is an error.
func ExampleWithStrictDecoding() {
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	client := srv.Client(ndoto.WithStrictDecoding())

	_, err := client.Conversations.Get(context.Background(), id)
	fmt.Println(err)
	// Output: <nil>
}

// See what is sent and received. WithDump leaves out secrets, what people wrote and who they are; WithFullDump leaves
// out secrets only.
func ExampleWithDump() {
	var out strings.Builder // os.Stderr in a program
	srv, _, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	client := srv.Client(ndoto.WithDump(&out))

	_, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{Content: "Dear Ada"})
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "> 1 {") {
			fmt.Print(line)
		}
	}
	// Output: > 1 {"content":"[8 characters]","message_type":"outgoing"}
}
