package ndoto

import (
	"encoding/json"
	"maps"
	"slices"
)

// attributeChange adds custom attributes and removes others.
type attributeChange struct {
	add    map[string]json.RawMessage
	remove []string
}

func newAttributeChange(attributes map[string]any) (attributeChange, error) {
	add := map[string]json.RawMessage{}
	for name, value := range attributes {
		raw, err := marshal(value)
		if err != nil {
			return attributeChange{}, err
		}
		add[name] = raw
	}
	return attributeChange{add: add}, nil
}

// applyTo returns the attributes with the change, and false if they have it already.
func (c attributeChange) applyTo(had Attributes) (Attributes, bool) {
	all := had.members()
	for name, value := range c.add {
		all[name] = value
	}
	for _, name := range c.remove {
		delete(all, name)
	}
	data, err := json.Marshal(all)
	if err != nil {
		return had, false
	}
	return data, !sameAttributes(had, data)
}

// members returns the attributes as a map of raw values.
func (a Attributes) members() map[string]any {
	all := map[string]any{}
	for name, raw := range a.All() {
		all[name] = raw
	}
	return all
}

// sameAttributes compares values, not the text that they are written in.
func sameAttributes(a, b Attributes) bool {
	var x, y map[string]any
	if json.Unmarshal([]byte(a.String()), &x) != nil || json.Unmarshal([]byte(b.String()), &y) != nil {
		return slices.Equal(a, b)
	}
	return maps.EqualFunc(x, y, equalJSON)
}

func equalJSON(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && slices.Equal(x, y)
}
