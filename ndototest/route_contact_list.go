package ndototest

import (
	"cmp"
	"slices"
	"strings"
)

const contactsPerPage = 15

// selectContacts returns the contacts that match, in the requested order. Without one the real server has none.
func (c *call) selectContacts(match func(*contact) bool) []*contact {
	list := []*contact{}
	for _, p := range c.contacts {
		if match(p) {
			list = append(list, p)
		}
	}
	sortBy(list, func(p *contact) int64 { return p.id }, false)
	c.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	keys := strings.Split(c.text("sort"), ",")
	slices.SortStableFunc(list, func(a, b *contact) int {
		for _, key := range c.contactOrder() {
			for _, asked := range keys {
				if name, descending := strings.CutPrefix(asked, "-"); name == key {
					if order := compareNullsLast(contactSort[key](a), contactSort[key](b), descending); order != 0 {
						return order
					}
				}
			}
		}
		return 0
	})
	return list
}

// contactOrder is the order in which the keys of a sort count: that of their declaration, whatever the request says.
func (c *call) contactOrder() []string {
	company := "company_name"
	if c.dialect == Chatwoot42 {
		company = "company"
	}
	return []string{"email", "name", "phone_number", "last_activity_at", "created_at", company, "city", "country"}
}

// compareNullsLast puts what is empty last, in both directions.
func compareNullsLast(a, b string, descending bool) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	case descending:
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

const sortableTime = "2006-01-02T15:04:05.000000000"

var contactSort = map[string]func(*contact) string{
	"name":         func(p *contact) string { return strings.ToLower(p.name) },
	"email":        func(p *contact) string { return p.email },
	"phone_number": func(p *contact) string { return p.phone },
	"created_at":   func(p *contact) string { return p.created.UTC().Format(sortableTime) },
	"last_activity_at": func(p *contact) string {
		if p.lastActivity.IsZero() {
			return ""
		}
		return p.lastActivity.UTC().Format(sortableTime)
	},
	"city":         func(p *contact) string { return toText(p.additional["city"]) },
	"country":      func(p *contact) string { return toText(p.additional["country"]) },
	"company":      func(p *contact) string { return toText(p.additional["company_name"]) },
	"company_name": func(p *contact) string { return toText(p.additional["company_name"]) },
}

// resolved reports whether a contact can be reached; lists leave the others out.
func resolved(p *contact) bool { return p.email != "" || p.phone != "" || p.identifier != "" }

// pageParam is the page as it was sent, or 1.
func (c *call) pageParam() any {
	if c.params["page"] != nil {
		return c.params["page"]
	}
	return 1
}

func (c *call) contactPage(list []*contact) object {
	return object{
		"meta":    object{"count": len(list), "current_page": c.pageParam()},
		"payload": renderRows(c, pageOf(list, c.int("page"), contactsPerPage), func(p *contact) view { return c.renderContact(p, c.withInboxes()) }),
	}
}

func (c *call) hasLabels(p *contact) bool {
	labels := c.labelFilter()
	return len(labels) == 0 || slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(p.labels, l) })
}

func listContacts(c *call) reply {
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool { return resolved(p) && c.hasLabels(p) })))
}

func listActiveContacts(c *call) reply {
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool { return p.isOnline() })))
}

// searchContacts counts the rows of the page and reports has_more from 4.11.0. Before, it finds only contacts that can
// be reached, and reads labels.
func searchContacts(c *call) reply {
	old := c.dialect == Chatwoot42
	if strings.TrimSpace(c.text("q")) == "" {
		meta := object{"count": nil, "current_page": c.pageParam()}
		if !old {
			meta["has_more"] = nil
		}
		return ok(object{"meta": meta, "payload": []object{}})
	}
	query := strings.TrimSpace(c.text("q"))
	list := c.selectContacts(func(p *contact) bool {
		found := iLike(p.name, query) || iLike(p.email, query) || iLike(p.phone, query) || like(p.identifier, query)
		if old {
			found = (found || iLike(toText(p.additional["company_name"]), query)) && resolved(p) && c.hasLabels(p)
		}
		return found
	})
	page := c.contactPage(list)
	if !old {
		meta := page["meta"].(object)
		shown := page["payload"].(rows).count
		meta["count"], meta["has_more"] = shown, (int(max(c.int("page"), 1))-1)*contactsPerPage+shown < len(list)
	}
	return ok(page)
}

// iLike is SQL's ILIKE with the query anywhere: its % and _ are wildcards.
func iLike(text, query string) bool { return like(strings.ToLower(text), strings.ToLower(query)) }

func like(text, query string) bool {
	if text == "" {
		return false
	}
	return likeAt([]rune(text), []rune("%"+query+"%"))
}

func likeAt(text, pattern []rune) bool {
	for i, r := range pattern {
		switch r {
		case '%':
			for j := range len(text) + 1 {
				if likeAt(text[j:], pattern[i+1:]) {
					return true
				}
			}
			return false
		case '\\':
			if i+1 < len(pattern) {
				return len(text) > 0 && text[0] == pattern[i+1] && likeAt(text[1:], pattern[i+2:])
			}
			return false
		case '_':
			if len(text) == 0 {
				return false
			}
		default:
			if len(text) == 0 || text[0] != r {
				return false
			}
		}
		text = text[1:]
	}
	return len(text) == 0
}

func filterContacts(c *call) reply {
	f, refusal := c.readFilter(contactFilter(c.dialect))
	if refusal != nil {
		return *refusal
	}
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool {
		return (c.dialect == Chatwoot42 || resolved(p)) && f.holds(p.attribute)
	})))
}

// attribute is what a filter compares; nil is null.
func (p *contact) attribute(key string, custom bool) any {
	if custom {
		return p.custom[key]
	}
	switch key {
	case "name":
		return p.name
	case "email":
		return orNull(p.email)
	case "phone_number":
		return orNull(p.phone)
	case "identifier":
		return orNull(p.identifier)
	case "blocked":
		return p.blocked
	case "labels":
		return p.labels
	case "created_at":
		return p.created
	case "last_activity_at":
		return timeOrNull(p.lastActivity)
	case "company":
		return p.additional["company_name"]
	}
	return p.additional[key]
}
