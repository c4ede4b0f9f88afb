package ndoto

import (
	"context"
	"slices"
	"strings"
)

// filterKeyChange is an attribute that some servers can filter by, and others cannot.
type filterKeyChange struct {
	since, until string // the first release with it, and the first without
	name         string // of the constant
}

// conversationKeys changed for the filters of conversations.
var conversationKeys = map[string]filterKeyChange{
	string(FilterContact):     {since: "4.16.0", name: "FilterContact"},
	string(FilterCountryCode): {until: "4.10.0", name: "FilterCountryCode"},
}

// companyName is the release that renamed the attribute company of contacts to company_name.
const companyName = "4.14.0"

// requireFilterKeys refuses what the server is known not to filter conversations by. It asks for the version only if
// the filter has an attribute that changed.
func (c *Client) requireFilterKeys(ctx context.Context, r request, f Filter) request {
	for _, condition := range f.conditions {
		change, changed := conversationKeys[condition.key]
		if !changed || condition.model != "" {
			continue
		}
		server := c.serverIfKnown(ctx)
		r = r.require(!server.olderThan(change.since), "this server is %s; it filters by %s from %s", server, change.name, change.since)
		r = r.require(change.until == "" || !server.AtLeast(change.until), "this server is %s; it filters conversations by %s before %s only", server, change.name, change.until)
	}
	return r
}

// fitFilter names the company of a contact as the server does. It asks for the version only if the filter has one.
func (c *Client) fitFilter(ctx context.Context, f Filter) Filter {
	for i, condition := range f.conditions {
		if condition.model != "" || condition.key != string(FilterCompany) && condition.key != string(FilterCompanyName) {
			continue
		}
		server := c.serverIfKnown(ctx)
		f.conditions = slices.Clone(f.conditions)
		switch {
		case server.AtLeast(companyName):
			f.conditions[i].key = string(FilterCompanyName)
		case server.olderThan(companyName):
			f.conditions[i].key = string(FilterCompany)
		}
	}
	return f
}

// fitSort is fitFilter for the order of a list of contacts.
func (c *Client) fitSort(ctx context.Context, params *ListContactsParams) *ListContactsParams {
	if params == nil || !strings.Contains(string(params.Sort), string(ContactsByCompany)) {
		return params
	}
	server := c.serverIfKnown(ctx)
	if !server.known() {
		return params
	}
	name := ContactsByCompanyName
	if server.olderThan(companyName) {
		name = ContactsByCompany
	}
	keys := strings.Split(string(params.Sort), ",")
	for i, key := range keys {
		if field := strings.TrimPrefix(key, "-"); field == string(ContactsByCompany) || field == string(ContactsByCompanyName) {
			keys[i] = strings.TrimSuffix(key, field) + string(name)
		}
	}
	fitting := *params
	fitting.Sort = ContactSort(strings.Join(keys, ","))
	return &fitting
}
