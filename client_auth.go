package ndoto

import (
	"net/http"
	"sync"
)

// The two spellings of the token header. To Chatwoot's Rack they are the same, but not to proxies: by default, nginx
// drops names with underscores. Ndoto documents the second.
const (
	dashedHeader     = "Api-Access-Token"
	documentedHeader = "api_access_token"
)

// hidden is a token. It is a function because fmt finds its way into every field, but not into a function.
type hidden func() string

func hide(token string) hidden { return func() string { return token } }

// auth is the token of a client, and what the client has learned about the header to send it in.
type auth struct {
	token hidden // nil if the client has none, and sends none

	mu      sync.Mutex
	header  string // the spelling in use; empty means dashedHeader
	settled bool   // whether the spelling is known to work, was fixed by an option, or the other one failed too
}

func (a *auth) fix(header string) { a.header, a.settled = header, true }

// hold sets one of the tokens.
func (s *settings) hold(into *hidden, token string) error {
	if s.tokenless {
		return badInput("this client sends no token, and takes none")
	}
	if err := validateToken(token); err != nil {
		return err
	}
	*into = hide(token)
	return nil
}

// sign sets the token header of an attempt, in one spelling only: Rack would join two values with a comma.
func (a *auth) sign(req *http.Request, k *call) {
	if a.token == nil {
		return
	}
	token := k.settings.token
	if token == nil {
		token = a.token
	}
	spelling := a.spelling(k)
	if k.header != "" && k.header != spelling {
		// The transport may still be reading the headers of the previous attempt.
		req.Header = req.Header.Clone()
		delete(req.Header, k.header)
	}
	req.Header[spelling] = []string{token()}
	k.header = spelling
}

func (a *auth) spelling(k *call) string {
	if k.respelled != "" {
		return k.respelled
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current()
}

func (a *auth) current() string {
	if a.header == "" {
		return dashedHeader
	}
	return a.header
}

// observe remembers a spelling that the server has accepted. Only what is decided after a look at the token shows that
// it has: not a route that needs none, an unknown route, a rate limit, or the page of a proxy.
func (a *auth) observe(k *call, class error) {
	switch class {
	case nil, ErrForbidden, ErrValidation, ErrConflict, ErrPaymentRequired: //nolint:errorlint // a class is never a wrapped error
	default:
		return
	}
	if k.op.access == accessAnybody {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.settled {
		a.header, a.settled = k.header, true
	}
}

// respell switches a call that was refused to the other spelling, or to the one that the client has learned in the
// meantime. A 401 refuses a request, so sending it again has no second effect.
func (a *auth) respell(k *call) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.token == nil:
		return false
	case k.respelled != "":
		// Neither is accepted: the token is wrong, not its header. The token of one call says nothing about the client's.
		a.settled = a.settled || k.settings.token == nil
		return false
	case !a.settled:
		k.respelled = documentedHeader
	case k.header != a.current():
		k.respelled = a.current()
	default:
		return false
	}
	return true
}
