package ndoto_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// chaoticClients are two clients that reach a server through a network in which every fifth request fails.
func chaoticClients(t *testing.T, srv *ndototest.Server, apart bool) ([]*ndoto.Client, *chaos) {
	t.Helper()
	network := newChaos(t, 0.2)
	network.ways = append(slices.Clone(ways), bodyWays...)
	policy := ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 12, MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, Settle: 4 * time.Millisecond})
	clients := make([]*ndoto.Client, 2)
	for i := range clients {
		opts := []ndoto.Option{ndoto.WithTransport(network), ndoto.WithTokenHeader("Api-Access-Token"), policy}
		if apart {
			opts[0] = ndoto.WithTransport(&separate{network})
		}
		clients[i] = srv.Client(opts...)
	}
	return clients, network
}

// atATime calls f for each number, 32 at a time.
func atATime(number int, f func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 32 {
		workers.Go(func() {
			for i := int(next.Add(1) - 1); i < number; i = int(next.Add(1) - 1) {
				f(i)
			}
		})
	}
	workers.Wait()
}

// tally counts what came of calls.
type tally struct{ lost, doubled, truncated, untrue, open, refused atomic.Int64 }

func (c *tally) report(t *testing.T, name string, calls int, network *chaos, start time.Time) {
	t.Helper()
	t.Logf("%-34s %6d sent through %6d faults in %6v: %d lost, %d doubled, %d truncated, %d misreported; %d open (%.2f %%), %d not sent",
		name, calls, network.faults.Load(), time.Since(start).Round(time.Millisecond), c.lost.Load(), c.doubled.Load(), c.truncated.Load(), c.untrue.Load(),
		c.open.Load(), 100*float64(c.open.Load())/float64(calls), c.refused.Load())
	assert.Zero(t, c.lost.Load(), "lost")
	assert.Zero(t, c.doubled.Load(), "doubled")
	assert.Zero(t, c.truncated.Load(), "truncated")
	assert.Zero(t, c.untrue.Load(), "misreported")
}

// failed counts a call that failed; present reports whether it had its effect all the same.
func (c *tally) failed(err error, present bool) {
	switch {
	case errors.Is(err, ndoto.ErrAmbiguous):
		c.open.Add(1)
	case present:
		c.untrue.Add(1)
	default:
		c.refused.Add(1)
	}
}

// TestChaosCreateOnce has each key sent by two callers, over two clients.
func TestChaosCreateOnce(t *testing.T) {
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42} {
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		clients, network := chaoticClients(t, srv, false)
		start, keys := time.Now(), *chaosSends/2
		contacts, told, errs := make([]int64, keys), make([][2]int64, keys), make([][2]error, keys)
		for i := range contacts {
			contacts[i] = srv.AddContact(ndototest.Contact{Name: fmt.Sprint("contact ", i)})
		}
		atATime(keys, func(i int) {
			var callers sync.WaitGroup
			for caller, client := range clients {
				callers.Go(func() {
					c, err := client.Conversations.CreateOnce(t.Context(), fmt.Sprint("key-", i), &ndoto.CreateConversationParams{
						InboxID: srv.InboxID, ContactID: contacts[i], Message: &ndoto.CreateMessageParams{Content: "hi"},
					})
					if errs[i][caller] = err; err == nil {
						told[i][caller] = c.ID
					}
				})
			}
			callers.Wait()
		})
		var c tally
		judge := srv.Client()
		for i, contact := range contacts {
			stored, err := judge.Contacts.Conversations(t.Context(), contact)
			assert.NoError(t, err)
			c.doubled.Add(int64(max(0, len(stored)-1)))
			for caller, id := range told[i] {
				switch {
				case errs[i][caller] != nil:
					c.failed(errs[i][caller], len(srv.Messages(id)) > 0)
				case len(stored) == 0 || stored[0].ID != id || len(srv.Messages(id)) == 0:
					c.lost.Add(1)
				default:
					c.doubled.Add(int64(len(srv.Messages(id)) - 1))
				}
			}
		}
		c.report(t, fmt.Sprintf("CreateOnce, dialect %d", dialect), 2*keys, network, start)
	}
}

// TestChaosEnsure has each contact ensured by two callers with an avatar, over two clients.
func TestChaosEnsure(t *testing.T) {
	for _, apart := range []bool{false, true} {
		srv := ndototest.New(t)
		clients, network := chaoticClients(t, srv, apart)
		start, keys := time.Now(), *chaosSends/2
		told, errs := make([][2]int64, keys), make([][2]error, keys)
		atATime(keys, func(i int) {
			var callers sync.WaitGroup
			for caller, client := range clients {
				callers.Go(func() {
					avatar := &ndoto.File{Name: "a.png", Reader: bytes.NewReader(content(i, 3<<10))}
					p, _, err := client.Contacts.Ensure(t.Context(), ndoto.ByIdentifier(fmt.Sprint("crm-", i)), &ndoto.ContactParams{Avatar: avatar})
					if errs[i][caller] = err; err == nil {
						told[i][caller] = p.ID
					}
				})
			}
			callers.Wait()
		})
		var c tally
		stored := map[string]int64{}
		for id := int64(1); id <= int64(4*keys); id++ {
			if p, ok := srv.Contact(id); ok && p.Identifier != "" {
				if stored[p.Identifier] != 0 {
					c.doubled.Add(1)
				}
				stored[p.Identifier] = id
			}
		}
		for i := range keys {
			there := stored[fmt.Sprint("crm-", i)]
			for caller, id := range told[i] {
				switch {
				case errs[i][caller] != nil:
					c.failed(errs[i][caller], there != 0 && told[i][1-caller] == 0)
				case there != id:
					c.lost.Add(1)
				}
			}
		}
		c.report(t, fmt.Sprintf("Contacts.Ensure, apart %t", apart), 2*keys, network, start)
	}
}

// TestChaosSharedChanges has 8 callers add labels and attributes to each conversation, over two clients.
func TestChaosSharedChanges(t *testing.T) {
	const callers = 8
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42} {
		for _, apart := range []bool{false, true} {
			srv := ndototest.New(t, ndototest.WithDialect(dialect))
			clients, network := chaoticClients(t, srv, apart)
			start, number := time.Now(), max(*chaosSends/callers/2/4, 1)
			conversations := make([]int64, number)
			for i := range conversations {
				conversations[i] = srv.AddConversation(ndototest.Conversation{})
			}
			var c tally
			var mu sync.Mutex
			labels, attributes := map[int64][]string{}, map[int64][]string{}
			atATime(number, func(i int) {
				var group sync.WaitGroup
				for caller := range callers {
					client, name, id := clients[caller%2].Conversations, fmt.Sprint("name-", caller), conversations[i]
					note := func(done map[int64][]string, err error) {
						mu.Lock()
						defer mu.Unlock()
						if err != nil {
							c.open.Add(1) // its own write may be there, and be undone
						} else {
							done[id] = append(done[id], name)
						}
					}
					group.Go(func() {
						_, err := client.AddLabels(t.Context(), id, []string{name})
						note(labels, err)
					})
					group.Go(func() {
						_, err := client.MergeAttributes(t.Context(), id, map[string]any{name: caller})
						note(attributes, err)
					})
				}
				group.Wait()
			})
			for _, id := range conversations {
				stored, _ := srv.Conversation(id)
				for _, label := range labels[id] {
					if !slices.Contains(stored.Labels, label) {
						c.lost.Add(1)
					}
				}
				for _, attribute := range attributes[id] {
					if _, ok := stored.CustomAttributes[attribute]; !ok {
						c.lost.Add(1)
					}
				}
			}
			calls := 2 * callers * number
			if apart { // a write that was held up by faults comes from a copy that is old by then, see AddLabels
				undone := c.lost.Swap(0)
				t.Logf("%d of %d changes were undone by an old copy of another program", undone, calls)
				assert.LessOrEqual(t, undone, max(int64(calls)/200, 2), "undone")
			}
			c.report(t, fmt.Sprintf("labels, attributes; %d, apart %t", dialect, apart), calls, network, start)
		}
	}
}
