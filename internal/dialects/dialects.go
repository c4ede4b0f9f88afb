// Package dialects runs tests against servers of every kind that this module works with.
package dialects

import (
	"flag"
	"testing"

	"github.com/usendoto/ndoto-go/ndototest"
)

var everyReading = flag.Bool("readings", false, "test each reading of Ndoto's documentation by itself, too")

// Dialect is how a server behaves.
type Dialect struct {
	Server  ndototest.Dialect
	Reading ndototest.Reading
}

// Each runs a test against the server software, and against a server that behaves as Ndoto documents it: literally, and
// with each ambiguous point read the other way. With the flag -readings, each of these points is also turned by itself;
// with -short, only the literal reading is left.
func Each(t *testing.T, test func(t *testing.T, d Dialect)) {
	t.Helper()
	each(t, test, func(ndototest.Reading) bool { return true })
}

// EachComplete is Each for programs that need routes that Ndoto does not document.
func EachComplete(t *testing.T, test func(t *testing.T, d Dialect)) {
	t.Helper()
	each(t, test, func(r ndototest.Reading) bool { return !r.OnlyDocumented })
}

// OnlyDocumented is a server without the routes that Ndoto does not document.
func OnlyDocumented() Dialect {
	return Dialect{ndototest.NdotoDocs, ndototest.Reading{OnlyDocumented: true}}
}

func each(t *testing.T, test func(t *testing.T, d Dialect), holds func(ndototest.Reading) bool) {
	t.Helper()
	t.Run("software", func(t *testing.T) { test(t, Dialect{}) })
	for name, reading := range ndototest.Readings() {
		switch {
		case !holds(reading):
			continue
		case name == "literal", name == "opposite" && !testing.Short(), *everyReading:
			t.Run(name, func(t *testing.T) { test(t, Dialect{ndototest.NdotoDocs, reading}) })
		}
	}
}

// Options make a server that behaves so.
func (d Dialect) Options(more ...ndototest.Option) []ndototest.Option {
	return append([]ndototest.Option{ndototest.WithDialect(d.Server), ndototest.WithReading(d.Reading)}, more...)
}

// IsSoftware reports whether the server behaves as the server software.
func (d Dialect) IsSoftware() bool { return d.Server != ndototest.NdotoDocs }

// Signs reports whether the server signs its webhooks. Ndoto documents no signature.
func (d Dialect) Signs() bool { return d.Server == ndototest.Chatwoot416 }

// ShowsAttributes reports whether lists of messages have their content attributes and content types.
func (d Dialect) ShowsAttributes() bool { return d.IsSoftware() || d.Reading.AllMembers }
