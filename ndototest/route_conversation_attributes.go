package ndototest

import (
	"maps"
	"net/http"
)

// attributeProblem is app/models/jsonb_attributes_length_validator.rb.
func attributeProblem(attributes object) string {
	for name, v := range attributes {
		switch {
		case len([]rune(toText(v))) >= 1500:
			return name + " length should be < 1500"
		case toInt(v) > 9999999999:
			return name + " value should be < 9999999999"
		}
	}
	return ""
}

func setConversationAttributes(c *call, conv *conversation) reply {
	if !c.has("custom_attributes") {
		return crash()
	}
	attributes := c.object("custom_attributes")
	if problem := attributeProblem(attributes); problem != "" {
		return invalid(problem, "custom_attributes")
	}
	if !c.bool("merge") || c.dialect == Chatwoot42 {
		conv.custom = object{}
	}
	maps.Copy(conv.custom, attributes)
	return ok(object{"custom_attributes": conv.custom})
}

func removeConversationAttributes(c *call, conv *conversation) reply {
	if c.dialect == Chatwoot42 {
		return routerError(c.request, http.StatusNotFound)
	}
	for _, name := range c.texts("custom_attributes") {
		delete(conv.custom, name)
	}
	return ok(object{"custom_attributes": conv.custom})
}
