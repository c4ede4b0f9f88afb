package wait

import "time"

// lateness is for requests that take longer to the server than those that are sent a window later, and are counted with
// them.
const lateness = 250 * time.Millisecond

// SpanOf returns how long a request counts against a limit per time: for that time, and a quarter of a second more, or
// a fiftieth of it, whichever is less.
func SpanOf(per time.Duration) time.Duration { return per + min(lateness, per/50) }
