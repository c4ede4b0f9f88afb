package ndototest

import "net/http"

var draftRoutes = []route{
	{http.MethodGet, "conversations/{id}/draft_messages", accessAgents, withConversation(showDraft)},
	{http.MethodPatch, "conversations/{id}/draft_messages", accessAgents, withConversation(setDraft)},
	{http.MethodDelete, "conversations/{id}/draft_messages", accessAgents, withConversation(deleteDraft)},
}

// showDraft tells an empty draft from none.
func showDraft(c *call, conv *conversation) reply {
	text := c.linked("draft_messages", conv.id)
	if text == nil {
		return ok(object{"has_draft": false})
	}
	return ok(object{"has_draft": true, "message": text})
}

func setDraft(c *call, conv *conversation) reply {
	c.link("draft_messages", conv.id, toText(c.object("draft_message")["message"]))
	return empty()
}

func deleteDraft(c *call, conv *conversation) reply {
	c.link("draft_messages", conv.id, nil)
	return empty()
}
