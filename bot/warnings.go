package bot

import (
	"fmt"
	"sync"
	"time"
)

// warnEvery limits what is logged about webhooks that come to nothing: anybody can send them.
const warnEvery = time.Minute

// warnings are logged once in a while, with how many there were.
type warnings struct {
	mu    sync.Mutex
	kinds map[string]*warning
}

type warning struct {
	last  time.Time
	count int
}

// due counts a warning, and reports whether it is to be logged now.
func (w *warnings) due(kind string) (count int, due bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.kinds == nil {
		w.kinds = map[string]*warning{}
	}
	k := w.kinds[kind]
	if k == nil {
		k = &warning{}
		w.kinds[kind] = k
	}
	k.count++
	now := time.Now()
	if !k.last.IsZero() && now.Sub(k.last) < warnEvery {
		return 0, false
	}
	count, k.last, k.count = k.count, now, 0
	return count, true
}

// otherAccount warns of events that are not for the bot.
func (b *Bot) otherAccount(id int64) {
	count, due := b.warnings.due("account")
	if !due {
		return
	}
	own := "the tenants of WithTenants"
	if b.home != nil {
		own = fmt.Sprintf("account %d of its client (NDOTO_ACCOUNT_ID in the examples)", b.home.client.AccountID())
	}
	b.logger.Warn(fmt.Sprintf("bot: events of account %d are left out: the bot answers in %s", id, own), "events", count)
}
