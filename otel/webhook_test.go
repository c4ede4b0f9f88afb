package otel_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/usendoto/ndoto-go/otel"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// handlerSpan is what a test compares of a span.
type handlerSpan struct {
	Name, Event, Error string
	Attempt            int64
	Status             codes.Code
	Linked             string
}

func TestAReceiverIsSeen(t *testing.T) {
	t.Parallel()
	spans, reader := tracetest.NewSpanRecorder(), metric.NewManualReader()
	telemetry, err := otel.NewWebhook(otel.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans))),
		otel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader))), otel.WithPropagator(propagation.TraceContext{}))
	require.NoError(t, err)
	r, err := webhook.NewReceiver(webhook.WithSecrets(webhooktest.Secret), webhook.WithObserver(telemetry.Observe),
		webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond}))
	require.NoError(t, err)
	r.Use(telemetry.Middleware)
	stop, err := telemetry.Watch(r)
	require.NoError(t, err)
	failure := errors.New("the customer's name is Ada")
	webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
		switch e.Delivery.Attempt {
		case 1:
			return failure
		case 2:
			panic("oh no")
		}
		return nil
	})
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	status := webhooktest.Post(r, []byte(`{"event":"message_created","id":1,"account":{"id":1},"conversation":{"id":1}}`), func(req *http.Request) {
		req.Header.Set("Traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	})
	assert.Equal(t, 200, status)
	assert.Equal(t, 401, webhooktest.Post(r, []byte(`{}`), func(req *http.Request) { req.Header = http.Header{} }))
	require.NoError(t, r.Shutdown(t.Context()))

	var got []handlerSpan
	for _, span := range spans.Ended() {
		set := attribute.NewSet(span.Attributes()...)
		event, _ := set.Value("ndoto.event")
		attempt, _ := set.Value("ndoto.webhook.attempt")
		kind, _ := set.Value("error.type")
		require.Len(t, span.Links(), 1)
		got = append(got, handlerSpan{span.Name(), event.AsString(), kind.AsString(), attempt.AsInt64(), span.Status().Code, span.Links()[0].SpanContext.TraceID().String()})
	}
	const name, event = "process message_created", "message_created"
	assert.Equal(t, []handlerSpan{
		{name, event, "*errors.errorString", 1, codes.Error, traceID},
		{name, event, "panic", 2, codes.Error, traceID},
		{name, event, "", 3, codes.Unset, traceID},
	}, got)

	var measured metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &measured))
	outcomes, names := map[string]int64{}, map[string]bool{}
	for _, m := range measured.ScopeMetrics[0].Metrics {
		names[m.Name] = true
		if sum, ok := m.Data.(metricdata.Sum[int64]); ok {
			for _, p := range sum.DataPoints {
				outcome, _ := p.Attributes.Value("ndoto.webhook.outcome")
				outcomes[outcome.AsString()] += p.Value
			}
		}
	}
	assert.Equal(t, map[string]int64{"accepted": 1, "failed": 2, "handled": 1, "refused": 1}, outcomes)
	assert.Equal(t, map[string]bool{
		"ndoto.webhook.outcomes": true, "ndoto.webhook.handler.duration": true, "ndoto.webhook.delay": true, "ndoto.webhook.waiting": true, "ndoto.webhook.oldest": true,
	}, names)
	require.NoError(t, stop())
}
