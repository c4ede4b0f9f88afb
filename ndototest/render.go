package ndototest

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// The objects as the server's views write them (app/views/api/v1/models/*.jbuilder, #push_event_data of the models).

// epoch is nil.to_i for a time that is not set.
func epoch(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// epochFloat is Time#to_f, which keeps its point where the fraction is zero.
func epochFloat(t time.Time) json.Number {
	return floatNumber(float64(t.UnixMicro()) / 1e6)
}

func iso(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().AppendFormat(make([]byte, 0, len("2006-01-02T15:04:05.000Z")), time.RFC3339) // faster than any other layout
	ms := t.Nanosecond() / int(time.Millisecond)
	return string(append(text[:len(text)-1], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z'))
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func renderAll[T, R any](list []T, render func(T) R) []R {
	out := make([]R, len(list))
	for i, v := range list {
		out[i] = render(v)
	}
	return out
}

// pageOf cuts a page out; what is no page number is the first.
func pageOf[T any](list []T, page int64, size int) []T {
	from, to := pageBounds(len(list), page, size)
	return append([]T{}, list[from:to]...) // never nil, which would be null
}

func pageBounds(rows int, page int64, size int) (from, to int) {
	from = min(int(min(max(page, 1)-1, int64(rows)))*size, rows)
	return from, min(from+size, rows)
}

func sortBy[T any, K cmp.Ordered](list []T, key func(T) K, descending bool) {
	slices.SortStableFunc(list, func(a, b T) int {
		if descending {
			a, b = b, a
		}
		return cmp.Compare(key(a), key(b))
	})
}

// latest returns the later of two times.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// shuffle brings what an order leaves open into another order on each request.
func (s *Server) shuffle(n int, swap func(i, j int)) { s.ties.Shuffle(n, swap) }
