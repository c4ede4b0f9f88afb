package ndototest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// problems collects failed validations, with the messages that Rails makes of them.
type problems struct {
	texts      []string
	attributes []string
}

// add notes that an attribute is not valid: "Short code has already been taken".
func (p *problems) add(attribute, text string) {
	if attribute != "base" {
		text = humanize(attribute) + " " + text
	}
	p.texts = append(p.texts, text)
	if !slices.Contains(p.attributes, attribute) {
		p.attributes = append(p.attributes, attribute)
	}
}

// sorted puts the problems of attributes in the order in which a model validates them.
func (p *problems) reply() *reply {
	if len(p.texts) == 0 {
		return nil
	}
	r := invalid(strings.Join(p.texts, ", "), p.attributes...)
	return &r
}

// byAttribute is ActiveModel::Errors#messages.
func (p *problems) byAttribute() object {
	o := object{}
	for i, attribute := range p.attributes {
		o[attribute] = []string{strings.TrimPrefix(p.texts[i], humanize(attribute)+" ")}
	}
	return o
}

// humanize is String#humanize: "short_code" is "Short code", and "inbox_id" is "Inbox".
func humanize(attribute string) string {
	text := strings.ReplaceAll(strings.TrimSuffix(attribute, "_id"), "_", " ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func isBlank(v any) bool {
	switch v := v.(type) {
	case object:
		return len(v) == 0
	case []any:
		return len(v) == 0
	case bool:
		return !v
	}
	return strings.TrimSpace(toText(v)) == ""
}

// lengths is ApplicationRecord#validates_column_content_length.
func (p *problems) lengths(row object, columns []column) {
	for _, col := range columns {
		limit, limited := map[columnKind]int{stringColumn: 255, urlColumn: 2048, textColumn: 20_000}[col.kind]
		if limited && utf8.RuneCountInString(toText(row[col.name])) > limit {
			p.tooLong(col.name, limit)
		}
	}
}

func (p *problems) tooLong(attribute string, limit int) {
	p.add(attribute, fmt.Sprintf("is too long (maximum is %d characters)", limit))
}

func (p *problems) present(row object, attributes ...string) {
	for _, attribute := range attributes {
		if isBlank(row[attribute]) {
			p.add(attribute, "can't be blank")
		}
	}
}

const taken = "has already been taken"

// unique compares with the other rows, within the same scope if there is one.
func (p *problems) unique(rows []object, row object, attribute string, scope ...string) {
	for _, other := range rows {
		same := func(name string) bool { return other[name] == row[name] }
		if other["id"] != row["id"] && same(attribute) && !slices.ContainsFunc(scope, func(name string) bool { return !same(name) }) {
			p.add(attribute, taken)
			return
		}
	}
}

// hasNUL reports whether a text has a zero byte anywhere, which the database refuses.
func hasNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, hasNUL)
	case object:
		for name, inner := range v {
			if strings.ContainsRune(name, 0) || hasNUL(inner) {
				return true
			}
		}
	}
	return false
}

func merged(under, over object) object {
	o := maps.Clone(under)
	if o == nil {
		o = object{}
	}
	maps.Copy(o, over)
	return o
}
