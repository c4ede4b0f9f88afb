package ndototest

import (
	"slices"
	"strings"
)

func (c *call) renderCompanyContact(p *contact, company object) object {
	o := c.renderContact(p, false).object()
	o["linked_to_current_company"] = p.company == toInt(company["id"])
	o["company"] = nil
	if own := c.rowOf("companies", p.company); own != nil {
		o["company"] = c.renderCompany(own)
	}
	return o
}

func (c *call) companyContactPage(list []*contact, company object) reply {
	return ok(object{
		"meta": object{"total_count": len(list), "page": c.pageParam()},
		"payload": renderAll(pageOf(list, c.int("page"), contactsPerPage), func(p *contact) object {
			return c.renderCompanyContact(p, company)
		}),
	})
}

func listCompanyContacts(c *call, company object) reply {
	return c.companyContactPage(c.companyContacts(company), company)
}

// searchCompanyCandidates finds contacts that are not in the company.
func searchCompanyCandidates(c *call, company object) reply {
	query := strings.TrimSpace(c.text("q"))
	if query == "" {
		return unprocessable("Specify search string with parameter q")
	}
	return c.companyContactPage(c.contactsByName(func(p *contact) bool {
		return p.company != toInt(company["id"]) &&
			(iLike(p.name, query) || iLike(p.email, query) || iLike(p.phone, query) || iLike(p.identifier, query))
	}), company)
}

func addCompanyContact(c *call, company object) reply {
	p := c.contacts[c.int("contact_id")]
	if p == nil {
		return notFound()
	}
	p.company = toInt(company["id"])
	p.additional = merged(p.additional, object{"company_name": company["name"]})
	return ok(object{"payload": c.renderCompanyContact(p, company)})
}

func removeCompanyContact(c *call, company object) reply {
	p := c.contacts[c.id("contact")]
	if p == nil || p.company != toInt(company["id"]) {
		return notFound()
	}
	p.company = 0
	p.additional = merged(p.additional, nil)
	delete(p.additional, "company_name")
	return empty()
}

// latestOfCompany is how many conversations and notes of a company are shown.
const latestOfCompany = 20

func listCompanyConversations(c *call, company object) reply {
	list := []*conversation{}
	for _, conv := range c.threads {
		if conv.contact.company == toInt(company["id"]) && c.lists(conv) {
			list = append(list, conv)
		}
	}
	return ok(object{"payload": renderRows(c, c.pageInOrder(list, "", 1, latestOfCompany), c.renderConversation)})
}

func listCompanyNotes(c *call, company object) reply {
	list := []object{}
	for _, n := range slices.Backward(c.notes) {
		if p := c.contacts[n.contact]; p != nil && p.company == toInt(company["id"]) && len(list) < latestOfCompany {
			list = append(list, merged(c.renderNote(n), object{"contact": c.renderContact(p, false)}))
		}
	}
	return ok(object{"payload": list})
}
