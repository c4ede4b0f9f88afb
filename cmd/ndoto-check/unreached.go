package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
)

// unreached names the members of a response that no field of the value reaches: those in the Extra fields of its
// objects.
func unreached(value any) []string {
	var names []string
	search(reflect.ValueOf(value), "", &names)
	slices.Sort(names)
	return slices.Compact(names)
}

var attributes = reflect.TypeFor[ndoto.Attributes]()

func search(v reflect.Value, path string, names *[]string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			search(v.Elem(), path, names)
		}
	case reflect.Slice, reflect.Array:
		if v.Type() == attributes || v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			search(v.Index(i), path, names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			switch {
			case !field.IsExported():
			case field.Name == "Extra" && field.Type == attributes:
				var members map[string]json.RawMessage
				if json.Unmarshal(v.Field(i).Bytes(), &members) != nil {
					continue
				}
				for name := range members {
					*names = append(*names, strings.TrimPrefix(path+"."+name, "."))
				}
			case field.Anonymous:
				search(v.Field(i), path, names)
			default:
				search(v.Field(i), path+"."+field.Name, names)
			}
		}
	}
}
