package ndototest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var companyRoutes = []route{
	{http.MethodGet, "companies", accessAgents, listCompanies},
	{http.MethodGet, "companies/search", accessAgents, searchCompanies},
	{http.MethodPost, "companies", accessAgents, companyTable.create},
	{http.MethodGet, "companies/{id}", accessAgents, companyTable.withRow(companyTable.show)},
	{http.MethodPatch, "companies/{id}", accessAgents, companyTable.withRow(updateCompany)},
	{http.MethodDelete, "companies/{id}", accessAdmins, companyTable.withRow(deleteCompany)},
	{http.MethodPost, "companies/{id}/destroy_custom_attributes", accessAgents, companyTable.withRow(removeCompanyAttributes)},
	{http.MethodDelete, "companies/{id}/avatar", accessAgents, companyTable.withRow(companyTable.show)},
	{http.MethodGet, "companies/{id}/contacts", accessAgents, companyTable.withRow(listCompanyContacts)},
	{http.MethodGet, "companies/{id}/contacts/search", accessAgents, companyTable.withRow(searchCompanyCandidates)},
	{http.MethodPost, "companies/{id}/contacts", accessAgents, companyTable.withRow(addCompanyContact)},
	{http.MethodDelete, "companies/{id}/contacts/{contact}", accessAgents, companyTable.withRow(removeCompanyContact)},
	{http.MethodGet, "companies/{id}/conversations", accessAgents, companyTable.withRow(listCompanyConversations)},
	{http.MethodGet, "companies/{id}/notes", accessAgents, companyTable.withRow(listCompanyNotes)},
}

const companiesPerPage = 25

var domainName = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+$`)

// companyTable holds the companies. Its routes are listed above: their list has pages, and an update merges.
var companyTable = table{
	path: "companies", key: "company", one: payloadOfOne, required: []string{"name"},
	columns: append(columnsOf(stringColumn, "name", "domain", "description"), columnsOf(objectColumn, "custom_attributes", "additional_attributes")...),
	defaults: func(c *call) object {
		return c.newCompany(nil, nil)
	},
	check: func(c *call, row object, p *problems) {
		if len([]rune(toText(row["name"]))) > 100 {
			p.tooLong("name", 100)
		}
		if domain := toText(row["domain"]); domain != "" {
			if !domainName.MatchString(domain) {
				p.add("domain", "must be a valid domain name")
			}
			p.unique(c.rows["companies"], row, "domain")
		}
		if len([]rune(toText(row["description"]))) > 1000 {
			p.tooLong("description", 1000)
		}
	},
	render: func(c *call, row object) object { return c.renderCompany(row) },
}

func (w *world) newCompany(name, domain any) object {
	now := w.now()
	return object{
		"name": name, "domain": domain, "description": nil, "custom_attributes": object{}, "additional_attributes": object{},
		"created_at": iso(now), "updated_at": iso(now),
	}
}

// renderCompany counts the contacts, or says null if there never was one.
func (c *call) renderCompany(row object) object {
	o := object{
		"id": row["id"], "name": row["name"], "contacts_count": nil, "domain": row["domain"], "description": row["description"],
		"custom_attributes": row["custom_attributes"], "avatar_url": "",
	}
	for _, name := range []string{"created_at", "updated_at"} {
		if t, ok := castTime(row[name]); ok {
			o[name] = epoch(t)
		}
	}
	if members := c.companyContacts(row); len(members) > 0 {
		o["contacts_count"] = len(members)
		for _, p := range members {
			if at := epoch(p.lastActivity); !p.lastActivity.IsZero() && (o["last_activity_at"] == nil || at > o["last_activity_at"].(int64)) {
				o["last_activity_at"] = at
			}
		}
	}
	return o
}

// companyContacts are the contacts of a company by name.
func (c *call) companyContacts(row object) []*contact {
	return c.contactsByName(func(p *contact) bool { return p.company == toInt(row["id"]) })
}

func (c *call) contactsByName(match func(*contact) bool) []*contact {
	list := []*contact{}
	for _, p := range c.contacts {
		if match(p) {
			list = append(list, p)
		}
	}
	sortBy(list, func(p *contact) int64 { return p.id }, false)
	sortBy(list, func(p *contact) string { return p.name }, false)
	return list
}

// companyPage is a page of companies. Without an order the server has none.
func (c *call) companyPage(list []object) reply {
	list = slices.Clone(list)
	c.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	key, descending := strings.CutPrefix(c.text("sort"), "-")
	rendered := renderAll(list, c.renderCompany)
	switch key {
	case "name", "domain":
		slices.SortStableFunc(rendered, func(a, b object) int {
			return compareNullsLast(toText(a[key]), toText(b[key]), descending)
		})
	case "created_at", "last_activity_at", "contacts_count":
		sortBy(rendered, func(o object) int64 { return toInt(o[key]) }, descending)
	}
	return ok(object{
		"meta": object{"total_count": len(list), "page": c.pageParam()}, "payload": pageOf(rendered, c.int("page"), companiesPerPage),
	})
}

func listCompanies(c *call) reply { return c.companyPage(c.rows["companies"]) }

func searchCompanies(c *call) reply {
	query := strings.TrimSpace(c.text("q"))
	if query == "" {
		return unprocessable("Specify search string with parameter q")
	}
	return c.companyPage(slices.DeleteFunc(slices.Clone(c.rows["companies"]), func(row object) bool {
		return !iLike(toText(row["name"]), query) && !iLike(toText(row["domain"]), query)
	}))
}

// updateCompany merges custom attributes into those there are.
func updateCompany(c *call, row object) reply {
	if params := c.object("company"); len(params) > 0 {
		if custom, _ := params["custom_attributes"].(object); custom != nil {
			had, _ := row["custom_attributes"].(object)
			params["custom_attributes"] = merged(had, custom)
		}
	}
	return companyTable.update(c, row)
}

func removeCompanyAttributes(c *call, row object) reply {
	names, isList := c.params["custom_attributes"].([]any)
	if !isList {
		return unprocessable("custom_attributes must be an array")
	}
	left := merged(row["custom_attributes"].(object), nil)
	for _, name := range names {
		delete(left, toText(name))
	}
	row["custom_attributes"] = left
	return companyTable.show(c, row)
}

// deleteCompany lets a worker delete the company; its contacts stay (companies/delete_job.rb).
func deleteCompany(c *call, row object) reply {
	c.later(func() {
		for _, p := range c.companyContacts(row) {
			p.company = 0
			p.additional = merged(p.additional, nil)
			delete(p.additional, "company_name")
		}
		companyTable.remove(c, row)
	})
	return empty()
}
