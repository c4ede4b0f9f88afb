package ndoto

import (
	"net/url"
	"reflect"
	"strconv"

	"github.com/google/go-querystring/query"
)

// computedQuery is implemented by params with parameters that are computed from their fields.
type computedQuery interface {
	addQuery(url.Values)
}

// encodeQuery encodes params by their url tags. Unset fields are not sent, because an empty parameter is a filter to
// this server.
func encodeQuery(params any) (string, error) {
	if p := reflect.ValueOf(params); !p.IsValid() || p.Kind() == reflect.Pointer && p.IsZero() {
		return "", nil
	}
	values, err := query.Values(params)
	if err != nil {
		return "", badInput("the query cannot be encoded: %v", err)
	}
	if c, ok := params.(computedQuery); ok {
		c.addQuery(values)
	}
	return values.Encode(), validateQuery(values)
}

func validateQuery(values url.Values) error {
	for name, list := range values {
		for _, value := range list {
			if err := validateText("query parameter "+strconv.Quote(name), value); err != nil {
				return err
			}
		}
	}
	return nil
}
