package webhooktest

import (
	"bytes"
	"net/http"
	"net/http/httptest"

	"github.com/usendoto/ndoto-go/webhook"
)

// Secret is what Post signs with.
const Secret = "pQm3xK9vT2rB7nW4cY8dZ5fH"

// Post sends a body to a handler as a server does, signed with Secret, and returns the status. The functions may
// change the request.
func Post(h http.Handler, body []byte, change ...func(*http.Request)) int {
	req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	webhook.Sign(req.Header, body, Secret)
	for _, f := range change {
		f(req)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}
