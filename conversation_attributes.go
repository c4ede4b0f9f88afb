package ndoto

import (
	"context"
	"fmt"
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

type customAttributesResponse struct {
	Attributes Attributes `json:"custom_attributes"`
}

func (s *ConversationsService) setAttributes(ctx context.Context, op *operation, r request, opts []RequestOption) (Attributes, error) {
	set, err := do[customAttributesResponse](ctx, s.client, op, r, opts)
	if err != nil {
		return nil, err
	}
	return set.Attributes, nil
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
// them. Servers up to Chatwoot 4.15.1 can only replace all attributes, so they are read and written back. As the
// labels of AddLabels they are read again afterwards, and written again if somebody else has overwritten them
// meanwhile. Calls of one process wait for each other. Where attributes of the same name are written at the same
// time, the last one stays. It takes three requests, and another in the first call of a client, which asks for the
// version of the server.
//
// GET .../conversations/{conversation_id} and POST
// /api/v1/accounts/{account_id}/conversations/{conversation_id}/custom_attributes, known from the server software.
func (s *ConversationsService) MergeAttributes(ctx context.Context, id int64, attributes map[string]any, opts ...RequestOption) (Attributes, error) {
	r := pathOf(id).json(customAttributesBody{Attributes: attributes})
	if r.problem != nil {
		return nil, opSetConversationAttributes.refuse(r.problem)
	}
	change, err := newAttributeChange(attributes)
	if err != nil {
		return nil, opSetConversationAttributes.refuse(err)
	}
	merges, err := s.client.serverIs(ctx, 4, 16, opts)
	if err != nil {
		return nil, err
	}
	return s.changeAttributes(ctx, id, change, opts, func(all Attributes, opts []RequestOption) (Attributes, error) {
		body := customAttributesBody{Attributes: attributes, Merge: true}
		if !merges {
			body = customAttributesBody{Attributes: all.members()}
		}
		return s.setAttributes(ctx, opSetConversationAttributes, pathOf(id).json(body), opts)
	})
}

// RemoveAttributes removes custom attributes from a conversation and returns the rest, in the same way as
// MergeAttributes.
//
// GET .../conversations/{conversation_id}, POST
// /api/v1/accounts/{account_id}/conversations/{conversation_id}/destroy_custom_attributes on servers newer than
// Chatwoot 4.15.1, and POST .../custom_attributes on older ones, known from the server software.
func (s *ConversationsService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (Attributes, error) {
	r := pathOf(id).json(attributeNames{names})
	if r.problem != nil {
		return nil, opRemoveConversationAttributes.refuse(r.problem)
	}
	removes, err := s.client.serverIs(ctx, 4, 16, opts)
	if err != nil {
		return nil, err
	}
	return s.changeAttributes(ctx, id, attributeChange{remove: names}, opts, func(rest Attributes, opts []RequestOption) (Attributes, error) {
		if removes {
			return s.setAttributes(ctx, opRemoveConversationAttributes, r, opts)
		}
		return s.setAttributes(ctx, opSetConversationAttributes, pathOf(id).json(customAttributesBody{Attributes: rest.members()}), opts)
	})
}

func (s *ConversationsService) changeAttributes(ctx context.Context, id int64, change attributeChange, opts []RequestOption, write func(Attributes, []RequestOption) (Attributes, error)) (Attributes, error) {
	return applyShared(ctx, s.client, opts, sharedChange[Attributes]{
		op: opSetConversationAttributes, lock: fmt.Sprintf("conversation attributes:%d", id), edit: change.applyTo, same: sameAttributes, write: write,
		read: func(opts []RequestOption) (Attributes, error) {
			conversation, err := do[Conversation](ctx, s.client, opGetConversation, pathOf(id), opts)
			if err != nil {
				return nil, err
			}
			return conversation.CustomAttributes, nil
		},
	})
}
