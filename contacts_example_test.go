package ndoto_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/usendoto/ndoto-go"
)

// Find a customer by email address, or create them: never twice, whatever fails and whoever else does the same.
func ExampleContactsService_Ensure() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()

	for range 2 {
		contact, created, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("grace@example.com"), &ndoto.ContactParams{
			Name: ndoto.Set("Grace Hopper"), Identifier: ndoto.Set("crm-7"),
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.Name, created)
	}
	// Output:
	// Grace Hopper true
	// Grace Hopper false
}

// Create or update: the contact has these values in the end, whether it was there before or not.
func ExampleContactsService_Ensure_upsert() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()

	params := &ndoto.ContactParams{Name: ndoto.Set("Ada Lovelace"), CustomAttributes: map[string]any{"plan": "gold"}}
	contact, created, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), params)
	if err == nil && !created {
		contact, err = client.Contacts.Update(ctx, contact.ID, params)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Name, contact.CustomAttributes.Text("plan"))
	// Output: Ada Lovelace gold
}

func ExampleContactsService_Create() {
	client, _, done := newExample()
	defer done()

	contact, err := client.Contacts.Create(context.Background(), &ndoto.ContactParams{
		Name: ndoto.Set("Grace Hopper"), PhoneNumber: ndoto.Set("+250788123456"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Name, contact.PhoneNumber)
	// Output: Grace Hopper +250788123456
}

// Absent fields stay as they are, and null removes a value.
func ExampleContactsService_Update() {
	client, id, done := newExample()
	defer done()
	ctx := context.Background()
	conversation, err := client.Conversations.Get(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	customer := conversation.Customer()
	if customer == nil {
		return // the contact was deleted
	}

	contact, err := client.Contacts.Update(ctx, customer.ID, &ndoto.ContactParams{
		Name: ndoto.Set("Ada Lovelace"), Email: ndoto.Null[string](),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q %q\n", contact.Name, contact.Email)
	// Output: "Ada Lovelace" ""
}

// Search looks for a part of a name, an email address, a phone number or an identifier.
func ExampleContactsService_Search() {
	client, _, done := newExample()
	defer done()

	page, err := client.Contacts.Search(context.Background(), "ada@", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, contact := range page.Contacts {
		fmt.Println(contact.Name, contact.Email)
	}
	// Output: Ada ada@example.com
}

// Filter compares exactly.
func ExampleContactsService_Filter() {
	client, _, done := newExample()
	defer done()

	page, err := client.Contacts.Filter(context.Background(), ndoto.Where(ndoto.FilterEmail.Equal("ada@example.com")), nil)
	if err != nil {
		log.Fatal(err)
	}
	if len(page.Contacts) == 0 {
		fmt.Println("nobody has that address")
		return
	}
	fmt.Println(page.Contacts[0].Name, "of", page.Total)
	// Output: Ada of 1
}

// Export all contacts as CSV.
func ExampleContactsService_All() {
	client, _, done := newExample()
	defer done()

	w := csv.NewWriter(os.Stdout)
	for contact, err := range client.Contacts.All(context.Background(), nil) {
		if err != nil {
			log.Fatal(err) // the rows so far are not all of them
		}
		if err := w.Write([]string{contact.Name, contact.Email, contact.PhoneNumber}); err != nil {
			log.Fatal(err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		log.Fatal(err)
	}
	// Output: Ada,ada@example.com,
}

// Two records of one customer become one, which keeps the conversations of both.
func ExampleContactsService_Merge() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	keep, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}
	drop, err := client.Contacts.Create(ctx, &ndoto.ContactParams{PhoneNumber: ndoto.Set("+250788123456")})
	if err != nil {
		log.Fatal(err)
	}

	merged, err := client.Contacts.Merge(ctx, keep.ID, drop.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(merged.Email, merged.PhoneNumber)
	_, err = client.Contacts.Get(ctx, drop.ID)
	fmt.Println(errors.Is(err, ndoto.ErrNotFound))
	// Output:
	// ada@example.com +250788123456
	// true
}

// AddLabels keeps the labels that are there; SetLabels replaces them.
func ExampleContactsService_AddLabels() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}

	if _, err := client.Contacts.AddLabels(ctx, contact.ID, []string{"vip"}); err != nil {
		log.Fatal(err)
	}
	labels, err := client.Contacts.AddLabels(ctx, contact.ID, []string{"beta"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(labels)
	// Output: [vip beta]
}

func ExampleContactsService_MergeAttributes() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), &ndoto.ContactParams{})
	if err != nil {
		log.Fatal(err)
	}

	contact, err = client.Contacts.MergeAttributes(ctx, contact.ID, map[string]any{"plan": "gold", "seats": 12})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.CustomAttributes.Text("plan"), contact.CustomAttributes.Int("seats"))
	// Output: gold 12
}

// A note on a contact is for the team; the customer does not see it.
func ExampleContactsService_CreateNote() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}

	note, err := client.Contacts.CreateNote(ctx, contact.ID, "Prefers to be called in the morning.")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Content)
	// Output: Prefers to be called in the morning.
}

func ExampleContactsService_Conversations() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()
	contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail("ada@example.com"), nil)
	if err != nil {
		log.Fatal(err)
	}

	conversations, err := client.Contacts.Conversations(ctx, contact.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range conversations {
		fmt.Println(c.ID, c.Status)
	}
	// Output: 1 open
}

// Import contacts, eight at a time. The results come in the order of the rows: an import that was interrupted goes on
// after those that are done, and repeating a few does no harm.
func ExampleInParallel() {
	client, _, stop := newExample()
	defer stop()
	ctx := context.Background()
	rows := [][2]string{{"crm-1", "Grace Hopper"}, {"crm-2", "Alan Turing"}, {"crm-3", "Barbara Liskov"}}

	done := 0 // or what an interrupted import has noted
	for contact, err := range ndoto.InParallel(ctx, 8, slices.Values(rows[done:]), func(ctx context.Context, row [2]string) (*ndoto.Contact, error) {
		contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByIdentifier(row[0]), &ndoto.ContactParams{Name: ndoto.Set(row[1])})
		return contact, err
	}) {
		if err != nil {
			log.Fatalf("row %d: %v", done, err)
		}
		done++
		fmt.Println(done, contact.Name)
	}
	// Output:
	// 1 Grace Hopper
	// 2 Alan Turing
	// 3 Barbara Liskov
}
