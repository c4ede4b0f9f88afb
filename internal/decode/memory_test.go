package decode_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
)

// conversationPage is a page of full conversations, as servers send it.
func conversationPage(tb testing.TB, rows int) []byte {
	tb.Helper()
	one, err := os.ReadFile("../../testdata/chatwoot-4.16/conversations_get.json")
	require.NoError(tb, err)
	var compact bytes.Buffer
	require.NoError(tb, json.Compact(&compact, one))
	return []byte(`{"data":{"meta":{"all_count":25},"payload":[` + strings.TrimSuffix(strings.Repeat(compact.String()+",", rows), ",") + `]}}`)
}

// TestAllocations holds that a page costs a few allocations for each of its objects, and none for each of its strings.
func TestAllocations(t *testing.T) {
	page := conversationPage(t, 25)
	allocations := testing.AllocsPerRun(20, func() {
		if err := decode.Unmarshal(page, targets[0]()); err != nil {
			t.Fatal(err)
		}
	})
	assert.LessOrEqual(t, allocations, 450.0)
}

// TestKeepingOneStringKeepsItsRowOnly keeps a name of a page whose rows have 100 KB of text each.
func TestKeepingOneStringKeepsItsRowOnly(t *testing.T) {
	const rows, size = 50, 100_000
	var body strings.Builder
	for i := range rows {
		fmt.Fprintf(&body, `,{"id":%d,"name":"Name %d","identifier":"%s"}`, i+1, i, strings.Repeat("x", size))
	}
	data := []byte(`{"payload":[` + body.String()[1:] + `]}`)
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	name := func() string {
		var page ndoto.ContactPage
		require.NoError(t, decode.Unmarshal(data, &page))
		require.Len(t, page.Contacts, rows)
		return page.Contacts[rows/2].Name
	}
	name() // warm
	before := inUse()
	kept := name()
	after := inUse()
	assert.Equal(t, "Name 25", kept)
	assert.Less(t, int64(after)-int64(before), int64(5*size))
	runtime.KeepAlive(data)
}
