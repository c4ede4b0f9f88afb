package otel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/otel"
)

func TestEachAttemptIsASpanAndIsMeasured(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewSpanRecorder()
	tracers := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
	reader := metric.NewManualReader()
	observer, err := otel.New(otel.WithTracerProvider(tracers), otel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader))), otel.WithPropagator(propagation.TraceContext{}))
	require.NoError(t, err)

	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client := srv.Client(ndoto.WithObserver(observer), ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	ctx, parent := tracers.Tracer("test").Start(t.Context(), "parent")
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 1, Status: 503}))
	_, err = client.Conversations.Get(ctx, id)
	require.NoError(t, err)
	parent.End()

	ended := spans.Ended()
	require.Len(t, ended, 3)
	const route = "/api/v1/accounts/{account_id}/conversations/{conversation_id}"
	for i, span := range ended[:2] {
		assert.Equal(t, "GET "+route, span.Name())
		assert.Equal(t, parent.SpanContext().SpanID(), span.Parent().SpanID())
		set := attribute.NewSet(span.Attributes()...)
		for key, want := range map[attribute.Key]string{
			"ndoto.operation": "Conversations.Get", "http.request.method": "GET", "url.template": route, "url.scheme": "http", "server.address": "127.0.0.1",
			"http.response.status_code": []string{"503", "200"}[i],
		} {
			got, _ := set.Value(key)
			assert.Equal(t, want, got.String(), key)
		}
	}
	first, second := attribute.NewSet(ended[0].Attributes()...), attribute.NewSet(ended[1].Attributes()...)
	kind, _ := first.Value("error.type")
	resent, _ := second.Value("http.request.resend_count")
	assert.Equal(t, "503", kind.AsString())
	assert.Equal(t, int64(1), resent.AsInt64())
	assert.False(t, first.HasValue("http.request.resend_count"))
	assert.Equal(t, []codes.Code{codes.Error, codes.Unset}, []codes.Code{ended[0].Status().Code, ended[1].Status().Code})
	assert.Contains(t, srv.Requests()[1].Header.Get("Traceparent"), ended[1].SpanContext().SpanID().String())

	var measured metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &measured))
	histogram := measured.ScopeMetrics[0].Metrics[0]
	assert.Equal(t, []string{"http.client.request.duration", "s"}, []string{histogram.Name, histogram.Unit})
	points := histogram.Data.(metricdata.Histogram[float64]).DataPoints
	require.Len(t, points, 2)
	for _, p := range points {
		assert.EqualValues(t, 1, p.Count)
		assert.False(t, p.Attributes.HasValue("ndoto.operation"), "the route is enough for a metric")
	}
}

func TestAttemptsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewSpanRecorder()
	observer, err := otel.New(otel.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans))))
	require.NoError(t, err)
	client, err := ndoto.New(1, "secret-token", ndoto.WithBaseURL("https://127.0.0.1:1"), ndoto.WithObserver(observer), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	assert.Error(t, client.Do(t.Context(), "GET", "x/1?q=secret", nil, nil))
	require.Len(t, spans.Ended(), 1)
	span := spans.Ended()[0]
	assert.Equal(t, "GET", span.Name())
	set := attribute.NewSet(span.Attributes()...)
	kind, _ := set.Value("error.type")
	assert.Equal(t, "no_answer", kind.AsString())
	for _, a := range span.Attributes() {
		assert.NotContains(t, a.Value.String(), "secret")
	}
}
