package ndototest

import (
	"math"
	"slices"
)

// workers are the background workers of a recording. What they do late (notifications, activities, automation rules,
// deletions, the measuring of pictures) is done here when the recording shows it.
type workers struct {
	done map[topic]done
	late []backgroundJob // that they have not got to

	shown map[int64]int // the number of the last exchange that shows a conversation
	now   int           // that of the exchange that is replayed
}

// topic is what a job is about: a message to tell of, the assignment of a conversation, a picture, a conversation that
// automation rules give to a team or that is deleted, or an activity.
type topic struct {
	message, conversation, attachment, automated, removed int64

	announced int64  // a conversation, in which
	activity  string // is written
}

func (job backgroundJob) topic() topic {
	switch to := job.to.(type) {
	case *message:
		return topic{message: to.id}
	case *conversation:
		return topic{conversation: to.id}
	case *attachment:
		return topic{attachment: to.id}
	case announcement:
		return topic{announced: to.conversation.id, activity: to.content}
	case removal:
		return topic{removed: to.id}
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
	ws := workers{done: map[topic]done{}, shown: map[int64]int{}}
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
		case toText(v["message_type"]) == "2" && toInt(v["conversation_id"]) != 0:
			about = topic{announced: toInt(v["conversation_id"]), activity: toText(v["content"])}
		case meta["sender"] != nil && v["inbox_id"] != nil:
			about = topic{automated: toInt(v["id"])}
			ws.shown[toInt(v["id"])] = number
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
	p.doJobs()
	p.mu.Unlock()
	p.Drain()
}

// doJobs does the jobs that wait and those that they cause, and puts off those that the recorded workers did late.
func (p *player) doJobs() {
	for len(p.world.jobs) > 0 {
		jobs := p.world.jobs
		p.world.jobs = nil
		for _, job := range jobs {
			if p.workers.isLate(job.topic()) {
				p.workers.late = append(p.workers.late, job)
				continue
			}
			job.do()
			p.world.saveAccounts()
		}
	}
}

// isLate reports whether the recording shows when a job was done, or shows the conversation without it.
func (ws workers) isLate(about topic) bool {
	_, known := ws.done[about]
	return known || max(ws.shown[about.announced], ws.shown[about.removed]) > ws.now
}

// catchUp does the late jobs that the workers had got to when they were asked for the exchange of this number, in the
// order in which they did.
func (p *player) catchUp(number int, at int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers.now = number
	for {
		next, first := -1, int64(math.MaxInt64)
		for i, job := range p.workers.late {
			about := job.topic()
			did, isDone := p.workers.done[about]
			if last := p.workers.shown[about.removed]; about.removed != 0 {
				did, isDone = done{seen: last + 1}, true
			}
			if !isDone {
				continue
			}
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
		p.doJobs()
	}
}
