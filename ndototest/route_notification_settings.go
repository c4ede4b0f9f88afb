package ndototest

import (
	"net/http"
	"slices"
)

var notificationSettingRoutes = []route{
	{http.MethodGet, "notification_settings", accessAgents, showNotificationSettings},
	{http.MethodPatch, "notification_settings", accessAgents, setNotificationSettings},
	{http.MethodPost, "/api/v1/notification_subscriptions", accessAgents, subscribePush},
	{http.MethodDelete, "/api/v1/notification_subscriptions", accessAgents, unsubscribePush},
}

// notificationKinds are what users can be told of.
var notificationKinds = []string{
	"conversation_creation", "conversation_assignment", "assigned_conversation_new_message", "conversation_mention", "participating_conversation_new_message",
	"sla_missed_first_response", "sla_missed_next_response", "sla_missed_resolution",
}

func notificationFlags(channel string) []any {
	flags := []any{}
	for _, kind := range notificationKinds {
		flags = append(flags, channel+"_"+kind)
	}
	return flags
}

// notificationSettings are the caller's. By default they are told of what is assigned to them.
func (c *call) notificationSettings() object {
	rows := c.rows["notification_settings"]
	if i := slices.IndexFunc(rows, func(row object) bool { return toInt(row["user_id"]) == c.user.id }); i >= 0 {
		return rows[i]
	}
	row := object{
		"id": c.nextID("notification_settings"), "user_id": c.user.id, "account_id": c.accountID,
		"all_email_flags": notificationFlags("email"), "selected_email_flags": []any{"email_conversation_assignment"},
		"all_push_flags": notificationFlags("push"), "selected_push_flags": []any{"push_conversation_assignment"},
	}
	c.rows["notification_settings"] = append(rows, row)
	return row
}

func showNotificationSettings(c *call) reply { return ok(c.notificationSettings()) }

// setNotificationSettings replaces both lists; a missing one is empty. An unknown flag is a crash.
func setNotificationSettings(c *call) reply {
	sent := c.object("notification_settings")
	if len(sent) == 0 {
		return unprocessable("param is missing or the value is empty: notification_settings")
	}
	row := merged(c.notificationSettings(), nil)
	for _, channel := range []string{"email", "push"} {
		selected, _ := sent["selected_"+channel+"_flags"].([]any)
		kept := []any{}
		for _, flag := range notificationFlags(channel) {
			if slices.ContainsFunc(selected, func(v any) bool { return toText(v) == flag }) {
				kept = append(kept, flag)
			}
		}
		if len(kept) < len(selected) {
			return crash()
		}
		row["selected_"+channel+"_flags"] = kept
	}
	rows := c.rows["notification_settings"]
	rows[slices.IndexFunc(rows, func(other object) bool { return other["id"] == row["id"] })] = row
	return ok(row)
}

// subscribePush updates the subscription of a known device, which moves to the caller.
func subscribePush(c *call) reply {
	sent := c.object("notification_subscription")
	attributes, _ := sent["subscription_attributes"].(object)
	if attributes == nil {
		return crash()
	}
	name, known := map[string]string{"browser_push": "endpoint", "fcm": "device_id"}[toText(sent["subscription_type"])]
	if !known {
		return crash()
	}
	rows := c.rows["notification_subscriptions"]
	i := slices.IndexFunc(rows, func(row object) bool { return row["identifier"] == attributes[name] })
	if i < 0 {
		i, rows = len(rows), append(rows, merged(c.dated(), object{"id": c.nextID("notification_subscriptions")}))
	}
	rows[i] = merged(rows[i], object{
		"user_id": c.user.id, "subscription_type": sent["subscription_type"], "subscription_attributes": attributes, "updated_at": iso(c.now()),
		"identifier": attributes[name],
	})
	c.rows["notification_subscriptions"] = rows
	return ok(rows[i])
}

func unsubscribePush(c *call) reply {
	c.rows["notification_subscriptions"] = slices.DeleteFunc(c.rows["notification_subscriptions"], func(row object) bool {
		attributes, _ := row["subscription_attributes"].(object)
		return toInt(row["user_id"]) == c.user.id && attributes["push_token"] == c.params["push_token"]
	})
	return empty()
}
