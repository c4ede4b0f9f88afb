package ndoto

import (
	"testing"
)

// BenchmarkGet is one small object end to end, over a transport that answers at once.
func BenchmarkGet(b *testing.B) {
	c := newTestClient(b, always(200, `{"id":42,"status":"open","meta":{"sender":{"id":1,"name":"Ada"}}}`))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Conversations.Get(b.Context(), 42); err != nil {
			b.Fatal(err)
		}
	}
}
