package customer

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// openSends are the messages of which it is not known whether they arrived. The server does not keep their keys, so
// where they would be is what a later call with the same key has to go by.
type openSends struct {
	mu    sync.Mutex
	sends map[string]*openSend
	count int64 // that were ever put
}

// openSend is where a message is, if it arrived.
type openSend struct {
	place  string
	number int64          // in the order in which they were put
	floor  int64          // the ID of the latest message before it
	others map[int64]bool // messages since then that have other keys
}

// maxOpen bounds the memory. It takes a day of outages to get there; the oldest are forgotten then.
const maxOpen = 4096

func (o *openSends) get(key string) *openSend {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.sends[key]
}

func (o *openSends) put(key string, send *openSend) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sends == nil {
		o.sends = map[string]*openSend{}
	}
	if len(o.sends) >= maxOpen {
		oldest := slices.MinFunc(slices.Collect(maps.Keys(o.sends)), func(a, b string) int { return cmp.Compare(o.sends[a].number, o.sends[b].number) })
		delete(o.sends, oldest)
	}
	o.count++
	send.number = o.count
	o.sends[key] = send
}

func (o *openSends) remove(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.sends, key)
}

// sent notes a message whose key is known: it is none of those that are open.
func (o *openSends) sent(place string, id int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, send := range o.sends {
		if send.place != place {
			continue
		}
		if send.others == nil {
			send.others = map[int64]bool{}
		}
		send.others[id] = true
	}
}

func (o *openSends) isOther(send *openSend, id int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return send.others[id]
}
