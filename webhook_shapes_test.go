package ndoto_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestEveryWebhookMemberIsReachable goes through the leaves of each payload: each must have reached the field for it.
func TestEveryWebhookMemberIsReachable(t *testing.T) {
	t.Parallel()
	var files []string
	for _, pattern := range []string{"testdata/embedded/webhook_*.json", "testdata/ndoto-docs/webhook_*.json"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, found...)
	}
	files = append(files[:0:0], files...)
	count := 0
	for _, file := range files {
		if filepath.Base(file) == "webhooks_list.json" {
			continue
		}
		count++
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			e, err := webhook.Parse(data)
			require.NoError(t, err)
			assert.Equal(t, string(data), string(e.Info().Delivery.Body))
			assert.Empty(t, e.Info().Extra.String()[2:], "nothing is left over")
			switch e := e.(type) {
			case *webhook.MessageCreated:
				assert.Empty(t, ndoto.Lost(file, data, e))
			case *webhook.MessageUpdated:
				assert.Empty(t, ndoto.Lost(file, data, e))
			case *webhook.ConversationCreated, *webhook.ConversationUpdated, *webhook.ConversationStatusChanged:
				var top struct {
					webhook.Conversation
					Name    string          `json:"event"`
					Changed webhook.Changes `json:"changed_attributes"`
				}
				require.NoError(t, decode.Unmarshal(data, &top))
				assert.Empty(t, ndoto.Lost(file, data, &top))
			default:
				t.Errorf("%T has no check", e)
			}
		})
	}
	assert.Greater(t, count, 15)
}
