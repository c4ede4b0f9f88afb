package main

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/usendoto/ndoto-go/ndototest"
)

// difference is a view to a page that has the view before: of the long lists it has what is new.
type difference struct {
	view
	Base       int64 // the number of the view before
	Threads    changes[threadRow]
	Thread     *threadChanges
	Requests   changes[requestRow]
	Deliveries changes[deliveryRow]
}

type threadChanges struct {
	ndototest.Conversation
	Messages changes[ndototest.Message]
}

// changes make a list from the one before: the keys of its rows in order, and the rows that are new or changed.
type changes[Row any] struct {
	Keys []string
	Rows []Row
}

func differenceOf(before, now *view) *difference {
	d := &difference{
		view: *now, Base: before.Number,
		Threads:    changesOf(before.Threads, now.Threads, func(r threadRow) int64 { return r.ID }, equal[threadRow]),
		Requests:   changesOf(before.Requests, now.Requests, func(r requestRow) int64 { return r.At }, equal[requestRow]),
		Deliveries: changesOf(before.Deliveries, now.Deliveries, func(r deliveryRow) int64 { return r.At }, equal[deliveryRow]),
	}
	if now.Thread != nil {
		var messages []ndototest.Message
		if before.Thread != nil && before.Thread.ID == now.Thread.ID {
			messages = before.Thread.Messages
		}
		d.Thread = &threadChanges{now.Thread.Conversation, changesOf(messages, now.Thread.Messages, func(m ndototest.Message) int64 { return m.ID }, sameMessage)}
	}
	return d
}

func changesOf[Row any](before, now []Row, key func(Row) int64, same func(a, b *Row) bool) changes[Row] {
	known := make(map[int64]*Row, len(before))
	for i := range before {
		known[key(before[i])] = &before[i]
	}
	c := changes[Row]{Keys: make([]string, 0, len(now)), Rows: []Row{}}
	for i := range now {
		k := key(now[i])
		c.Keys = append(c.Keys, strconv.FormatInt(k, 10))
		if old := known[k]; old == nil || !same(old, &now[i]) {
			c.Rows = append(c.Rows, now[i])
		}
	}
	return c
}

func equal[Row comparable](a, b *Row) bool { return *a == *b }

func sameMessage(a, b *ndototest.Message) bool { return reflect.DeepEqual(a, b) }

// maxShown is how many views are kept: several for each page that is open.
const maxShown = 16

// exchange numbers and keeps a view, and returns the one with the number that a page has, or nil.
func (b *sandbox) exchange(number int64, now *view) *view {
	b.mu.Lock()
	defer b.mu.Unlock()
	var before *view
	if i := slices.IndexFunc(b.shown, func(v *view) bool { return v.Number == number }); i >= 0 {
		before = b.shown[i]
	}
	now.Number = time.Now().UnixMilli() // a page may have outlived another run
	if n := len(b.shown); n > 0 {
		now.Number = max(now.Number, b.shown[n-1].Number+1)
	}
	b.shown = append(b.shown[max(0, len(b.shown)+1-maxShown):], now)
	return before
}
