package ndototest

// view is an object as a view of the server writes it: its members in their order. A list has many, so they are cheaper
// to make and to write than an object is.
type view []member

type member struct {
	name  string
	value any
}

// omitted is the value of a member that is left out.
type omitted struct{}

func onlyIf(there bool, value any) any {
	if !there {
		return omitted{}
	}
	return value
}

// view joins views to one, in the room that the call has for them.
func (c *call) view(parts ...view) view {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	if cap(c.room)-len(c.room) < size {
		c.room = make(view, 0, max(size, 2*cap(c.room)))
	}
	from := len(c.room)
	for _, part := range parts {
		for _, m := range part {
			if m.value != (omitted{}) {
				c.room = append(c.room, m)
			}
		}
	}
	return c.room[from:len(c.room):len(c.room)]
}

// object is a view that can be changed.
func (v view) object() object {
	o := make(object, len(v))
	for _, m := range v {
		o[m.name] = m.value
	}
	return o
}

func (v view) get(name string) any {
	for _, m := range v {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// rows is a list whose rows are rendered when they are written, each in the room of the one before it.
type rows struct {
	call   *call
	count  int
	render func(i int) view
}

func renderRows[T any](c *call, list []T, render func(T) view) rows {
	return rows{c, len(list), func(i int) view { return render(list[i]) }}
}

// withObjects returns a value with objects in place of its views, for those who look into it.
func withObjects(value any) any {
	switch v := value.(type) {
	case view:
		return withObjects(v.object())
	case object:
		o := make(object, len(v))
		for name, member := range v {
			o[name] = withObjects(member)
		}
		return o
	case []view:
		return renderAll(v, objectOf)
	case rows:
		list := make([]object, v.count)
		for i := range list {
			list[i] = objectOf(v.render(i))
		}
		return list
	}
	return value
}

func objectOf(v view) object { return withObjects(v).(object) }
