package ndoto

import (
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestQueriesAreThoseOfGoQuerystring compares the two ways for all params, with each field alone and with all of them.
func TestQueriesAreThoseOfGoQuerystring(t *testing.T) {
	t.Parallel()
	all := []any{
		&ListConversationsParams{}, &ListContactsParams{}, &ListMessagesParams{}, &messageRange{}, &CSATParams{}, &ReportParams{},
		&PeriodParams{}, &PageParams{},
	}
	for _, params := range all {
		v := reflect.ValueOf(params).Elem()
		check := func() {
			want, err := query.Values(params)
			require.NoError(t, err)
			if more, ok := params.(interface{ addQuery(url.Values) }); ok {
				more.addQuery(want)
			}
			got, err := encodeQuery(params)
			require.NoError(t, err)
			assert.Equal(t, want.Encode(), got, "%+v", params)
		}
		check()
		for i := range v.NumField() {
			set(v.Field(i))
			check()
			v.Field(i).SetZero()
		}
		for i := range v.NumField() {
			set(v.Field(i))
		}
		check()
	}
	var none *ListConversationsParams
	for _, params := range []any{nil, none} {
		got, err := encodeQuery(params)
		require.NoError(t, err)
		assert.Empty(t, got)
	}
}

func set(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *Opt[bool]:
		*x = Set(false)
	case *Opt[int64]:
		*x = Set(int64(0))
	case *time.Time:
		*x = time.Unix(1750163696, 0)
	case **time.Location:
		*x = time.UTC
	default:
		switch v.Kind() {
		case reflect.String:
			v.SetString("a b&c=é")
		case reflect.Int, reflect.Int64:
			v.SetInt(int64(7 * time.Second))
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Slice:
			list := reflect.MakeSlice(v.Type(), 2, 2)
			set(list.Index(0))
			set(list.Index(1))
			v.Set(list)
		}
	}
}

// BenchmarkQuery is a list with the usual params.
func BenchmarkQuery(b *testing.B) {
	params := &ListConversationsParams{Status: StatusAll, InboxID: 7, Labels: []string{"vip"}, Page: 2}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encodeQuery(params); err != nil {
			b.Fatal(err)
		}
	}
}
