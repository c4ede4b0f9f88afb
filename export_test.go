package ndoto

// What the tests against ndototest need, which cannot be in this package because ndototest imports it.

type (
	APICall = apiCall
	World   = world
)

func NewWorld(conversation, message, contact, other, note, inbox, agent, team int64, file string, label, webhook, canned, attribute int64) World {
	return world{conversation, message, contact, other, note, inbox, agent, team, file, label, webhook, canned, attribute, 1}
}

func Calls(w World) map[string]APICall { return calls(w) }
