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

// Fault describes what goes wrong with requests. The zero value matches every request and does nothing.
type Fault struct {
	// Operation selects requests by method and path below the account, where * matches any segment:
	// "POST conversations/*/messages". Empty matches every request.
	Operation string
	// Count is the number of requests affected; 0 means no limit.
	Count int
	// Skip is the number of matching requests that succeed first.
	Skip int
	// Probability is the chance that a request is affected, from 0 to 1; 0 means always, as 1 does.
	Probability float64
	// Seed makes randomness repeatable.
	Seed uint64

	// Status, ContentType and Body replace the server's response if Status is set.
	Status      int
	ContentType string
	Body        string
	// Header is added to the response.
	Header http.Header
	// AfterEffect lets the request take effect before its response is replaced.
	AfterEffect bool
	// Cut drops the connection.
	Cut Cut
	// CutAt is how many bytes of the body arrive before CutInBody, which is half of them by default. A body is never
	// whole.
	CutAt int
	// Truncate keeps this many bytes of the body, with a matching Content-Length.
	Truncate int
	// Delay is the time before the response, after the effect.
	Delay time.Duration
	// ClockSkew is how far ahead the Date header is.
	ClockSkew time.Duration
	// DropUnderscores drops headers with an underscore in their name, as nginx does.
	DropUnderscores bool
	// DropUpgrade drops what asks for a websocket, as a proxy does that is not configured for it.
	DropUpgrade bool
}

// Cut is where a connection is dropped.
type Cut int

// Where a connection can be dropped: before the request takes effect, after the effect and before the response, in the
// response header, or in the response body.
const (
	CutNowhere Cut = iota
	CutBeforeEffect
	CutAfterEffect
	CutInHeader
	CutInBody
)

// HTMLPage returns a fault like a proxy's: an HTML page in place of the response.
func HTMLPage(status int) Fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return Fault{Status: status, ContentType: "text/html", Body: "<html>\n<head><title>" + title + "</title></head>\n<body>\n<center><h1>" + title + "</h1></center>\n</body>\n</html>\n"}
}

// fault is an active Fault.
type fault struct {
	Fault
	random *rand.Rand
	left   int
}

// Fail injects a fault, until its Count is used up or ClearFaults is called. If several match a request, the oldest
// applies. An unknown operation fails the test; outside a test it is an error.
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

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.wake()
}

// covers reports whether the fault applies to a route.
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

// asPatch maps PUT to PATCH: the server treats them alike.
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

// faultFor returns the fault that applies to a request, or the zero value.
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

// preventsEffect reports whether the request is lost before it takes effect.
func (f Fault) preventsEffect() bool {
	return f.Cut == CutBeforeEffect || f.Status != 0 && !f.AfterEffect
}

// wait waits for the delay and reports whether the server and the client are still there.
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

// cutOff returns what arrives of a body that breaks off.
func (f Fault) cutOff(body []byte) []byte {
	if f.CutAt <= 0 {
		return body[:len(body)/2]
	}
	return body[:min(f.CutAt, max(len(body)-1, 0))]
}

func dropUnderscores(h http.Header) {
	for name := range h {
		if strings.Contains(name, "_") {
			delete(h, name)
		}
	}
}

// cutInHeader sends the first bytes of a response and drops the connection.
func cutInHeader(w http.ResponseWriter) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = buffered.WriteString("HTTP/1.1 200 OK\r\nContent-Ty")
	_ = buffered.Flush()
	_ = conn.Close()
}
