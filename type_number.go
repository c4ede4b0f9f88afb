package ndoto

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Number is a whole number that the server sends as a number or as a string; it repeats page numbers as they came.
// Null is 0.
type Number int64

// Decimal is a number that the server sends as a number or as a string. Null is 0.
type Decimal float64

// UnmarshalJSON decodes both forms.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "" || text == "null" {
		*d = 0
		return nil
	}
	parsed, err := strconv.ParseFloat(text, 64)
	if err != nil || parsed != parsed {
		return fmt.Errorf("%q is not a number", text)
	}
	*d = Decimal(parsed)
	return nil
}

// UnmarshalJSON decodes both forms. A fraction is rounded.
func (n *Number) UnmarshalJSON(data []byte) error {
	text := data
	if data[0] == '"' {
		var unquoted string
		if err := json.Unmarshal(data, &unquoted); err != nil {
			return err
		}
		text = []byte(unquoted)
	}
	if len(text) == 0 || string(text) == "null" {
		*n = 0
		return nil
	}
	parsed, _, ok := parseInteger(text)
	if !ok {
		return fmt.Errorf("%q is not a whole number", text)
	}
	*n = Number(parsed)
	return nil
}

// parseInteger rounds a number in any form that JSON has. It is exact if there was nothing to round.
func parseInteger(text []byte) (n int64, exact, ok bool) {
	s := jsontext.Scanner{Data: text}
	literal, _, ok := s.Number()
	if !ok || !s.AtEnd() {
		return 0, false, false
	}
	return decode.Integer(literal)
}
