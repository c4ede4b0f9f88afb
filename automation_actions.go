package ndoto

// Action is what a macro or an automation rule does, such as "assign_team" with the ids of teams, "add_label" with titles or
// "resolve_conversation" with nothing.
type Action struct {
	Name   string     `json:"action_name"`
	Params []any      `json:"action_params"`
	Extra  Attributes `json:"-"`
}

func validateActions(actions []Action) error {
	for _, a := range actions {
		if a.Name == "" {
			return badInput("an action has no name")
		}
	}
	return nil
}
