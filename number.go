package ndoto

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Number is a whole number that the server sends as a number or as a string: it repeats page numbers as they were asked
// for. Null is 0.
type Number int64

// UnmarshalJSON reads both forms.
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
