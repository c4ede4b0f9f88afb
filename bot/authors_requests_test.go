package bot_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestListsAfterAnOpenSend counts the lists of messages with which a bot finds out what became of a reply. Once it
// knows that lists show keys, it lists none for what only their texts would tell.
func TestListsAfterAnOpenSend(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			var lists []int
			for i := range 3 {
				text := fmt.Sprint("hello ", i)
				require.NoError(t, b.Desk.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect}))
				require.NoError(t, b.Desk.Fail(ndototest.Fault{Operation: "GET conversations/*/messages", Skip: 1, Status: 401, Body: "{}", Count: 1}))
				before := len(b.Desk.Requests())
				c.Says(text)
				c.Expect("You said: " + text)
				b.Wait(time.Hour)
				count := 0
				for _, r := range b.Desk.Requests()[before:] {
					if r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/messages") {
						count++
					}
				}
				lists = append(lists, count)
				b.Desk.ClearFaults()
			}
			want := []int{3, 3, 3} // the reply is found by its text
			if d.ShowsAttributes() {
				want = []int{4, 3, 3} // SendOnce finds it by its key, after the bot has learned that it does
			}
			assert.Equal(t, want, lists)
			c.ExpectTranscript(`
			customer: hello
			bot: You said: hello
			customer: hello 0
			bot: You said: hello 0
			customer: hello 1
			bot: You said: hello 1
			customer: hello 2
			bot: You said: hello 2`)
		})
	})
}
