package bot

import (
	"sync"
	"time"
)

// customers counts what each customer has written.
type customers struct {
	mu      sync.Mutex
	windows map[place]*window // by contact in place of a conversation
	swept   time.Time
}

type window struct {
	since    time.Time
	messages map[int64]bool
}

// exceeded counts the message of a turn, and reports whether it is one too many of its customer. An attempt again does
// not count again.
func (c *customers) exceeded(t *Turn, most int, per time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.windows == nil {
		c.windows = map[place]*window{}
	}
	if now.Sub(c.swept) > per {
		c.swept = now
		for who, w := range c.windows {
			if now.Sub(w.since) > per {
				delete(c.windows, who)
			}
		}
	}
	who := place{t.desk.client.AccountID(), t.Customer().ID}
	w := c.windows[who]
	if w == nil || now.Sub(w.since) > per {
		w = &window{since: now, messages: map[int64]bool{}}
		c.windows[who] = w
	}
	w.messages[t.Message.ID] = true
	return len(w.messages) > most
}
