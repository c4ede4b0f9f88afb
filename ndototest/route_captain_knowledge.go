package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

const (
	captainResponses = "captain/assistant_responses"
	captainDocuments = "captain/documents"
	captainPerPage   = 25
)

var captainResponseTable = table{
	path: captainResponses, key: "assistant_response", shows: accessAgents, writes: accessAdmins, one: bare, deleted: http.StatusNoContent,
	required: []string{"question", "answer"},
	columns:  append(columnsOf(textColumn, "question", "answer"), column{name: "assistant_id", kind: intColumn}),
	defaults: func(c *call) object {
		return object{
			"question": nil, "answer": nil, "assistant_id": nil, "status": "approved", "edited": false, "author": c.user.id,
			"created_at": epoch(c.now()), "updated_at": epoch(c.now()),
		}
	},
	check: func(c *call, row object, p *problems) {
		if c.assistant(row["assistant_id"]) == nil {
			p.add("assistant", "must exist")
			p.add("account", "must exist")
		}
		if row["id"] != nil {
			row["edited"] = true
		}
	},
	render: func(c *call, row object) object {
		o := merged(row, object{"account_id": c.accountID, "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
		o["assistant"] = c.renderAssistant(c.assistant(row["assistant_id"]))
		if u := c.world.user(toInt(row["author"])); u != nil {
			o["documentable"] = object{"type": "User", "id": u.id, "email": u.email, "available_name": u.availableName()}
		}
		delete(o, "assistant_id")
		delete(o, "author")
		if c.dialect == Chatwoot42 {
			delete(o, "edited")
		}
		return o
	},
}

var captainKnowledgeRoutes = []route{
	{http.MethodGet, captainResponses, accessAgents, listCaptainResponses},
	{http.MethodGet, captainDocuments, accessAgents, listCaptainDocuments},
	{http.MethodGet, captainDocuments + "/{id}", accessAgents, captainDocumentTable.withRow(captainDocumentTable.show)},
	{http.MethodPost, captainDocuments, accessAdmins, createCaptainDocument},
	{http.MethodPost, captainDocuments + "/{id}/sync", accessAdmins, captainDocumentTable.withRow(syncCaptainDocument)},
	{http.MethodPost, "captain/bulk_actions", accessAdmins, captainBulkAction},
	{http.MethodDelete, captainDocuments + "/{id}", accessAdmins, captainDocumentTable.withRow(captainDocumentTable.remove)},
}

// captainRows are the rows of a list that pass the filters that both lists have, newest first.
func (c *call) captainRows(t table, match func(object) bool) reply {
	assistant := c.int("assistant_id")
	rows := slices.DeleteFunc(newestRows(c, c.rows[t.path]), func(row object) bool {
		return assistant > 0 && toInt(row["assistant_id"]) != assistant || !match(row)
	})
	return c.captainPage(t, rows)
}

func (c *call) captainPage(t table, rows []object) reply {
	return ok(object{
		"payload": renderAll(pageOf(rows, c.int("page"), captainPerPage), func(row object) object { return t.rendered(c, row) }),
		"meta":    object{"total_count": len(rows), "page": c.pageParam()},
	})
}

func listCaptainResponses(c *call) reply {
	search := c.text("search")
	return c.captainRows(captainResponseTable, func(row object) bool {
		return c.int("document_id") == 0 && (search == "" || iLike(toText(row["question"]), search) || iLike(toText(row["answer"]), search))
	})
}

// captainDocumentTable holds the pages that assistants learn from. They stay in progress unless there is a Captain.
var captainDocumentTable = table{
	path: captainDocuments, key: "document", one: bare, deleted: http.StatusNoContent,
	columns: append(columnsOf(stringColumn, "name"), column{name: "external_link", kind: textColumn}, column{name: "assistant_id", kind: intColumn}),
	render: func(c *call, row object) object {
		o := merged(row, object{"account_id": c.accountID, "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
		o["assistant"], o["display_url"] = c.renderAssistant(c.assistant(row["assistant_id"])), row["external_link"]
		delete(o, "assistant_id")
		if c.dialect == Chatwoot42 {
			for _, name := range []string{
				"display_url", "content_type", "file_size", "pdf_document", "responses_count", "sync_status", "sync_in_progress", "last_synced_at",
				"last_sync_attempted_at", "last_sync_error_code",
			} {
				delete(o, name)
			}
		}
		return o
	},
}

func listCaptainDocuments(c *call) reply {
	search := c.text("search_key")
	return c.captainRows(captainDocumentTable, func(row object) bool {
		isPDF := row["pdf_document"] == true
		switch source := c.text("source"); {
		case source == "web" && isPDF, source == "pdf" && !isPDF:
			return false
		case slices.Contains([]string{"stale", "synced", "failed"}, c.text("filter")):
			return false
		case c.text("filter") == "syncing" && row["sync_in_progress"] != true:
			return false
		}
		return search == "" || iLike(toText(row["name"]), search) || iLike(toText(row["external_link"]), search)
	})
}

func createCaptainDocument(c *call) reply {
	sent := c.object("document")
	if len(sent) == 0 {
		return unprocessable("param is missing or the value is empty: document")
	}
	assistant := c.assistant(sent["assistant_id"])
	if assistant == nil {
		return unprocessable("Missing Assistant")
	}
	link := toText(sent["external_link"])
	isPDF := strings.HasPrefix(link, "PDF:") || strings.HasSuffix(link, ".pdf")
	switch {
	case link == "":
		return unprocessable("External link can't be blank")
	case isPDF:
		return unprocessable("Pdf file can't be blank")
	}
	link = strings.TrimSuffix(link, "/")
	if slices.ContainsFunc(c.rows[captainDocuments], func(row object) bool {
		return row["external_link"] == link && toInt(row["assistant_id"]) == toInt(assistant["id"])
	}) {
		return unprocessable("External link has already been taken")
	}
	row := object{
		"id": c.nextID(captainDocuments), "name": sent["name"], "external_link": link, "assistant_id": assistant["id"], "content": nil, "content_type": nil,
		"file_size": nil, "pdf_document": false, "responses_count": 0, "status": "in_progress", "sync_status": nil, "sync_in_progress": false,
		"last_synced_at": nil, "last_sync_attempted_at": nil, "last_sync_error_code": nil, "created_at": epoch(c.now()), "updated_at": epoch(c.now()),
	}
	c.rows[captainDocuments] = append(c.rows[captainDocuments], row)
	response := captainDocumentTable.rendered(c, row)
	if c.captain != nil {
		c.later(func() { row["status"] = "available" })
	}
	return ok(response)
}

// syncCaptainDocument refuses a page that has not been read yet.
func syncCaptainDocument(c *call, row object) reply {
	if row["status"] != "available" {
		return unprocessable("Sync is only available for processed documents")
	}
	row["sync_status"], row["sync_in_progress"], row["last_sync_attempted_at"] = "syncing", true, epoch(c.now())
	return reply{status: http.StatusAccepted, contentType: "application/json"}
}
