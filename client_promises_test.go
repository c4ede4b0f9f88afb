package ndoto

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatHasAnEffectEachTimeIsSentOnce has a proxy lose the response.
func TestWhatHasAnEffectEachTimeIsSentOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	once := map[string]func(*Client) error{
		"Mute":   func(c *Client) error { return c.Conversations.Mute(ctx, 1) },
		"Unmute": func(c *Client) error { return c.Conversations.Unmute(ctx, 1) },
		"Profile.Update with a password": func(c *Client) error {
			return err2(c.Profile.Update(ctx, &UpdateProfileParams{Password: "new", CurrentPassword: "old"}))
		},
		"Merge":                func(c *Client) error { return err2(c.Contacts.Merge(ctx, 1, 2)) },
		"CreateInbox":          func(c *Client) error { return err2(c.Contacts.CreateInbox(ctx, 1, 2, nil)) },
		"SendTranscript":       func(c *Client) error { return c.Conversations.SendTranscript(ctx, 1, "a@b.example") },
		"Execute":              func(c *Client) error { return c.Macros.Execute(ctx, 1, []int64{2}) },
		"Do POST":              func(c *Client) error { return c.Do(ctx, "POST", "x", nil, nil) },
		"Do PATCH":             func(c *Client) error { return c.Do(ctx, "PATCH", "x/1", nil, nil) },
		"ResendConfirmation":   func(c *Client) error { return c.Profile.ResendConfirmation(ctx) },
		"Profile.ResetToken":   func(c *Client) error { return err2(c.Profile.ResetAccessToken(ctx)) },
		"AgentBots.ResetToken": func(c *Client) error { return err2(c.AgentBots.ResetAccessToken(ctx, 1)) },
	}
	again := map[string]func(*Client) error{
		"Profile.Update": func(c *Client) error { return err2(c.Profile.Update(ctx, &UpdateProfileParams{Name: Set("Ada")})) },
		"CreateInbox with a source": func(c *Client) error {
			return err2(c.Contacts.CreateInbox(ctx, 1, 2, &ContactInboxParams{SourceID: "src"}))
		},
		"AddParticipants": func(c *Client) error { return err2(c.Conversations.AddParticipants(ctx, 1, []int64{2})) },
		"AddMembers":      func(c *Client) error { return err2(c.Teams.AddMembers(ctx, 1, []int64{2})) },
		"DeleteAll":       func(c *Client) error { return c.Notifications.DeleteAll(ctx, true) },
		"Do PUT":          func(c *Client) error { return c.Do(ctx, "PUT", "x/1", nil, nil) },
	}
	sent := func(call func(*Client) error) (n int, err error) {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []roundTripper{always(502, "<html>"), always(422, `{"error":"Invalid current password"}`)}}
			err = call(newTestClient(t, s.roundTrip))
			n = s.sent
		})
		return n, err
	}
	for name, call := range once {
		n, err := sent(call)
		assert.Equal(t, 1, n, name)
		assert.ErrorIs(t, err, ErrAmbiguous, name)
	}
	for name, call := range again {
		n, _ := sent(call)
		assert.Equal(t, 2, n, name)
	}
}

// TestRepeatedDeleteOfWhatIsGone loses the response to every kind of DELETE, and then says that the object is gone.
func TestRepeatedDeleteOfWhatIsGone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	cases := map[string]func(*Client) (any, error){
		"Messages.Delete":        func(c *Client) (any, error) { return c.Messages.Delete(ctx, 1, 2) },
		"Contacts.DeleteAvatar":  func(c *Client) (any, error) { return c.Contacts.DeleteAvatar(ctx, 1) },
		"AgentBots.DeleteAvatar": func(c *Client) (any, error) { return c.AgentBots.DeleteAvatar(ctx, 1) },
		"Profile.DeleteAvatar":   func(c *Client) (any, error) { return c.Profile.DeleteAvatar(ctx) },
		"Contacts.Delete":        func(c *Client) (any, error) { return nil, c.Contacts.Delete(ctx, 1) },
		"Conversations.Delete":   func(c *Client) (any, error) { return nil, c.Conversations.Delete(ctx, 1) },
		"Teams.RemoveMembers":    func(c *Client) (any, error) { return nil, c.Teams.RemoveMembers(ctx, 1, []int64{2}) },
		"Client.Do":              func(c *Client) (any, error) { return nil, c.Do(ctx, "DELETE", "labels/1", nil, nil) },
		"Client.Do, with a response": func(c *Client) (any, error) {
			var m *Message
			err := c.Do(ctx, "DELETE", "x/1", nil, &m)
			return m, err
		},
	}
	notFound := always(404, `{"error":"Resource could not be found"}`)
	for name, call := range cases {
		synctest.Test(t, func(t *testing.T) {
			v, err := call(newTestClient(t, (&script{steps: []roundTripper{always(502, "<html>"), notFound}}).roundTrip))
			assert.NoError(t, err, name)
			assert.Empty(t, v, name)
			_, err = call(newTestClient(t, notFound))
			assert.ErrorIs(t, err, ErrNotFound, name)
		})
	}
}

// TestRepeatedDeleteThatTheServerFailsOn is the same for the records for which a server says 500 once they are gone.
func TestRepeatedDeleteThatTheServerFailsOn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	deletes := map[string]func(*Client) error{
		"automation_rules": func(c *Client) error { return c.AutomationRules.Delete(ctx, 7) },
		"campaigns":        func(c *Client) error { return c.Campaigns.Delete(ctx, 7) },
		"custom_roles":     func(c *Client) error { return c.CustomRoles.Delete(ctx, 7) },
		"macros":           func(c *Client) error { return c.Macros.Delete(ctx, 7) },
		"portals":          func(c *Client) error { return c.Portals.Delete(ctx, "seven") },
	}
	fails := always(500, `{"status":500,"error":"Internal Server Error"}`)
	gone := func(req *http.Request) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/macros/7") {
			return respond(req, 404, ""), nil
		}
		return respond(req, 200, `[{"id":8}]`), nil
	}
	there := func(req *http.Request) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/macros/7") {
			return respond(req, 200, `{"payload":{"id":7}}`), nil
		}
		return respond(req, 200, `[{"id":7,"slug":"seven"}]`), nil
	}
	for name, call := range deletes {
		for _, tt := range []struct {
			why          string
			first, looks roundTripper
			want         error
		}{
			{"the response was lost", always(502, "<html>"), gone, nil},
			{"it was never there", fails, gone, ErrNotFound},
			{"it is still there", always(502, "<html>"), there, ErrServer},
			{"nobody can tell", always(502, "<html>"), fails, ErrServer},
		} {
			synctest.Test(t, func(t *testing.T) {
				deletes := &script{steps: []roundTripper{tt.first, fails}}
				err := call(newTestClient(t, func(req *http.Request) (*http.Response, error) {
					if req.Method == http.MethodDelete {
						return deletes.roundTrip(req)
					}
					return tt.looks(req)
				}))
				if tt.want == nil {
					assert.NoError(t, err, "%s: %s", name, tt.why)
					return
				}
				assert.ErrorIs(t, err, tt.want, "%s: %s", name, tt.why)
			})
		}
	}
}

// walked returns the error of a walk.
func walked[T any](items iter.Seq2[T, error]) error {
	for _, err := range items {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestEmptySuccessIsNoObject responds 200 with what is not the object, or the list, that is due.
func TestEmptySuccessIsNoObject(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	objects := map[string]func(*Client) error{
		"Conversations.Get": func(c *Client) error { return err2(c.Conversations.Get(ctx, 1)) },
		"Contacts.Get":      func(c *Client) error { return err2(c.Contacts.Get(ctx, 1)) },
		"Messages.Create":   func(c *Client) error { return err2(c.Messages.Create(ctx, 1, &CreateMessageParams{Content: "x"})) },
		"Profile.Get":       func(c *Client) error { return err2(c.Profile.Get(ctx)) },
	}
	lists := map[string]func(*Client) error{
		"Labels.List":   func(c *Client) error { return err2(c.Labels.List(ctx)) },
		"Contacts.List": func(c *Client) error { return err2(c.Contacts.List(ctx, nil)) },
		"Contacts.All":  func(c *Client) error { return walked(c.Contacts.All(ctx, nil)) },
		"Messages.All":  func(c *Client) error { return walked(c.Messages.All(ctx, 1, nil)) },
	}
	for _, body := range []string{`{}`, `{"error":"x"}`, `{"payload":null}`, `null`, ``, `{"payload":{}}`, `[]`, `"x"`} {
		for name, call := range objects {
			err := call(newTestClient(t, always(200, body), oneAttempt))
			assert.ErrorIs(t, err, ErrNotJSON, "%s %s", name, body)
		}
		for name, call := range lists {
			if body == `[]` {
				continue
			}
			err := call(newTestClient(t, always(200, body), oneAttempt))
			assert.ErrorIs(t, err, ErrNotJSON, "%s %s", name, body)
		}
	}
}

// TestEveryErrorHasAClass fails calls in every way.
func TestEveryErrorHasAClass(t *testing.T) {
	t.Parallel()
	classes := []error{
		ErrBadInput, ErrUnauthorized, ErrForbidden, ErrPaymentRequired, ErrNotFound, ErrConflict, ErrValidation, ErrRateLimited,
		ErrNoResponse, ErrServer, ErrNotJSON, ErrTooLarge, ErrRedirect, ErrIncomplete,
	}
	check := func(name string, err error) {
		var e *Error
		if !assert.ErrorAs(t, err, &e, name) {
			return
		}
		n := 0
		for _, class := range classes {
			if errors.Is(err, class) {
				n++
			}
		}
		assert.Positive(t, n, "%s: %v", name, err)
		assert.LessOrEqual(t, len(err.Error()), 1024)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	calls := map[string]func(*Client) error{
		"Get": func(c *Client) error { return err2(c.Profile.Get(context.Background())) },
		"Create": func(c *Client) error {
			return err2(c.Contacts.Create(context.Background(), &ContactParams{Name: Set("x")}))
		},
		"SendOnce": func(c *Client) error {
			return err2(c.Messages.SendOnce(context.Background(), 1, "k", &CreateMessageParams{Content: "x"}))
		},
		"Do": func(c *Client) error { return c.Do(context.Background(), "GET", "x", nil, nil) },
		"Upload": func(c *Client) error {
			return err2(c.Attachments.Upload(context.Background(), File{Name: "a", Reader: strings.NewReader("x")}))
		},
		"Ensure": func(c *Client) error {
			_, _, err := c.Contacts.Ensure(context.Background(), ByEmail("a@b.example"), nil)
			return err
		},
		"All":          func(c *Client) error { return walked(c.Contacts.All(context.Background(), nil)) },
		"Messages.All": func(c *Client) error { return walked(c.Messages.All(context.Background(), 1, nil)) },
		"Download": func(c *Client) error {
			return err2(c.Attachments.Download(context.Background(), "http://files.example/x", io.Discard, math.MaxInt64))
		},
		"canceled": func(c *Client) error { return err2(c.Profile.Get(canceled)) },
		"canceled walk": func(c *Client) (err error) {
			for _, err = range c.Contacts.All(canceled, nil) {
				break
			}
			return err
		},
		"no id":      func(c *Client) error { return err2(c.Contacts.Get(context.Background(), 0)) },
		"no text":    func(c *Client) error { return err2(c.Messages.Create(context.Background(), 1, nil)) },
		"bad JSON":   func(c *Client) error { return c.Do(context.Background(), "POST", "x", func() {}, nil) },
		"bad option": func(c *Client) error { return err2(c.Profile.Get(context.Background(), nil)) },
	}
	for name, call := range calls {
		for status := 300; status < 600; status++ {
			check(fmt.Sprint(name, " ", status), call(newTestClient(t, always(status, `{"error":"x"}`), oneAttempt)))
		}
		for _, broken := range []roundTripper{
			failing(errRefused), failingAfterSend(syscall.ECONNRESET), failing(x509.UnknownAuthorityError{}),
			func(*http.Request) (*http.Response, error) { return nil, nil }, //nolint:nilnil // what a careless transport does
		} {
			check(name, call(newTestClient(t, broken, oneAttempt)))
		}
		if name == "Download" {
			continue // which no limit counts
		}
		check(name+" limited", call(newTestClient(t, always(200, "{}"), oneAttempt, WithLimiter(limiterFunc(func(context.Context, string) error {
			return errors.New("the store is gone")
		})))))
	}
}

func TestTransportsWithoutBodies(t *testing.T) {
	t.Parallel()
	for _, resp := range []*http.Response{nil, {StatusCode: 200}, {StatusCode: 404}} {
		c := newTestClient(t, func(*http.Request) (*http.Response, error) { return resp, nil }, oneAttempt)
		n, err := c.Attachments.Download(t.Context(), "http://files.example/x", io.Discard, math.MaxInt64)
		assert.Zero(t, n)
		assert.Equal(t, resp == nil || resp.StatusCode != 200, err != nil)
	}
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		resp := respond(req, 200, `{"id":1}`)
		resp.ContentLength = math.MaxInt64
		return resp, nil
	}, oneAttempt, WithMaxResponseSize(math.MaxInt64))
	assert.NoError(t, err2(c.Profile.Get(t.Context())))
}

// TestCertificatesAreNotTriedAgain talks to a server whose certificate nobody knows.
func TestCertificatesAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	var handshakes atomic.Int32
	server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		handshakes.Add(1)
		return nil, nil //nolint:nilnil // as the package says
	}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	c, err := New(1, "token", WithBaseURL(server.URL))
	require.NoError(t, err)
	_, err = c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "x"})
	assert.ErrorIs(t, err, ErrNoResponse)
	assert.NotErrorIs(t, err, ErrAmbiguous)
	_, err = c.Profile.Get(t.Context())
	assert.ErrorIs(t, err, ErrNoResponse)
	assert.Equal(t, int32(2), handshakes.Load(), "one for each call")
}

func TestHTTPInPlaceOfHTTPSIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	c, err := New(1, "token", WithBaseURL("https://"+server.Listener.Addr().String()))
	require.NoError(t, err)
	_, err = c.Profile.Get(t.Context())
	assert.EqualError(t, err, "ndoto: Profile.Get: http: server gave HTTP response to HTTPS client "+
		"[no HTTPS is spoken there: check the base URL, which may have to begin with http:// or name another port]")
	assert.ErrorIs(t, err, ErrNoResponse)
}

func TestOneAttemptIsOneAttempt(t *testing.T) {
	t.Parallel()
	s := &script{steps: []roundTripper{always(401, `{"errors":["You need to sign in or sign up before continuing."]}`)}}
	_, err := newTestClient(t, s.roundTrip, WithRetry(RetryPolicy{MaxAttempts: 1})).Profile.Get(t.Context())
	assert.ErrorIs(t, err, ErrTokenNotReceived)
	assert.Equal(t, 1, s.sent)
}

func TestWhatCannotBeSentIsRefusedOrRight(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]Option{
		"line break": WithHeader("X-A", "a\nb"), "control": WithHeader("X-A", "a\x00"), "name": WithHeader("X A", "a"),
		"agent": WithUserAgent("a\r\nb"), "token": WithToken("a b"),
	} {
		_, err := New(1, "t", opt)
		assert.ErrorIs(t, err, ErrBadInput, name)
	}
	var query string
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		query = req.URL.RequestURI()
		return respond(req, 200, `{"id":1,"payload":[],"meta":{}}`), nil
	}, oneAttempt)
	require.NoError(t, c.Do(t.Context(), "GET", "x?q=Ada Lovelace&r=ü", nil, nil))
	assert.Equal(t, "/prefix/api/v1/accounts/7/x?q=Ada%20Lovelace&r=%C3%BC", query)
	for _, filter := range []Filter{
		Where(FilterPriority.Equal("none", "low")), Where(FilterPriority.Equal("none")).And(FilterPriority.Equal("low")),
		Where(FilterPriority.Equal("low")).And(FilterPriority.Equal("none")),
	} {
		assert.ErrorIs(t, err2(c.Conversations.Filter(t.Context(), filter, nil)), ErrBadInput)
	}
}

// TestObserverOwnsItsHeader keeps the header until the attempt has been sent, and changes it then.
func TestObserverOwnsItsHeader(t *testing.T) {
	t.Parallel()
	o := &keeping{}
	s := &script{steps: []roundTripper{always(503, ""), always(204, "")}}
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		for _, h := range o.headers {
			h.Set("X-Late", "1")
		}
		assert.Equal(t, []string{testToken}, req.Header[dashedHeader])
		assert.Equal(t, "set", req.Header.Get("X-Set"))
		assert.Empty(t, req.Header.Get("X-Late"))
		return s.roundTrip(req)
	}, WithObserver(o), WithTokenHeader(dashedHeader), WithRetry(RetryPolicy{MinBackoff: time.Millisecond}))
	require.NoError(t, c.Labels.Delete(t.Context(), 1))
	for _, h := range o.headers {
		assert.NotContains(t, fmt.Sprint(h), testToken)
	}
	assert.Equal(t, []int{503, 204}, o.statuses)
}

type keeping struct {
	headers  []http.Header
	statuses []int
}

func (k *keeping) StartAttempt(_ context.Context, a Attempt) func(AttemptResult) {
	a.Header.Set("X-Set", "set")
	k.headers = append(k.headers, a.Header)
	return func(r AttemptResult) { k.statuses = append(k.statuses, r.StatusCode) }
}

// TestDurationHasNoWaits has an attempt that takes 2 s, after a gate and a limiter that take much longer.
func TestDurationHasNoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return respond(req, 200, `{"id":1}`), nil
		}, WithObserver(r), WithLimiter(limiterFunc(func(context.Context, string) error { time.Sleep(time.Second); return nil })))
		c.gates.close(generalGate, time.Minute)
		require.NoError(t, err2(c.Profile.Get(t.Context())))
		assert.Equal(t, []AttemptResult{{StatusCode: 200, Duration: 2 * time.Second}}, r.results)
	})
}

// TestCallsEndWithTheirContext has calls hang in what belongs to the caller or to the network, in virtual time.
func TestCallsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	reading := func(req *http.Request) (*http.Response, error) { // as net/http does
		failed := make(chan error, 1)
		go func() { _, err := io.Copy(io.Discard, req.Body); failed <- err }()
		select {
		case err := <-failed:
			return nil, err
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	cases := map[string]func(ctx context.Context, hang io.Reader) error{
		"a stalled Reader": func(ctx context.Context, hang io.Reader) error {
			c := newTestClient(t, reading)
			return err2(c.Attachments.Upload(ctx, File{Name: "a", ContentType: "text/plain", Reader: io.MultiReader(strings.NewReader("x"), hang)}))
		},
		"sniffing": func(ctx context.Context, hang io.Reader) error {
			return err2(newTestClient(t, reading).Attachments.Upload(ctx, File{Name: "a", Reader: hang}))
		},
		"a download": func(ctx context.Context, _ io.Reader) error {
			c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
				resp := respond(req, 200, "")
				resp.Body = io.NopCloser(readerFunc(func([]byte) (int, error) { // as net/http does
					<-req.Context().Done()
					return 0, req.Context().Err()
				}))
				resp.ContentLength = 1000
				return resp, nil
			})
			var b bytes.Buffer
			return err2(c.Attachments.Download(ctx, "http://files.example/x", &b, 1000))
		},
		"a limiter": func(ctx context.Context, hang io.Reader) error {
			return err2(newTestClient(t, always(200, `{"id":1}`), WithLimiter(limiterFunc(func(context.Context, string) error {
				_, err := hang.Read(nil)
				return err
			}))).Profile.Get(ctx))
		},
		"a gate": func(ctx context.Context, _ io.Reader) error {
			c := newTestClient(t, always(200, `{"id":1}`))
			c.gates.close(generalGate, time.Minute)
			return err2(c.Profile.Get(ctx))
		},
		"a pause": func(ctx context.Context, _ io.Reader) error {
			c := newTestClient(t, failing(errRefused), WithRetry(RetryPolicy{MinBackoff: time.Hour, MaxBackoff: time.Hour}))
			return err2(c.Profile.Get(ctx))
		},
		"the network": func(ctx context.Context, _ io.Reader) error {
			return err2(newTestClient(t, func(req *http.Request) (*http.Response, error) {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}).Profile.Get(ctx))
		},
	}
	for name, call := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				var reads atomic.Int32
				hang := readerFunc(func([]byte) (int, error) {
					reads.Add(1)
					<-release
					return 0, io.EOF
				})
				ctx, cancel := context.WithCancel(t.Context())
				start := time.Now()
				time.AfterFunc(10*time.Second, cancel)
				err := call(ctx, hang)
				took := time.Since(start) - 10*time.Second
				assert.ErrorIs(t, err, context.Canceled)
				var e *Error
				assert.ErrorAs(t, err, &e)
				assert.LessOrEqual(t, took, 50*time.Millisecond)
				t.Logf("ends %v after its context", took)
				before := reads.Load()
				close(release)
				time.Sleep(time.Minute)
				assert.Equal(t, before, reads.Load(), "nothing is read after the call")
			})
		})
	}
}

func TestSecretIsHiddenFromEveryVerb(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%08.3f", "%T"} {
		for _, v := range []any{Secret("s3cr3t"), struct{ Key Secret }{"s3cr3t"}, []Secret{"s3cr3t"}} {
			text := fmt.Sprintf(verb, v)
			assert.NotContains(t, text, "s3cr3t", verb)
			assert.NotContains(t, strings.ToLower(text), fmt.Sprintf("%x", "s3cr3t"), verb)
		}
	}
	assert.Equal(t, `[secret] "[secret]" ndoto.Secret("[secret]")`, fmt.Sprintf("%v %q %#v", Secret("x"), Secret("x"), Secret("x")))
	assert.Empty(t, fmt.Sprint(Secret("")))
}
