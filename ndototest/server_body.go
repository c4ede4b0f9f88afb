package ndototest

import (
	"io"
	"net/http"
)

// sentBody is the body of a request, all of which is there.
type sentBody struct {
	io.Reader
	text []byte
}

func (sentBody) Close() error { return nil }

// smallBody is how long a body may be for which there is room before it is there.
const smallBody = 1 << 20

func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		return io.ReadAll(r.Body)
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	return body, err
}
