package main

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// ledger is the system in which handlers have their effects. It takes an effect once, by the key of its event, as a
// shop's order system does.
type ledger struct {
	mu       sync.Mutex
	dead     map[string]bool
	inHand   map[int]string // which process handles a conversation
	effects  map[int]string // which process had the effect of an event
	last     map[int]int    // event of each conversation
	results  report
	progress chan struct{}
}

// report is what went wrong, and how often.
type report struct{ handled, doubled, disordered, overlapping, repeated int }

func newLedger() *ledger {
	return &ledger{dead: map[string]bool{}, inHand: map[int]string{}, effects: map[int]string{}, last: map[int]int{}, progress: make(chan struct{})}
}

// died notes the end of a process.
func (l *ledger) died(process string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead[process] = true
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	process, query := req.FormValue("process"), req.URL.Query()
	conversation, err := strconv.Atoi(query.Get("conversation"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id, err := strconv.Atoi(query.Get("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch req.URL.Path {
	case "/begin":
		if other := l.inHand[conversation]; other != "" && other != process && !l.dead[other] {
			l.results.overlapping++
			fmt.Printf("conversation %d: %s begins with %d while %s handles it\n", conversation, process, id, other)
		}
		l.inHand[conversation] = process
	case "/effect":
		delete(l.inHand, conversation)
		l.effect(process, conversation, id)
	}
}

func (l *ledger) effect(process string, conversation, id int) {
	before, known := l.effects[id]
	switch {
	case known && l.dead[before] && before != process:
		l.results.repeated++
		return
	case known:
		l.results.doubled++
		fmt.Printf("event %d: %s has its effect again after %s\n", id, process, before)
		return
	}
	if l.last[conversation] > id {
		l.results.disordered++
		fmt.Printf("conversation %d: %d comes after %d\n", conversation, id, l.last[conversation])
	}
	l.last[conversation] = max(l.last[conversation], id)
	l.effects[id] = process
	l.results.handled++
	close(l.progress)
	l.progress = make(chan struct{})
}

// await reports whether events are missing although nothing has come for a time.
func (l *ledger) await(events int, patience time.Duration) (late bool) {
	for {
		l.mu.Lock()
		handled, progress := l.results.handled, l.progress
		l.mu.Unlock()
		if handled >= events {
			return false
		}
		select {
		case <-progress:
		case <-time.After(patience):
			return true
		}
	}
}

func (l *ledger) report() report {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.results
}
