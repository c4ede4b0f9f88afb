package webhook_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestOptionsRefuseWhatCannotWork(t *testing.T) {
	t.Parallel()
	forward := webhook.WithForward(nil)
	for want, opts := range map[string][]webhook.Option{
		"the function to forward with is nil": {forward},
		"the broker is nil":                   {webhook.WithBroker(nil)},
		"the store is nil":                    {webhook.WithStore(nil, 0)},
		"the time to remember an event must not be negative, got -1ns":              {webhook.WithStore(webhook.NewMemoryStore(0), -1)},
		"events must be remembered for at least 10m0s":                              {webhook.WithStore(webhook.NewMemoryStore(0), time.Minute)},
		"the tolerance must not be negative":                                        {webhook.WithSignature(webhook.Signature{Tolerance: -1})},
		"the function for secrets is nil":                                           {webhook.WithSecretsFunc(nil)},
		"the function for tenants is nil":                                           {webhook.WithTenants(nil)},
		"the function for dead letters is nil":                                      {webhook.WithDeadLetter(nil)},
		"the function for arrivals is nil":                                          {webhook.WithArrival(nil)},
		"the observer is nil":                                                       {webhook.WithObserver(nil)},
		"the logger is nil":                                                         {webhook.WithLogger(nil)},
		"a lease must be at least 500ms, got 1ms":                                   {webhook.WithLease(time.Millisecond)},
		"the time to hold events back must not be negative, got -1s":                {webhook.WithHoldBack(-time.Second)},
		"the attempts and the backoff of a retry policy must not be negative":       {webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: -1})},
		"a broker takes the place of WithForward and of WithJournal":                {webhook.WithBroker(webhooktest.NewBroker(1)), webhook.WithJournal(webhooktest.NewJournal())},
		"WithSecretsFunc and WithTenants take the place of the secrets of WithSecr": {webhook.WithSecrets("a"), webhook.WithSecretsFunc(nil)},
	} {
		if want[:4] == "With" {
			opts[1] = webhook.WithSecretsFunc(noSecrets)
		}
		_, err := webhook.NewReceiver(append([]webhook.Option{webhook.WithoutVerification()}, opts...)...)
		assert.ErrorContains(t, err, want)
		assert.ErrorIs(t, err, webhook.ErrBadInput)
	}
}
