package otel_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/otel"
	"github.com/usendoto/ndoto-go/webhook"
)

// botSpan is what a test compares of a span, with the names of those that it is in.
type botSpan struct {
	Path, Outcome, Error string
	Attempt, Messages    int64
	Status               codes.Code
}

// seen is what is measured of a bot.
type seen struct {
	spans  *tracetest.SpanRecorder
	reader *metric.ManualReader
}

func observe(t *testing.T, srv *ndototest.Server, handler bot.Handler) (*bot.Bot, seen) {
	t.Helper()
	s := seen{tracetest.NewSpanRecorder(), metric.NewManualReader()}
	opts := []otel.Option{
		otel.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(s.spans))), otel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(s.reader))),
	}
	requests, err := otel.New(opts...)
	require.NoError(t, err)
	turns, err := otel.NewBot(opts...)
	require.NoError(t, err)
	webhooks, err := otel.NewWebhook(opts...)
	require.NoError(t, err)
	b, err := bot.New(srv.Client(ndoto.WithToken("bot"), ndoto.WithObserver(requests)), bot.WithObserver(turns), bot.WithUserToken(srv.AdminToken),
		bot.WithReceiver(webhook.WithSecrets("secret"), webhook.WithObserver(webhooks.Observe), webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond})))
	require.NoError(t, err)
	b.Receiver().Use(webhooks.Middleware)
	b.OnMessage(handler)
	srv.AddBot(ndototest.Bot{Token: "bot", Secret: "secret", Handler: b})
	return b, s
}

// botSpans are the spans of turns and messages, with the number of requests in each message.
func (s seen) botSpans() (list []botSpan, requests map[string]int) {
	ended := s.spans.Ended()
	byID := map[string]trace.ReadOnlySpan{}
	for _, span := range ended {
		byID[span.SpanContext().SpanID().String()] = span
	}
	requests = map[string]int{}
	for _, span := range ended {
		path, parent := span.Name(), byID[span.Parent().SpanID().String()]
		for p := parent; p != nil; p = byID[p.Parent().SpanID().String()] {
			path = p.Name() + " > " + path
		}
		set := attribute.NewSet(span.Attributes()...)
		outcome, isBots := set.Value("ndoto.bot.outcome")
		if !isBots {
			if parent != nil {
				requests[parent.Name()]++
			}
			continue
		}
		kind, _ := set.Value("error.type")
		attempt, _ := set.Value("ndoto.bot.turn.attempt")
		messages, _ := set.Value("ndoto.bot.turn.messages")
		list = append(list, botSpan{path, outcome.AsString(), kind.AsString(), attempt.AsInt64(), messages.AsInt64(), span.Status().Code})
	}
	return list, requests
}

// measured counts what each histogram has, by kind and outcome.
func (s seen) measured(t *testing.T) map[string]uint64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, s.reader.Collect(t.Context(), &all))
	counts := map[string]uint64{}
	for _, m := range all.ScopeMetrics[0].Metrics {
		histogram, is := m.Data.(metricdata.Histogram[float64])
		if !is {
			continue
		}
		for _, p := range histogram.DataPoints {
			if !p.Attributes.HasValue("ndoto.bot") {
				continue
			}
			assert.False(t, p.Attributes.HasValue("ndoto.conversation.id"), "metrics are of low cardinality")
			name := m.Name
			for _, key := range []attribute.Key{"ndoto.bot.turn.kind", "ndoto.bot.send.kind", "ndoto.bot.outcome"} {
				if v, has := p.Attributes.Value(key); has {
					name += " " + v.AsString()
				}
			}
			counts[name] += p.Count
		}
	}
	return counts
}

func TestATurnIsSeen(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b, s := observe(t, srv, func(ctx context.Context, turn *bot.Turn) error {
		_, note := turn.Note(ctx, "a note")
		_, reply := turn.Reply(ctx, "hello")
		if err := errors.Join(note, reply); err != nil {
			return err
		}
		if t := turn.Message.Delivery.Attempt; t == 1 {
			return errors.New("the customer's name is Ada")
		}
		return nil
	})
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hi")
	require.Equal(t, "hello", customer.Reply().Content)
	srv.Drain()
	require.NoError(t, b.Shutdown(t.Context()))

	list, requests := s.botSpans()
	const turn = "process message_created > turn message"
	assert.Equal(t, []botSpan{
		{turn + " > send note", "sent", "", 0, 0, codes.Unset},
		{turn + " > send reply", "sent", "", 0, 0, codes.Unset},
		{turn, "failed", "*errors.errorString", 1, 1, codes.Error},
		{turn + " > send note", "repeated", "", 0, 0, codes.Unset},
		{turn + " > send reply", "repeated", "", 0, 0, codes.Unset},
		{turn, "ok", "", 2, 1, codes.Unset},
	}, list)
	assert.GreaterOrEqual(t, requests["send reply"], 2, "the look before a reply and the reply are requests within it")
	assert.Equal(t, map[string]uint64{
		"ndoto.bot.turn.duration message failed": 1, "ndoto.bot.turn.duration message ok": 1, "ndoto.bot.turn.wait message": 2,
		"ndoto.bot.send.duration note sent": 1, "ndoto.bot.send.duration note repeated": 1,
		"ndoto.bot.send.duration reply sent": 1, "ndoto.bot.send.duration reply repeated": 1,
	}, s.measured(t))
	for _, span := range s.spans.Ended() {
		for _, a := range span.Attributes() {
			for _, text := range []string{"Ada", "hello", "a note", "hi"} {
				assert.NotEqual(t, text, a.Value.String(), "nobody's words are in a trace")
			}
		}
	}
}

func TestATakeOverIsSeen(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	conversation := make(chan int64, 1)
	b, s := observe(t, srv, func(ctx context.Context, turn *bot.Turn) error {
		if _, err := srv.Client().Conversations.ToggleStatus(context.WithoutCancel(ctx), turn.Conversation.ID, ndoto.StatusOpen); err != nil {
			return err
		}
		conversation <- turn.Conversation.ID
		_, err := turn.Reply(context.WithoutCancel(ctx), "too late")
		return err
	})
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hi")
	assert.Equal(t, customer.ConversationID, <-conversation)
	srv.Drain()
	require.NoError(t, b.Shutdown(t.Context()))
	list, _ := s.botSpans()
	const turn = "process message_created > turn message"
	assert.Equal(t, []botSpan{
		{turn + " > send reply", "taken_over", "", 0, 0, codes.Unset},
		{turn, "taken_over", "", 1, 1, codes.Unset},
	}, list)
	assert.Empty(t, customer.Unread())
}
