package bot

import (
	"context"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/webhook"
)

// echoTime is how long after a message the desk tells of it, unless another process is told.
const echoTime = 5 * time.Second

// echoes are the messages that the desk has still to tell of. A bot that no longer listens then would lose the
// conversation: the desk opens what it cannot deliver.
type echoes struct {
	mu   sync.Mutex
	sent map[string]time.Time // by the keys of the messages
	came chan struct{}        // closed and replaced when one comes; nil while nobody waits
}

// expect notes a message that is being sent: its echo may come before the response.
func (e *echoes) expect(key string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.forgetLate()
	if e.sent == nil {
		e.sent = map[string]time.Time{}
	}
	e.sent[key] = time.Now()
}

func (e *echoes) forgetLate() {
	for key, at := range e.sent {
		if time.Since(at) >= echoTime {
			delete(e.sent, key)
		}
	}
}

// heard notes what the desk tells of.
func (e *echoes) heard(key string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.sent, key)
	if e.came != nil {
		close(e.came)
		e.came = nil
	}
}

// await returns when the desk has told of all messages, or has had time enough to.
func (e *echoes) await(ctx context.Context) {
	for {
		e.mu.Lock()
		e.forgetLate()
		if len(e.sent) == 0 || ctx.Err() != nil {
			e.mu.Unlock()
			return
		}
		if e.came == nil {
			e.came = make(chan struct{})
		}
		came := e.came
		e.mu.Unlock()
		late := time.NewTimer(echoTime / 10)
		select {
		case <-came:
		case <-late.C:
		case <-ctx.Done():
		}
		late.Stop()
	}
}

// echoOf returns the key of a message of the bot that an event tells of, or "".
func (b *Bot) echoOf(e webhook.Event) string {
	if m, is := e.(*webhook.MessageCreated); is && b.ownKey(m.ContentAttributes) {
		return m.ContentAttributes.Text(oncekey.Attribute)
	}
	return ""
}
