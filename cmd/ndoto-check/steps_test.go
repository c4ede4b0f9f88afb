package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// TestEveryOperationIsInOnePlace finds operations of the registry that no step exercises, and that are not listed with
// a reason: add a step to one of the files steps_*.go, or the name to unexercised.go.
func TestEveryOperationIsInOnePlace(t *testing.T) {
	exercised := map[string]bool{}
	for _, s := range someDesk(t).steps() {
		exercised[s.operation] = true
		if s.undo != nil {
			exercised[s.undo.operation] = true
		}
	}
	listed := map[string]reason{}
	for why, operations := range unexercised {
		for _, operation := range operations {
			assert.Empty(t, listed[operation], "%s is listed twice in unexercised.go", operation)
			assert.False(t, exercised[operation], "%s is exercised: take it out of unexercised.go", operation)
			listed[operation] = why
		}
	}
	for _, o := range bridge.Registry() {
		assert.True(t, exercised[o.Name] || listed[o.Name] != "", "%s: exercise it in a step, or list it in unexercised.go with a reason", o.Name)
		delete(listed, o.Name)
	}
	assert.Empty(t, listed, "unexercised.go: the registry has no such operations")
}

// TestStepsNeedWhatWasMadeBefore finds steps that can never be taken.
func TestStepsNeedWhatWasMadeBefore(t *testing.T) {
	d := someDesk(t)
	there := map[*row]bool{&d.me: true, &d.publicPortal: true, &d.publicCategory: true, &d.whatsApp: true, &d.front: true, &d.faq: true, &d.suggestion: true, &d.document: true}
	for _, s := range d.steps() {
		for i, r := range s.needs {
			assert.True(t, there[r], "%s: nothing before it makes what it needs (%d)", s.operation, i)
		}
		if s.makes != nil {
			there[s.makes] = true
		}
		if s.finds != nil && !s.writes {
			there[s.finds] = true
		}
	}
}

func someDesk(t *testing.T) *desk {
	t.Helper()
	client, err := ndoto.New(1, "token")
	assert.NoError(t, err)
	return &desk{client: client}
}

// TestOnlyWhatWasMadeIsChanged takes all steps with an account in which everything is found, and nothing can be made.
func TestOnlyWhatWasMadeIsChanged(t *testing.T) {
	s := step{writes: true, needs: []*row{{found: 7}}, call: func(context.Context) (any, error) { panic("called") }}
	assert.True(t, s.missing())
	c := &checker{out: new(bytes.Buffer), desk: someDesk(t)}
	c.take(t.Context(), s)
	assert.Equal(t, []result{{Outcome: skipped, Reason: noRow}}, c.report.Results)
	s.writes = false
	assert.False(t, s.missing())
}
