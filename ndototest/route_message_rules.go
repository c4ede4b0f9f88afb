package ndototest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// validationError is a message that failed its validations.
type validationError struct{ problems }

func (p *validationError) Error() string { return "Validation failed: " + strings.Join(p.texts, ", ") }

// checkMessage validates a message.
func (c *call) checkMessage(m *message) error {
	var p validationError
	if m.conversation.postedSince(c.now().Add(-time.Minute)) >= messagesPerMinute {
		p.add("base", "Too many messages")
	}
	if len([]rune(m.source)) > 255 && c.dialect == Chatwoot42 {
		p.tooLong("source_id", 255)
	}
	if err := checkItems(m, &p.problems); err != nil {
		return err
	}
	if template, sent := c.params["template_params"].(object); sent && len(template) > 0 {
		c.checkTemplate(template, &p.problems)
		m.additional = object{"template_params": template}
	}
	if id := c.params["campaign_id"]; id != nil {
		m.additional = merged(m.additional, object{"campaign_id": id})
	}
	if len([]rune(m.content)) > 150_000 {
		p.tooLong("content", 150_000)
	}
	if len(m.attachments) > 15 {
		p.add("attachments", "exceeded maximum allowed")
	}
	if len(p.texts) > 0 {
		return &p
	}
	return nil
}

func (c *call) checkTemplate(template object, p *problems) {
	for _, name := range []string{"name", "category", "language", "namespace"} {
		v, sent := template[name]
		if _, isText := v.(string); sent && !isText {
			p.add("template_params/"+name, "must be of type string")
		}
	}
	if template["name"] == nil {
		p.add("name", "is required")
	}
}

func (conv *conversation) postedSince(t time.Time) int {
	n := 0
	for i := len(conv.messages) - 1; i >= 0 && !conv.messages[i].created.Before(t); i-- {
		n++
	}
	return n
}

// itemKeys are the members of an item (app/models/concerns/content_attribute_validator.rb).
var itemKeys = map[string][]string{
	"input_select": {"title", "value"},
	"cards":        {"title", "description", "media_url", "actions"},
	"form":         {"type", "placeholder", "label", "name", "options", "default", "required", "pattern", "title", "pattern_error"},
	"article":      {"title", "description", "link"},
}

// checkItems validates the items of rich messages. The validator itself fails where there are none.
func checkItems(m *message, p *problems) error {
	keys, rich := itemKeys[m.contentType]
	if !rich {
		return nil
	}
	items, isList := m.attributes["items"].([]any)
	if !isList {
		return fmt.Errorf("undefined method `reject' for nil")
	}
	if len(items) == 0 {
		p.add("content_attributes", "At least one item is required.")
	}
	for _, v := range items {
		if _, isObject := v.(object); !isObject {
			p.add("content_attributes", "Items should be a hash.")
			return fmt.Errorf("undefined method `keys' for an instance of String")
		}
	}
	if unknown := unknownKeys(items, keys); unknown != "" {
		p.add("content_attributes", "contains invalid keys for items : ["+unknown+"]")
	}
	if m.contentType == "cards" {
		checkActions(items, p)
	}
	return nil
}

func checkActions(items []any, p *problems) {
	var all []any
	for _, v := range items {
		actions, _ := v.(object)["actions"].([]any)
		if len(actions) == 0 {
			p.add("content_attributes", "contains items missing actions")
			return
		}
		all = append(all, actions...)
	}
	if unknown := unknownKeys(all, []string{"text", "type", "payload", "uri"}); unknown != "" {
		p.add("content_attributes", "contains invalid keys for actions:  ["+unknown+"]")
	}
}

func unknownKeys(items []any, known []string) string {
	var unknown []string
	for _, v := range items {
		item, _ := v.(object)
		for _, key := range slices.Sorted(maps.Keys(item)) {
			if !slices.Contains(known, key) {
				unknown = append(unknown, ":"+key)
			}
		}
	}
	return strings.Join(unknown, ", ")
}
