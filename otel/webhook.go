package otel

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/usendoto/ndoto-go/webhook"
)

// Webhook makes spans and metrics of a webhook.Receiver:
//
//	telemetry, err := otel.NewWebhook()
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithObserver(telemetry.Observe))
//	receiver.Use(telemetry.Middleware)
//	stop, err := telemetry.Watch(receiver)
//
// Each call of a handler is a span of the kind consumer, linked to the span of the request if that had one. None of
// it holds ids of people, or what they wrote.
type Webhook struct {
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
	meter      metric.Meter
	outcomes   metric.Int64Counter
	duration   metric.Float64Histogram
	delay      metric.Float64Histogram
}

// NewWebhook returns a Webhook. The metrics are ndoto.webhook.outcomes, by event and outcome;
// ndoto.webhook.handler.duration; and ndoto.webhook.delay, from the arrival of an event to its end.
func NewWebhook(opts ...Option) (*Webhook, error) {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider(), propagator: otel.GetTextMapPropagator()}
	for _, opt := range opts {
		opt(&c)
	}
	w := &Webhook{tracer: c.tracers.Tracer(scope), propagator: c.propagator, meter: c.meters.Meter(scope)}
	var err error
	if w.outcomes, err = w.meter.Int64Counter("ndoto.webhook.outcomes", metric.WithUnit("{event}"), metric.WithDescription("Requests and events by what became of them.")); err != nil {
		return nil, err
	}
	if w.duration, err = w.meter.Float64Histogram("ndoto.webhook.handler.duration", metric.WithUnit("s"), metric.WithDescription("Duration of the handlers of an event.")); err != nil {
		return nil, err
	}
	w.delay, err = w.meter.Float64Histogram("ndoto.webhook.delay", metric.WithUnit("s"), metric.WithDescription("Time from the arrival of an event to its end."))
	return w, err
}

// Observe counts an outcome: give it to webhook.WithObserver.
func (w *Webhook) Observe(o webhook.Observation) {
	ctx := context.Background()
	attributes := []attribute.KeyValue{attribute.String("ndoto.webhook.outcome", o.Outcome.String())}
	if o.Event != nil {
		attributes = append(attributes, attribute.String("ndoto.event", eventName(o.Event)))
	}
	set := metric.WithAttributes(attributes...)
	w.outcomes.Add(ctx, 1, set)
	switch o.Outcome {
	case webhook.Handled, webhook.Dead:
		w.duration.Record(ctx, o.Duration.Seconds(), set)
		if o.Event != nil && !o.Event.Info().Delivery.Received.IsZero() {
			w.delay.Record(ctx, time.Since(o.Event.Info().Delivery.Received).Seconds(), set)
		}
	case webhook.Failed:
		w.duration.Record(ctx, o.Duration.Seconds(), set)
	}
}

// eventName is of low cardinality: an event that is not known has a name that whoever signs may choose.
func eventName(e webhook.Event) string {
	if _, unknown := e.(*webhook.Unknown); unknown {
		return "unknown"
	}
	return string(e.Info().Name)
}

// Middleware makes a span of each call of a handler: give it to Receiver.Use. Calls of the client in the handler are
// children of it.
func (w *Webhook) Middleware(next webhook.Handler) webhook.Handler {
	return func(ctx context.Context, e webhook.Event) (err error) {
		d := e.Info().Delivery
		opts := []trace.SpanStartOption{
			trace.WithSpanKind(trace.SpanKindConsumer),
			trace.WithAttributes(
				attribute.String("ndoto.event", eventName(e)), attribute.Int("ndoto.webhook.attempt", d.Attempt), attribute.Bool("ndoto.webhook.replayed", d.Replayed),
			),
		}
		request := trace.SpanContextFromContext(w.propagator.Extract(context.Background(), propagation.MapCarrier{"traceparent": d.TraceParent}))
		if request.IsValid() {
			opts = append(opts, trace.WithLinks(trace.Link{SpanContext: request}))
		}
		ctx, span := w.tracer.Start(ctx, "process "+eventName(e), opts...)
		panicked := true
		defer func() {
			if panicked || err != nil {
				span.SetAttributes(attribute.String("error.type", errorType(err)))
				span.SetStatus(codes.Error, "")
			}
			span.End()
		}()
		err = next(ctx, e)
		panicked = false
		return err
	}
}

func errorType(err error) string {
	if err == nil {
		return "panic"
	}
	return fmt.Sprintf("%T", err)
}

// Watch reports how many events wait in a receiver, and how long the oldest has waited, as ndoto.webhook.waiting and
// ndoto.webhook.oldest, until stop is called.
func (w *Webhook) Watch(r *webhook.Receiver) (stop func() error, err error) {
	waiting, err := w.meter.Int64ObservableGauge("ndoto.webhook.waiting", metric.WithUnit("{event}"), metric.WithDescription("Events that are accepted and not done."))
	if err != nil {
		return nil, err
	}
	oldest, err := w.meter.Float64ObservableGauge("ndoto.webhook.oldest", metric.WithUnit("s"), metric.WithDescription("How long the oldest event has waited."))
	if err != nil {
		return nil, err
	}
	registration, err := w.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		s := r.Stats()
		o.ObserveInt64(waiting, s.Waiting)
		o.ObserveFloat64(oldest, s.OldestWaiting.Seconds())
		return nil
	}, waiting, oldest)
	if err != nil {
		return nil, err
	}
	return registration.Unregister, nil
}
