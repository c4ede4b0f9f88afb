package ndototest

import (
	"net/http"
	"regexp"
	"slices"
)

// webhookEvents are the events that a webhook can subscribe to; the first eight are the default.
var webhookEvents = []string{
	"conversation_status_changed", "conversation_updated", "conversation_created", "contact_created", "contact_updated", "message_created",
	"message_updated", "webwidget_triggered", "inbox_created", "inbox_updated", "conversation_typing_on", "conversation_typing_off",
}

var webURL = regexp.MustCompile(`^https?://\S+`)

var webhookTable = table{
	path: "webhooks", key: "webhook", reads: accessAdmins, noShow: true, writes: accessAdmins, deleted: http.StatusOK,
	columns: []column{
		{name: "url", kind: textColumn}, {name: "name"}, {name: "inbox_id", kind: intColumn}, {name: "subscriptions", kind: listColumn},
	},
	list: func(rows []object) any { return object{"payload": object{"webhooks": rows}} },
	one:  func(row object) any { return object{"payload": object{"webhook": row}} },
	defaults: func(c *call) object {
		o := object{"url": nil, "name": nil, "account_id": c.accountID, "subscriptions": webhookEvents[:8]}
		if c.dialect != Chatwoot42 {
			o["secret"] = "secret-of-webhook-" + toText(c.nextID("secret"))
		}
		return o
	},
	check: func(c *call, row object, p *problems) {
		p.unique(c.rows["webhooks"], row, "url")
		if !webURL.MatchString(toText(row["url"])) {
			p.add("url", "is invalid")
		}
		events, isList := row["subscriptions"].([]any)
		if isList && (len(events) == 0 || slices.ContainsFunc(events, func(e any) bool { return !slices.Contains(webhookEvents, toText(e)) })) {
			p.add("subscriptions", "Invalid events")
		}
	},
	render: func(c *call, row object) object {
		o := merged(row, nil)
		delete(o, "inbox_id")
		if in := c.inbox(toInt(row["inbox_id"])); in != nil {
			o["inbox"] = object{"id": in.id, "name": in.name}
		}
		return o
	},
}
