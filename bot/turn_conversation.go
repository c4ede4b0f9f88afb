package bot

import (
	"context"
	"maps"

	"github.com/usendoto/ndoto-go"
)

// AddLabels adds labels to the conversation. Agent bots may do it from Chatwoot 4.14.2.
//
// GET and POST .../conversations/{conversation_id}/labels, known from the server software.
func (t *Turn) AddLabels(ctx context.Context, labels ...string) error {
	_, err := t.desk.client.Conversations.AddLabels(ctx, t.Conversation.ID, labels, t.auth...)
	return err
}

// RemoveLabels removes labels from the conversation. Agent bots may do it from Chatwoot 4.14.2.
//
// GET and POST .../conversations/{conversation_id}/labels, known from the server software.
func (t *Turn) RemoveLabels(ctx context.Context, labels ...string) error {
	_, err := t.desk.client.Conversations.RemoveLabels(ctx, t.Conversation.ID, labels, t.auth...)
	return err
}

// SetAttributes sets custom attributes of the conversation and leaves the others as the event has them.
//
// POST .../conversations/{conversation_id}/custom_attributes, known from the server software.
func (t *Turn) SetAttributes(ctx context.Context, attributes map[string]any) error {
	all := map[string]any{}
	if err := t.Conversation.CustomAttributes.Decode(&all); err != nil || all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, attributes)
	kept, err := t.desk.client.Conversations.SetAttributes(ctx, t.Conversation.ID, all, t.auth...)
	if err == nil {
		t.Conversation.CustomAttributes = kept
	}
	return err
}

// SetPriority sets the priority of the conversation.
//
// POST .../conversations/{conversation_id}/toggle_priority, known from the server software, or PATCH
// .../conversations/{conversation_id}, which Ndoto documents, where the server has no such route.
func (t *Turn) SetPriority(ctx context.Context, p ndoto.Priority) error {
	return t.desk.client.Conversations.SetPriority(ctx, t.Conversation.ID, p, t.auth...)
}
