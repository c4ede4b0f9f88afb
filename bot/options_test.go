package bot_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestABotIsConfiguredRightly(t *testing.T) {
	t.Parallel()
	client, err := ndoto.New(1, "token")
	require.NoError(t, err)
	for want, opts := range map[string][]bot.Option{
		"bot: bad input: an option is nil": {nil},
		`bot: bad input: a name has 1 to 50 characters, without slashes and spaces, got "a b"`: {bot.WithName("a b")},
		`bot: bad input: the statuses are open, pending, snoozed and resolved, got ["all"]`:    {bot.WithStatuses(ndoto.StatusAll)},
		"bot: bad input: the time of a turn must be positive, got 0s":                          {bot.WithTimeLimit(0, nil)},
		"bot: bad input: the token is empty":                                                   {bot.WithUserToken("")},
		"bot: bad input: the store is nil":                                                     {bot.WithStore(nil)},
		"bot: bad input: the logger is nil":                                                    {bot.WithLogger(nil)},
		"webhook: bad input: everybody could send events: give WithSecrets, WithURLToken for servers that do not sign, or WithoutVerification": {},
	} {
		_, err := bot.New(client, opts...)
		assert.EqualError(t, err, want)
	}
	for _, durable := range []webhook.Option{webhook.WithJournal(webhooktest.NewJournal()), webhook.WithBroker(webhooktest.NewBroker(1))} {
		receiver := bot.WithReceiver(webhook.WithSecrets(secret), durable)
		_, err = bot.New(client, receiver)
		require.ErrorIs(t, err, bot.ErrBadInput)
		require.ErrorContains(t, err, "give WithUserToken (NDOTO_USER_TOKEN in the examples)")
		_, err = bot.New(client, receiver, bot.WithUserToken("token"))
		require.NoError(t, err)
		_, err = bot.New(nil, receiver, bot.WithTenants(func(context.Context, int64) (bot.Tenant, error) { return bot.Tenant{}, nil }))
		require.NoError(t, err)
	}
	_, err = bot.New(nil)
	assert.EqualError(t, err, "bot: bad input: the client is nil")
}
