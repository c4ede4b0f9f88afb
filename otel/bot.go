package otel

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/usendoto/ndoto-go/bot"
)

// Bot is a [bot.Observer]. Each turn is a span, and each message of it another, whose children are the requests of a
// client with an [Observer], and the whole is a child of the span of the webhook if [Webhook.Middleware] makes one:
//
//	observer, err := otel.New()
//	client, err := ndoto.NewFromEnv(ndoto.WithObserver(observer))
//	turns, err := otel.NewBot()
//	webhooks, err := otel.NewWebhook()
//	b, err := bot.New(client, bot.WithObserver(turns),
//		bot.WithReceiver(webhook.WithSecrets(secret), webhook.WithObserver(webhooks.Observe)))
//	b.Receiver().Use(webhooks.Middleware)
//	stop, err := webhooks.Watch(b.Receiver())
//
// Spans have the id of the conversation, to find them by; metrics have none. Neither holds what anybody wrote.
type Bot struct {
	tracer trace.Tracer
	turns  metric.Float64Histogram
	waited metric.Float64Histogram
	sends  metric.Float64Histogram
}

var _ bot.Observer = (*Bot)(nil)

// NewBot returns a Bot. The metrics are ndoto.bot.turn.duration, by kind and outcome; ndoto.bot.turn.wait, from the
// arrival of an event to the call of its handler; and ndoto.bot.send.duration, by kind and outcome. The outcome of a
// turn is ok, failed, taken_over or interrupted, that of a message sent, repeated, failed or taken_over.
func NewBot(opts ...Option) (*Bot, error) {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider(), propagator: otel.GetTextMapPropagator()}
	for _, opt := range opts {
		opt(&c)
	}
	meter := c.meters.Meter(scope)
	b := &Bot{tracer: c.tracers.Tracer(scope)}
	var err error
	if b.turns, err = meter.Float64Histogram("ndoto.bot.turn.duration", metric.WithUnit("s"), metric.WithDescription("Duration of turns of a bot.")); err != nil {
		return nil, err
	}
	if b.waited, err = meter.Float64Histogram("ndoto.bot.turn.wait", metric.WithUnit("s"), metric.WithDescription("Time from the arrival of an event to its turn.")); err != nil {
		return nil, err
	}
	b.sends, err = meter.Float64Histogram("ndoto.bot.send.duration", metric.WithUnit("s"), metric.WithDescription("Time to send a message, with the look before it."))
	return b, err
}

// StartTurn implements [bot.Observer].
func (b *Bot) StartTurn(ctx context.Context, t bot.TurnInfo) (context.Context, func(bot.TurnResult)) {
	common := []attribute.KeyValue{attribute.String("ndoto.bot", t.Bot), attribute.String("ndoto.bot.turn.kind", t.Kind)}
	ctx, end := b.start(ctx, "turn "+t.Kind, b.turns, common,
		attribute.Int64("ndoto.conversation.id", t.Conversation), attribute.Int("ndoto.bot.turn.attempt", t.Attempt), attribute.Int("ndoto.bot.turn.messages", t.Messages))
	if t.Waited > 0 {
		b.waited.Record(ctx, t.Waited.Seconds(), metric.WithAttributes(common...))
	}
	return ctx, func(r bot.TurnResult) {
		if r.Interrupted {
			end("interrupted", nil)
			return
		}
		end(outcomeOf(r.Err, "ok"), r.Err)
	}
}

// StartSend implements [bot.Observer].
func (b *Bot) StartSend(ctx context.Context, s bot.SendInfo) (context.Context, func(bot.SendResult)) {
	kind := "reply"
	if s.Private {
		kind = "note"
	}
	common := []attribute.KeyValue{attribute.String("ndoto.bot", s.Bot), attribute.String("ndoto.bot.send.kind", kind)}
	ctx, end := b.start(ctx, "send "+kind, b.sends, common, attribute.Int64("ndoto.conversation.id", s.Conversation))
	return ctx, func(r bot.SendResult) {
		success := "sent"
		if r.Repeated {
			success = "repeated"
		}
		end(outcomeOf(r.Err, success), r.Err)
	}
}

func outcomeOf(err error, success string) string {
	switch {
	case err == nil:
		return success
	case errors.Is(err, bot.ErrTakenOver):
		return "taken_over"
	}
	return "failed"
}

// start begins a span, with the attributes of its metric and more. The function that it returns ends it.
func (b *Bot) start(ctx context.Context, name string, duration metric.Float64Histogram, common []attribute.KeyValue, more ...attribute.KeyValue) (context.Context, func(outcome string, err error)) {
	began := time.Now()
	ctx, span := b.tracer.Start(ctx, name, trace.WithAttributes(append(more, common...)...))
	return ctx, func(outcome string, err error) {
		became := attribute.String("ndoto.bot.outcome", outcome)
		span.SetAttributes(became)
		if outcome == "failed" {
			span.SetAttributes(attribute.String("error.type", errorType(err)))
			span.SetStatus(codes.Error, "")
		}
		span.End()
		duration.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(append(common, became)...))
	}
}
