package migration

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

const customers = 60

// outcome is what customers and labels have seen of a program that was run until it succeeded.
type outcome struct {
	Runs int
	// ToldTwice and NotTold are customers, Wiped are labels "vip" that are gone.
	ToldTwice, NotTold, Wiped int
}

// run breaks the connection of the eleventh message after it has arrived, and runs the program again when it fails.
func run(t *testing.T, d dialects.Dialect, program func(ctx context.Context, srv *ndototest.Server, emails []string) error) outcome {
	t.Helper()
	srv := ndototest.New(t, d.Options()...)
	var emails []string
	for i := range customers {
		email := fmt.Sprintf("customer-%d@example.com", i)
		srv.AddContact(ndototest.Contact{Name: email, Email: email, Labels: []string{"vip"}})
		emails = append(emails, email)
	}
	require.NoError(t, srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Skip: 10, Count: 1, Cut: ndototest.CutAfterEffect}))
	o := outcome{Runs: 1}
	for program(t.Context(), srv, emails) != nil {
		o.Runs++
		require.Less(t, o.Runs, 5)
	}
	state, err := srv.State()
	require.NoError(t, err)
	told := map[int64]int{}
	for _, thread := range state.Conversations {
		told[thread.ContactID] += len(thread.Messages)
	}
	for _, contact := range state.Contacts {
		switch told[contact.ID] {
		case 0:
			o.NotTold++
		case 1:
		default:
			o.ToldTwice++
		}
		if !slices.Contains(contact.Labels, "vip") {
			o.Wiped++
		}
	}
	return o
}

func withTheModule(ctx context.Context, srv *ndototest.Server, emails []string) error {
	return After(ctx, srv.Client(), srv.InboxID, emails)
}

func TestAfterInEachDialect(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		assert.Equal(t, outcome{Runs: 1}, run(t, d, withTheModule))
	})
}

func TestBeforeAndAfter(t *testing.T) {
	t.Parallel()
	before := run(t, dialects.Dialect{}, func(ctx context.Context, srv *ndototest.Server, emails []string) error {
		return Before(ctx, fmt.Sprintf("%s/api/v1/accounts/%d", srv.URL, srv.AccountID), srv.AdminToken, srv.InboxID, emails)
	})
	after := run(t, dialects.Dialect{}, withTheModule)
	assert.Equal(t, outcome{Runs: 2, ToldTwice: 11, Wiped: customers}, before)
	assert.Equal(t, outcome{Runs: 1}, after)

	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(readme), "| | net/http | this module |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	assert.Equal(t, fmt.Sprintf(`| lines | %d | %d |
| runs until it succeeds | %d | %d |
| customers told twice | %d of %d | %d |
| labels that were wiped | %d of %d | %d |`, lines(t, "before.go"), lines(t, "after.go"), before.Runs, after.Runs,
		before.ToldTwice, customers, after.ToldTwice, before.Wiped, customers, after.Wiped), table)
}

// lines counts those that are neither empty nor comments.
func lines(t *testing.T, file string) int {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(data)) {
		if text := strings.TrimSpace(line); text != "" && !strings.HasPrefix(text, "//") {
			n++
		}
	}
	return n
}
