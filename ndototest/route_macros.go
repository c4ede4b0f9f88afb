package ndototest

import (
	"net/http"
	"time"
)

var macroRoutes = []route{
	{http.MethodPost, "macros/{id}/execute", accessAgents, executeMacro},
}

// executeMacro runs the actions that need only the conversation.
func executeMacro(c *call) reply {
	row := tableOf("macros").row(c)
	if row == nil {
		return notFound()
	}
	actions, _ := row["actions"].([]any)
	for _, id := range c.list("conversation_ids") {
		conv := c.conversations[toInt(id)]
		if conv == nil {
			continue
		}
		c.track(conv)
		for _, v := range actions {
			action, _ := v.(object)
			params, _ := action["action_params"].([]any)
			switch toText(action["action_name"]) {
			case "resolve_conversation":
				c.setStatus(conv, "resolved", time.Time{})
			case "add_label":
				conv.labels = append(conv.labels, toTexts(params)...)
			}
		}
	}
	return empty()
}
