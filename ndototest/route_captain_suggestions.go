package ndototest

import (
	"cmp"
	"net/http"
	"slices"
)

const (
	captainSuggestions  = "captain/faq_suggestions"
	captainObservations = "captain/faq_observations"
	maxObservations     = 50
)

// captainSuggestionTable holds what Captain has found in conversations. Agents see what is from one that they see.
var captainSuggestionTable = table{
	path: captainSuggestions, key: "faq_suggestion", one: bare, required: []string{"question", "answer"},
	columns: slices.Concat(columnsOf(stringColumn, "question"), columnsOf(textColumn, "answer")),
	mine: func(c *call, row object) bool {
		return c.isAdmin() || len(c.observationsOf(row)) > 0
	},
	render: func(c *call, row object) object {
		o := merged(row, object{"account_id": c.accountID, "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
		o["assistant"] = c.renderAssistant(c.assistant(row["assistant_id"]))
		delete(o, "assistant_id")
		return o
	},
}

var captainSuggestionRoutes = []route{
	{http.MethodGet, captainSuggestions, accessAgents, listCaptainSuggestions},
	{http.MethodGet, captainSuggestions + "/{id}", accessAgents, captainSuggestionTable.withRow(showCaptainSuggestion)},
	{http.MethodPatch, captainSuggestions + "/{id}", accessAgents, whileOpen(captainSuggestionTable.update)},
	{http.MethodPost, captainSuggestions + "/{id}/approve", accessAgents, whileOpen(approveCaptainSuggestion)},
	{http.MethodPost, captainSuggestions + "/{id}/dismiss", accessAgents, whileOpen(dismissCaptainSuggestion)},
}

// observationsOf are what a suggestion is from, as far as the caller sees it.
func (c *call) observationsOf(suggestion object) (rows []object) {
	for _, row := range c.rows[captainObservations] {
		conv := c.conversations[toInt(row["conversation_id"])]
		if toInt(row["faq_suggestion_id"]) == toInt(suggestion["id"]) && conv != nil && c.sees(conv) {
			rows = append(rows, row)
		}
	}
	return rows
}

// whileOpen knows a suggestion only until somebody has decided about it.
func whileOpen(handler func(*call, object) reply) func(*call) reply {
	return captainSuggestionTable.withRow(func(c *call, row object) reply {
		if row["status"] != "open" {
			return notFound()
		}
		return handler(c, row)
	})
}

// listCaptainSuggestions shows those from most conversations first (captain/faq_suggestions_controller.rb).
func listCaptainSuggestions(c *call) reply {
	search, status := c.text("search"), c.text("status")
	rows := slices.DeleteFunc(slices.Clone(c.rows[captainSuggestions]), func(row object) bool {
		switch {
		case !captainSuggestionTable.mine(c, row), status != "" && row["status"] != status:
			return true
		case c.int("assistant_id") > 0 && toInt(row["assistant_id"]) != c.int("assistant_id"):
			return true
		}
		return search != "" && !iLike(toText(row["question"]), search) && !iLike(toText(row["answer"]), search)
	})
	slices.SortStableFunc(rows, func(a, b object) int {
		return cmp.Or(cmp.Compare(toInt(b["source_count"]), toInt(a["source_count"])), cmp.Compare(toInt(epochOf(b["updated_at"])), toInt(epochOf(a["updated_at"]))))
	})
	return c.captainPage(captainSuggestionTable, rows)
}

func showCaptainSuggestion(c *call, row object) reply {
	from := c.observationsOf(row)
	slices.Reverse(from)
	observations := renderAll(from[:min(len(from), maxObservations)], func(row object) object {
		id := toInt(row["conversation_id"])
		o := merged(row, object{"created_at": epochOf(row["created_at"]), "conversation": object{"id": id, "display_id": id}})
		delete(o, "conversation_id")
		delete(o, "faq_suggestion_id")
		return o
	})
	return ok(merged(captainSuggestionTable.rendered(c, row), object{"observations": observations}))
}

// approveCaptainSuggestion takes other texts, if there are any.
func approveCaptainSuggestion(c *call, row object) reply {
	if len(c.object("faq_suggestion")) > 0 {
		if changed := captainSuggestionTable.update(c, row); changed.status != http.StatusOK {
			return changed
		}
	}
	response := merged(captainResponseTable.defaults(c), object{
		"id": c.nextID(captainResponses), "question": row["question"], "answer": row["answer"], "assistant_id": row["assistant_id"], "author": nil,
	})
	c.rows[captainResponses] = append(c.rows[captainResponses], response)
	row["status"], row["updated_at"] = "approved", epoch(c.now())
	return ok(captainResponseTable.rendered(c, response))
}

func dismissCaptainSuggestion(c *call, row object) reply {
	row["status"], row["updated_at"] = "dismissed", epoch(c.now())
	return ok(captainSuggestionTable.rendered(c, row))
}
