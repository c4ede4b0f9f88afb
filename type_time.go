package ndoto

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Time is a point in time as the server sends it: epoch seconds as an integer, a fraction or a string, or ISO 8601.
// Null and 0 are the zero Time, which means never. It is always in UTC, and is encoded as RFC 3339, or null if it is
// zero.
type Time struct{ time.Time }

// isoLayouts are tried in this order; the last two come from GET /api and from raw database columns.
var isoLayouts = [...]string{time.RFC3339Nano, "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly}

// UnmarshalJSON decodes every form that servers of this family send.
func (t *Time) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*t = Time{}
		return nil
	}
	if seconds, ok := wholeSeconds(data); ok {
		*t = Time{}
		if seconds > 0 {
			t.Time = time.Unix(seconds, 0).UTC()
		}
		return nil
	}
	if parsed, ok := parseUTC(data); ok {
		*t = Time{parsed}
		return nil
	}
	text := string(data)
	switch {
	case !strings.HasPrefix(text, `"`):
	case len(text) > 1 && strings.HasSuffix(text, `"`) && !strings.Contains(text, `\`):
		text = text[1 : len(text)-1]
	default:
		var unquoted string
		if err := json.Unmarshal(data, &unquoted); err != nil {
			return err
		}
		text = unquoted
	}
	parsed, err := parseTime(text)
	if err != nil {
		return err
	}
	*t = Time{parsed}
	return nil
}

// parseUTC parses the form of ISO 8601 that Rails sends, "2006-01-02T15:04:05.000Z", with its quotes.
func parseUTC(data []byte) (time.Time, bool) {
	const layout = `"0000-00-00T00:00:00`
	if len(data) < len(layout)+len(`Z"`) || string(data[len(data)-2:]) != `Z"` {
		return time.Time{}, false
	}
	var numbers [6]int // from the year to the second
	n := 0
	for i := range len(layout) {
		switch c := data[i]; {
		case layout[i] != '0' && c != layout[i], layout[i] == '0' && (c < '0' || c > '9'):
			return time.Time{}, false
		case layout[i] == '0':
			numbers[n] = numbers[n]*10 + int(c-'0')
		case i > 0:
			n++
		}
	}
	nanos := 0
	if fraction := data[len(layout) : len(data)-2]; len(fraction) > 0 {
		if fraction[0] != '.' || len(fraction) == 1 || len(fraction) > len(".123456789") {
			return time.Time{}, false
		}
		for i := 1; i < len(".123456789"); i++ {
			nanos *= 10
			if i < len(fraction) {
				if fraction[i] < '0' || fraction[i] > '9' {
					return time.Time{}, false
				}
				nanos += int(fraction[i] - '0')
			}
		}
	}
	year, month, day, hour, minute, second := numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]
	if year == 0 || month == 0 || month > 12 || day == 0 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	return t, t.Day() == day
}

// wholeSeconds parses the form of nearly all times.
func wholeSeconds(data []byte) (seconds int64, ok bool) {
	if len(data) == 0 || len(data) > 10 {
		return 0, false
	}
	for _, c := range data {
		if c < '0' || c > '9' {
			return 0, false
		}
		seconds = seconds*10 + int64(c-'0')
	}
	return seconds, true
}

// MarshalJSON returns RFC 3339 with as much of a fraction as there is, or null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.UTC().MarshalJSON()
}

func parseTime(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	if t, ok := parseEpoch(text); ok {
		return t, nil
	}
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, text); err == nil && writable(t.UTC()) {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither epoch seconds nor ISO 8601", strings.Clone(text)) // text stays on the stack
}

// writable reports whether RFC 3339 can express the year.
func writable(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// The epochs of the first and the last year that are writable.
const (
	minEpoch = -62135596799
	maxEpoch = 253402300799
)

// parseEpoch keeps the digits of a fraction: a float64 would lose some of the microseconds.
func parseEpoch(text string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds < minEpoch || seconds > maxEpoch {
		return time.Time{}, false
	}
	nanos, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 32)
	if err != nil || strings.Trim(fraction, "0123456789") != "" {
		return time.Time{}, false
	}
	if seconds == 0 && nanos == 0 {
		return time.Time{}, true
	}
	if strings.HasPrefix(whole, "-") {
		return time.Unix(seconds, -int64(nanos)).UTC(), true
	}
	return time.Unix(seconds, int64(nanos)).UTC(), true
}
