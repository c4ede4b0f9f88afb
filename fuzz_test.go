package ndoto

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzErrorBody turns any body into an error, which must have a class and a text of bounded length.
func FuzzErrorBody(f *testing.F) {
	files, err := os.ReadDir("testdata/errors")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile("testdata/errors/" + file.Name())
		require.NoError(f, err)
		f.Add(422, body)
		f.Add(401, body)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 300 || status > 599 || len(body) > maxErrorBody {
			return
		}
		k := &call{client: &Client{auth: &auth{token: hide(testToken)}, gates: newGates()}, op: opCreateContact}
		e := k.newError(&http.Response{StatusCode: status, Header: http.Header{}, Body: newResponseBody(body)}, nil)
		require.LessOrEqual(t, len(e.Error()), 1024)
		require.True(t, status < 500 || errors.Is(e, ErrServer))
		require.Equal(t, status == 404 && !errors.Is(e, ErrNotJSON), errors.Is(e, ErrNotFound))
	})
}

// FuzzMessageType decodes what it has encoded.
func FuzzMessageType(f *testing.F) {
	for _, seed := range []string{`0`, `3`, `7`, `"incoming"`, `"OUTGOING"`, `null`, `1.5`, `""`, `"1"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second MessageType
		if json.Unmarshal(data, &first) != nil {
			return
		}
		written, err := json.Marshal(first)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &second))
		require.Equal(t, first, second)
	})
}

// FuzzRetryAfter computes a wait from any headers. It is never negative and, without a Retry-After, within the
// window.
func FuzzRetryAfter(f *testing.F) {
	f.Add("", "Wed, 04 Mar 2026 04:00:45 GMT", int64(60))
	f.Add("1.5", "", int64(3600))
	f.Add("Wed, 04 Mar 2026 04:00:45 GMT", "Wed, 04 Mar 2026 04:00:00 GMT", int64(60))
	f.Add("1e309", "yesterday", int64(1))
	f.Add("NaN", "Thu, 01 Jan 1602 00:00:00 GMT", int64(60))
	f.Fuzz(func(t *testing.T, after, date string, window int64) {
		if window <= 0 || window > 86_400 {
			return
		}
		period := time.Duration(window) * time.Second
		wait := retryAfter(http.Header{"Retry-After": {after}, "Date": {date}}, period, time.Unix(1750163696, 0))
		require.GreaterOrEqual(t, wait, time.Duration(0))
		require.LessOrEqual(t, wait, max(longestRetryAfter, period))
		if _, ok := parseRetryAfter(after, time.Unix(1750163696, 0)); !ok {
			require.LessOrEqual(t, wait, period)
			require.Positive(t, wait)
		}
	})
}
