package ndototest

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// auditable is a record whose changes the audit log keeps.
type auditable struct {
	kind string
	id   int64
	on   string // the changes that are kept; all if empty
	row  object
	push any // what others see of it
}

type auditKey struct {
	kind string
	id   int64
}

// auditedPaths are the first segments of the paths whose requests may change an auditable record.
var auditedPaths = []string{"", "agents", "agent_bots", "automation_rules", "inboxes", "inbox_members", "macros", "profile", "teams", "webhooks"}

// changesAuditables reports whether a request may change what is audited.
func changesAuditables(r *http.Request) bool {
	if r.Method == http.MethodGet {
		return false
	}
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "accounts/")
	if path != "profile" && !strings.HasPrefix(path, "profile/") {
		_, path, _ = strings.Cut(path, "/")
	}
	first, _, _ := strings.Cut(path, "/")
	return slices.Contains(auditedPaths, first)
}

// auditables are the records that are audited, in their order in the tables.
func (c *call) auditables() []auditable {
	list := []auditable{{"Account", c.accountID, "update", merged(object{"name": c.accountName()}, c.account), nil}}
	for _, u := range c.users {
		row := object{
			"role": slices.Index(roles, u.role), "user_id": u.id, "account_id": c.accountID, "inviter_id": idOrNull(u.inviter),
			"availability": slices.Index(availabilities, u.availability),
		}
		push := object{"id": u.id, "availability": u.availability, "role": u.role, "user_id": u.id}
		list = append(list, auditable{"AccountUser", u.id, "create update", row, push})
	}
	for _, in := range c.inboxes {
		row := c.renderInboxRow(in)
		row["sender_name_type"] = slices.Index(senderNames, toText(row["sender_name_type"]))
		list = append(list, auditable{"Inbox", in.id, "", omit(row, "id", "created_at", "updated_at"), nil})
		for _, u := range in.members {
			list = append(list, auditable{"InboxMember", in.id<<20 + u, "create destroy", object{"id": u, "user_id": u, "inbox_id": in.id}, nil})
		}
	}
	for _, t := range c.teams {
		list = append(list, auditable{"Team", t.id, "", omit(c.teamRecord(t), "id", "created_at", "updated_at"), c.teamEvent(t)})
		for _, u := range t.members {
			list = append(list, auditable{"TeamMember", t.id<<20 + u, "create destroy", object{"id": u, "team_id": t.id, "user_id": u}, nil})
		}
	}
	if c.dialect != Chatwoot42 {
		for _, b := range c.bots {
			row := omit(c.renderBotSlim(b).object(), "id", "thumbnail")
			row["bot_type"], row["bot_config"], row["account_id"] = 0, toObject(b.config), c.accountID
			list = append(list, auditable{"AgentBot", b.id, "", row, object{"id": b.id, "name": b.name, "avatar_url": b.avatar, "type": "agent_bot"}})
		}
	}
	for _, table := range []struct{ path, kind string }{{"webhooks", "Webhook"}, {"automation_rules", "AutomationRule"}, {"macros", "Macro"}} {
		for _, row := range c.rows[table.path] {
			list = append(list, auditable{table.kind, toInt(row["id"]), "", omit(row, "id", "secret", "created_at", "updated_at"), nil})
		}
	}
	return list
}

// audit records what changed since it was last called, as a change by the user; nobody changes what a test adds.
func (c *call) audit(by *user) {
	now, entries := map[auditKey]auditable{}, c.audits
	keep := func(a auditable, action string, changes object) {
		if a.on != "" && !strings.Contains(a.on, action) || len(changes) == 0 {
			return
		}
		version := 1
		for _, e := range c.audits {
			if e["auditable_type"] == a.kind && e["auditable_id"] == a.id {
				version++
			}
		}
		entry := object{
			"id": c.nextID("audit"), "auditable_id": a.id, "auditable_type": a.kind, "associated_id": c.accountID, "associated_type": "Account",
			"user_id": nil, "user_type": nil, "username": nil, "action": action, "audited_changes": changes, "version": version, "comment": nil,
			"request_uuid": uuid(c.nextID("request")), "created_at": epoch(c.now()), "remote_address": nil,
		}
		if by != nil {
			entry["user_id"], entry["user_type"], entry["username"], entry["remote_address"] = by.id, "User", by.email, "127.0.0.1"
		}
		entries = append(entries, entry)
	}
	for _, a := range c.auditables() {
		key := auditKey{a.kind, a.id}
		now[key] = a
		before, known := c.audited[key]
		if !known {
			keep(a, "create", a.row)
			continue
		}
		changes := object{}
		for name, v := range a.row {
			if !reflect.DeepEqual(before.row[name], v) {
				changes[name] = []any{before.row[name], v}
			}
		}
		keep(a, "update", changes)
	}
	for _, key := range slices.SortedFunc(maps.Keys(c.audited), func(a, b auditKey) int { return strings.Compare(a.kind, b.kind) }) {
		if _, there := now[key]; !there {
			keep(c.audited[key], "destroy", c.audited[key].row)
		}
	}
	c.audited, c.audits = now, entries
}

func omit(o object, names ...string) object {
	rest := maps.Clone(o)
	for _, name := range names {
		delete(rest, name)
	}
	return rest
}
