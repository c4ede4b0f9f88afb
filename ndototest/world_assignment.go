package ndototest

import "slices"

// assignTo gives a conversation to a user, or to nobody, and does what follows from it.
func (w *world) assignTo(conv *conversation, u *user) {
	w.track(conv)
	had := conv.assignee
	conv.assignee, conv.assigneeBot = 0, 0
	if u != nil {
		conv.assignee = u.id
	}
	w.saved(conv)
	if conv.assignee == had {
		return
	}
	switch {
	case u == nil:
		w.tellBy(conv, "Conversation unassigned by ", "")
	case u == w.actingUser():
		w.tellBy(conv, "", " self-assigned this conversation")
	default:
		w.tellBy(conv, "Assigned to "+u.name+" by ", "")
	}
	w.assigned(conv)
}

// assigned makes the assignee a participant, and notifies them unless they did it themselves.
func (w *world) assigned(conv *conversation) {
	self := w.actingUser()
	w.listen(conv, func() {
		u := w.user(conv.assignee)
		if u == nil {
			return
		}
		conv.participate(u.id)
		if u != self && conv.status != "pending" {
			w.notify(u, "conversation_assignment", conv, nil)
		}
	})
}

// hasActiveBot reports whether new conversations of an inbox begin with a bot: its agent bot, or Dialogflow.
func (w *world) hasActiveBot(in *inbox) bool {
	return in.bot != 0 || slices.ContainsFunc(w.rows["integrations/hooks"], func(hook object) bool {
		return hook["app_id"] == "dialogflow" && hook["status"] == "enabled" && toInt(hook["inbox_id"]) == in.id
	})
}

// beginWithBot leaves a new conversation to the bot of the inbox, which Chatwoot 4.2 does not assign it to.
func (w *world) beginWithBot(conv *conversation) {
	conv.status = "pending"
	if conv.inbox.bot != 0 && conv.assignee == 0 && w.server.dialect != Chatwoot42 {
		conv.assigneeBot = conv.inbox.bot
	}
}

// assignTeam gives a conversation to a team, or to none. An assignee outside the team loses it; a team that assigns by
// itself gives it to one of its members (app/models/concerns/assignment_handler.rb).
func (w *world) assignTeam(conv *conversation, t *team) {
	w.track(conv)
	hadTeam, had := w.team(conv.team), conv.assignee
	before := conv.team
	conv.team = 0
	if t != nil {
		conv.team = t.id
	}
	if conv.team == before {
		w.saved(conv)
		return
	}
	w.fitTeam(conv, t)
	w.saved(conv)
	switch u := w.user(conv.assignee); {
	case t == nil && hadTeam != nil:
		w.tellBy(conv, "Unassigned from "+hadTeam.name+" by ", "")
	case t == nil:
	case u != nil && conv.assignee != had:
		w.tellBy(conv, "Assigned to "+u.name+" via "+t.name+" by ", "")
	default:
		w.tellBy(conv, "Assigned to "+t.name+" by ", "")
	}
	if conv.assignee != had {
		w.assigned(conv)
	}
}

// fitTeam brings the assignee in line with a new team.
func (w *world) fitTeam(conv *conversation, t *team) {
	if t == nil {
		return
	}
	if !slices.Contains(t.members, conv.assignee) {
		conv.assignee = 0
	}
	if conv.assignee == 0 && !t.manual {
		conv.assignee = w.nextOnline(conv.inbox, t.members)
	}
}

// autoAssign assigns a conversation that was opened to the next online agent if the inbox says so, unless somebody who
// works there has it (app/models/concerns/auto_assignment_handler.rb). In Chatwoot 4.2 it may be one outside the team.
func (w *world) autoAssign(conv *conversation) {
	if conv.status != "open" || slices.Contains(conv.inbox.members, conv.assignee) || conv.inbox.settings["enable_auto_assignment"] != true {
		return
	}
	among := conv.inbox.members
	if t := w.team(conv.team); t != nil && w.server.dialect != Chatwoot42 {
		among = t.members
		if t.manual {
			return
		}
	}
	id := w.nextOnline(conv.inbox, among)
	if id == 0 {
		return
	}
	w.assignTo(conv, w.user(id))
}

// nextOnline returns the next online inbox member out of the given users, round robin, or 0.
func (w *world) nextOnline(in *inbox, among []int64) int64 {
	for range in.members {
		in.turn++
		id := in.members[in.turn%len(in.members)]
		if u := w.user(id); u != nil && u.availabilityStatus() == "online" && slices.Contains(among, id) {
			return id
		}
	}
	return 0
}
