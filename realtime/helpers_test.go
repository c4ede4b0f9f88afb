package realtime_test

import "github.com/usendoto/ndoto-go"

func messageOf(text string, private bool) *ndoto.CreateMessageParams {
	return &ndoto.CreateMessageParams{Content: text, Private: private}
}
