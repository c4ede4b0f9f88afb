package ndoto

import (
	"context"
	"strings"
)

// CaptainTurn is what was said before, in a talk with an assistant of Captain.
type CaptainTurn struct {
	// Role is "user" or "assistant".
	Role    string `json:"role"`
	Content string `json:"content"`
	// AgentName is that of the answer.
	AgentName string `json:"agent_name,omitempty"`
}

// CaptainAnswer is what an assistant would say to a customer.
type CaptainAnswer struct {
	// Response is "conversation_handoff" if the assistant would hand over to people.
	Response  string `json:"response"`
	Reasoning string `json:"reasoning"`
	// AgentName names the scenario that answered, and HandedOff reports whether the assistant would hand over to people:
	// for accounts with the feature captain_integration_v2.
	AgentName string     `json:"agent_name"`
	HandedOff bool       `json:"handoff_tool_called"`
	Extra     Attributes `json:"-"`
}

type captainQuestion struct {
	Content string        `json:"message_content"`
	History []CaptainTurn `json:"message_history,omitempty"`
}

// Ask returns what an assistant would answer to a customer. No customer sees it, and nothing is stored, but the model
// costs what an answer costs. It works while the call waits, and the server gives up after 15 s. [ErrServer] usually
// means that the server has no model. History may be nil.
//
// POST /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/playground, known from the server software.
func (s *CaptainAssistantsService) Ask(ctx context.Context, id int64, question string, history []CaptainTurn, opts ...RequestOption) (*CaptainAnswer, error) {
	r := pathOf(id).require(strings.TrimSpace(question) != "", "the question is empty")
	for _, turn := range history {
		r = r.require(turn.Role == "user" || turn.Role == "assistant", "the role of a turn must be user or assistant, got %q", turn.Role)
	}
	return do[CaptainAnswer](ctx, s.client, opAskAssistant, r.json(wrapped[captainQuestion]{"assistant": {question, history}}), opts)
}
