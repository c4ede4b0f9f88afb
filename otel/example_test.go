package otel_test

import (
	"context"
	"fmt"
	"log"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/otel"
	"github.com/usendoto/ndoto-go/webhook"
)

// Each attempt of a call is a span. Without options, New uses the global providers.
func ExampleNew() {
	spans := tracetest.NewInMemoryExporter() // in place of an exporter to your collector
	observer, err := otel.New(otel.WithTracerProvider(trace.NewTracerProvider(trace.WithSyncer(spans))))
	if err != nil {
		log.Fatal(err)
	}
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client := srv.Client(ndoto.WithObserver(observer)) // with a real server: ndoto.New(123, token, ndoto.WithObserver(observer))

	if _, err := client.Conversations.Get(context.Background(), srv.AddConversation(ndototest.Conversation{})); err != nil {
		log.Fatal(err)
	}
	for _, span := range spans.GetSpans() {
		fmt.Println(span.Name)
	}
	// Output: GET /api/v1/accounts/{account_id}/conversations/{conversation_id}
}

// Each call of a webhook's handlers is a span, and outcomes are counted.
func ExampleNewWebhook() {
	spans := tracetest.NewInMemoryExporter()
	telemetry, err := otel.NewWebhook(otel.WithTracerProvider(trace.NewTracerProvider(trace.WithSyncer(spans))))
	if err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithObserver(telemetry.Observe))
	if err != nil {
		log.Fatal(err)
	}
	receiver.Use(telemetry.Middleware)
	webhook.On(receiver, func(context.Context, *webhook.MessageCreated) error { return nil })
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddWebhook(ndototest.Webhook{Handler: receiver, Secret: "0123456789abcdef"})

	srv.Simulate(ndototest.Conversation{}).Says("hello")
	srv.Drain()
	if err := receiver.Shutdown(context.Background()); err != nil {
		log.Fatal(err)
	}
	for _, span := range spans.GetSpans() {
		fmt.Println(span.Name, span.SpanKind)
	}
	// Output: process message_created consumer
}
