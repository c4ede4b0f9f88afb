package ndototest

import (
	"net/http"
	"slices"
)

// WithCaptain lets Captain work, whose tasks else fail as on a server without a model. Write is given the task, such as
// "summarize" or "playground", and the text to rewrite, the question, or the messages of the conversation, a line each;
// what it returns is the response, and none if it is empty.
func WithCaptain(write func(task, text string) string) Option {
	return func(s *Server) { s.captain = write }
}

var captainTaskRoutes = []route{
	{http.MethodPost, "captain/tasks/rewrite", accessAgents, captainTask("rewrite")},
	{http.MethodPost, "captain/tasks/summarize", accessAgents, captainTask("summarize")},
	{http.MethodPost, "captain/tasks/reply_suggestion", accessAgents, captainTask("reply_suggestion")},
	{http.MethodPost, "captain/tasks/label_suggestion", accessAgents, captainTask("label_suggestion")},
	{http.MethodPost, "captain/tasks/follow_up", accessAgents, captainTask("follow_up")},
}

// askAssistant is the playground. Without a model its old version fails, and its new one would hand over.
func askAssistant(c *call, assistant object) reply {
	question := toText(c.under("assistant")["message_content"])
	isNew := c.hasFeature("captain_integration_v2")
	switch {
	case c.captain == nil && !isNew:
		return crash()
	case c.captain == nil:
		return ok(object{"response": "conversation_handoff", "reasoning": "Error occurred: there is no model", "handoff_tool_called": false})
	}
	o := object{"response": c.captain("playground", question), "reasoning": "The question is all there is."}
	if isNew {
		o["agent_name"], o["handoff_tool_called"] = assistant["name"], false
	}
	return ok(o)
}

var captainRewrites = []string{
	"fix_spelling_grammar", "improve", "casual", "professional", "friendly", "confident", "straightforward",
}

// captainTask asks the model. Without one, labels are suggested to nobody, and everything else fails.
func captainTask(task string) func(*call) reply {
	return func(c *call) reply {
		conv := c.conversations[c.int("conversation_display_id")]
		text := ""
		switch {
		case task == "rewrite" && !slices.Contains(captainRewrites, c.text("operation")):
			return crash()
		case task == "rewrite":
			text = c.text("content")
		case task == "follow_up":
			text = c.text("message")
		case conv == nil:
			return notFound()
		default:
			for _, m := range conv.messages {
				text += m.content + "\n"
			}
		}
		if c.captain == nil {
			if task == "label_suggestion" {
				return ok(object{"message": nil})
			}
			return unprocessable("Captain AI API key is not configured.")
		}
		written := c.captain(task, text)
		if written == "" {
			return ok(object{"message": nil})
		}
		o := object{"message": written}
		if task != "label_suggestion" {
			o["follow_up_context"] = object{"event_name": task, "original_context": text, "last_response": written, "conversation_history": []any{}}
		}
		return ok(o)
	}
}
