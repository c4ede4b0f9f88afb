package bot

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
)

// inboxCache keeps the settings of inboxes for a while.
type inboxCache struct {
	mu    sync.Mutex
	kept  map[int64]*ndoto.Inbox
	since map[int64]time.Time
}

// inboxTime is how long the settings of an inbox are kept.
const inboxTime = 5 * time.Minute

func (d *desk) inbox(ctx context.Context, id int64) (*ndoto.Inbox, error) {
	d.inboxes.mu.Lock()
	in, since := d.inboxes.kept[id], d.inboxes.since[id]
	d.inboxes.mu.Unlock()
	if in != nil && time.Since(since) < inboxTime {
		return in, nil
	}
	in, err := d.client.Inboxes.Get(ctx, id, d.asUser()...)
	if err != nil {
		return nil, needsUser(err)
	}
	d.inboxes.mu.Lock()
	defer d.inboxes.mu.Unlock()
	if d.inboxes.kept == nil {
		d.inboxes.kept, d.inboxes.since = map[int64]*ndoto.Inbox{}, map[int64]time.Time{}
	}
	d.inboxes.kept[id], d.inboxes.since[id] = in, time.Now()
	return in, nil
}

// OpenNow reports whether the team is at work, by the working hours of the inbox and in its time zone. An inbox without
// working hours is always open. Agent bots need [WithUserToken] for it.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}, known from the server software.
func (t *Turn) OpenNow(ctx context.Context) (bool, error) {
	in, err := t.desk.inbox(ctx, t.Conversation.InboxID)
	if err != nil {
		return false, err
	}
	return openAt(in, time.Now())
}

func openAt(in *ndoto.Inbox, now time.Time) (bool, error) {
	if !in.WorkingHoursEnabled {
		return true, nil
	}
	zone := time.UTC
	if in.Timezone != "" {
		loaded, err := time.LoadLocation(in.Timezone)
		if err != nil {
			return false, fmt.Errorf("bot: the time zone of inbox %d: %w", in.ID, err)
		}
		zone = loaded
	}
	now = now.In(zone)
	minute := now.Hour()*60 + now.Minute()
	for _, day := range in.WorkingHours {
		if day.DayOfWeek != int(now.Weekday()) || day.ClosedAllDay {
			continue
		}
		opens, closes := day.OpenHour*60+day.OpenMinutes, day.CloseHour*60+day.CloseMinutes
		if day.OpenAllDay || minute >= opens && minute < closes {
			return true, nil
		}
	}
	return false, nil
}
