package ndoto

import (
	"cmp"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-querystring/query"
)

// encodeQuery writes params by their url tags. What is not set is not sent: an empty parameter is a filter to this server.
func encodeQuery(params any) (string, error) {
	if params == nil {
		return "", nil
	}
	p := reflect.ValueOf(params)
	if p.Kind() == reflect.Pointer && p.IsNil() {
		return "", nil
	}
	added := url.Values{}
	if more, ok := params.(interface{ addQuery(url.Values) }); ok {
		more.addQuery(added)
	}
	if len(added) == 0 && p.Kind() == reflect.Pointer {
		if encoded, ok := encodeFields(p.Elem()); ok {
			return encoded, nil
		}
	}
	values, err := query.Values(params)
	if err != nil {
		return "", badInput("the query cannot be written: %v", err)
	}
	for name, list := range added {
		values[name] = list
	}
	return values.Encode(), nil
}

// queryField is a field of params of a kind that most have. encodeFields writes those as go-querystring does, which costs 30
// allocations a call, and leaves all others to it.
type queryField struct {
	index           int
	name            string // escaped
	kind            reflect.Kind
	omitEmpty, rare bool // rare ones are left to go-querystring if they are set
}

// queryPlans caches the fields of each type, sorted by name; nil for a type that is left to go-querystring.
var queryPlans sync.Map

func queryPlanOf(t reflect.Type) []queryField {
	if plan, ok := queryPlans.Load(t); ok {
		return plan.([]queryField)
	}
	plan := makeQueryPlan(t)
	queryPlans.Store(t, plan)
	return plan
}

func makeQueryPlan(t reflect.Type) []queryField {
	if t.Kind() != reflect.Struct {
		return nil
	}
	plan := []queryField{}
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("url"), ",")
		if name == "-" {
			continue
		}
		f := queryField{index: i, name: url.QueryEscape(name), kind: sf.Type.Kind(), omitEmpty: options == "omitempty"}
		encodes := sf.Type.Implements(reflect.TypeFor[query.Encoder]())
		switch {
		case !sf.IsExported() || sf.Anonymous || name == "":
			return nil
		case encodes:
			f.rare = true
		case f.kind == reflect.Slice && sf.Type.Elem().Kind() == reflect.String && strings.HasSuffix(options, "brackets"):
			f.name += url.QueryEscape("[]")
		case options != "" && !f.omitEmpty:
			return nil
		case f.kind != reflect.String && f.kind != reflect.Bool && f.kind != reflect.Int && f.kind != reflect.Int64:
			return nil
		}
		plan = append(plan, f)
	}
	slices.SortFunc(plan, func(a, b queryField) int { return cmp.Compare(a.name, b.name) })
	return plan
}

func encodeFields(v reflect.Value) (string, bool) {
	plan := queryPlanOf(v.Type())
	if plan == nil {
		return "", false
	}
	var b []byte
	add := func(name, value string) {
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = append(append(append(b, name...), '='), value...)
	}
	for _, f := range plan {
		field := v.Field(f.index)
		switch {
		case f.rare:
			if !field.IsZero() {
				return "", false
			}
		case f.kind == reflect.Slice:
			for i := range field.Len() {
				add(f.name, url.QueryEscape(field.Index(i).String()))
			}
		case f.omitEmpty && field.IsZero():
		case f.kind == reflect.String:
			add(f.name, url.QueryEscape(field.String()))
		case f.kind == reflect.Bool:
			add(f.name, strconv.FormatBool(field.Bool()))
		default:
			add(f.name, strconv.FormatInt(field.Int(), 10))
		}
	}
	return string(b), true
}
