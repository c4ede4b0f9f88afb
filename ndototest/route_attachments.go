package ndototest

import "net/http"

// listAttachments lists attachments of the conversations that match, 100 a page, by their messages.
func (c *call) listAttachments(of func(*conversation) bool, newestFirst bool, render func(*attachment) object) reply {
	list := []*attachment{}
	for _, a := range c.attachments {
		if of(a.message.conversation) {
			list = append(list, a)
		}
	}
	sortBy(list, func(a *attachment) int64 { return a.id }, newestFirst)
	return answer(http.StatusOK, object{"meta": object{"total_count": len(list)}, "payload": renderAll(pageOf(list, c.int("page"), 100), render)})
}

func (c *call) renderListedAttachment(a *attachment) object {
	o := c.renderAttachment(a)
	for _, name := range []string{"account_id", "content_type", "transcribed_text"} {
		delete(o, name)
	}
	if c.dialect == Chatwoot42 {
		delete(o, "id")
	}
	o["created_at"] = epoch(a.created)
	if s := c.sender(a.message); s != nil {
		o["sender"] = s
	}
	return o
}

func listConversationAttachments(c *call, conv *conversation) reply {
	return c.listAttachments(func(of *conversation) bool { return of == conv }, false, c.renderListedAttachment)
}

func listContactAttachments(c *call, p *contact) reply {
	if c.dialect == Chatwoot42 {
		return noRoute(c.request)
	}
	return c.listAttachments(func(of *conversation) bool { return of.contact == p && c.lists(of) }, true, func(a *attachment) object {
		o := c.renderListedAttachment(a)
		o["conversation_id"] = a.message.conversation.id
		return o
	})
}
