package ndototest

import (
	"net/http"
	"slices"
)

// captainBulkAction changes answers or documents (captain/bulk_actions_controller.rb). Chatwoot 4.2 knows answers only.
func captainBulkAction(c *call) reply {
	kind, status := c.text("type"), toText(c.object("fields")["status"])
	refused := answer(http.StatusUnprocessableEntity, object{"success": false})
	switch {
	case kind == "" || len(c.list("ids")) == 0 || len(c.object("fields")) == 0:
		return refused
	case kind == "AssistantDocument" && c.dialect != Chatwoot42:
		return c.changeDocuments(status)
	case kind != "AssistantResponse":
		return refused
	}
	if len(c.chosen(captainResponses)) == 0 {
		return ok([]any{})
	}
	if status != "delete" {
		return refused
	}
	for _, row := range c.chosen(captainResponses) {
		c.dropRows(captainResponses, "id", toInt(row["id"]))
	}
	return ok([]any{})
}

func (c *call) changeDocuments(status string) reply {
	switch rows := c.chosen(captainDocuments); status {
	case "delete":
		for _, row := range rows {
			c.dropRows(captainDocuments, "id", toInt(row["id"]))
		}
		return ok(object{"count": len(rows)})
	case "sync":
		ids := []int64{}
		for _, row := range rows {
			if row["status"] == "available" {
				syncCaptainDocument(c, row)
				ids = append(ids, toInt(row["id"]))
			}
		}
		return ok(object{"ids": ids, "count": len(ids)})
	}
	return ok([]any{})
}

// chosen are the rows that the params name.
func (c *call) chosen(path string) []object {
	ids := map[int64]bool{}
	for _, id := range c.list("ids") {
		ids[toInt(id)] = true
	}
	return slices.DeleteFunc(slices.Clone(c.rows[path]), func(row object) bool { return !ids[toInt(row["id"])] })
}
