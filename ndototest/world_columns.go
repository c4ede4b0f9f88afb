package ndototest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// column is an attribute of a plain record, with its type in the database. Values are cast as ActiveRecord casts them.
type column struct {
	name  string
	kind  columnKind
	names []string // of an enum, by number
}

type columnKind int

const (
	stringColumn columnKind = iota // up to 255 characters
	textColumn                     // up to 20,000 characters
	urlColumn                      // up to 2,048 characters
	intColumn
	floatColumn
	boolColumn
	timeColumn
	enumColumn
	objectColumn // free-form JSON object
	listColumn   // of scalars
	jsonColumn   // anything, as it was sent
)

func columnsOf(kind columnKind, names ...string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name: name, kind: kind}
	}
	return columns
}

func enum(name string, names ...string) column { return column{name, enumColumn, names} }

// assignColumns copies params into a row as strong parameters and casts do. It reports false for a value that no enum
// has, which is an error that the server does not rescue.
func assignColumns(row, params object, columns []column) bool {
	for _, col := range columns {
		v, sent := params[col.name]
		if !sent || !col.permits(v) {
			continue
		}
		cast, valid := col.cast(v)
		if !valid {
			return false
		}
		row[col.name] = cast
	}
	return true
}

// permits reports whether strong parameters let a value through: scalars for most columns.
func (col column) permits(v any) bool {
	switch v.(type) {
	case object:
		return col.kind == objectColumn || col.kind == jsonColumn
	case []any:
		return col.kind == listColumn || col.kind == jsonColumn
	}
	return col.kind != objectColumn && col.kind != listColumn
}

func (col column) cast(v any) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch col.kind {
	case stringColumn, textColumn, urlColumn:
		return toText(v), true
	case intColumn:
		return castInt(v), true
	case floatColumn:
		return castFloat(v), true
	case boolColumn:
		return castBool(v), true
	case timeColumn:
		if t, ok := castTime(v); ok {
			return iso(t), true
		}
		return nil, true
	case enumColumn:
		return castEnum(v, col.names)
	}
	return v, true
}

func castInt(v any) any {
	text := toText(v)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if b, isBool := v.(bool); isBool {
		if b {
			return int64(1)
		}
		return int64(0)
	}
	return toInt(v)
}

func castFloat(v any) any {
	f, err := strconv.ParseFloat(toText(v), 64)
	if err != nil {
		return nil
	}
	return floatNumber(f)
}

// castBool is ActiveModel::Type::Boolean: few values are false, and the empty text is null.
func castBool(v any) any {
	switch text := toText(v); strings.ToLower(text) {
	case "":
		return nil
	case "false", "f", "0", "off":
		return false
	}
	return true
}

// castEnum takes a name or a JSON number, as Rails does; a number in a text is neither.
func castEnum(v any, names []string) (any, bool) {
	if n, isNumber := v.(json.Number); isNumber {
		i, err := strconv.Atoi(n.String())
		if err != nil || i < 0 || i >= len(names) {
			return nil, false
		}
		return names[i], true
	}
	text := toText(v)
	if text == "" {
		return nil, true
	}
	return text, slices.Contains(names, text)
}

// enumParam reads an enum of a query, where digits count too: they are compared with the column.
func (c *call) enumParam(name string, names []string) string {
	text := c.text(name)
	if i, err := strconv.Atoi(text); err == nil && i >= 0 && i < len(names) {
		return names[i]
	}
	return text
}
