package ndototest

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// loose matches the lists whose pages may have other rows than those of a recording: rows with equal keys come in any
// order, and the jobs that move a row were behind.
var loose = regexp.MustCompile(`^(GET ` + ofAccount + `(contacts|conversations|companies/\d+/contacts/search)|POST ` + ofAccount + `(contacts|conversations)/filter)$`)

// sameRows returns both responses with the rows of the recorded page, wherever they are in this server's list, and
// notes those that it does not have, which are left out.
func (p *player) sameRows(x exchange, want, got any) (wanted, found any, notes []string) {
	path, query, _ := strings.Cut(x.Path, "?")
	theirs, ours := rowsOf(want), rowsOf(got)
	ids := slices.Sorted(maps.Keys(theirs))
	if !loose.MatchString(x.Method+" "+path) || len(ids) == 0 || len(ours) == 0 || slices.Equal(ids, slices.Sorted(maps.Keys(ours))) {
		return want, got, nil
	}
	for range 3 { // rows with equal keys move between pages
		p.look(x, path, query, ids, ours)
	}
	var recorded, rows []any
	for _, id := range ids {
		if ours[id] == nil {
			notes = append(notes, fmt.Sprintf("row %d is not in the list", id))
			continue
		}
		recorded, rows = append(recorded, theirs[id]), append(rows, ours[id])
	}
	return withRows(want, recorded), withRows(got, rows), notes
}

// look walks a list until it has found all rows with these ids, in an order in which they move little.
func (p *player) look(x exchange, path, query string, ids []int64, found map[int64]object) {
	q, _ := url.ParseQuery(query)
	q.Set("sort", "created_at")
	q.Set("sort_by", "created_at_asc")
	for page := 1; slices.ContainsFunc(ids, func(id int64) bool { return found[id] == nil }); page++ {
		q.Set("page", fmt.Sprint(page))
		rows := rowsOf(p.ask(x, path+"?"+q.Encode()))
		if len(rows) == 0 {
			return
		}
		maps.Copy(found, rows)
	}
}

// ask makes the request of an exchange with another path.
func (p *player) ask(x exchange, path string) any {
	req := httptest.NewRequest(x.Method, path, strings.NewReader(x.ReqBody))
	if x.ReqType != "" {
		req.Header.Set("Content-Type", x.ReqType)
	}
	p.sign(req, x)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, req)
	return parse(w.Body.String())
}

// rowsOf are the rows of a list by their ids.
func rowsOf(body any) map[int64]object {
	o, _ := body.(object)
	if inner, nested := o["data"].(object); nested {
		o = inner
	}
	rows := map[int64]object{}
	list, _ := o["payload"].([]any)
	for _, v := range list {
		row, _ := v.(object)
		rows[toInt(row["id"])] = row
	}
	return rows
}

// withRows returns a list with other rows.
func withRows(body any, rows []any) any {
	o := maps.Clone(body.(object))
	if inner, nested := o["data"].(object); nested {
		o["data"] = withRows(inner, rows)
		return o
	}
	o["payload"] = rows
	return o
}
