package ndototest

import "math"

// workers are the background workers of a recording. A server tells its users of a message or an assignment when a
// worker gets to it, by who is assigned then: the recorded notifications say when that was.
type workers struct {
	notified map[topic]notification
	late     []backgroundJob // that they have not got to
}

// topic is what a notification is about: a message, or else that a conversation was assigned.
type topic struct{ message, conversation int64 }

func (job backgroundJob) topic() topic {
	switch to := job.to.(type) {
	case *message:
		return topic{message: to.id}
	case *conversation:
		return topic{conversation: to.id}
	}
	return topic{}
}

// notification is a recorded notification.
type notification struct {
	id, created int64
	listed      int // the number of the first exchange that lists it
}

// recordedWorkers finds the notifications in a recording.
func recordedWorkers(exchanges []exchange) workers {
	ws := workers{notified: map[topic]notification{}}
	for i, x := range exchanges {
		body, _ := parse(x.Body).(object)
		data, _ := body["data"].(object)
		list, _ := data["payload"].([]any)
		for _, row := range list {
			row, _ := row.(object)
			if row["notification_type"] == nil {
				continue
			}
			about := topic{conversation: toInt(row["primary_actor_id"])}
			if m, _ := row["secondary_actor"].(object); m != nil {
				about = topic{message: toInt(m["id"])}
			}
			if _, known := ws.notified[about]; !known {
				ws.notified[about] = notification{toInt(row["id"]), toInt(row["created_at"]), i}
			}
		}
	}
	return ws
}

// work does the jobs that are left, but for those that the recorded workers had not got to.
func (p *player) work() {
	p.mu.Lock()
	var now []backgroundJob
	for _, job := range p.world.jobs {
		if _, isLate := p.workers.notified[job.topic()]; isLate {
			p.workers.late = append(p.workers.late, job)
		} else {
			now = append(now, job)
		}
	}
	p.world.jobs = now
	p.mu.Unlock()
	p.Drain()
}

// catchUp does the late jobs that the workers had got to when they were asked for the exchange of this number, in the
// order in which they did.
func (p *player) catchUp(number int, at int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		next, first := -1, int64(math.MaxInt64)
		for i, job := range p.workers.late {
			if n := p.workers.notified[job.topic()]; n.id < first && (n.created < at || n.listed <= number) {
				next, first = i, n.id
			}
		}
		if next < 0 {
			return
		}
		job := p.workers.late[next]
		p.workers.late = append(p.workers.late[:next:next], p.workers.late[next+1:]...)
		p.world.lastIDs["notification"] = first - 1
		job.do()
		p.world.saveAll()
	}
}
