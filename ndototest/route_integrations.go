package ndototest

// listIntegrations knows one application, with the hooks that there are.
func listIntegrations(c *call) reply {
	hooks := c.rows["integrations/hooks"]
	if hooks == nil {
		hooks = []object{}
	}
	return ok(object{"payload": []object{{
		"id": "slack", "name": "Slack", "description": "Answer in Slack", "short_description": "Slack", "enabled": len(hooks) > 0, "hook_type": "account",
		"allow_multiple_hooks": false, "hooks": hooks,
	}}})
}
