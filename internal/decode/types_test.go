package decode_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
)

// Types that users may pass to Client.Do.
type (
	base struct {
		ID int `json:"base_id"`
	}
	a struct {
		ID int `json:"a_id"`
	}
	b struct {
		ID int `json:"b_id"`
	}
	hidden struct {
		base
		ID int `json:"id"`
	}
	twins struct {
		a
		b
		Name string `json:"name"`
	}
	ownExtra struct {
		ID    int             `json:"id"`
		Extra json.RawMessage `json:"extra"`
	}
	pointed struct {
		*ndoto.Contact
		X string `json:"x"`
	}
	number struct {
		N json.Number `json:"n"`
	}
	unnamed struct {
		M struct {
			ndoto.Time
			Zone string `json:"zone"`
		} `json:"m"`
		L []struct {
			ndoto.Time
			Zone string `json:"zone"`
		} `json:"l"`
	}
	tree []tree
	wood struct {
		Trees tree `json:"trees"`
	}
)

func TestTypesOfUsers(t *testing.T) {
	t.Parallel()
	for text, target := range map[string]func() any{
		`{"base_id":1,"id":2}`:                    func() any { return new(hidden) },
		`{"a_id":1,"b_id":2,"name":"x"}`:          func() any { return new(twins) },
		`{"id":1,"extra":{"a":1},"other":2}`:      func() any { return new(ownExtra) },
		`{"x":"1","later":2,"avatar_url":"u"}`:    func() any { return new(pointed) },
		`{"n":"abc"}`:                             func() any { return new(number) },
		`{"n":12}`:                                func() any { return new(number) },
		`{"m":{"zone":"UTC"},"l":[{"zone":"x"}]}`: func() any { return new(unnamed) },
		`{"m":1,"l":[1]}`:                         func() any { return new(unnamed) },
		`{"trees":[[],[[]]]}`:                     func() any { return new(wood) },
		`[[],[[]]]`:                               func() any { return new(tree) },
	} {
		got, want := target(), target()
		errGot, errWant := decode.Unmarshal([]byte(text), got), json.Unmarshal([]byte(text), want)
		assert.Equal(t, errWant == nil, errGot == nil, "%T: %v, but %v", got, errGot, errWant)
		if errGot == nil {
			assert.Equal(t, want, got, text)
		}
	}
}

func TestEmbeddedStructWithTag(t *testing.T) {
	t.Parallel()
	var v struct {
		ndoto.Contact `json:"contact"`
		X             string `json:"x"`
	}
	require.NoError(t, decode.Unmarshal([]byte(`{"contact":{"id":5,"later":9},"x":"1","avatar_url":"not the contact's"}`), &v))
	assert.Equal(t, ndoto.Contact{ID: 5, Extra: ndoto.Attributes(`{"later":9}`)}, v.Contact)
	assert.Equal(t, "1", v.X)
}
