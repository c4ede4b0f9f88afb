package ndototest

import "net/http"

// Dialect is a version of the server software.
type Dialect int

// Supported dialects.
const (
	// Chatwoot416 is Chatwoot 4.16.2.
	Chatwoot416 Dialect = iota
	// Chatwoot42 is Chatwoot 4.2.0.
	Chatwoot42
	// NdotoDocs responds in the shapes Ndoto's documentation shows, and like Chatwoot 4.16 where it shows none.
	NdotoDocs
)

// WithDialect selects the version of the server software to imitate.
func WithDialect(d Dialect) Option { return func(s *Server) { s.dialect = d } }

// documented converts a response to the shape in Ndoto's documentation (docs.usendoto.com/docs/api): creations are 201,
// deletions except those of messages are 204, a missing permission is 403, and errors are a single text.
func documented(rt route, r reply) reply {
	o, isObject := r.value.(object)
	switch {
	case r.status == http.StatusUnauthorized && isObject && o["error"] == notPermitted:
		return answer(http.StatusForbidden, o)
	case r.status >= http.StatusBadRequest && isObject && o["message"] != nil:
		return answer(r.status, object{"error": o["message"]})
	case r.status >= http.StatusBadRequest:
		return r
	case rt.method == http.MethodDelete && rt.path != messagePath:
		return reply{status: http.StatusNoContent}
	case rt.method == http.MethodPost && creates[rt.path]:
		r.status = http.StatusCreated
		return r
	}
	if form := documentedLists[rt.path]; form != nil && rt.method == http.MethodGet && isObject {
		r.value = form(o)
	} else if form := documentedRows[rt.path]; form != nil && rt.method == http.MethodGet {
		r.value = renderAll(r.value.([]object), form)
	}
	return r
}

const messagePath = "conversations/{id}/messages/{message}"

// creates are the routes whose POST creates a record.
var creates = map[string]bool{
	"conversations": true, "conversations/{id}/messages": true, "contacts": true, "agents": true, "teams": true, "labels": true, "webhooks": true,
}

// documentedLists are the lists with an envelope.
var documentedLists = map[string]func(object) object{
	"conversations": func(o object) object {
		data := o["data"].(object)
		return object{"data": object{"meta": data["meta"], "payload": renderAll(data["payload"].([]object), documentedConversation)}}
	},
	"conversations/{id}/messages": func(o object) object {
		return object{"payload": renderAll(o["payload"].([]object), documentedMessage)}
	},
	"contacts": func(o object) object {
		return object{"meta": o["meta"], "payload": renderAll(o["payload"].([]object), func(p object) object {
			return pick(p, "id", "name", "email", "phone_number", "identifier", "blocked", "thumbnail", "last_activity_at", "created_at", "custom_attributes", "contact_inboxes")
		})}
	},
	"labels": func(o object) object {
		return object{"payload": renderAll(o["payload"].([]object), func(l object) object {
			return pick(l, "id", "title", "description", "color", "show_on_sidebar")
		})}
	},
	"webhooks": func(o object) object {
		return object{"payload": renderAll(o["payload"].(object)["webhooks"].([]object), func(w object) object {
			documented := pick(w, "id", "url", "name", "subscriptions")
			documented["active"] = true
			return documented
		})}
	},
}

// documentedRows are the elements of bare arrays.
var documentedRows = map[string]func(object) object{
	"agents": func(a object) object {
		documented := pick(a, "id", "name", "email", "role", "confirmed")
		documented["availability"], documented["avatar_url"] = a["availability_status"], a["thumbnail"]
		return documented
	},
	"teams": func(t object) object { return pick(t, "id", "name", "description", "allow_auto_assign") },
}

func documentedConversation(o object) object {
	meta := o["meta"].(object)
	people := object{}
	for _, who := range []string{"assignee", "team"} {
		if p, there := meta[who].(object); there {
			people[who] = pick(p, "id", "name")
		}
	}
	documented := pick(o, "id", "inbox_id", "status", "priority", "unread_count", "created_at")
	documented["contact"], documented["meta"] = pick(meta["sender"].(object), "id", "name", "email"), people
	return documented
}

func documentedMessage(o object) object {
	documented := pick(o, "id", "content", "status", "private", "created_at", "attachments")
	documented["message_type"] = messageTypes[o["message_type"].(int)]
	if documented["attachments"] == nil {
		documented["attachments"] = []object{}
	}
	if s, there := o["sender"].(object); there {
		sender := pick(s, "id", "name")
		sender["type"] = map[any]string{"contact": "Contact", "user": "User", "agent_bot": "AgentBot"}[s["type"]]
		documented["sender"] = sender
	}
	return documented
}

func pick(o object, names ...string) object {
	picked := object{}
	for _, name := range names {
		if v, there := o[name]; there {
			picked[name] = v
		}
	}
	return picked
}
