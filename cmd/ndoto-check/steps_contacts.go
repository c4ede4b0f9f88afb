package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

// person describes a contact that is made. Without an identifier it would be in no list, and from an email address an
// enterprise server makes a company.
func (d *desk) person(who string) *ndoto.ContactParams {
	return &ndoto.ContactParams{Name: ndoto.Set(d.name), Identifier: ndoto.Set(d.name + "-" + who)}
}

// contacts needs the inbox for what it makes: agents may make contacts, and companies, but not delete them, and only an
// administrator has made the inbox.
func (d *desk) contacts() []step {
	c := d.client
	return []step{
		readWith("Contacts.List", c.Contacts.List, nil).finding(&d.contact),
		readWith("Contacts.Active", c.Contacts.Active, nil),
		create("Contacts.Create", &d.contact, c.Contacts.Create, d.person("kept")).needing(&d.inbox).undoneBy("Contacts.Delete", c.Contacts.Delete),
		create("Contacts.Create", &d.merged, c.Contacts.Create, d.person("merged")).needing(&d.inbox).shownAs("to be merged").
			undoneBy("Contacts.Delete", c.Contacts.Delete),
		readOf("Contacts.Get", &d.contact, c.Contacts.Get),
		update("Contacts.Update", &d.contact, c.Contacts.Update, &ndoto.ContactParams{CustomAttributes: map[string]any{attribute: "yes"}}),
		update("Contacts.RemoveAttributes", &d.contact, c.Contacts.RemoveAttributes, []string{attribute}),
		change("Contacts.DeleteAvatar", &d.contact, c.Contacts.DeleteAvatar),
		write("Contacts.Merge", func(ctx context.Context) (any, error) {
			return c.Contacts.Merge(ctx, d.contact.made, d.merged.made)
		}, &d.contact, &d.merged),
		write("Contacts.CreateInbox", func(ctx context.Context) (any, error) {
			return c.Contacts.CreateInbox(ctx, d.contact.made, d.inbox.made, &ndoto.ContactInboxParams{SourceID: d.name})
		}, &d.contact, &d.inbox),
		write("Contacts.FindBySource", func(ctx context.Context) (any, error) {
			return c.Contacts.FindBySource(ctx, d.inbox.made, d.name)
		}, &d.contact, &d.inbox),
		readOf("Contacts.ContactableInboxes", &d.contact, c.Contacts.ContactableInboxes),
		readOf("Contacts.Conversations", &d.contact, c.Contacts.Conversations),
		update("Contacts.SetLabels", &d.contact, c.Contacts.SetLabels, []string{d.name}).needing(&d.label),
		readOf("Contacts.Labels", &d.contact, c.Contacts.Labels),
		write("Contacts.BulkAddLabels", func(ctx context.Context) (any, error) {
			return nil, c.Contacts.BulkAddLabels(ctx, []int64{d.contact.made}, []string{d.name})
		}, &d.contact, &d.label),
		write("Contacts.BulkRemoveLabels", func(ctx context.Context) (any, error) {
			return nil, c.Contacts.BulkRemoveLabels(ctx, []int64{d.contact.made}, []string{d.name})
		}, &d.contact, &d.label),
		update("Contacts.CreateNote", &d.contact, c.Contacts.CreateNote, madeBy).making(&d.note).
			undoneBy("Contacts.DeleteNote", func(ctx context.Context, id int64, o ...ndoto.RequestOption) error {
				return c.Contacts.DeleteNote(ctx, d.contact.made, id, o...)
			}),
		readOf("Contacts.Notes", &d.contact, c.Contacts.Notes).finding(&d.note),
		view("Contacts.GetNote", func(ctx context.Context) (any, error) {
			return c.Contacts.GetNote(ctx, d.contact.id(), d.note.id())
		}, &d.contact, &d.note),
		write("Contacts.UpdateNote", func(ctx context.Context) (any, error) {
			return c.Contacts.UpdateNote(ctx, d.contact.made, d.note.made, "still "+madeBy)
		}, &d.contact, &d.note),
		create("Contacts.Create", &d.doomed, c.Contacts.Create, d.person("doomed")).needing(&d.inbox).shownAs("to be deleted in bulk").
			undoneBy("Contacts.Delete", c.Contacts.Delete),
		write("Contacts.BulkDelete", func(ctx context.Context) (any, error) {
			return nil, c.Contacts.BulkDelete(ctx, []int64{d.doomed.made})
		}, &d.doomed),
	}
}

// attribute is a custom attribute that is set, and removed.
const attribute = "ndoto_check"

func (d *desk) companies() []step {
	c := d.client
	return ofEnterprise(
		readWith("Companies.List", c.Companies.List, nil).finding(&d.company),
		view("Companies.Search", func(ctx context.Context) (any, error) { return c.Companies.Search(ctx, word, nil) }),
		create("Companies.Create", &d.company, c.Companies.Create, &ndoto.CompanyParams{Name: ndoto.Set(d.name), Domain: ndoto.Set(d.name + ".example")}).
			needing(&d.inbox).undoneBy("Companies.Delete", c.Companies.Delete),
		readOf("Companies.Get", &d.company, c.Companies.Get),
		update("Companies.Update", &d.company, c.Companies.Update, &ndoto.CompanyParams{CustomAttributes: map[string]any{attribute: "yes"}}),
		update("Companies.RemoveAttributes", &d.company, c.Companies.RemoveAttributes, []string{attribute}),
		act("Companies.DeleteAvatar", &d.company, c.Companies.DeleteAvatar),
		view("Companies.SearchCandidates", func(ctx context.Context) (any, error) {
			return c.Companies.SearchCandidates(ctx, d.company.id(), word, nil)
		}, &d.company),
		write("Companies.AddContact", func(ctx context.Context) (any, error) {
			return c.Companies.AddContact(ctx, d.company.made, d.contact.made)
		}, &d.company, &d.contact),
		view("Companies.Contacts", func(ctx context.Context) (any, error) {
			return c.Companies.Contacts(ctx, d.company.id(), nil)
		}, &d.company),
		readOf("Companies.Conversations", &d.company, c.Companies.Conversations),
		readOf("Companies.Notes", &d.company, c.Companies.Notes),
		write("Companies.RemoveContact", func(ctx context.Context) (any, error) {
			return nil, c.Companies.RemoveContact(ctx, d.company.made, d.contact.made)
		}, &d.company, &d.contact),
	)
}
