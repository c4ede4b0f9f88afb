package ndototest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// Fault is what goes wrong with requests. Its zero value is a rule for all requests in which nothing goes wrong.
type Fault struct {
	// Operation chooses requests by a method and a path below the account, in which * is any part:
	// "POST conversations/*/messages". Without one, the rule is for all requests.
	Operation string
	// Count is how many requests it happens to, 0 for no end.
	Count int
	// Skip is how many requests go well before.
	Skip int
	// Probability is the chance of each request from 0 to 1; 0 is certain, as 1 is.
	Probability float64
	// Seed makes chance repeatable.
	Seed uint64

	// Status, Header and Body are answered in place of the server's answer, if Status is set.
	Status      int
	ContentType string
	Body        string
	// Header is added to the answer.
	Header http.Header
	// AfterEffect lets the request have its effect, although its answer is another.
	AfterEffect bool
	// Cut ends the connection.
	Cut Cut
	// Truncate keeps so many bytes of the body, with a Content-Length that agrees.
	Truncate int
	// Delay is waited before the answer, after the effect.
	Delay time.Duration
	// ClockSkew is how far the Date header is ahead.
	ClockSkew time.Duration
	// DropUnderscores drops headers with an underscore in their names, as nginx does.
	DropUnderscores bool
}

// Cut is where a connection ends.
type Cut int

// The places where a connection ends: before the request has an effect, after that and before the answer, in the header
// of the answer, or in its body.
const (
	CutNowhere Cut = iota
	CutBeforeEffect
	CutAfterEffect
	CutInHeader
	CutInBody
)

// HTMLPage is a fault as a proxy makes it: a page in place of an answer.
func HTMLPage(status int) Fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return Fault{Status: status, ContentType: "text/html", Body: "<html>\n<head><title>" + title + "</title></head>\n<body>\n<center><h1>" + title + "</h1></center>\n</body>\n</html>\n"}
}

// fault is a rule at work.
type fault struct {
	Fault
	random *rand.Rand
	left   int
}

// Fail makes requests go wrong, until the count of the rule is used up or ClearFaults is called. Of several rules for a
// request, the oldest holds. An operation that the server does not have ends the test; without a test it is an error.
func (s *Server) Fail(f Fault) error {
	if f.Operation != "" && !slices.ContainsFunc(allRoutes(), f.covers) {
		return s.refuse("no operation is called %q: a method and a path below the account, such as POST conversations/*/messages", f.Operation)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f, random: rand.New(rand.NewPCG(f.Seed, 1)), left: f.Count})
	s.wake()
	return nil
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.wake()
}

// covers tells whether the rule is for a route.
func (f Fault) covers(r route) bool {
	method, pattern, _ := strings.Cut(f.Operation, " ")
	wanted, parts := strings.Split(strings.Trim(pattern, "/"), "/"), strings.Split(strings.Trim(r.path, "/"), "/")
	if asPatch(method) != r.method && method != r.method || len(wanted) != len(parts) {
		return false
	}
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") && !matches(wanted[i], part) {
			return false
		}
	}
	return true
}

// asPatch is PATCH for PUT: the server takes one for the other.
func asPatch(method string) string {
	if method == http.MethodPut {
		return http.MethodPatch
	}
	return method
}

func matches(pattern, name string) bool {
	ok, err := path.Match(strings.Trim(pattern, "/"), strings.Trim(name, "/"))
	return ok && err == nil
}

// faultFor is what goes wrong with a request; nothing is the zero value.
func (s *Server) faultFor(method, fullPath string) Fault {
	below := fullPath
	if _, rest, inAccount := strings.Cut(fullPath, "/api/v1/accounts/"); inAccount {
		_, below, _ = strings.Cut(rest, "/")
	}
	for _, f := range s.faults {
		wanted, pattern, _ := strings.Cut(f.Operation, " ")
		if f.Operation != "" && (asPatch(wanted) != asPatch(method) || !matches(pattern, below) && !matches(pattern, fullPath)) {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Count > 0 && f.left == 0 || f.Probability > 0 && f.random.Float64() >= f.Probability {
			continue
		}
		f.left--
		return f.Fault
	}
	return Fault{}
}

// preventsEffect tells whether the request is lost before the server does anything.
func (f Fault) preventsEffect() bool {
	return f.Cut == CutBeforeEffect || f.Status != 0 && !f.AfterEffect
}

// wait tells whether the server, and the client, are still there after the delay.
func (f Fault) wait(server, client context.Context) bool {
	if f.Delay <= 0 {
		return true
	}
	both, cancel := context.WithCancel(client)
	defer cancel()
	defer context.AfterFunc(server, cancel)()
	return wait.For(both, f.Delay) == nil
}

func (f Fault) truncate(body []byte) []byte {
	if f.Truncate > 0 {
		return body[:min(f.Truncate, len(body))]
	}
	return body
}

func dropUnderscores(h http.Header) {
	for name := range h {
		if strings.Contains(name, "_") {
			delete(h, name)
		}
	}
}

// cutInHeader sends the first bytes of an answer by hand.
func cutInHeader(w http.ResponseWriter) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = buffered.WriteString("HTTP/1.1 200 OK\r\nContent-Ty")
	_ = buffered.Flush()
	_ = conn.Close()
}
