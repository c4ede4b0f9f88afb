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
	token hidden

	mu      sync.Mutex
	header  string // the spelling in use; empty means dashedHeader
	settled bool   // whether the spelling is known to work, was fixed by an option, or the other one failed too
}

func (a *auth) fix(header string) { a.header, a.settled = header, true }

// sign sets the token header of an attempt, in one spelling only: Rack would join two values with a comma.
func (a *auth) sign(req *http.Request, k *call) {
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
	if k.respelled {
		return documentedHeader
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.header == "" {
		return dashedHeader
	}
	return a.header
}

// observe remembers a spelling that the server has accepted.
func (a *auth) observe(k *call, class error) {
	if class == ErrUnauthorized || class == ErrRateLimited || class == ErrServer || class == ErrRedirect {
		return // all but the first are sent before the server looks at the token
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.settled {
		a.header, a.settled = k.header, true
	}
}

// respell switches a call that was refused to the other spelling, unless the client has been accepted before. A 401
// refuses a request, so sending it again has no second effect.
func (a *auth) respell(k *call) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.settled {
		return false
	}
	if k.respelled {
		a.settled = true // neither is accepted: the token is wrong, not its header
		return false
	}
	k.respelled = true
	return true
}
