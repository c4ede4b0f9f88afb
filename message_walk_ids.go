package ndoto

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// A server that compares ids bounds its lists by ids, but orders and cuts them by time. A message whose time is late
// for its id is therefore on no page that begins after the last id of the one before. So what does not fit on one page
// is asked for between two ids, and a range that is full is halved: then nothing is cut.

// forward begins with the earliest messages. Until the client knows its server, the second request tells ids from
// times: it asks for messages that are known to be there, or for those after the last, and a server that compares times
// finds none of the former, and the old ones for the latter.
func (w *messageWalk) forward() error {
	learnt := w.s.client.cursors
	if learnt.newestFirst.Load() {
		return w.turned()
	}
	after := w.params.After
	if w.byTimes() {
		after = 0
	}
	page, err := w.fetch(messageRange{After: Set(after)})
	if err != nil {
		return err
	}
	if learnt.newestFirst.Load() && len(page) >= messagesBack {
		return w.turned()
	}
	n, ids, times := len(page), spanOf(page, messageID), spanOf(page, messageTime)
	if w.take(page); w.stopped {
		return nil
	}
	switch {
	case w.byTimes() && n < messagesBack:
		return nil
	case w.byTimes():
		return w.forwardByTimes(times.last)
	case n < messagesBack, n < messagesForward && learnt.short.Load():
		return nil
	case n >= messagesForward:
		return w.ascend(ids, n, times)
	}
	rest, err := w.fetch(messageRange{After: Set(ids.last)})
	switch {
	case err != nil:
		return err
	case w.byTimes():
		return w.forwardByTimes(times.last)
	case len(rest) == 0:
		learnt.short.Store(true)
		learnt.learn(cursorIDs)
		return nil
	}
	return w.ascend(ids, n, times)
}

// ascend walks by ranges of ids. That the first n messages span some ids tells how wide a range may be.
func (w *messageWalk) ascend(ids span, n int, times span) error {
	from := w.params.After + 1
	width := max(ids.last-from+1, widthFor(ids, n))
	for first := true; ; first = false {
		page, err := w.between(from, &width)
		if err != nil {
			return err
		}
		if first && len(page) == 0 {
			w.s.client.cursors.learn(cursorTimes) // the first page was from this range
			return w.forwardByTimes(times.last)
		}
		if w.take(page); w.stopped {
			return nil
		}
		if from += width; len(page) > messagesAtOnce*3/4 {
			continue
		}
		// That was fewer than expected: the rest may fit on one page.
		rest, err := w.fetch(messageRange{After: Set(from - 1)})
		if err != nil {
			return err
		}
		if len(rest) < messagesForward {
			w.take(rest)
			return nil
		}
		ids = spanOf(rest, messageID)
		width = max(ids.first-from+1, widthFor(ids, len(rest)))
	}
}

// between gets all messages with an id in a range, which it makes narrower until all of them come.
func (w *messageWalk) between(from int64, width *int64) ([]Message, error) {
	for {
		*width = max(min(*width, math.MaxInt64-from), 1)
		page, err := w.fetch(messageRange{After: Set(from), Before: Set(from + *width)})
		if full := err == nil && len(page) >= messagesBetween; !full && !errors.Is(err, ErrTooLarge) || *width == 1 {
			return page, err
		}
		*width /= 2
	}
}

// widthFor is the width of a range with as many messages as are good to ask for at once.
func widthFor(ids span, n int) int64 {
	return max(ids.width()/int64(max(n, 1)), 1) * messagesAtOnce
}

// back begins with the latest messages. It asks for all from a little below them on next, because one of them may have
// an id that is early for its time, or one with a later id an early time. A server that compares times has none there.
func (w *messageWalk) back() error {
	if w.byTimes() {
		return w.backByTimes(0)
	}
	latest, err := w.fetch(messageRange{})
	if err != nil {
		return err
	}
	n, ids, times := len(latest), spanOf(latest, messageID), spanOf(latest, messageTime)
	if w.take(latest); w.stopped || n < messagesBack {
		return nil
	}
	high := max(ids.first-2*ids.width(), w.params.After+1)
	page, err := w.fetch(messageRange{After: Set(high), Before: Set(max(leastTime-1, ids.last+1))})
	if err == nil && len(page) >= messagesBetween {
		page, err = w.gather(high, ids)
	}
	if err != nil {
		return err
	}
	if len(page) == 0 {
		w.s.client.cursors.learn(cursorTimes)
	}
	if w.byTimes() {
		return w.backByTimes(times.first)
	}
	few := len(page) < 2*n
	if w.take(page); w.stopped {
		return nil
	}
	return w.descend(high, widthFor(ids, n), few)
}

// gather gets all messages with an id from a bound on, in the order of their times.
func (w *messageWalk) gather(from int64, ids span) (all []Message, err error) {
	for width := ids.last - from + 1; ; from += width {
		page, err := w.between(from, &width)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		rest, err := w.fetch(messageRange{After: Set(from + width - 1)})
		if err != nil {
			return nil, err
		}
		if len(rest) < messagesForward {
			all = append(all, rest...)
			slices.SortStableFunc(all, func(a, b Message) int { return cmp.Compare(messageTime(&a), messageTime(&b)) })
			return all, nil
		}
	}
}

// descend walks by ranges of ids below one. Few tells that there may be few left.
func (w *messageWalk) descend(high, width int64, few bool) error {
	floor := w.params.After + 1
	for high > floor {
		if few {
			rest, err := w.fetch(messageRange{Before: Set(high)})
			if err != nil {
				return err
			}
			ids := spanOf(rest, messageID)
			n := len(rest)
			if w.take(rest); w.stopped || n < messagesBack {
				return nil
			}
			width = max(high-ids.first, widthFor(ids, n))
		}
		from := max(high-width, floor)
		width = high - from
		page, err := w.betweenBelow(high, &width)
		if err != nil {
			return err
		}
		high -= width
		few = len(page) <= messagesAtOnce*3/4
		if w.take(page); w.stopped {
			return nil
		}
	}
	return nil
}

// betweenBelow is between for a range that ends below an id.
func (w *messageWalk) betweenBelow(high int64, width *int64) ([]Message, error) {
	for {
		narrow := *width
		page, err := w.between(high-*width, &narrow)
		if err != nil || narrow == *width {
			return page, err
		}
		*width /= 2
	}
}
