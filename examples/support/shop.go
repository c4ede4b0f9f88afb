package main

import (
	"context"
	"errors"
	"os"
	"time"
)

// lookup asks the shop for an order.
type lookup func(ctx context.Context, number string) (order, error)

type order struct{ Status, URL string }

var errNoOrder = errors.New("there is no such order")

// shopTime is how long the shop takes.
const shopTime = 8 * time.Second

// standIn is in place of a shop.
func standIn(ctx context.Context, number string) (order, error) {
	takes := shopTime
	if shorter, err := time.ParseDuration(os.Getenv("SHOP_TIME")); err == nil { // in tests
		takes = shorter
	}
	select {
	case <-ctx.Done():
		return order{}, ctx.Err()
	case <-time.After(takes):
	}
	if number == "A-0000" {
		return order{}, errNoOrder
	}
	return order{Status: "shipped", URL: "https://shop.example/orders/" + number}, nil
}
