package ndototest_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// try sends a message and returns what came back, or the error of the connection.
func try(d desk, headers ...string) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.URL+"/api/v1/accounts/1/conversations/1/messages", strings.NewReader(`{"content":"x"}`))
	require.NoError(d.t, err)
	req.Header = http.Header{"Content-Type": {"application/json"}, "Api-Access-Token": {d.AdminToken}}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header = http.Header{"Content-Type": {"application/json"}, headers[i]: {headers[i+1]}}
	}
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		fault   ndototest.Fault
		status  int
		body    string
		failure error
		effect  bool
	}{
		{"a status before the effect", ndototest.Fault{Status: 503, Body: "down"}, 503, "down", nil, false},
		{"a status after the effect", ndototest.Fault{Status: 503, AfterEffect: true}, 503, "", nil, true},
		{"a page of a proxy", ndototest.HTMLPage(502), 502, "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n", nil, false},
		{"a cut before the effect", ndototest.Fault{Cut: ndototest.CutBeforeEffect}, 0, "", io.EOF, false},
		{"a cut after the effect", ndototest.Fault{Cut: ndototest.CutAfterEffect}, 0, "", io.EOF, true},
		{"a cut in the header", ndototest.Fault{Cut: ndototest.CutInHeader}, 0, "", io.ErrUnexpectedEOF, true},
		{"a cut in the body", ndototest.Fault{Cut: ndototest.CutInBody}, 200, `{"id":2,"content":"x"`, io.ErrUnexpectedEOF, true},
		{"a body that ends early", ndototest.Fault{Truncate: 10}, 200, `{"id":2,"c`, nil, true},
		{"a delay", ndototest.Fault{Delay: time.Millisecond}, 200, `{"id":2,"content":"x"`, nil, true},
		{"another operation", ndototest.Fault{Operation: "GET conversations/*/messages", Status: 503}, 200, `{"id":2,"content":"x"`, nil, true},
		{"this operation", ndototest.Fault{Operation: "POST conversations/*/messages", Status: 503}, 503, "", nil, false},
		{"never by chance", ndototest.Fault{Probability: 1e-9, Status: 503}, 200, `{"id":2,"content":"x"`, nil, true},
		{"not yet", ndototest.Fault{Skip: 1, Status: 503}, 200, `{"id":2,"content":"x"`, nil, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			require.NoError(t, d.Fail(c.fault))
			status, body, err := try(d)
			assert.Equal(t, c.status, status)
			assert.True(t, strings.HasPrefix(body, c.body), body)
			if c.failure == nil {
				assert.NoError(t, err)
			} else {
				assert.Truef(t, errors.Is(err, c.failure) || strings.Contains(err.Error(), c.failure.Error()) || strings.Contains(err.Error(), "malformed"), "%v", err)
			}
			assert.Equal(t, c.effect, len(d.Messages(d.conversation)) == 2)
		})
	}
}

func TestFaultsAreCounted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.NoError(t, d.Fail(ndototest.Fault{Skip: 1, Count: 2, Status: 503}))
	require.NoError(t, d.Fail(ndototest.Fault{Count: 1, Status: 500}))
	var statuses []int
	for range 5 {
		status, _, err := try(d)
		require.NoError(t, err)
		statuses = append(statuses, status)
	}
	assert.Equal(t, []int{500, 503, 503, 200, 200}, statuses)
	require.NoError(t, d.Fail(ndototest.Fault{Status: 503}))
	d.ClearFaults()
	status, _, _ := try(d)
	assert.Equal(t, 200, status)
}

func TestFaultsOfChanceRepeat(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (statuses []int) {
		d := newDesk(t)
		require.NoError(t, d.Fail(ndototest.Fault{Probability: 0.5, Seed: seed, Status: 503}))
		for range 30 {
			status, _, err := try(d)
			require.NoError(t, err)
			statuses = append(statuses, status)
		}
		return statuses
	}
	first := run(1)
	assert.Contains(t, first, 200)
	assert.Contains(t, first, 503)
	assert.Equal(t, first, run(1))
	assert.NotEqual(t, first, run(2))
}

func TestAProxyThatDropsUnderscores(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.NoError(t, d.Fail(ndototest.Fault{DropUnderscores: true}))
	status, body, err := try(d, "api_access_token", d.AdminToken)
	require.NoError(t, err)
	assert.Equal(t, 401, status)
	assert.JSONEq(t, `{"errors":["You need to sign in or sign up before continuing."]}`, body)
	status, _, _ = try(d)
	assert.Equal(t, 200, status, "the other spelling passes")
}

func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.NoError(t, d.Fail(ndototest.Fault{ClockSkew: time.Hour, Header: http.Header{"Retry-After": {"7"}}}))
	got := d.send("GET", "conversations/{c}", "")
	assert.Equal(t, []string{"Wed, 04 Mar 2026 13:00:00 GMT", "7"}, []string{got.header.Get("Date"), got.header.Get("Retry-After")})
}

// failed is a test that notes how it failed.
type failed struct{ said string }

func (f *failed) Helper()        {}
func (f *failed) Cleanup(func()) {}
func (f *failed) Fatalf(format string, args ...any) {
	f.said = strings.TrimSpace(errors.New(strings.ReplaceAll(format, "%v", "%s")).Error())
	for _, a := range args {
		if err, isError := a.(error); isError {
			f.said = err.Error()
		}
	}
}

func TestAnOperationThatDoesNotExistIsRefused(t *testing.T) {
	t.Parallel()
	f := &failed{}
	srv := ndototest.New(f)
	defer srv.Close()
	err := srv.Fail(ndototest.Fault{Operation: "POST conversation/*/messages", Status: 500})
	want := `ndototest: no operation is called "POST conversation/*/messages": a method and a path below the account, such as POST conversations/*/messages`
	assert.EqualError(t, err, want)
	assert.Equal(t, want, f.said)
}
