package ndoto

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guest is a contact of a directory.
type guest struct {
	id   int64
	keys map[string]string // what it is sorted by; empty values come last in both directions
}

// directory is a server whose contacts change while they are read, and whose pages fail for a while.
type directory struct {
	random *rand.Rand
	guests []guest
	next   int64
	always map[int64]bool // those that have been there all the time

	changes, fails bool
	requests       int
	down           map[int]time.Time // until when a page fails
}

// sortedBy are the keys of contacts in the order in which the software applies them, whatever that in the request is.
var sortedBy = [...]string{"email", "name", "phone_number", "last_activity_at", "created_at", "company_name", "company", "city", "country"}

// add makes a contact. Many tie in each of the keys, and some in all of them.
func (d *directory) add(created time.Time) {
	d.next++
	pick := func(values ...string) string { return values[d.random.IntN(len(values))] }
	company := pick("Acme", "Globex", "")
	g := guest{d.next, map[string]string{
		"name": pick("Ada", "Ben", "Cleo", ""), "created_at": strconv.FormatInt(created.Unix(), 10), "company_name": company, "company": company,
		"city": pick("Nairobi", "Mombasa", ""), "country": pick("Kenya", ""), "last_activity_at": pick("1", "2", "3", "", ""),
	}}
	switch d.random.IntN(4) {
	case 0:
		g.keys["email"] = fmt.Sprintf("guest%d@example.com", g.id)
	case 1:
		g.keys["phone_number"] = fmt.Sprintf("+2547%08d", g.id)
	}
	d.guests = append(d.guests, g)
}

// change has one contact come, one leave and one get another name.
func (d *directory) change() {
	if d.random.IntN(2) == 0 {
		d.add(time.Now())
	}
	if len(d.guests) > 0 && d.random.IntN(2) == 0 {
		i := d.random.IntN(len(d.guests))
		delete(d.always, d.guests[i].id)
		d.guests = slices.Delete(d.guests, i, i+1)
	}
	if len(d.guests) > 0 && d.random.IntN(2) == 0 {
		d.guests[d.random.IntN(len(d.guests))].keys["name"] = fmt.Sprint("Moved ", d.random.IntN(5))
	}
}

// sort gives those that tie another order each time.
func (d *directory) sort(asked []string) {
	type key struct {
		name       string
		descending bool
	}
	var keys []key
	for _, name := range sortedBy {
		if slices.Contains(asked, name) || slices.Contains(asked, "-"+name) {
			keys = append(keys, key{name, slices.Contains(asked, "-"+name)})
		}
	}
	type sortable struct {
		guest
		values [len(sortedBy)]string
	}
	list := make([]sortable, len(d.guests))
	for i, at := range d.random.Perm(len(d.guests)) {
		list[i].guest = d.guests[at]
		for k, key := range keys {
			list[i].values[k] = list[i].keys[key.name]
		}
	}
	slices.SortStableFunc(list, func(a, b sortable) int {
		for k, key := range keys {
			x, y := a.values[k], b.values[k]
			switch {
			case x == y:
			case x == "":
				return 1
			case y == "":
				return -1
			case key.descending:
				return cmp.Compare(y, x)
			default:
				return cmp.Compare(x, y)
			}
		}
		return 0
	})
	for i := range list {
		d.guests[i] = list[i].guest
	}
}

func (d *directory) RoundTrip(req *http.Request) (*http.Response, error) {
	q := req.URL.Query()
	if !q.Has("sort") {
		return respond(req, http.StatusOK, `{"version":"4.16.2"}`), nil
	}
	page, _ := strconv.Atoi(q.Get("page"))
	d.requests++
	time.Sleep(time.Second)
	if d.changes && d.requests < 300 && d.random.IntN(3) == 0 {
		d.change()
	}
	if d.fails {
		if _, known := d.down[page]; !known {
			d.down[page] = time.Now()
			if d.random.IntN(4) == 0 {
				d.down[page] = time.Now().Add(time.Duration(d.random.IntN(60)) * time.Second)
			}
		}
		if time.Now().Before(d.down[page]) {
			return respond(req, http.StatusInternalServerError, ""), nil
		}
	}
	d.sort(strings.Split(q.Get("sort"), ","))
	from := min(max(page-1, 0)*ContactsPerPage, len(d.guests))
	var body strings.Builder
	for i, g := range d.guests[from:min(from+ContactsPerPage, len(d.guests))] {
		fmt.Fprintf(&body, `%s{"id":%d,"name":%q,"created_at":%s}`, strings.Repeat(",", min(i, 1)), g.id, g.keys["name"], g.keys["created_at"])
	}
	meta := fmt.Sprintf(`{"count":%d,"current_page":%d}`, len(d.guests), page)
	return respond(req, http.StatusOK, `{"meta":`+meta+`,"payload":[`+body.String()+`]}`, "Date", time.Now().UTC().Format(http.TimeFormat)), nil
}

// TestWalkOverContactsIsComplete walks over up to 3,000 contacts in all orders, with many that tie, which the server
// gives in another order for each page, while contacts come, leave and move, and pages fail for up to a minute. Every
// contact that was there all the time comes exactly once, or the error says that it may not have.
func TestWalkOverContactsIsComplete(t *testing.T) {
	t.Parallel()
	sorts := []ContactSort{"", "-last_activity_at,name"}
	for _, key := range []ContactSort{
		ContactsByName, ContactsByEmail, ContactsByPhone, ContactsByLastActivity, ContactsByCreated,
		ContactsByCity, ContactsByCountry, ContactsByCompany, ContactsByCompanyName,
	} {
		sorts = append(sorts, key, "-"+key)
	}
	scenarios := map[string]struct{ changes, fails bool }{
		"still": {}, "changing": {changes: true}, "failing": {fails: true}, "changing and failing": {true, true},
	}
	for name, scenario := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				count, incomplete := 0, 0
				for _, sort := range sorts {
					for seed := range uint64(max(*walks/4, 1)) {
						count++
						if walkContactsOnce(t, seed, sort, scenario.changes, scenario.fails) {
							incomplete++
						}
					}
				}
				t.Logf("%d of %d walks ended with ErrIncomplete", incomplete, count)
			})
		})
	}
}

// TestWalkThatLosesAsManyRowsAsItMisses repeats a walk in which two passes had as many rows as the list had left, but
// not the same ones.
func TestWalkThatLosesAsManyRowsAsItMisses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { walkContactsOnce(t, 49, "", true, false) })
}

// walkContactsOnce reports whether the walk ended with ErrIncomplete.
func walkContactsOnce(t *testing.T, seed uint64, sort ContactSort, changes, fails bool) bool {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 3))
	d := &directory{random: random, always: map[int64]bool{}, changes: changes, fails: fails, down: map[int]time.Time{}}
	rows := random.IntN(100)
	if seed%40 == 7 {
		rows = random.IntN(3001)
	}
	for range rows {
		d.add(time.Now().Add(-time.Hour * time.Duration(1+random.IntN(3))))
	}
	for _, g := range d.guests {
		d.always[g.id] = true
	}
	client, params := newTestClient(t, d.RoundTrip), &ListContactsParams{Sort: sort}
	list := []iter.Seq2[*Contact, error]{
		client.Contacts.All(t.Context(), params), client.Contacts.SearchAll(t.Context(), "guest", params),
		client.Contacts.FilterAll(t.Context(), Where(FilterBlocked.Equal(false)), params),
	}[seed%3]
	seen := map[int64]bool{}
	for contact, err := range list {
		if errors.Is(err, ErrIncomplete) {
			return true
		}
		require.NoError(t, err, "seed %d, sort %q", seed, sort)
		require.False(t, seen[contact.ID], "contact %d came again; seed %d, sort %q", contact.ID, seed, sort)
		seen[contact.ID] = true
	}
	for id := range d.always {
		require.True(t, seen[id], "contact %d of %d did not come; seed %d, sort %q, %d requests", id, rows, seed, sort, d.requests)
	}
	return false
}

// TestWalkWaitsForAPageWithinABound walks over a list with a page that fails for good.
func TestWalkWaitsForAPageWithinABound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &directory{random: rand.New(rand.NewPCG(1, 3)), fails: true, down: map[int]time.Time{1: {}, 2: time.Now().Add(time.Hour)}}
		for range 60 {
			d.add(time.Now().Add(-time.Hour))
		}
		began, came := time.Now(), 0
		var failure error
		for _, err := range newTestClient(t, d.RoundTrip).Contacts.All(t.Context(), nil) {
			if failure = err; err == nil {
				came++
			}
		}
		assert.Equal(t, ContactsPerPage, came)
		assert.ErrorIs(t, failure, ErrServer)
		assert.InDelta(t, 2*time.Minute, time.Since(began), float64(20*time.Second))
	})
}
