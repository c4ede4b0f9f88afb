package ndototest

import "maps"

// jsonLengths is app/models/jsonb_attributes_length_validator.rb.
func (p *problems) jsonLengths(attributes object, attribute string) {
	for name, v := range attributes {
		switch v := v.(type) {
		case string:
			if len([]rune(v)) > 1500 {
				p.add(attribute, name+" length should be < 1500")
			}
		case object, []any, bool, nil:
		default:
			if toInt(v) > 9_999_999_999 {
				p.add(attribute, name+" value should be < 9999999999")
			}
		}
	}
}

// setConversationAttributes replaces the attributes, unless they are to be merged.
func setConversationAttributes(c *call, conv *conversation) reply {
	sent := c.object("custom_attributes")
	merge := c.dialect != Chatwoot42 && castBool(c.params["merge"]) == true
	if sent == nil && !merge || hasNUL(sent) {
		return crash()
	}
	attributes := toObject(sent)
	if merge {
		attributes = merged(conv.custom, sent)
	}
	var p problems
	p.jsonLengths(attributes, "custom_attributes")
	if refusal := p.reply(); refusal != nil {
		return *refusal
	}
	conv.custom = attributes
	return ok(object{"custom_attributes": conv.custom})
}

func removeConversationAttributes(c *call, conv *conversation) reply {
	attributes := maps.Clone(conv.custom)
	for _, name := range c.texts("custom_attributes") {
		delete(attributes, name)
	}
	if name, isText := c.params["custom_attributes"].(string); isText {
		delete(attributes, name)
	}
	conv.custom = attributes
	return ok(object{"custom_attributes": conv.custom})
}
