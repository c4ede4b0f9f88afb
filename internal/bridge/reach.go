package bridge

import "net/http"

// Reach is how a client gets to its server, for what is no call of the API, such as a websocket.
type Reach struct {
	BaseURL string
	// Transport has no limit on the time or on the size of a response, and no token.
	Transport http.RoundTripper
}

var reaches []func(client any) (Reach, bool)

// Expose is how a package tells how its clients get to their servers. It returns true.
func Expose(f func(client any) (Reach, bool)) bool {
	reaches = append(reaches, f)
	return true
}

// ReachOf returns how a client of this module gets to its server.
func ReachOf(client any) (Reach, bool) {
	for _, f := range reaches {
		if r, ok := f(client); ok {
			return r, true
		}
	}
	return Reach{}, false
}
