package decode

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// extraMember is a member for Extra.
type extraMember struct{ name, raw []byte }

// aliasValue is a member under another dialect's name. It counts only if the field has no value at the end of the
// object.
type aliasValue struct {
	member *member
	raw    []byte
}

func (o *object) read(r *reader, v reflect.Value) bool {
	if r.null() {
		return true
	}
	start := r.mark()
	if !o.readMembers(r, v) || !o.readAliases(r, v, r.aliases[start.aliases:]) {
		return r.rollback(start)
	}
	if extras := r.extras[start.extras:]; len(extras) > 0 {
		v.FieldByIndex(o.extra).SetBytes(r.joinMembers(extras))
	}
	r.extras, r.aliases = r.extras[:start.extras], r.aliases[:start.aliases]
	return true
}

func (o *object) readMembers(r *reader, v reflect.Value) bool {
	var assigned [maxFields / 64]uint64
	guess := &o.first
	more, ok := r.Open('{', '}')
	for ; more; more, ok = r.Next('}') {
		m, valid := o.readKey(r, guess)
		if !valid {
			return false
		}
		if m == nil {
			continue // it was for Extra
		}
		guess = &m.next
		if m.alias {
			raw, valid := r.Value()
			if !valid {
				return r.giveUp()
			}
			r.aliases = append(r.aliases, aliasValue{m, raw})
			continue
		}
		target := m.field.of(v)
		if n := m.field.number; assigned[n/64%len(assigned)]&(1<<(n%64)) == 0 {
			assigned[n/64%len(assigned)] |= 1 << (n % 64)
		} else if r.careful {
			target.SetZero() // the last of several counts
		} else {
			return r.giveUp()
		}
		if !o.readMember(r, m, target) {
			return false
		}
	}
	return ok
}

// readKey consumes the key of a member. A member without a field is consumed whole, and nil.
func (o *object) readKey(r *reader, guess *atomic.Pointer[member]) (*member, bool) {
	r.Peek()
	if m := guess.Load(); len(r.Data)-r.Pos > len(m.key) && string(r.Data[r.Pos:r.Pos+len(m.key)]) == m.key {
		r.Pos += len(m.key)
		return m, true
	}
	key, plain, ok := r.Key()
	if !ok {
		return nil, r.giveUp()
	}
	if m := o.members[string(key)]; m != nil && plain {
		guess.Store(m)
		return m, true
	}
	if r.careful {
		if m, known := o.findInAnyCase(jsontext.Unquote(key, plain)); known {
			return m, true
		}
	} else if !plain || !o.isForeignKey(key) {
		return nil, r.giveUp()
	}
	raw, ok := r.Value()
	if !ok {
		return nil, r.giveUp()
	}
	if o.extra != nil {
		r.extras = append(r.extras, extraMember{r.quotable(key, plain), raw})
	}
	return nil, true
}

// readAliases reads the members under names of other dialects into the fields that have no value.
func (o *object) readAliases(r *reader, v reflect.Value, aliases []aliasValue) bool {
	for _, a := range aliases {
		if target := a.member.field.of(v); target.IsZero() {
			outer := r.Scanner
			r.Data, r.Pos = a.raw, 0
			ok := o.readMember(r, a.member, target)
			r.Scanner = outer
			if !ok {
				return false
			}
		}
	}
	return true
}

// joinMembers makes an object of members.
func (r *reader) joinMembers(members []extraMember) []byte {
	n := len("}")
	for _, m := range members {
		n += len(`{"":`) + len(m.name) + len(m.raw)
	}
	object := r.room(n)
	for _, m := range members {
		object = appendMember(object, m.name, m.raw)
	}
	return append(object, '}')
}

// readMember reads the value of a field. A mismatch goes to Extra, unless it is an identifier, or there is no Extra:
// then the object around this one has to keep it.
func (o *object) readMember(r *reader, m *member, target reflect.Value) bool {
	field := m.field
	r.Peek()
	start := r.begin()
	if field.decoder.read(r, target) {
		if r.mismatched != start.mismatched {
			o.keepLoose(r, m, start)
		}
		return true
	}
	if o.extra == nil {
		r.within(m.name, len(r.mismatches))
		return false
	}
	raw, ok := r.retreat(start)
	if !ok {
		r.within(m.name, len(r.mismatches))
		return false
	}
	target.SetZero()
	if field.isID {
		r.fatal = &Mismatch{Path: m.name, Reason: reasonFor(raw, target.Type())}
		return false
	}
	r.extras = append(r.extras, extraMember{[]byte(m.name), raw})
	r.report(m.name, raw, target.Type(), true)
	return true
}

// keepLoose keeps the text of a member that something was left out of.
func (o *object) keepLoose(r *reader, m *member, start valueStart) {
	r.within(m.name, start.mismatches)
	if r.loose == start.loose || o.extra == nil {
		return
	}
	r.extras = append(r.extras, extraMember{[]byte(m.name), r.Data[start.pos:r.Pos]})
	r.loose = start.loose
	for i := start.mismatches; i < len(r.mismatches); i++ {
		r.mismatches[i].Kept = true
	}
}

// findInAnyCase finds the member of a name as encoding/json does.
func (o *object) findInAnyCase(name string) (*member, bool) {
	if m := o.members[name]; m != nil {
		return m, true
	}
	for known, m := range o.members {
		if strings.EqualFold(known, name) {
			return m, true
		}
	}
	return nil, false
}

// quotable returns a key as encoding/json would write it, without its quotes.
func (r *reader) quotable(key []byte, plain bool) []byte {
	if !r.careful {
		return key
	}
	quoted, _ := json.Marshal(jsontext.Unquote(key, plain)) // a string always marshals
	return quoted[1 : len(quoted)-1]
}

// isForeignKey reports whether a key certainly belongs to no field, not even in different case, and reads the same in
// Extra.
func (o *object) isForeignKey(key []byte) bool {
	upper := false
	for _, c := range key {
		switch {
		case c >= 0x80 || c == '<' || c == '>' || c == '&':
			return false
		case c >= 'A' && c <= 'Z':
			upper = true
		}
	}
	if !upper {
		return true
	}
	return o.members[strings.ToLower(string(key))] == nil
}
