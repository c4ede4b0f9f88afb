package ndototest

import (
	"math"
	"slices"
)

// workers are the background workers of a recording. A server tells its users of a message or an assignment when a
// worker gets to it, by who is assigned then, and measures pictures: the recording says when that was.
type workers struct {
	done map[topic]done
	late []backgroundJob // that they have not got to
}

// topic is what a job is about: a message to tell of, the assignment of a conversation, a picture, or a conversation
// that automation rules give to a team.
type topic struct{ message, conversation, attachment, automated int64 }

func (job backgroundJob) topic() topic {
	switch to := job.to.(type) {
	case *message:
		return topic{message: to.id}
	case *conversation:
		return topic{conversation: to.id}
	case *attachment:
		return topic{attachment: to.id}
	case automation:
		return topic{automated: to.conv.id}
	}
	return topic{}
}

// done is a job that workers did.
type done struct {
	at           int64 // when a notification was made
	notification int64 // its id
	seen         int   // the number of the first exchange that shows it
}

// notShown is the number of the exchange that shows a job that none shows.
const notShown = math.MaxInt

// recordedWorkers finds when jobs were done. Deliveries may show that pictures were measured before anything was asked.
func recordedWorkers(exchanges []exchange, deliveries []recordedDelivery) workers {
	ws := workers{done: map[topic]done{}}
	for _, d := range deliveries {
		ws.watch(parse(d.Body), 0)
	}
	for i, x := range exchanges {
		ws.watch(parse(x.Body), i)
	}
	return ws
}

// watch looks for what jobs do.
func (ws workers) watch(v any, number int) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			ws.watch(element, number)
		}
	case object:
		_, hasWidth := v["width"]
		meta, _ := v["meta"].(object)
		about, now := topic{}, done{seen: number}
		switch {
		case v["file_type"] == "image" && hasWidth:
			about = topic{attachment: toInt(v["id"])}
			if v["width"] == nil {
				now.seen = notShown
			}
		case meta["sender"] != nil && v["inbox_id"] != nil:
			about = topic{automated: toInt(v["id"])}
			if meta["team"] == nil {
				now.seen = notShown
			}
		case v["notification_type"] != nil && v["primary_actor"] != nil:
			about = topic{conversation: toInt(v["primary_actor_id"])}
			if m, _ := v["secondary_actor"].(object); m != nil {
				about = topic{message: toInt(m["id"])}
			}
			now.at, now.notification = toInt(v["created_at"]), toInt(v["id"])
		}
		if was, known := ws.done[about]; about != (topic{}) && (!known || was.seen > now.seen) {
			ws.done[about] = now
		}
		for _, member := range v {
			ws.watch(member, number)
		}
	}
}

// work does the jobs that are left, but for those that the recorded workers had not got to.
func (p *player) work() {
	p.mu.Lock()
	var now []backgroundJob
	for _, job := range p.world.jobs {
		if _, isLate := p.workers.done[job.topic()]; isLate {
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
			did := p.workers.done[job.topic()]
			if did.notification < first && (did.seen <= number || did.notification != 0 && did.at < at) {
				next, first = i, did.notification
			}
		}
		if next < 0 {
			return
		}
		job := p.workers.late[next]
		p.workers.late = slices.Delete(p.workers.late, next, next+1)
		if first != 0 {
			p.world.lastIDs["notification"] = first - 1
		}
		job.do()
		p.world.saveAll()
	}
}
