package ndototest

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/recording"
)

type recordedVersion struct {
	name    string
	dialect Dialect
}

// exchange is a request and the response of a server.
type exchange struct {
	Step     string            `json:"step"`
	As       string            `json:"as"`
	At       int64             `json:"at"` // in epoch seconds
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	ReqType  string            `json:"req_type"`
	ReqBody  string            `json:"req_body"`
	Status   int               `json:"status"`
	Type     string            `json:"type"`
	Body     string            `json:"body"`
	Cut      bool              `json:"cut"` // too long to be recorded
	Location string            `json:"location"`
	Header   map[string]string `json:"header"`
}

// difference is an exchange in which this server's response is not like the recorded one.
type difference struct {
	version, story, step, as, route string
	notes                           []string
	number                          int
}

func (d difference) String() string {
	return fmt.Sprintf("%s %s %d [%s, %s] %s\n\t%s", d.version, d.story, d.number, d.step, d.as, d.route, strings.Join(d.notes, "\n\t"))
}

func readLines[T any](t *testing.T, version, name string) []T {
	t.Helper()
	return recording.Lines[T](t, "testdata/conformance/"+version+"/"+name+".jsonl.gz")
}

// player replays exchanges. It gives records the ids that they had, and maps what the server makes up: tokens, source
// ids, URLs.
type player struct {
	*Server
	at     atomic.Int64 // in Unix milliseconds
	tokens map[string]string
	words  map[string]string // of the recording -> of this server

	workers workers
}

// start starts a server in which a story can be replayed from its first exchange on.
func (s story) start(t *testing.T, version recordedVersion, exchanges []exchange, deliveries []recordedDelivery) *player {
	t.Helper()
	p := &player{words: map[string]string{}, workers: recordedWorkers(exchanges, deliveries)}
	p.at.Store(exchanges[0].At * 1000)
	srv, err := Start(WithDialect(version.dialect), WithClock(func() time.Time { return time.UnixMilli(p.at.Load()) }), WithState(s.state(version)), WithHeldJobs())
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	p.Server = srv
	srv.transport = receivers{s.listens}
	srv.world.inboxes[0].fields["webhook_url"] = "" // as the form of the dashboard sends it
	srv.AccountID, srv.world.url = s.cast[version.name].account, "http://support.test"
	srv.world.accountID = srv.AccountID
	for _, b := range srv.world.bots {
		b.account = srv.AccountID
	}
	p.tokens = map[string]string{
		"admin": srv.AdminToken, "agent": srv.AgentToken, "outsider": srv.OutsiderToken, "bot": srv.BotToken, "platform": srv.PlatformToken, "wrong": "WrongWrongWrongWrong1234",
	}
	return p
}

// replay replays a story, and returns how many exchanges were compared, and which differ.
func replay(t *testing.T, version recordedVersion, s story) (int, []difference) {
	t.Helper()
	exchanges := readLines[exchange](t, version.name, s.name)
	p := s.start(t, version, exchanges, nil)
	var found []difference
	replayed := 0
	for i, x := range exchanges {
		if s.more && !p.serves(x) {
			continue
		}
		replayed++
		if notes := p.play(i, x); len(notes) > 0 {
			route := x.Method + " " + strings.SplitN(x.Path, "?", 2)[0]
			found = append(found, difference{version.name, s.name, x.Step, x.As, route, notes, i + 1})
		}
	}
	return replayed, found
}

// serves reports whether this server has the route of an exchange.
func (p *player) serves(x exchange) bool {
	mux, _ := p.handler.(*http.ServeMux)
	_, pattern := mux.Handler(httptest.NewRequest(x.Method, x.Path, http.NoBody))
	return pattern != ""
}

// receivers is the transport of webhooks, without a network.
type receivers struct{ listen bool }

func (r receivers) RoundTrip(req *http.Request) (*http.Response, error) {
	if !r.listen {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}

// play makes the request of an exchange, and compares the responses.
func (p *player) play(number int, x exchange) []string {
	want := parse(x.Body)
	p.catchUp(number, x.At)
	p.mu.Lock()
	p.at.Store(max(x.At*1000, p.at.Load()+1)) // each is later than the one before
	p.align(x, want)
	p.mu.Unlock()
	body := x.ReqBody
	if strings.HasPrefix(x.ReqType, "multipart/") || !isText(body) {
		body = latin1(body)
	} else {
		body = p.translate(body)
	}
	req := httptest.NewRequest(x.Method, p.translate(x.Path), strings.NewReader(body))
	req.Header.Set("Accept", "application/json")
	if x.ReqType != "" {
		req.Header.Set("Content-Type", x.ReqType)
	}
	p.sign(req, x)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, req)
	p.work()
	got := parse(w.Body.String())
	p.shareKey(want)
	p.learn(want, got)
	p.learn(x.Location, w.Header().Get("Location"))
	want, got, missing := p.sameRows(x, want, got)
	return append(missing, compareResponses(x, want, w, got)...)
}

// shareKey gives an inbox the key of the recording, with which customers proved who they are.
func (p *player) shareKey(want any) {
	inbox, _ := want.(object)
	key, isInbox := inbox["hmac_token"].(string)
	p.mu.Lock()
	defer p.mu.Unlock()
	if in := p.world.inbox(toInt(inbox["id"])); isInbox && in != nil {
		in.fields["hmac_token"] = key
	}
}

func compareResponses(x exchange, want any, w *httptest.ResponseRecorder, got any) []string {
	if x.Status != w.Code {
		return []string{fmt.Sprintf("status is %d, want %d: %.200q, want %.200q; request %.200s", w.Code, x.Status, w.Body, x.Body, x.ReqBody)}
	}
	var notes []string
	if contentType := w.Header().Get("Content-Type"); contentType != x.Type {
		notes = append(notes, fmt.Sprintf("content type is %q, want %q", contentType, x.Type))
	}
	if x.Cut || strings.HasPrefix(x.Path, "/rails/") { // files are not recorded
		return notes
	}
	return append(notes, compareShapes(want, got)...)
}

// sign sends the token as the step did.
func (p *player) sign(req *http.Request, x exchange) {
	if name, isHeader := strings.CutPrefix(x.Step, "header "); isHeader {
		req.Header[name] = []string{p.tokens["admin"]}
		return
	}
	if x.Step == "limits" && p.limits == nil {
		p.limits = newRateLimits()
	}
	if token := p.tokens[x.As]; token != "" {
		req.Header.Set("Api-Access-Token", token)
	}
}

var word = regexp.MustCompile(`[A-Za-z0-9_=-]{8,}`)

func (p *player) translate(text string) string {
	return word.ReplaceAllStringFunc(text, func(w string) string {
		if ours, known := p.words[w]; known {
			return ours
		}
		return w
	})
}

// learn maps the words of texts that the two servers made up.
func (p *player) learn(want, got any) {
	switch want := want.(type) {
	case object:
		got, _ := got.(object)
		for name, v := range want {
			p.learn(v, got[name])
		}
		if token, isText := want["access_token"].(string); isText && got["access_token"] != nil {
			if name, _ := want["name"].(string); strings.HasPrefix(name, "live bot") {
				p.tokens["livebot"] = toText(got["access_token"])
			}
			p.words[token] = toText(got["access_token"])
		}
	case []any:
		got, _ := got.([]any)
		for i := range min(len(want), len(got)) {
			p.learn(want[i], got[i])
		}
	case string:
		got, _ := got.(string)
		theirs, ours := word.FindAllString(want, -1), word.FindAllString(got, -1)
		if want == got || len(theirs) != len(ours) {
			return
		}
		for i := range theirs {
			if theirs[i] != ours[i] && madeUp.MatchString(theirs[i]) {
				p.words[theirs[i]] = ours[i]
			}
		}
	}
}

// madeUp matches UUIDs, tokens and signed ids.
var madeUp = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-|^[A-Za-z0-9]{24}$|^eyJ|^[a-z0-9]{28}$`)

func isText(s string) bool {
	for _, r := range s {
		if r > 0xFF {
			return true
		}
	}
	return !strings.ContainsRune(s, 'ÿ')
}

// latin1 turns each rune into the byte of its number: bodies that are not text are kept so.
func latin1(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}
