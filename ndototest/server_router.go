package ndototest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
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
	accessAgents access = iota
	accessAdmins
	accessNewAdmins // administrators of the newest version, agents before
	accessBots      // agent bots in all versions
	accessNewBots   // agent bots of the newest version
	accessAnybody   // without a token
	accessPlatform  // the platform app
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range allRoutes() {
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
	return mux
}

func allRoutes() []route {
	return slices.Concat(cableRoutes, publicRoutes, customerRoutes, customerConversationRoutes, profileRoutes, accountRoutes, agentRoutes, botRoutes, teamRoutes, inboxRoutes, inboxMemberRoutes, contactRoutes, contactNoteRoutes,
		contactMergeRoutes, conversationRoutes, conversationStateRoutes, messageRoutes, bulkActionRoutes, macroRoutes, automationRuleRoutes, rowRoutes, integrationRoutes, searchRoutes,
		notificationRoutes, csatRoutes, reportRoutes, summaryReportRoutes, reportEventRoutes, auditLogRoutes, fileRoutes, companyRoutes,
		draftRoutes, liveReportRoutes, notificationSettingRoutes, assignmentPolicyRoutes, capacityPolicyRoutes,
		directUploadRoutes, captainAssistantRoutes, captainKnowledgeRoutes, captainTaskRoutes, appliedSLARoutes, callRoutes,
		reportCSVRoutes, lateReportCSVRoutes, reportRecordRoutes, csatReviewRoutes, lateCSATReviewRoutes, dataImportRoutes, emailLayoutRoutes,
		captainScenarioRoutes, captainToolRoutes, captainPreferenceRoutes, captainSuggestionRoutes,
		platformAccountRoutes, emailMigrationRoutes, platformUserRoutes, platformBotRoutes, portalRoutes, latePortalRoutes, categoryRoutes, lateCategoryRoutes, articleRoutes, lateArticleRoutes, publicPortalRoutes)
}

// ServeHTTP serves a request and logs it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.hosts != nil && !s.hosts(r.Host) {
		http.Error(w, "this server does not answer under this name", http.StatusForbidden)
		return
	}
	if _, pattern := s.extra.Handler(r); pattern != "" {
		s.extra.ServeHTTP(w, r)
		return
	}
	body, err := readBody(r)
	if err != nil {
		panic(http.ErrAbortHandler) // an application server does not see a request before all of it is there
	}
	r.Body = sentBody{bytes.NewReader(body), body}
	path, inside := strings.CutPrefix(r.URL.Path, s.prefix)
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".json")
	if !inside || path == "" {
		path = "/"
	}
	r.URL.Path, r.URL.RawPath = path, ""

	out := s.process(r, path, body, inside)
	if out.status == http.StatusSwitchingProtocols {
		s.serveCable(w, r)
		return
	}
	defer s.sent(out.buffer)
	out.send(s.ctx, w, r)
}

// outcome is a response with its fault.
type outcome struct {
	reply
	now       time.Time
	requestID string
	fault     Fault
	buffer    *buffer // which body is in, if it is long
}

// process serves a request and logs it.
func (s *Server) process(r *http.Request, path string, body []byte, inside bool) outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.faultFor(r.Method, path)
	if f.DropUnderscores {
		dropUnderscores(r.Header)
	}
	if f.DropUpgrade {
		dropUpgrade(r.Header)
	}
	s.world.expirePresence()
	out := outcome{now: s.clock().Add(f.ClockSkew), requestID: requestID(r, s.world.nextID("request")), fault: f}
	if inside && !f.preventsEffect() {
		recorder := &replyWriter{header: http.Header{}}
		s.handler.ServeHTTP(recorder, r)
		out.reply = recorder.reply
	}
	if f.Status != 0 {
		out.reply = reply{status: f.Status, contentType: f.ContentType, body: []byte(f.Body)}
	}
	if out.status == 0 && f.Cut != CutBeforeEffect {
		out.reply = noRoute(r)
	}
	if out.hasValue {
		out.buffer = s.encode(&out.reply)
	}
	if f.Status == 0 {
		out.reply = out.tagged(r)
	}
	if f.Cut == CutAfterEffect {
		out.reply = reply{} // nobody sees it
	}
	request := Request{At: out.now, Method: r.Method, Path: path, Query: r.URL.RawQuery, Header: withoutToken(r.Header), Body: body, Status: out.status, Answer: logged(out.reply)}
	s.log.add(request, out.buffer)
	s.publish()
	return out
}

// send writes the response as its fault says.
func (out outcome) send(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	f := out.fault
	if !f.wait(ctx, r.Context()) || f.Cut == CutBeforeEffect || f.Cut == CutAfterEffect {
		panic(http.ErrAbortHandler) // closes the connection
	}
	h := w.Header()
	h.Set("Date", out.now.UTC().Format(http.TimeFormat))
	h.Set("X-Request-Id", out.requestID)
	h.Set("X-Runtime", "0.001000")
	if out.contentType != "" {
		h.Set("Content-Type", out.contentType)
	}
	maps.Copy(h, out.header)
	maps.Copy(h, f.Header)
	body := f.truncate(out.body)
	length := len(body)
	if f.Cut == CutInBody {
		length = max(length, 1) // so that there is something to cut off
	}
	h.Set("Content-Length", strconv.Itoa(length))
	if f.Cut == CutInHeader {
		cutInHeader(w)
		return
	}
	w.WriteHeader(out.status)
	if f.Cut == CutInBody {
		_, _ = w.Write(f.cutOff(body))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
}

// logged returns the response body for the log, without file contents.
func logged(r reply) []byte {
	if !r.hasValue && len(r.header) > 0 {
		return nil
	}
	return r.body
}

// requestID echoes the request's, as Rails does.
func requestID(r *http.Request, n int64) string {
	if id := r.Header.Get("X-Request-Id"); id != "" {
		return id
	}
	return fmt.Sprintf("request-%d", n)
}

// withoutToken redacts the token for the log.
func withoutToken(h http.Header) http.Header {
	h = h.Clone()
	for name := range h {
		if isTokenHeader(name) {
			h[name] = []string{"[token]"}
		}
	}
	return h
}

// replyWriter carries a handler's reply through the mux. What the mux writes itself is ignored: it means there is no
// such route.
type replyWriter struct {
	header http.Header
	reply  reply
}

func (w *replyWriter) Header() http.Header         { return w.header }
func (w *replyWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *replyWriter) WriteHeader(int)             {}

// serve handles a route's requests. The server's mutex is held.
func (s *Server) serve(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.dialect == Chatwoot42 && rt.isLate() {
			return // the router does not know it
		}
		out := s.reply(rt, r)
		if s.dialect == NdotoDocs {
			out = s.documented(rt, r, out)
		}
		w.(*replyWriter).reply = out
	}
}

func (s *Server) reply(rt route, r *http.Request) reply {
	token := tokenOf(r.Header)
	if s.limits != nil && s.limits.exceeded(s.dialect, r.Method, r.URL.Path, token, s.clock()) {
		return tooManyRequests()
	}
	if s.dialect == NdotoDocs && s.reading.OnlyDocumented && !rt.isDocumented() && r.Header.Get(dashboardHeader) == "" {
		return noRoute(r)
	}
	p, err := readParams(r)
	if err != nil { // before the server knows which format to answer in
		return reply{status: http.StatusBadRequest, contentType: "text/html; charset=UTF-8"}
	}
	c := &call{Server: s, world: s.world, request: r, params: p}
	if refusal := c.authenticate(token, rt); refusal != nil {
		return *refusal
	}
	if s.dialect == NdotoDocs {
		if refusal := c.documentedRequest(rt); refusal != nil {
			return *refusal
		}
	}
	audits := changesAuditables(r)
	if audits {
		c.audit(nil)
	}
	c.acting = c
	out := rt.handler(c)
	c.invalidate(rt, out)
	c.acting = nil
	if audits {
		c.audit(c.user)
	}
	return out
}

// call is a request being handled.
type call struct {
	*Server
	*world
	request *http.Request
	params  object
	user    *user // one of the two is nil
	bot     *bot

	rule     object   // an automation rule, which acts in place of a user
	customer *contact // who resolves a conversation, where nobody of the desk does

	room view // for the views that are rendered
}

// id reads a number in the path; other text is 0, as in Ruby's to_i.
func (c *call) id(name string) int64 { return toInt(c.request.PathValue(name)) }
