package ndototest

import "slices"

// Links are records that give something one of something, such as an inbox its policy. Like all plain records they are
// part of the state.

func (w *world) linked(kind string, of int64) any {
	rows := w.rows[kind]
	if i := slices.IndexFunc(rows, func(row object) bool { return toInt(row["of"]) == of }); i >= 0 {
		return rows[i]["to"]
	}
	return nil
}

// link replaces a link. A link to nil is removed.
func (w *world) link(kind string, of int64, to any) {
	w.dropRows(kind, "of", of)
	if to != nil {
		w.rows[kind] = append(w.rows[kind], object{"of": of, "to": to})
	}
}
