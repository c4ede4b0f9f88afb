package ndoto

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"sync"

	"github.com/usendoto/ndoto-go/internal/decode"
)

// Mismatch is a value in a response or an event that does not fit its field, such as a text where a number belongs. It
// loses nothing else: the field is left zero, an element of a list or a map is left out, and everything around it is
// decoded. An identifier that cannot be decoded is an error, and so is a row of a list that is something else. An
// integer field takes any JSON number, rounded; that is not a mismatch.
//
// A client logs a mismatch at warn level and reports it to its [MismatchObserver], once for each field of an operation.
// All mismatches of a response are in [Response.Mismatches]. [WithStrictDecoding] makes them errors.
type Mismatch struct {
	// Path leads to the value from the top of the response, for example "payload[3].messages[0].private".
	Path string
	// Value is the value as it was received. It may be personal, so it is not logged.
	Value json.RawMessage
	// Reason says what does not fit what.
	Reason string
	// Kept reports whether the value is also in the field Extra of its object. An element of a list or a map is there
	// with the whole list or map.
	Kept bool
}

// MismatchObserver is an [Observer] that is also told of mismatches.
type MismatchObserver interface {
	Observer
	// ObserveMismatch is called after a response was decoded, once for each field of an operation. It is called
	// concurrently and must not block.
	ObserveMismatch(ctx context.Context, operation string, m Mismatch)
}

// WithStrictDecoding makes every [Mismatch] an error, for tests against a server whose responses should all fit.
func WithStrictDecoding() Option {
	return clientOption(func(c *Client) error {
		c.strict = true
		return nil
	})
}

// unmarshal decodes text into a value. All operations decode through it; the mismatches are those of the last time.
func (raw rawResponse) unmarshal(data []byte, v any) (err error) {
	found := &raw.call.mismatches
	if custom := raw.call.client.json; custom != nil {
		*found, err = decode.LenientStandard(data, v, custom)
	} else {
		*found, err = decode.Lenient(data, v)
	}
	if err != nil {
		return err
	}
	for _, m := range *found {
		if raw.call.client.strict || isRow(m.Path) {
			return m
		}
	}
	return nil
}

// reportMismatches reports what did not fit the value that a call returns.
func (k *call) reportMismatches(ctx context.Context) {
	for _, found := range k.mismatches {
		m := Mismatch(found)
		if r := k.settings.response; r != nil {
			r.Mismatches = append(r.Mismatches, m)
		}
		if !k.client.mismatches.isNew(k.op.name, m.Path) {
			continue
		}
		k.client.logger.LogAttrs(ctx, slog.LevelWarn, "ndoto response does not fit",
			slog.String("operation", k.op.name), slog.String("path", m.Path), slog.String("reason", m.Reason))
		if o, ok := k.client.observer.(MismatchObserver); ok {
			o.ObserveMismatch(ctx, k.op.name, m)
		}
	}
}

// reported remembers which mismatches were reported.
type reported struct {
	mu     sync.Mutex
	fields map[string]bool
}

// maxReportedFields bounds the memory: the keys of maps are part of a path.
const maxReportedFields = 1000

var indexes = regexp.MustCompile(`\[\d+\]`)

// isNew reports whether a field was not reported before.
func (r *reported) isNew(operation, path string) bool {
	field := operation + " " + indexes.ReplaceAllString(path, "[]")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fields[field] || len(r.fields) >= maxReportedFields {
		return false
	}
	if r.fields == nil {
		r.fields = map[string]bool{}
	}
	r.fields[field] = true
	return true
}
