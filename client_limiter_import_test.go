package ndoto

import (
	"context"
	"flag"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var imported = flag.Int("import", 4_000, "how many contacts the larger import of TestImportAtTheServersSpeed makes")

// TestImportAtTheServersSpeed imports contacts with two requests each through the limit of 3000 a minute, in virtual
// time, with a Limiter and without. The windows of the server begin when the import does, or while it is on. Requests
// take different times to the server.
func TestImportAtTheServersSpeed(t *testing.T) {
	t.Parallel()
	for _, contacts := range []int{1_000, *imported} {
		for _, offset := range []time.Duration{0, 20 * time.Second} {
			limiter, err := NewLimiter(DefaultLimits())
			require.NoError(t, err)
			paced, refused := importContacts(t, contacts, offset, WithLimiter(limiter))
			unpaced, _ := importContacts(t, contacts, offset)
			t.Logf("%d contacts, %v into a window: %v with a limiter, %v without", contacts, offset, paced, unpaced)
			assert.Zero(t, refused, "with a limiter")
			atLimit := time.Duration(2*contacts) * time.Minute / 3000
			assert.LessOrEqual(t, paced, atLimit*103/100)
			assert.LessOrEqual(t, unpaced, atLimit*103/100)
			// Who runs into the limit uses what is left of the first window besides. A limiter cannot know of that.
			assert.LessOrEqual(t, paced, (unpaced+offset)*103/100)
		}
	}
}

// importContacts returns how long an import takes, and how many of its requests the server refuses.
func importContacts(t *testing.T, contacts int, offset time.Duration, opts ...Option) (took time.Duration, refused int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		server := &rateLimit{limit: 3000, window: time.Minute, skew: offset}
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			time.Sleep(20*time.Millisecond + time.Duration(sent.Add(1)*37%200)*time.Millisecond)
			resp, err := server.roundTrip(req)
			if err != nil || resp.StatusCode != http.StatusOK {
				return resp, err
			}
			if strings.HasSuffix(req.URL.Path, "/filter") {
				return respond(req, 200, `{"meta":{"count":0},"payload":[]}`), nil
			}
			return respond(req, 200, `{"payload":{"contact":{"id":1}}}`), nil
		}, opts...)
		start, results := time.Now(), 0
		var row atomic.Int64
		ensure := func(ctx context.Context, _ struct{}) (*Contact, error) {
			contact, _, err := c.Contacts.Ensure(ctx, ByIdentifier(strconv.FormatInt(row.Add(1), 10)), nil)
			return contact, err
		}
		for _, err := range InParallel(t.Context(), 16, slices.Values(make([]struct{}, contacts)), ensure) {
			require.NoError(t, err)
			results++
		}
		assert.Equal(t, contacts, results)
		took, refused = time.Since(start), server.refused
	})
	return took, refused
}
