package webhook

import (
	"encoding/json"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Changes are the attributes that were changed, in the server's order.
type Changes []Change

// Change is an attribute that was changed.
type Change struct {
	// Attribute is its name in the database, such as status, assignee_id, label_list or waiting_since.
	Attribute         string
	Previous, Current json.RawMessage
}

// Of returns the change of an attribute, and whether there is one.
func (c Changes) Of(attribute string) (Change, bool) {
	for _, change := range c {
		if change.Attribute == attribute {
			return change, true
		}
	}
	return Change{}, false
}

// UnmarshalJSON reads a list of objects with one member each; null is not a change. An object with several members, as
// other software of the family might make of it, is read as well.
func (c *Changes) UnmarshalJSON(data []byte) error {
	*c = nil
	if len(data) > 0 && data[0] == '{' {
		return c.add(data)
	}
	for element := range jsontext.Elements(data) {
		if err := c.add(element); err != nil {
			return err
		}
	}
	return nil
}

func (c *Changes) add(object []byte) error {
	for attribute, raw := range jsontext.Members(object) {
		var values struct {
			Previous json.RawMessage `json:"previous_value"`
			Current  json.RawMessage `json:"current_value"`
		}
		if len(raw) > 0 && raw[0] == '{' {
			if err := json.Unmarshal(raw, &values); err != nil {
				return err
			}
		}
		*c = append(*c, Change{attribute, values.Previous, values.Current})
	}
	return nil
}

// MarshalJSON writes the server's form.
func (c Changes) MarshalJSON() ([]byte, error) {
	list := []map[string]map[string]json.RawMessage{}
	for _, change := range c {
		list = append(list, map[string]map[string]json.RawMessage{
			change.Attribute: {"previous_value": orNull(change.Previous), "current_value": orNull(change.Current)},
		})
	}
	return json.Marshal(list)
}

func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}
