package ndoto

import (
	"log/slog"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// Option configures a [Client] in [New]. Every [RequestOption] is also an Option, which then applies to all calls.
type Option interface {
	applyToClient(*Client) error
}

// RequestOption configures one call.
type RequestOption interface {
	Option
	applyToCall(*settings) error
}

// settings are what a Client has for all calls, and a call may change for itself.
type settings struct {
	timeout  time.Duration
	header   http.Header
	retry    RetryPolicy
	token    hidden
	response *Response
	dated    func(http.Header) // is told of the header of each response
	prefetch int

	walking    bool // whether the call is for a page of a walk
	unbudgeted bool // whether its retries are not counted
	tokenless  bool // whether the client sends no token

	lookBack  time.Duration
	lookToken hidden
	newKey    bool
}

// settingsFor returns the settings of a call.
func (c *Client) settingsFor(opts []RequestOption) (settings, error) {
	s := c.defaults
	err := s.apply(opts)
	return s, err
}

// apply applies all valid options. The error is that of the first invalid one.
func (s *settings) apply(opts []RequestOption) (problem error) {
	for _, opt := range opts {
		var err error
		if opt == nil {
			err = badInput("an option is nil")
		} else {
			err = opt.applyToCall(s)
		}
		if problem == nil {
			problem = err
		}
	}
	return problem
}

type clientOption func(*Client) error

func (o clientOption) applyToClient(c *Client) error { return o(c) }

type requestOption func(*settings) error

func (o requestOption) applyToClient(c *Client) error { return o(&c.defaults) }
func (o requestOption) applyToCall(s *settings) error { return o(s) }

// WithBaseURL sets the URL of the server, by default [DefaultBaseURL]. It may have a path prefix, and may end with
// /api/v1, as Ndoto documents it.
func WithBaseURL(baseURL string) Option {
	return clientOption(func(c *Client) (err error) {
		c.baseURL, err = parseBaseURL(baseURL)
		return err
	})
}

// WithJSON decodes responses with another function, such as one from the standard library's newer packages. It must
// accept what encoding/json does, call the UnmarshalJSON methods of the types, and not retain the data, whose memory
// is reused. The client's own decoder is faster than encoding/json; see the module bench.
func WithJSON(unmarshal func(data []byte, v any) error) Option {
	return clientOption(func(c *Client) error {
		if unmarshal == nil {
			return badInput("WithJSON: the function is nil")
		}
		c.json = unmarshal
		return nil
	})
}

// WithHTTPClient sends requests through hc, using its transport and its cookie jar. Its redirect policy is replaced,
// because following a redirect to another host would give it the token, and its Timeout is replaced by that of
// [WithTimeout]. The argument itself is not changed.
func WithHTTPClient(hc *http.Client) Option {
	return clientOption(func(c *Client) error {
		if hc == nil {
			return badInput("WithHTTPClient: the client is nil")
		}
		c.httpClient = hc
		return nil
	})
}

// WithTransport sends requests through rt, such as a proxy, a recorder or a fake.
func WithTransport(rt http.RoundTripper) Option {
	return clientOption(func(c *Client) error {
		if rt == nil {
			return badInput("WithTransport: the transport is nil")
		}
		c.httpClient = &http.Client{Transport: rt}
		return nil
	})
}

// WithUserAgent puts a name such as "crm-sync/1.4" in front of the User-Agent header.
func WithUserAgent(name string) Option {
	return clientOption(func(c *Client) error {
		if strings.TrimSpace(name) == "" || !isHeaderValue(name) {
			return badInput("WithUserAgent: the name %q cannot be sent", name)
		}
		c.userAgent = name + " " + userAgent
		return nil
	})
}

// WithLogger logs to l: each request at debug level, each wait for a rate limit of a second or more at info level, and
// each retry at warn level. Neither the token nor a body is ever logged.
func WithLogger(l *slog.Logger) Option {
	return clientOption(func(c *Client) error {
		if l == nil {
			return badInput("WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	})
}

// WithTokenHeader sets the name of the header that carries the token. By default, a client sends Api-Access-Token,
// which every server and proxy lets through, and tries the documented api_access_token once if the first response is
// a 401. The name is sent exactly as it is given, including underscores and case.
func WithTokenHeader(name string) Option {
	return clientOption(func(c *Client) error {
		if name == "" || strings.ContainsFunc(name, func(r rune) bool {
			return !(r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
		}) {
			return badInput("WithTokenHeader: %q is not the name of a header", name)
		}
		c.auth.fix(name)
		return nil
	})
}

// WithMaxResponseSize limits the size of a response, by default to 32 MiB. A larger response returns [ErrTooLarge].
func WithMaxResponseSize(bytes int64) Option {
	return clientOption(func(c *Client) error {
		if bytes <= 0 {
			return badInput("WithMaxResponseSize: the size must be positive, got %d", bytes)
		}
		c.maxAnswer = bytes
		return nil
	})
}

// WithTimeout limits the time of each attempt, from dialing to the last byte of the response, by default to 30
// seconds. The whole call, with its retries and waits, is limited by its context.
func WithTimeout(d time.Duration) RequestOption {
	return requestOption(func(s *settings) error {
		if d <= 0 {
			return badInput("WithTimeout: the timeout must be positive, got %v", d)
		}
		s.timeout = d
		return nil
	})
}

// WithHeader adds a header to each request. Headers that the client sets itself, including those with the token, are
// refused. So is Idempotency-Key, with which net/http would send a request twice when a connection dies.
func WithHeader(name, value string) RequestOption {
	return requestOption(func(s *settings) error {
		canonical := textproto.CanonicalMIMEHeaderKey(strings.ReplaceAll(name, "_", "-"))
		switch canonical {
		case "", "Api-Access-Token", "Authorization", "Accept", "Content-Type", "Content-Length", "Host", "User-Agent", "Idempotency-Key", "X-Idempotency-Key":
			return badInput("WithHeader: the header %q cannot be set", name)
		}
		if !isHeaderName(name) || !isHeaderValue(value) {
			return badInput("WithHeader: the header %q has a character that cannot be sent, such as a line break", name)
		}
		if s.header = s.header.Clone(); s.header == nil {
			s.header = http.Header{}
		}
		s.header.Set(name, value)
		return nil
	})
}

// isHeaderName and isHeaderValue are the rules of net/http, which would refuse the request when it is sent.
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func isHeaderValue(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// WithRetry sets the retry policy.
func WithRetry(p RetryPolicy) RequestOption {
	return requestOption(func(s *settings) error {
		if p.MaxAttempts < 0 || p.MaxElapsed < 0 || p.MinBackoff < 0 || p.MaxBackoff < 0 || p.MaxWait < 0 || p.Settle < 0 {
			return badInput("WithRetry: no value may be negative, got %+v", p)
		}
		s.retry = p
		return nil
	})
}

// WithToken acts as another user or agent bot of the same account.
func WithToken(token string) RequestOption {
	return requestOption(func(s *settings) error {
		return s.hold(&s.token, token)
	})
}

// WithResponse fills r with the metadata of the response, even if the call fails. A call that makes several requests,
// or an iterator, fills it with each in turn. It is not for a client that is used concurrently.
func WithResponse(r *Response) RequestOption {
	return requestOption(func(s *settings) error {
		if r == nil {
			return badInput("WithResponse: the response is nil")
		}
		s.response = r
		return nil
	})
}

// WithLookBack has SendOnce look for its key in the messages of a time before, where it looks at the latest 20
// without it: for conversations in which more than that is written until a key comes again. It costs a request for
// each 20 messages.
func WithLookBack(d time.Duration) RequestOption {
	return requestOption(func(s *settings) error {
		if d <= 0 {
			return badInput("WithLookBack: the time must be positive, got %v", d)
		}
		s.lookBack = d
		return nil
	})
}

// WithNewKey has SendOnce and CreateOnce leave out the look before they send, for a key that was certainly not used
// before, such as one that was made for this call. It saves a request.
func WithNewKey() RequestOption {
	return requestOption(func(s *settings) error {
		s.newKey = true
		return nil
	})
}

// WithLookToken has SendOnce, CreateOnce and Ensure look with the token of a user: agent bots may send messages, but
// not read them.
func WithLookToken(token string) RequestOption {
	return requestOption(func(s *settings) error {
		return s.hold(&s.lookToken, token)
	})
}

// lookOptions are the options of a look: those of the call, with the token for looks if there is one. Its retries are
// not counted, because a message whose fate is open needs it more than others need theirs.
func lookOptions(opts []RequestOption, set settings) []RequestOption {
	return append(slices.Clone(opts), requestOption(func(s *settings) error {
		s.unbudgeted = true
		if set.lookToken != nil {
			s.token = set.lookToken
		}
		return nil
	}))
}

// asWalk are the options of a page of a walk, which is waited for longer than a single call.
func asWalk(opts []RequestOption, dated func(http.Header)) []RequestOption {
	return append(slices.Clip(opts), requestOption(func(s *settings) error {
		s.walking, s.dated = true, dated
		return nil
	}))
}
