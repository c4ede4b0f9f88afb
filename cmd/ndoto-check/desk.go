package main

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/platform"
)

// desk is what the steps work on.
type desk struct {
	client   *ndoto.Client
	customer *customer.Client // of the throwaway inbox, as soon as that is there
	platform *platform.Client // nil without a token
	reach    []ndoto.Option   // of further clients of the same server
	// name is that of everything that is made, so that what is left behind is recognized.
	name string

	me                                                                                row
	label, team, canned, webhook, attribute, filter, macro, app, bot                  row
	rule, ruleClone, campaign, hook                                                   row
	inbox, front, website, whatsApp                                                   row
	contact, merged, doomed, visitor, note                                            row
	conversation, message, answer, file, chat, menu, survey                           row
	portal, category, article, doomedArticle                                          row
	publicPortal, publicCategory, publicArticle                                       row
	company, role, sla, policy, capacity, limit, assistant, faq, suggestion, document row
	platformAccount, platformBot, dataImport, scenario, tool                          row

	portalSlug                         string // of the portal that was found
	publicSlug                         string // of a portal that anybody may read
	inboxIdentifier, fileURL, chatUUID string
	visitorID                          ndoto.Secret // reaches the visitor on the customers' side
}

// steps returns all steps in the order in which they are taken: what makes a row comes before what needs it.
func (d *desk) steps() []step {
	return slices.Concat(
		d.account(), d.reports(), d.searches(), d.inboxes(), d.teams(), d.bots(), d.settings(), d.automation(), d.contacts(), d.companies(),
		d.conversations(), d.messages(), d.files(), d.customers(), d.helpCenter(), d.articles(), d.publicPages(), d.campaigns(), d.policies(), d.captain(),
		d.provisioning(),
	)
}

// The names of what is made begin with the mark, and say when. The last part is random.
const (
	mark       = "ndoto-check-"
	timeInName = "20060102-1504"
)

func newName(now time.Time) string {
	return mark + now.UTC().Format(timeInName) + "-" + strings.ToLower(rand.Text()[:6])
}

var marked = regexp.MustCompile(`^` + mark + `(\d{8}-\d{4})-[a-z0-9]{6}`)

// markOf returns the name of the run that made what has a name, and when that was, or "".
func markOf(name string) (run string, at time.Time) {
	found := marked.FindStringSubmatch(name)
	if found == nil {
		return "", time.Time{}
	}
	at, _ = time.Parse(timeInName, found[1])
	return found[0], at
}

// address is a URL that nobody serves.
func (d *desk) address() string { return "https://" + d.name + ".example.invalid/" }

// slug is that of the portal to read.
func (d *desk) slug() string {
	if d.portal.made != 0 {
		return d.name
	}
	return d.portalSlug
}
