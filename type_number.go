package ndoto

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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

// UnmarshalJSON decodes both forms.
func (n *Number) UnmarshalJSON(data []byte) error {
	text := string(data)
	if data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	if text == "" || text == "null" {
		*n = 0
		return nil
	}
	parsed, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	*n = Number(parsed)
	return nil
}
