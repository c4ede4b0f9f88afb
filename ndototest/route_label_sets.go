package ndototest

import (
	"slices"
	"strings"
)

// readLabels splits at commas, as the real server's tag parser does.
func (c *call) readLabels() []string {
	var labels []string
	for _, label := range c.texts("labels") {
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
	labels := c.readLabels()
	if !slices.Equal(labels, conv.labels) {
		conv.labels = labels
		c.tell(conv, "The labels were changed")
	}
	return ok(object{"payload": orEmpty(conv.labels)})
}

func listContactLabels(_ *call, p *contact) reply {
	return ok(object{"payload": orEmpty(p.labels)})
}

func setContactLabels(c *call, p *contact) reply {
	p.labels = c.readLabels()
	return ok(object{"payload": orEmpty(p.labels)})
}
