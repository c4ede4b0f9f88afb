package ndoto

import (
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"time"
)

// admit waits until the next attempt may be sent: at the gates of the limits that it counts against, and for the
// Limiter. It fails at once if that would take longer than the call or its context lasts.
func (k *call) admit(ctx context.Context) error {
	start := time.Now()
	until := start.Add(k.patienceLeft())
	err := k.passGates(ctx, until)
	if err == nil && k.client.limiter != nil && !k.anonymous {
		if err = k.pace(ctx, until); err == nil {
			err = k.passGates(ctx, until) // which may have been closed in the meantime
		}
	}
	k.waitedFor(time.Since(start))
	if limit, ok := errors.AsType[*limitError](err); ok {
		limit.resend = k.attempts > 0
	}
	return err
}

// patienceLeft is how long the call may still wait for rate limits.
func (k *call) patienceLeft() time.Duration { return k.settings.retry.maxWait() - k.waited }

// waitedFor counts a wait for a rate limit, which is none for a server that has failed.
func (k *call) waitedFor(d time.Duration) {
	k.waited += d
	if !k.failing.IsZero() {
		k.failing = k.failing.Add(d)
	}
}

// passGates waits until all gates of the call are open.
func (k *call) passGates(ctx context.Context, until time.Time) error {
	g, attempt := k.client.gates, waiter{ticket: k.ticket, until: until}
	attempt.deadline, _ = ctx.Deadline()
	for i := 0; i < len(k.gates) && k.gates[i] != (gateKey{}); {
		w, leaves, err := g.enter(k.gates[i], attempt, k.hasLeft[i])
		if err != nil {
			return err
		}
		k.hasLeft[i] = true
		if w == nil {
			i++
			continue
		}
		k.logWait(ctx, k.gates[i].limit, time.Until(leaves))
		select {
		case err = <-w.result:
		case <-ctx.Done():
			err = &limitError{wait: max(0, time.Until(leaves)), cause: ctx.Err()}
			g.quit(k.gates[i], w)
		}
		if err != nil {
			return err
		}
		i = 0 // the gates before may have been closed in the meantime
	}
	return nil
}

// noticeableWait is how long a wait for a rate limit is at least for it to be logged.
const noticeableWait = time.Second

func (k *call) logWait(ctx context.Context, limit string, wait time.Duration) {
	if wait >= noticeableWait {
		k.client.logger.LogAttrs(ctx, slog.LevelInfo, "ndoto waits for a rate limit",
			slog.String("operation", k.op.name), slog.String("limit", limit), slog.Duration("wait", wait.Round(time.Millisecond)))
	}
}

// gatesFor returns the gates that the attempts of a call pass. The last one is that of its own limit, which a 429
// closes. Downloads have one for each host: files may be stored anywhere.
func (k *call) gatesFor(host string) [2]gateKey {
	if k.anonymous {
		return [2]gateKey{{limit: "downloads from " + host}}
	}
	own := gateKey{limit: k.op.limit()}
	if k.op.bucket.perToken && k.settings.token != nil {
		own.token = maphash.String(k.client.gates.seed, k.settings.token())
	}
	if own == generalGate {
		return [2]gateKey{generalGate}
	}
	return [2]gateKey{generalGate, own}
}

var generalGate = gateKey{limit: bucketGeneral.name}

// closeGate closes the gate of the limit that has refused an attempt.
func (k *call) closeGate(wait time.Duration) {
	own := k.gates[0]
	if k.gates[1] != (gateKey{}) {
		own = k.gates[1]
	}
	k.client.gates.close(own, wait)
	k.hasLeft = [2]bool{}
}

// limitWindow is the window of the limit that has refused an attempt. The response does not say which one it was. While
// the general limit is exhausted it may be that one, whose window is short; if not, the next attempt shows it.
func (k *call) limitWindow() time.Duration {
	if k.client.gates.isClosed(generalGate) {
		return bucketGeneral.window
	}
	return k.op.bucket.window
}
