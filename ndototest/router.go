package ndototest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// route is an operation: who may call it, and what it does.
type route struct {
	method  string // PUT counts as PATCH
	path    string
	access  access
	handler func(*call) reply
}

// access is the least that the owner of a token must be (app/policies, access_token_auth_helper.rb).
type access int

const (
	agents access = iota
	admins
	botsToo    // agent bots in all versions
	botsLately // agent bots of the newest version
	anybody    // without a token
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, list := range [][]route{baseRoutes, conversationRoutes, messageRoutes, contactRoutes, accountRoutes, teamRoutes, inboxRoutes, botRoutes, rowRoutes, searchRoutes, notificationRoutes, figureRoutes} {
		for _, r := range list {
			path := r.path
			if !strings.HasPrefix(path, "/") {
				path = "/api/v1/accounts/{account}/" + path
			}
			h := s.serve(r)
			mux.HandleFunc(r.method+" "+path, h)
			if r.method == http.MethodPatch {
				mux.HandleFunc(http.MethodPut+" "+path, h)
			}
		}
	}
	return mux
}

// reply is an answer; without a body it is empty.
type reply struct {
	status      int
	contentType string
	body        []byte
	location    string
	message     string // a header of the export
}

func answer(status int, v any) reply {
	data, err := json.Marshal(v)
	if err != nil {
		return frameworkError(http.StatusInternalServerError)
	}
	return reply{status: status, contentType: "application/json; charset=utf-8", body: data}
}

func ok(v any) reply { return answer(http.StatusOK, v) }

// empty is what "head :ok" gives: no body, and a content type without a charset.
func empty() reply { return reply{status: http.StatusOK, contentType: "application/json"} }

// ServeHTTP answers a request, and logs it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	path, inside := strings.CutPrefix(r.URL.Path, s.prefix)
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".json")
	if !inside || path == "" {
		path = "/"
	}
	r.URL.Path, r.URL.RawPath = path, ""

	out, now, id := s.record(r, path, body, inside)
	h := w.Header()
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h.Set("X-Request-Id", requestID(r, id))
	h.Set("X-Runtime", "0.001000")
	if out.contentType != "" {
		h.Set("Content-Type", out.contentType)
	}
	if out.location != "" {
		h.Set("Location", out.location)
	}
	if out.message != "" {
		h.Set("Message", out.message)
	}
	h.Set("Content-Length", strconv.Itoa(len(out.body)))
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body)
}

// record answers a request and logs it.
func (s *Server) record(r *http.Request, path string, body []byte, inside bool) (out reply, now time.Time, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch recorder := (&replyWriter{header: http.Header{}}); {
	case len(s.faults) > 0:
		out = s.faults[0]
		s.faults = s.faults[1:]
	case inside:
		s.handler.ServeHTTP(recorder, r)
		out = recorder.reply
	}
	if out.status == 0 {
		out = routerError(r, http.StatusNotFound)
	}
	s.log = append(s.log, Request{Method: r.Method, Path: path, Query: r.URL.RawQuery, Header: withoutToken(r.Header), Body: body, Status: out.status})
	return out, s.clock(), s.world.nextID("request")
}

// requestID repeats the one of the request, as Rails does.
func requestID(r *http.Request, n int64) string {
	if id := r.Header.Get("X-Request-Id"); id != "" {
		return id
	}
	return fmt.Sprintf("request-%d", n)
}

// withoutToken is for the log.
func withoutToken(h http.Header) http.Header {
	h = h.Clone()
	for name := range h {
		if isTokenHeader(name) {
			h[name] = []string{"[token]"}
		}
	}
	return h
}

// replyWriter takes the reply of a handler from the mux. What the mux writes by itself means that there is no such route.
type replyWriter struct {
	header http.Header
	reply  reply
}

func (w *replyWriter) Header() http.Header         { return w.header }
func (w *replyWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *replyWriter) WriteHeader(int)             {}

// serve answers a request to a route. The server's mutex is held.
func (s *Server) serve(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.(*replyWriter).reply = s.reply(rt, r)
	}
}

func (s *Server) reply(rt route, r *http.Request) reply {
	token := tokenOf(r.Header)
	if s.limits != nil && s.limits.exceeded(r.Method, r.URL.Path, token, s.clock()) {
		return tooManyRequests()
	}
	p, err := readParams(r)
	if err != nil {
		return routerError(r, http.StatusBadRequest)
	}
	c := &call{Server: s, world: s.world, request: r, params: p}
	if rt.access != anybody {
		if refusal := c.authenticate(token, rt.access); refusal != nil {
			return *refusal
		}
	}
	out := rt.handler(c)
	c.audit(out)
	return out
}

// call is a request on its way through a handler.
type call struct {
	*Server
	*world
	request *http.Request
	params  object
	user    *user // one of the two is nil
	bot     *bot
}

// id is a number in the path; text is 0 there, as Ruby's to_i has it.
func (c *call) id(name string) int64 { return toInt(c.request.PathValue(name)) }
