package decode

import (
	"bytes"
	"math"
	"strconv"
)

// Integer rounds a JSON number to an integer, halves away from zero, digit by digit: a float64 would lose some. It is
// exact if there was nothing to round, and not ok if it overflows or the literal is not a JSON number.
func Integer(literal []byte) (n int64, exact, ok bool) {
	digits, negative := bytes.CutPrefix(literal, []byte("-"))
	exponent := 0
	if i := bytes.IndexAny(digits, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.Atoi(string(digits[i+1:])); err != nil {
			exponent = math.MaxInt32 // out of range, in either direction
			if bytes.HasPrefix(digits[i+1:], []byte("-")) {
				exponent = -exponent
			}
		}
		exponent = min(max(exponent, -math.MaxInt32), math.MaxInt32)
		digits = digits[:i]
	}
	whole, fraction, _ := bytes.Cut(digits, []byte("."))
	if len(whole) == 0 {
		return 0, false, false
	}
	digits = append(append(make([]byte, 0, len(digits)), whole...), fraction...)
	point := len(whole) + exponent // how many of the digits, and zeros after them, stand before the point
	first := 0
	for first < len(digits) && digits[first] == '0' {
		first++
	}
	if first == len(digits) {
		return 0, true, true
	}
	var magnitude uint64
	for i := first; i < point; i++ {
		next := uint64(0)
		if i < len(digits) {
			next = uint64(digits[i] - '0')
		}
		if magnitude > (math.MaxUint64-next)/10 {
			return 0, false, false
		}
		magnitude = magnitude*10 + next
	}
	exact = point >= len(digits) || len(bytes.Trim(digits[max(point, 0):], "0")) == 0
	if point >= 0 && point < len(digits) && digits[point] >= '5' {
		magnitude++
	}
	switch {
	case negative && magnitude <= 1<<63:
		return -int64(magnitude), exact, true // 1<<63 wraps around to the smallest
	case !negative && magnitude <= math.MaxInt64:
		return int64(magnitude), exact, true
	}
	return 0, false, false
}
