package ndototest

import (
	"encoding/json"
	"math"
	"strconv"
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
		rapid.SampledFrom([]json.Number{"12", "-1.5e3", "", "abc", "01", "1,2", "true", `"x"`, "[1]"}).AsAny(), rapid.Just[any](struct{ A []int }{}), rapid.Just[any](math.NaN()),
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

// TestEncodesTwins has large objects in several places, among others of their size with other names.
func TestEncodesTwins(t *testing.T) {
	t.Parallel()
	var e encoder
	rapid.Check(t, func(t *rapid.T) {
		objects := []object{}
		for range rapid.IntRange(1, 3).Draw(t, "objects") {
			o, names := object{}, rapid.SampledFrom([]int{100, 200}).Draw(t, "names")
			for name := range rapid.IntRange(twinSize-1, twinSize+1).Draw(t, "members") {
				o[strconv.Itoa(names+name)] = name
			}
			if len(objects) > 0 {
				o[rapid.SampledFrom([]string{"1", "103", "9"}).Draw(t, "place")] = rapid.SampledFrom(objects).Draw(t, "inner")
			}
			objects = append(objects, o)
		}
		value := rapid.SliceOf(rapid.SampledFrom(objects)).Draw(t, "value")
		standard, err := json.Marshal(value)
		require.NoError(t, err)
		own, err := e.encode(value)
		require.NoError(t, err)
		assert.Equal(t, string(standard), string(own))
	})
}
