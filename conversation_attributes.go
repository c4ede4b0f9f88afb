package ndoto

import (
	"context"
	"maps"
)

type customAttributesBody struct {
	Attributes map[string]any `json:"custom_attributes"`
	Merge      bool           `json:"merge,omitzero"`
}

func (b customAttributesBody) validate() error { return validateAttributes(b.Attributes) }

// attributeNames names the attributes to remove.
type attributeNames struct {
	Names []string `json:"custom_attributes"`
}

func (b attributeNames) validate() error {
	if len(b.Names) == 0 {
		return badInput("no attribute names given")
	}
	return nil
}

type customAttributesAnswer struct {
	Attributes Attributes `json:"custom_attributes"`
}

func (s *ConversationsService) setAttributes(ctx context.Context, op *operation, r request, opts []RequestOption) (Attributes, error) {
	answer, err := do[customAttributesAnswer](ctx, s.client, op, r, opts)
	if err != nil {
		return nil, err
	}
	return answer.Attributes, nil
}

// SetAttributes replaces all custom attributes of a conversation and returns them. Strings may have up to 1,500
// characters and numbers up to ten digits.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/custom_attributes, known from the server software.
func (s *ConversationsService) SetAttributes(ctx context.Context, id int64, attributes map[string]any, opts ...RequestOption) (Attributes, error) {
	if attributes == nil {
		attributes = map[string]any{} // null would cause a server error
	}
	return s.setAttributes(ctx, opSetConversationAttributes, pathOf(id).json(customAttributesBody{Attributes: attributes}), opts)
}

// MergeAttributes adds custom attributes to a conversation, overwrites those of the same name, and returns all of
// them. Servers up to Chatwoot 4.15.1 can only replace all attributes, so it reads the conversation and writes them
// back: a change that somebody else makes in between is lost.
//
// GET .../conversations/{conversation_id} and POST
// /api/v1/accounts/{account_id}/conversations/{conversation_id}/custom_attributes, known from the server software.
func (s *ConversationsService) MergeAttributes(ctx context.Context, id int64, attributes map[string]any, opts ...RequestOption) (Attributes, error) {
	r := pathOf(id).check(customAttributesBody{Attributes: attributes})
	conversation, err := do[Conversation](ctx, s.client, opGetConversation, r, opts)
	if err != nil {
		return nil, err
	}
	all := map[string]any{}
	for name, raw := range conversation.CustomAttributes.All() {
		all[name] = raw
	}
	maps.Copy(all, attributes)
	return s.setAttributes(ctx, opSetConversationAttributes, r.json(customAttributesBody{Attributes: all, Merge: true}), opts)
}

// RemoveAttributes removes custom attributes from a conversation and returns the rest. It needs a server newer than
// Chatwoot 4.15.1; on older ones it returns [ErrNotFound], and SetAttributes does the job.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/destroy_custom_attributes, known from the server
// software.
func (s *ConversationsService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (Attributes, error) {
	return s.setAttributes(ctx, opRemoveConversationAttributes, pathOf(id).json(attributeNames{names}), opts)
}
