package ndototest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestViewsAreWrittenAsTheyAre writes rows that share their room, and hold one view twice.
func TestViewsAreWrittenAsTheyAre(t *testing.T) {
	t.Parallel()
	srv := New(t, WithoutNetwork())
	c := &call{}
	large := func(i int) view {
		members := make(view, twinSize)
		for j := range members {
			members[j] = member{string(rune('a' + j)), i}
		}
		return c.view(members)
	}
	kept := c.view(view{{"kept", true}})
	value := object{"kept": kept, "rows": renderRows(c, []int{0, 1, 2}, func(i int) view {
		m := large(i)
		return c.view(view{{"messages", []view{m}}, {"last", m}, {"left_out", onlyIf(false, i)}}, view{{"own", c.view(view{{"id", onlyIf(i > 0, i)}})}})
	})}

	objects := withObjects(value).(object)
	assert.Equal(t, object{"kept": true}, objects["kept"])
	row := objects["rows"].([]object)[2]
	assert.Equal(t, object{"messages": []object{large(2).object()}, "last": large(2).object(), "own": object{"id": 2}}, row)

	const first = `{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0,"n":0,"o":0,"p":0}`
	srv.mu.Lock()
	defer srv.mu.Unlock()
	got := string(srv.json(value))
	assert.Contains(t, got, `{"kept":{"kept":true},"rows":[{"messages":[`+first+`],"last":`+first+`,"own":{}},{"messages":[{"a":1,`)
	var e encoder
	want, err := e.encode(objects)
	require.NoError(t, err)
	assert.JSONEq(t, string(want), got)
}

func TestViewKeepsItsRoom(t *testing.T) {
	t.Parallel()
	c := &call{}
	one, two := c.view(view{{"a", 1}, {"b", 2}}), c.view(view{{"c", 3}})
	_ = append(one, member{"d", 4}) // does not write over the next one
	assert.Equal(t, []view{{{"a", 1}, {"b", 2}}, {{"c", 3}}}, []view{one, two})
	assert.Equal(t, []any{2, nil}, []any{one.get("b"), one.get("none")})
}
