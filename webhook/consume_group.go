package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// groupKey is where the processes that consume agree on who reads which partition.
const groupKey = "consumers"

// group is what they have agreed on. It changes by compare-and-swap only.
type group struct {
	// Members count their heartbeats. A member whose count stands still for a lease, by the clock of whoever looks, is
	// dead: so the clocks of the processes do not have to agree.
	Members map[string]uint64 `json:"members"`
	Owners  map[int]string    `json:"owners"`
}

// member is this process in a group.
type member struct {
	id         string
	store      Store
	partitions int
	lease, ttl time.Duration

	beat    uint64
	seen    map[string]heartbeat
	renewed time.Time // when the last renewal that worked began
}

type heartbeat struct {
	count uint64
	at    time.Time
}

// share is what a member has of the partitions, and how many of them are too many.
type share struct {
	owned   map[int]bool
	surplus int
}

func newMember(s Store, partitions int, lease, ttl time.Duration) *member {
	return &member{
		id: newOwner(), store: s, partitions: partitions, lease: lease, ttl: ttl, seen: map[string]heartbeat{}, renewed: time.Now(),
	}
}

var errBusyGroup = errors.New("webhook: other processes change the group all the time")

// renew tells the group that this member lives and what it has released, and takes its share of what nobody has.
func (m *member) renew(released []int, leaving bool) (share, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), m.lease/3)
	defer cancel()
	var s share
	err := m.change(ctx, func(g *group) {
		m.beat++
		g.Members[m.id] = m.beat
		for _, number := range released {
			if g.Owners[number] == m.id {
				delete(g.Owners, number)
			}
		}
		s = m.take(g, leaving)
	})
	if err == nil {
		m.renewed = began
	}
	return s, err
}

// take divides the partitions: nobody has more than the others by two.
func (m *member) take(g *group, leaving bool) share {
	s := share{owned: map[int]bool{}}
	for number := range m.partitions {
		if g.Owners[number] == m.id {
			s.owned[number] = true
		}
	}
	if leaving {
		return s
	}
	fair := (m.partitions + len(g.Members) - 1) / len(g.Members)
	for number := 0; number < m.partitions && len(s.owned) < fair; number++ {
		if _, owned := g.Owners[number]; !owned {
			g.Owners[number] = m.id
			s.owned[number] = true
		}
	}
	s.surplus = len(s.owned) - fair
	return s
}

// leave gives back what the member has.
func (m *member) leave() error {
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	return m.change(ctx, func(g *group) {
		delete(g.Members, m.id)
		m.bury(g)
	})
}

// change changes the group, after it has removed the dead.
func (m *member) change(ctx context.Context, f func(*group)) error {
	for range 20 {
		before, err := m.store.Load(ctx, groupKey)
		if err != nil {
			return storeError("find the other processes", err)
		}
		g := &group{}
		if before != nil && json.Unmarshal(before, g) != nil {
			*g = group{} // another program's value: begin again
		}
		if g.Members == nil {
			g.Members = map[string]uint64{}
		}
		if g.Owners == nil {
			g.Owners = map[int]string{}
		}
		m.bury(g)
		f(g)
		after, _ := json.Marshal(g) // strings and numbers
		swapped, err := m.store.CompareAndSwap(ctx, groupKey, before, after, m.ttl)
		if err != nil {
			return storeError("join the other processes", err)
		}
		if swapped {
			return nil
		}
	}
	return errBusyGroup
}

// bury removes the members that are silent, and what they had.
func (m *member) bury(g *group) {
	now := time.Now()
	for id, count := range g.Members {
		if id == m.id {
			continue
		}
		if last, known := m.seen[id]; !known || last.count != count {
			m.seen[id] = heartbeat{count, now}
		} else if now.Sub(last.at) > m.lease {
			delete(g.Members, id)
		}
	}
	for id := range m.seen {
		if _, alive := g.Members[id]; !alive {
			delete(m.seen, id)
		}
	}
	for number, id := range g.Owners {
		if _, alive := g.Members[id]; !alive {
			delete(g.Owners, number)
		}
	}
}
