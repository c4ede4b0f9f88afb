package ndototest

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestEncodesAsTheStandardDoes compares values of all kinds, and what neither can write.
func TestEncodesAsTheStandardDoes(t *testing.T) {
	t.Parallel()
	scalar := rapid.OneOf(
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.String().AsAny(),
		rapid.SampledFrom([]string{"", "a<b>&c", "\"\\", "é", "\u2028", "\xff", "\x00"}).AsAny(), rapid.SliceOf(rapid.String()).AsAny(), rapid.SliceOf(rapid.Int64()).AsAny(),
		rapid.Just[any](object(nil)), rapid.Just[any]([]object(nil)), rapid.Just[any]([]any(nil)), rapid.Just[any]([]string(nil)),
		rapid.Just[any](json.Number("12")), rapid.Just[any](struct{ A []int }{}), rapid.Just[any](math.NaN()),
	)
	value := rapid.Deferred(func() *rapid.Generator[any] { return scalar })
	for range 3 {
		inner := value
		value = rapid.OneOf(scalar, rapid.MapOf(rapid.String(), inner).AsAny(), rapid.SliceOf(inner).AsAny(), rapid.SliceOf(rapid.MapOf(rapid.String(), inner)).AsAny())
	}
	var e encoder // remembers objects of the checks before
	rapid.Check(t, func(t *rapid.T) {
		v := value.Draw(t, "value")
		standard, errStandard := json.Marshal(v)
		own, err := e.encode(v)
		require.Equal(t, errStandard != nil, err != nil)
		if err == nil {
			assert.Equal(t, string(standard), string(own))
		}
	})
}
