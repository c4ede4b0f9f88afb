package ndoto

// A server that compares times is asked once more from the second of the last message on, because others may have it
// too; what was seen is dropped.

func (w *messageWalk) forwardByTimes(at int64) error {
	for {
		page, err := w.fetch(messageRange{After: Set(max(at-1, 0))})
		if err != nil {
			return err
		}
		n, times := len(page), spanOf(page, messageTime)
		fresh := w.take(page)
		switch {
		case w.stopped:
			return nil
		case n < max(w.ahead, messagesBack): // it is not full
			return w.end()
		case fresh > 0 && times.last > at:
			at = times.last
		default: // the second fills a page
			if err := w.otherSide(messageRange{Before: Set(at + 1)}); err != nil || w.stopped {
				return err
			}
			at++
		}
	}
}

func (w *messageWalk) backByTimes(at int64) error {
	for first := at == 0; ; first = false {
		var r messageRange
		if !first {
			r.Before = Set(at + 1)
		}
		page, err := w.fetch(r)
		if err != nil {
			return err
		}
		n, times, ids := len(page), spanOf(page, messageTime), spanOf(page, messageID)
		fresh := w.take(page)
		switch {
		case w.stopped, n > 0 && ids.last <= w.params.After:
			return nil
		case n < max(w.behind, messagesBack):
			return w.end()
		case first || fresh > 0 && times.first < at:
			at = times.first
		default:
			if err := w.otherSide(messageRange{After: Set(at - 1)}); err != nil || w.stopped {
				return err
			}
			at--
		}
	}
}

// otherSide reads a second that fills a page from its other end. If the two pages do not meet, there may be more
// between.
func (w *messageWalk) otherSide(r messageRange) error {
	page, err := w.fetch(r)
	if err != nil {
		return err
	}
	n := len(page)
	if fresh := w.take(page); n > 0 && fresh == n {
		w.doubt = true
	}
	return nil
}

func (w *messageWalk) end() error {
	if !w.doubt {
		return nil
	}
	e := opListMessages.as("Messages.All").failure(ErrIncomplete)
	e.Yielded = len(w.seen)
	e.Message = "one second has more messages than the server returns at once"
	return e
}
