package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var contactNoteRoutes = []route{
	{http.MethodGet, "contacts/{id}/notes", accessAgents, withContact(listNotes)},
	{http.MethodPost, "contacts/{id}/notes", accessAgents, withContact(createNote)},
	{http.MethodGet, "contacts/{id}/notes/{note}", accessAgents, withNote(showNote)},
	{http.MethodPatch, "contacts/{id}/notes/{note}", accessAgents, withNote(updateNote)},
	{http.MethodDelete, "contacts/{id}/notes/{note}", accessAgents, withNote(deleteNote)},
}

// withNote runs a handler with the note in the path.
func withNote(handler func(*call, *note) reply) func(*call) reply {
	return withContact(func(c *call, p *contact) reply {
		n := find(c.notes, func(n *note) bool { return n.id == c.id("note") && n.contact == p.id })
		if n == nil {
			return notFound()
		}
		return handler(c, n)
	})
}

// renderNote has null ids, as the real view does by mistake.
func (c *call) renderNote(n *note) object {
	o := object{"id": n.id, "content": n.content, "account_id": nil, "contact_id": nil, "created_at": epoch(n.created), "updated_at": epoch(n.updated)}
	if u := c.world.user(n.user); u != nil {
		o["user"] = c.renderAgent(u)
	}
	return o
}

func listNotes(c *call, p *contact) reply {
	list := []*note{}
	for _, n := range slices.Backward(c.notes) {
		if n.contact == p.id {
			list = append(list, n)
		}
	}
	return ok(renderAll(list, c.renderNote))
}

// noteContent reads the text under "note", a key that JSON bodies may omit.
func (c *call) noteContent() (string, *reply) {
	inner := c.object("note")
	if inner == nil {
		if !c.has("content") {
			r := unprocessable("param is missing or the value is empty: note")
			return "", &r
		}
		inner = c.params
	}
	return toText(inner["content"]), nil
}

func createNote(c *call, p *contact) reply {
	content, refusal := c.noteContent()
	switch {
	case refusal != nil:
		return *refusal
	case strings.TrimSpace(content) == "":
		return invalid("Content can't be blank", "content")
	}
	n := &note{id: c.nextID("note"), contact: p.id, user: c.user.id, content: content, created: c.now(), updated: c.now()}
	c.notes = append(c.notes, n)
	return ok(c.renderNote(n))
}

func showNote(c *call, n *note) reply { return ok(c.renderNote(n)) }

// updateNote makes the caller the author. It responds 200 with an unsaved note when the content is blank.
func updateNote(c *call, n *note) reply {
	content, refusal := c.noteContent()
	if refusal != nil {
		return *refusal
	}
	if strings.TrimSpace(content) == "" {
		unsaved := *n
		unsaved.content, unsaved.user = content, c.user.id
		return ok(c.renderNote(&unsaved))
	}
	n.content, n.user, n.updated = content, c.user.id, c.now()
	return ok(c.renderNote(n))
}

func deleteNote(c *call, n *note) reply {
	c.notes = slices.DeleteFunc(c.notes, func(other *note) bool { return other == n })
	return empty()
}
