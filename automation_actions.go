package ndoto

// Action is one thing that a macro or an automation rule does, such as "assign_team" with team IDs, "add_label" with
// titles, or "resolve_conversation" without parameters.
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
