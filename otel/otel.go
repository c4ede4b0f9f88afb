// Package otel makes OpenTelemetry spans and metrics of the requests of a Ndoto client, by the semantic conventions for
// HTTP clients (1.26 and later):
//
//	observer, err := otel.New()
//	client, err := ndoto.New(1, token, ndoto.WithObserver(observer))
//
// [NewWebhook] does so for a webhook.Receiver, and [NewBot] for a bot.
package otel

import (
	"context"
	"net"
	"strconv"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/usendoto/ndoto-go"
)

const scope = "github.com/usendoto/ndoto-go/otel"

// Observer is an [ndoto.Observer]. Each attempt is a span of its own, a child of the caller's, with
// http.request.resend_count from the second on; each is counted in the histogram http.client.request.duration. Neither
// holds ids, queries or tokens.
type Observer struct {
	tracer     trace.Tracer
	duration   metric.Float64Histogram
	propagator propagation.TextMapPropagator
}

// Option configures an Observer.
type Option func(*config)

type config struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	propagator propagation.TextMapPropagator
}

// WithTracerProvider takes the tracer from p in place of the global provider.
func WithTracerProvider(p trace.TracerProvider) Option { return func(c *config) { c.tracers = p } }

// WithMeterProvider takes the meter from p in place of the global provider.
func WithMeterProvider(p metric.MeterProvider) Option { return func(c *config) { c.meters = p } }

// WithPropagator adds the headers of p to requests, such as traceparent, in place of the global propagator.
func WithPropagator(p propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagator = p }
}

// New returns an Observer.
func New(opts ...Option) (*Observer, error) {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider(), propagator: otel.GetTextMapPropagator()}
	for _, opt := range opts {
		opt(&c)
	}
	duration, err := c.meters.Meter(scope).Float64Histogram("http.client.request.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of HTTP client requests."),
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10))
	if err != nil {
		return nil, err
	}
	return &Observer{tracer: c.tracers.Tracer(scope), duration: duration, propagator: c.propagator}, nil
}

// StartAttempt begins a span, and adds its context to the headers.
func (o *Observer) StartAttempt(ctx context.Context, a ndoto.Attempt) func(ndoto.AttemptResult) {
	common := attributes(a)
	first := append([]attribute.KeyValue{attribute.String("ndoto.operation", a.Operation)}, common...)
	if a.Number > 1 {
		first = append(first, attribute.Int("http.request.resend_count", a.Number-1))
	}
	spanCtx, span := o.tracer.Start(ctx, spanName(a), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(first...))
	o.propagator.Inject(spanCtx, propagation.HeaderCarrier(a.Header))
	return func(r ndoto.AttemptResult) {
		outcome := result(r)
		span.SetAttributes(outcome...)
		if r.Err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
		o.duration.Record(spanCtx, r.Duration.Seconds(), metric.WithAttributes(append(common, outcome...)...))
	}
}

// spanName is of low cardinality: the route has placeholders in place of ids.
func spanName(a ndoto.Attempt) string {
	if a.Path == "" {
		return a.Method
	}
	return a.Method + " " + a.Path
}

func attributes(a ndoto.Attempt) []attribute.KeyValue {
	host, port, err := net.SplitHostPort(a.Host)
	if err != nil {
		host, port = a.Host, map[string]string{"http": "80", "https": "443"}[a.Scheme]
	}
	list := []attribute.KeyValue{
		attribute.String("http.request.method", a.Method), attribute.String("server.address", host), attribute.String("url.scheme", a.Scheme),
	}
	if n, err := strconv.Atoi(port); err == nil {
		list = append(list, attribute.Int("server.port", n))
	}
	if a.Path != "" {
		list = append(list, attribute.String("url.template", a.Path))
	}
	return list
}

// result has error.type for answers that are failures, and for attempts without an answer.
func result(r ndoto.AttemptResult) []attribute.KeyValue {
	var list []attribute.KeyValue
	if r.StatusCode != 0 {
		list = append(list, attribute.Int("http.response.status_code", r.StatusCode))
	}
	switch {
	case r.Err == nil:
	case r.StatusCode != 0:
		list = append(list, attribute.String("error.type", strconv.Itoa(r.StatusCode)))
	default:
		list = append(list, attribute.String("error.type", "no_answer"))
	}
	return list
}

var (
	_ ndoto.Observer = (*Observer)(nil)
)
