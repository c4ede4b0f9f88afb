package ndoto_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestParamsDoNotShowSecrets prints what programs log when a call fails.
func TestParamsDoNotShowSecrets(t *testing.T) {
	t.Parallel()
	for _, params := range []any{
		ndoto.DataImportParams{AccessToken: "hush"},
		ndoto.CaptainToolParams{AuthConfig: map[string]ndoto.Secret{"token": "hush"}},
		ndoto.LineChannel{ChannelSecret: "hush", ChannelToken: "hush"},
		ndoto.TelegramChannel{BotToken: "hush"},
		ndoto.VoiceChannel{AuthToken: "hush", APIKeySecret: "hush"},
		ndoto.TwilioChannel{AuthToken: "hush"},
	} {
		data, err := json.Marshal(params)
		require.NoError(t, err)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", params, params, params, data), "hush")
	}
}

// TestErrorsSayWhatToDo has what is turned off, or named wrongly.
func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithoutNetwork())
	ctx, c := t.Context(), srv.Client()
	slack, err := c.Integrations.Get(ctx, "slack")
	require.NoError(t, err, "also if the list leaves it out")
	assert.Equal(t, "Slack", slack.Name)
	for want, err := range map[string]error{
		"the app slug must be a single path segment":                              errOf(c.Integrations.Get(ctx, "../slack")),
		"[this needs the feature custom_tools of the account, which the server's": errOf(c.CaptainTools.List(ctx)),
		"[this needs the token of an administrator, and the feature custom_tools": errOf(c.CaptainTools.Create(ctx, &ndoto.CaptainToolParams{Title: ndoto.Set("X"), EndpointURL: ndoto.Set("https://x.example")})),
		"a report is grouped by hour, day, week, month or year, got \"decade\"":   errOf(c.Reports.Series(ctx, ndoto.MetricConversations, &ndoto.ReportParams{Since: day(1), Until: day(2), GroupBy: "decade"})),
		"[check the account id, and the ids that the call refers to]":             errOf(c.Reports.Series(ctx, ndoto.MetricConversations, &ndoto.ReportParams{Since: day(1), Until: day(2), Scope: ndoto.ReportInbox, ScopeID: 999})),
	} {
		assert.ErrorContains(t, err, want)
	}
}

func day(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
