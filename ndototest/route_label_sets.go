package ndototest

import (
	"slices"
	"strings"
)

// readLabels splits at commas, as the real server's tag parser does. What is no list is no label.
func (c *call) readLabels() []string {
	return splitLabels(c.texts("labels"))
}

func splitLabels(texts []string) []string {
	var labels []string
	for _, label := range texts {
		for part := range strings.SplitSeq(label, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(labels, part) {
				labels = append(labels, part)
			}
		}
	}
	return labels
}

func listConversationLabels(_ *call, conv *conversation) reply {
	return ok(object{"payload": orEmpty(conv.labels)})
}

func setConversationLabels(c *call, conv *conversation) reply {
	c.label(conv, c.readLabels())
	return ok(object{"payload": orEmpty(conv.labels)})
}

// label replaces the labels of a conversation.
func (c *call) label(conv *conversation, labels []string) {
	difference := func(a, b []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(a), func(l string) bool { return slices.Contains(b, l) }), ", ")
	}
	added, removed := difference(labels, conv.labels), difference(conv.labels, labels)
	conv.labels = labels
	c.saved(conv)
	if added != "" {
		c.tellBy(conv, "", " added "+added)
	}
	if removed != "" {
		c.tellBy(conv, "", " removed "+removed)
	}
}

func listContactLabels(_ *call, p *contact) reply {
	return ok(object{"payload": orEmpty(p.labels)})
}

func setContactLabels(c *call, p *contact) reply {
	before := *p
	p.labels = c.readLabels()
	c.contactSaved(p, &before)
	return ok(object{"payload": orEmpty(p.labels)})
}
