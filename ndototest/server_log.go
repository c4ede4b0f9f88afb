package ndototest

import "slices"

// logSize bounds each log, so that a server can run for long.
const logSize = 100_000

// How many bytes of bodies and answers the log of requests keeps. A list is answered with 60 KB.
const (
	keptBodies  = 64 << 20
	keptAnswers = 8 << 20
)

// requestLog holds the latest requests. The earlier ones of them have lost their bodies and answers.
type requestLog struct {
	entries         []loggedRequest
	bodies, answers loggedTexts
	buffers         buffers
}

type loggedRequest struct {
	Request
	buffer *buffer // which Answer is in, if it is long
}

// add logs a request. The log becomes a user of the buffer, unless nobody saw what is in it, as in a 304.
func (l *requestLog) add(r Request, answer *buffer) {
	if len(l.entries) == logSize {
		l.cut(logSize / 2)
	}
	if len(r.Answer) == 0 {
		answer = nil
	}
	if answer != nil {
		answer.users++
	}
	l.entries = append(l.entries, loggedRequest{r, answer})
	l.bodies.bytes += len(r.Body)
	l.answers.bytes += len(r.Answer)
	for l.bodies.bytes > keptBodies {
		l.dropBody()
	}
	for l.answers.bytes > keptAnswers {
		l.dropAnswer()
	}
}

// cut removes the first n entries.
func (l *requestLog) cut(n int) {
	for l.bodies.first < n {
		l.dropBody()
	}
	for l.answers.first < n {
		l.dropAnswer()
	}
	l.entries = slices.Delete(l.entries, 0, n)
	l.bodies.first -= n
	l.answers.first -= n
}

func (l *requestLog) dropBody() { l.bodies.drop(&l.entries[l.bodies.first].Body) }

func (l *requestLog) dropAnswer() {
	r := &l.entries[l.answers.first]
	l.answers.drop(&r.Answer)
	if r.buffer != nil {
		l.buffers.release(r.buffer)
		r.buffer = nil
	}
}

// requests makes the caller a user of all buffers, for good.
func (l *requestLog) requests() []Request {
	return renderAll(l.entries, func(r loggedRequest) Request {
		if r.buffer != nil {
			r.buffer.users++
		}
		return r.Request
	})
}

// loggedTexts are the bodies, or the answers, of the entries that have theirs.
type loggedTexts struct {
	first int // index of the first such entry
	bytes int
}

func (t *loggedTexts) drop(text *[]byte) {
	t.first++
	t.bytes -= len(*text)
	*text = nil
}

func appendBounded[T any](log []T, entry T) []T {
	if len(log) == logSize {
		log = slices.Delete(log, 0, logSize/2)
	}
	return append(log, entry)
}
