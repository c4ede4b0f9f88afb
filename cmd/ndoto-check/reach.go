package main

import (
	"context"
	"errors"
	"time"

	"github.com/usendoto/ndoto-go"
)

// reach returns why nothing can work, if so: every step would say it again.
func (c *checker) reach(ctx context.Context) error {
	brief := ndoto.WithRetry(ndoto.RetryPolicy{MaxElapsed: 5 * time.Second})
	if _, err := c.client.Profile.Get(ctx, brief); errors.Is(err, ndoto.ErrNoResponse) || errors.Is(err, ndoto.ErrUnauthorized) || errors.Is(err, ndoto.ErrNotJSON) {
		return err
	}
	if _, err := c.client.Conversations.List(ctx, nil, brief); errors.Is(err, ndoto.ErrNotFound) {
		return err
	}
	return nil
}

// identify finds out the version, which Ndoto does not publish, and the dialect by the shape of a list.
func (c *checker) identify(ctx context.Context) {
	if server, err := c.client.Server(ctx); err == nil {
		c.server, c.report.Version = server, server.Version
	}
	var list struct {
		Payload any            `json:"payload"`
		Data    map[string]any `json:"data"`
	}
	c.report.Dialect = "unknown"
	if c.client.Do(ctx, "GET", "webhooks", nil, &list) == nil {
		c.report.Dialect = "as Ndoto documents it"
		if payload, nested := list.Payload.(map[string]any); nested && payload["webhooks"] != nil {
			c.report.Dialect = "as the server software"
		}
	}
	version := c.report.Version
	if version == "" {
		version = "which it does not tell"
	}
	shape := "lists " + c.report.Dialect
	if c.report.Dialect == "unknown" {
		shape = "lists in a shape that only an administrator sees"
	}
	c.say("version %s, %s\n\n", version, shape)
}
