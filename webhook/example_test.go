package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// exampleSecret is that of the webhook, as the API or the settings of the application show it.
const exampleSecret = "0123456789abcdef"

// exampleDesk returns an in-memory server that sends its events to a receiver, and a customer. With a real server, the
// receiver listens at the URL of the webhook: http.Handle("POST /ndoto", receiver).
func exampleDesk(receiver http.Handler) (*ndototest.Server, *ndototest.Customer) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	srv.AddWebhook(ndototest.Webhook{Handler: receiver, Secret: exampleSecret})
	return srv, srv.Simulate(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: "Ada"})})
}

// finish waits until all events are handled.
func finish(srv *ndototest.Server, receiver *webhook.Receiver) {
	srv.Drain()
	if err := receiver.Shutdown(context.Background()); err != nil {
		log.Fatal(err)
	}
	srv.Close()
}

// Receive what customers write.
func Example() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		if e.FromCustomer() {
			who := "somebody"
			if e.Sender != nil {
				who = e.Sender.Name
			}
			fmt.Println(who, "wrote:", e.Content)
		}
		return nil
	})
	srv, customer := exampleDesk(receiver)

	customer.Says("Where is my order?")
	finish(srv, receiver)
	// Output: Ada wrote: Where is my order?
}

// Any number of handlers, each for a type of event; Event stands for all.
func ExampleOn() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.ConversationStatusChanged) error {
		fmt.Println("status:", e.Conversation.Status)
		return nil
	})
	seen := make(chan ndoto.Event, 10)
	webhook.On(receiver, func(_ context.Context, e webhook.Event) error {
		seen <- e.Info().Name
		return nil
	})
	srv, customer := exampleDesk(receiver)

	_, err = srv.Client().Conversations.ToggleStatus(context.Background(), customer.ConversationID, ndoto.StatusResolved)
	if err != nil {
		log.Fatal(err)
	}
	finish(srv, receiver)
	fmt.Println(len(seen) > 0)
	// Output:
	// status: resolved
	// true
}

// A handler that answers can be called again: SendOnce with the ID of the message makes one answer of it.
func ExampleOn_answer() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret), webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond}))
	if err != nil {
		log.Fatal(err)
	}
	srv, customer := exampleDesk(receiver)
	client := srv.Client()
	calls := 0
	webhook.On(receiver, func(ctx context.Context, e *webhook.MessageCreated) error {
		if !e.FromCustomer() {
			return nil
		}
		_, err := client.Messages.SendOnce(ctx, e.Conversation.ID, fmt.Sprint("answer-", e.ID), &ndoto.CreateMessageParams{Content: "We are on it."})
		if err != nil {
			return err
		}
		if calls++; calls == 1 {
			return errors.New("the database is away") // after the answer has gone out
		}
		return nil
	})

	customer.Says("Where is my order?")
	finish(srv, receiver)
	fmt.Println(calls, "calls,", len(srv.Messages(customer.ConversationID))-1, "answer")
	// Output: 2 calls, 1 answer
}

// What cannot succeed is not tried again. It becomes a dead letter, which can be sent again when the cause is gone.
func ExamplePermanent() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret), webhook.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		log.Fatal(err)
	}
	broken := true
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		if broken {
			return webhook.Permanent(errors.New("no such order"))
		}
		fmt.Println("handled:", e.Content)
		return nil
	})
	srv, customer := exampleDesk(receiver)
	customer.Says("Where is order A-1007?")
	srv.Drain()
	for receiver.Stats().Dead == 0 {
		time.Sleep(time.Millisecond)
	}

	broken = false
	ctx := context.Background()
	for letter, err := range receiver.DeadLetters().AllDeadLetters(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("dead:", letter.Reason)
		if err := receiver.Redrive(ctx, letter.ID); err != nil {
			log.Fatal(err)
		}
	}
	finish(srv, receiver)
	// Output:
	// dead: no such order
	// handled: Where is order A-1007?
}

// A handler says when to try again, if it knows.
func ExampleRetryAfter() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret), webhook.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		if e.Info().Delivery.Attempt == 1 {
			return webhook.RetryAfter(5*time.Millisecond, errors.New("the CRM is busy"))
		}
		fmt.Println("attempt", e.Info().Delivery.Attempt)
		return nil
	})
	srv, customer := exampleDesk(receiver)

	customer.Says("hello")
	finish(srv, receiver)
	// Output: attempt 2
}

// Middleware runs around every call of the handlers.
func ExampleReceiver_Use() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret))
	if err != nil {
		log.Fatal(err)
	}
	receiver.Use(func(next webhook.Handler) webhook.Handler {
		return func(ctx context.Context, e webhook.Event) error {
			err := next(ctx, e)
			fmt.Println(e.Info().Name, err)
			return err
		}
	})
	webhook.On(receiver, func(context.Context, *webhook.MessageCreated) error { return nil })
	srv, customer := exampleDesk(receiver)

	customer.Says("hello")
	finish(srv, receiver)
	// Output: message_created <nil>
}

// What happened while nobody listened.
func ExampleReconcile() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets(exampleSecret))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println("missed:", e.Content)
		return nil
	})
	srv, err := ndototest.Start() // without a webhook: nothing is delivered
	if err != nil {
		log.Fatal(err)
	}
	before := time.Now().Add(-time.Minute)
	srv.Simulate(ndototest.Conversation{}).Says("Is anybody there?")

	if _, err := webhook.Reconcile(context.Background(), srv.Client(), receiver, before); err != nil {
		log.Fatal(err)
	}
	finish(srv, receiver)
	// Output: missed: Is anybody there?
}

// A handler of your own, without a Receiver.
func ExampleVerify() {
	body := `{"event":"conversation_created","id":7,"status":"open"}`
	req := httptest.NewRequest(http.MethodPost, "/ndoto", strings.NewReader(body))
	webhook.Sign(req.Header, []byte(body), exampleSecret) // as the server does

	if err := webhook.Verify(req.Header, []byte(body), exampleSecret); err != nil {
		log.Fatal(err) // ErrUnsigned, ErrSignature or ErrStale
	}
	event, err := webhook.Parse([]byte(body))
	if err != nil {
		log.Fatal(err)
	}
	if e, ok := event.(*webhook.ConversationCreated); ok {
		fmt.Println("conversation", e.Conversation.ID)
	}
	fmt.Println(errors.Is(webhook.Verify(req.Header, []byte(body), "another"), webhook.ErrSignature))
	// Output:
	// conversation 7
	// true
}

// While a secret changes, both are accepted.
func ExampleWithSecrets() {
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("the new one, 16+ bytes", exampleSecret))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println(e.Content)
		return nil
	})
	srv, customer := exampleDesk(receiver)

	customer.Says("signed with the old one")
	finish(srv, receiver)
	// Output: signed with the old one
}

// One receiver for several accounts, each with secrets of its own: http.Handle("POST /ndoto/{account}", receiver).
func ExampleWithTenants() {
	secrets := map[string]string{"acme": exampleSecret}
	receiver, err := webhook.NewReceiver(webhook.WithTenants(func(r *http.Request) (webhook.Tenant, error) {
		id := r.PathValue("account")
		return webhook.Tenant{ID: id, Secrets: []string{secrets[id]}}, nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	webhook.On(receiver, func(_ context.Context, e *webhook.MessageCreated) error {
		fmt.Println(e.Info().Delivery.Tenant, e.Content)
		return nil
	})
	mux := http.NewServeMux()
	mux.Handle("POST /ndoto/{account}", receiver)

	body := `{"event":"message_created","id":1,"content":"hello","conversation":{"id":7}}`
	req := httptest.NewRequest(http.MethodPost, "/ndoto/acme", strings.NewReader(body))
	webhook.Sign(req.Header, []byte(body), exampleSecret)
	mux.ServeHTTP(httptest.NewRecorder(), req)
	if err := receiver.Shutdown(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output: acme hello
}
