package ndototest

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// documented converts a response of the software to what the documentation shows.
func (s *Server) documented(rt route, r *http.Request, out reply) reply {
	out.value = withObjects(out.value)
	o, isObject := out.value.(object)
	switch {
	case strings.HasPrefix(rt.path, "/public/"):
		return out // the pages do not show the customer's side
	case out.status == http.StatusUnauthorized && isObject && o["error"] == notPermitted && !s.reading.Unauthorized:
		return answer(http.StatusForbidden, o)
	case out.status >= http.StatusBadRequest && isObject:
		return s.documentedError(out.status, o)
	case out.status >= http.StatusBadRequest: // a text, or a page
		return answer(out.status, object{"error": http.StatusText(out.status)})
	case rt.method == http.MethodDelete && rt.path != messagePath && !strings.HasSuffix(rt.path, "/avatar"): // whose row remains
		if s.reading.AlwaysOK {
			return empty()
		}
		return reply{status: http.StatusNoContent}
	case rt.method == http.MethodPost && slices.Contains(creations, rt.path) && !s.reading.AlwaysOK:
		out.status = http.StatusCreated
	}
	if rt.method != http.MethodGet || !slices.Contains(listedPaths, rt.path) {
		if _, isRow := out.value.(object); isRow && s.reading.DataObjects && rt.isDocumented() {
			out.value = object{"data": out.value}
		}
		return out
	}
	out.value = s.documentedList(rt.path, r, out.value)
	return out
}

const messagePath = "conversations/{id}/messages/{message}"

// creations are the routes whose POST creates a record.
var creations = []string{"conversations", "conversations/{id}/messages", "contacts", "agents", "teams", "labels", "webhooks", "inboxes"}

// listedPaths are the lists that the documentation names.
var listedPaths = []string{"conversations", "conversations/{id}/messages", "contacts", "labels", "webhooks", "agents", "teams", "inboxes"}

// documentedError is {"error":text}, or the form with fields.
func (s *Server) documentedError(status int, o object) reply {
	attributes, _ := o["attributes"].([]string)
	if s.reading.FieldErrors && status == http.StatusUnprocessableEntity && len(attributes) > 0 {
		var errors []object
		for message := range strings.SplitSeq(toText(o["message"]), ", ") {
			field := attributes[min(len(errors), len(attributes)-1)]
			message = strings.TrimPrefix(message, humanized(field)+" ")
			errors = append(errors, object{"field": field, "message": message, "code": "invalid"})
		}
		return answer(status, object{"description": "Invalid request", "errors": errors})
	}
	if o["message"] != nil {
		return answer(status, object{"error": o["message"]})
	}
	if list, isList := o["errors"].([]string); isList {
		return answer(status, object{"error": strings.Join(list, ", ")})
	}
	delete(o, "status")
	return answer(status, o)
}

func humanized(field string) string {
	if field == "" {
		return ""
	}
	return strings.ToUpper(field[:1]) + strings.ReplaceAll(field[1:], "_", " ")
}

// documentedList finds the rows in the software's envelope, and puts them into the documented one.
func (s *Server) documentedList(path string, r *http.Request, value any) any {
	rows, meta := softwareRows(value)
	if form := documentedForms[path]; form != nil {
		documentedRows := make([]object, len(rows))
		for i, row := range rows {
			documentedRows[i] = form(row)
			if s.reading.AllMembers {
				all := maps.Clone(row)
				maps.Copy(all, documentedRows[i])
				documentedRows[i] = all
			}
		}
		rows = documentedRows
	}
	if path == "conversations/{id}/messages" && s.reading.NewestFirst {
		slices.Reverse(rows)
	}
	switch {
	case s.reading.GenericLists || path == "inboxes": // which has no page of its own
		return genericList(path, r, rows, meta)
	case path == "conversations":
		return object{"data": object{"meta": meta, "payload": rows}}
	case path == "contacts":
		return object{"payload": rows, "meta": meta}
	case path == "agents", path == "teams":
		return rows
	}
	return object{"payload": rows}
}

// softwareRows finds the rows of a list and its meta, in whichever envelope the software has them.
func softwareRows(value any) (rows []object, meta object) {
	switch v := value.(type) {
	case []object:
		return v, nil
	case object:
		meta, _ = v["meta"].(object)
		for _, name := range []string{"payload", "data", "webhooks"} {
			if inner, there := v[name]; there {
				rows, innerMeta := softwareRows(inner)
				if innerMeta != nil {
					meta = innerMeta
				}
				return rows, meta
			}
		}
	}
	return []object{}, meta
}

// genericList is the form of the overview. What the software pages keeps its pages; the other lists are one page.
func genericList(path string, r *http.Request, rows []object, meta object) object {
	count, size := len(rows), max(len(rows), 1)
	switch path {
	case "conversations":
		count, size = int(toInt(meta["all_count"])), conversationsPerPage
	case "contacts":
		count, size = int(toInt(meta["count"])), contactsPerPage
	}
	return object{"data": rows, "meta": object{
		"count": count, "current_page": max(toInt(r.URL.Query().Get("page")), 1), "total_pages": (count + size - 1) / size,
	}}
}

// documentedForms are the members of a row that the pages show.
var documentedForms = map[string]func(object) object{
	"conversations":               documentedConversation,
	"conversations/{id}/messages": documentedMessage,
	"contacts": func(p object) object {
		return pick(p, "id", "name", "email", "phone_number", "identifier", "blocked", "thumbnail", "last_activity_at", "created_at", "custom_attributes", "contact_inboxes")
	},
	"labels": func(l object) object {
		return pick(l, "id", "title", "description", "color", "show_on_sidebar", "created_at")
	},
	"webhooks": func(w object) object {
		shown := pick(w, "id", "url", "name", "subscriptions")
		shown["active"] = true
		return shown
	},
	"agents": func(a object) object {
		shown := pick(a, "id", "name", "email", "role", "confirmed")
		shown["availability"], shown["avatar_url"] = a["availability_status"], a["thumbnail"]
		return shown
	},
	"teams": func(t object) object {
		return pick(t, "id", "name", "description", "allow_auto_assign", "created_at", "updated_at")
	},
}

func documentedConversation(o object) object {
	meta := o["meta"].(object)
	people := object{}
	for _, who := range []string{"assignee", "team"} {
		if p, there := meta[who].(object); there {
			people[who] = pick(p, "id", "name")
		}
	}
	shown := pick(o, "id", "inbox_id", "status", "priority", "unread_count", "created_at")
	shown["contact"], shown["meta"] = pick(meta["sender"].(object), "id", "name", "email"), people
	return shown
}

func documentedMessage(o object) object {
	shown := pick(o, "id", "content", "status", "private", "created_at", "attachments")
	shown["message_type"] = messageTypes[o["message_type"].(int)]
	if v := reflect.ValueOf(shown["attachments"]); !v.IsValid() || v.IsZero() {
		shown["attachments"] = []object{}
	}
	if s, there := o["sender"].(object); there {
		sender := pick(s, "id", "name")
		sender["type"] = map[any]string{"contact": "Contact", "user": "User", "agent_bot": "AgentBot"}[s["type"]]
		shown["sender"] = sender
	}
	return shown
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
