package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// fullDesk has conversations with so many messages each.
func fullDesk(tb testing.TB, conversations, messages int) *sandbox {
	tb.Helper()
	srv, err := ndototest.Start()
	require.NoError(tb, err)
	tb.Cleanup(srv.Close)
	for range conversations {
		id := srv.AddConversation(ndototest.Conversation{})
		for range messages {
			srv.AddMessage(id, ndototest.Message{Content: "Where is my parcel? It should have come on Monday."})
		}
	}
	return &sandbox{srv: srv, ctx: tb.Context()}
}

// look is what a page gets that has a view, and the size of that.
func look(tb testing.TB, b *sandbox, has *view, selected int64) (next *view, size int) {
	tb.Helper()
	now, err := b.viewOf(tb.Context(), -1, selected, "")
	require.NoError(tb, err)
	if before := b.exchange(has.Number, now); before != nil {
		var d difference
		size = travel(tb, differenceOf(before, now), &d)
		require.Equal(tb, has.Number, d.Base)
		return merged(has, &d), size
	}
	next = &view{}
	return next, travel(tb, now, next)
}

func travel(tb testing.TB, from, to any) int {
	tb.Helper()
	data, err := json.Marshal(from)
	require.NoError(tb, err)
	require.NoError(tb, json.Unmarshal(data, to))
	return len(data)
}

// merged does what the page does in app.js.
func merged(before *view, d *difference) *view {
	next := d.view
	next.Threads = apply(before.Threads, d.Threads, func(r threadRow) int64 { return r.ID })
	next.Requests = apply(before.Requests, d.Requests, func(r requestRow) int64 { return r.At })
	next.Deliveries = apply(before.Deliveries, d.Deliveries, func(r deliveryRow) int64 { return r.At })
	next.Thread = nil
	if d.Thread != nil {
		next.Thread = &ndototest.Thread{Conversation: d.Thread.Conversation}
		var messages []ndototest.Message
		if before.Thread != nil && before.Thread.ID == d.Thread.ID {
			messages = before.Thread.Messages
		}
		next.Thread.Messages = apply(messages, d.Thread.Messages, func(m ndototest.Message) int64 { return m.ID })
	}
	return &next
}

func apply[Row any](before []Row, c changes[Row], key func(Row) int64) []Row {
	known := map[string]Row{}
	for _, r := range slices.Concat(before, c.Rows) {
		known[strconv.FormatInt(key(r), 10)] = r
	}
	rows := make([]Row, 0, len(c.Keys))
	for _, k := range c.Keys {
		rows = append(rows, known[k])
	}
	return rows
}

// TestDifferencesGiveTheView has a page follow the desk: it must have what a page has that comes anew.
func TestDifferencesGiveTheView(t *testing.T) {
	t.Parallel()
	b := fullDesk(t, 60, 40)
	page, whole := look(t, b, &view{}, 7)
	assert.Greater(t, whole, 20_000)
	client := b.srv.Client()
	for name, change := range map[string]func(){
		"nothing":             func() {},
		"a message":           func() { b.srv.AddMessage(7, ndototest.Message{Content: "hello"}) },
		"a message elsewhere": func() { b.srv.AddMessage(9, ndototest.Message{Content: "hello"}) },
		"a conversation":      func() { b.srv.AddConversation(ndototest.Conversation{}) },
		"one less":            func() { require.NoError(t, client.Conversations.Delete(t.Context(), 11)) },
		"one message less": func() {
			_, err := client.Messages.Delete(t.Context(), 7, b.srv.Messages(7)[3].ID)
			require.NoError(t, err)
		},
		"a changed one":        func() { require.NoError(t, client.Conversations.Mute(t.Context(), 7)) },
		"a fault":              func() { require.NoError(t, b.srv.Fail(ndototest.Fault{Status: 503, Operation: "GET contacts"})) },
		"a call of a program":  func() { _, err := client.Profile.Get(t.Context()); require.NoError(t, err) },
		"a call that is wrong": func() { _, err := client.Conversations.Get(t.Context(), 999); require.Error(t, err) },
	} {
		change()
		next, size := look(t, b, page, 7)
		anew, _ := look(t, b, &view{}, 7)
		next.Number, anew.Number = 0, 0
		assert.Equal(t, anew, next, name)
		assert.Less(t, size, whole/3, name)
		page, _ = look(t, b, &view{}, 7)
	}
	next, _ := look(t, b, page, 8)
	anew, _ := look(t, b, &view{}, 8)
	next.Number, anew.Number = 0, 0
	assert.Equal(t, anew, next, "another conversation")
}

func TestViewsThatAreForgotten(t *testing.T) {
	t.Parallel()
	b := fullDesk(t, 1, 1)
	first := &view{}
	assert.Nil(t, b.exchange(0, first))
	for range maxShown {
		assert.Nil(t, b.exchange(0, &view{}))
	}
	assert.Nil(t, b.exchange(first.Number, &view{}))
	assert.Len(t, b.shown, maxShown)
}

// BenchmarkMessageOnThePage is the server's part of a message that is shown, among 1,200 conversations of 400 messages.
func BenchmarkMessageOnThePage(b *testing.B) {
	desk := fullDesk(b, 1200, 400)
	page, whole := look(b, desk, &view{}, 7)
	size := 0
	for b.Loop() {
		desk.srv.AddMessage(7, ndototest.Message{Content: "hello"})
		now, err := desk.viewOf(b.Context(), -1, 7, "")
		require.NoError(b, err)
		d := differenceOf(desk.exchange(page.Number, now), now)
		data, err := json.Marshal(d)
		require.NoError(b, err)
		size, page = len(data), now
	}
	b.ReportMetric(float64(whole), "bytes/view")
	b.ReportMetric(float64(size), "bytes/difference")
}
