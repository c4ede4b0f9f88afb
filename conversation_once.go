package ndoto

import (
	"context"
	"fmt"

	"github.com/usendoto/ndoto-go/internal/oncekey"
)

// CreateOnce opens a conversation exactly once, under the conditions of [MessagesService.SendOnce]: a key that was
// used before for the contact returns the conversation of then. Its first message is sent once too, by the same key.
// The key is stored in the additional attributes, which all servers keep. ContactID is required: the look, which
// costs a request unless the client remembers the key or [WithNewKey] leaves it out, goes over the contact's 20
// latest conversations.
//
// In an inbox that is locked to a single conversation the server returns the one that is there, for any key.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/conversations and POST
// /api/v1/accounts/{account_id}/conversations, documented by Ndoto, but for the first.
func (s *ConversationsService) CreateOnce(ctx context.Context, key string, params *CreateConversationParams, opts ...RequestOption) (*Conversation, error) {
	op := opCreateConversation.as("Conversations.CreateOnce")
	if err := checkOnce(op, key, params); err != nil {
		return nil, err
	}
	if params.ContactID == 0 {
		return nil, op.refuse(badInput("ContactID is required, to look whether the conversation is there"))
	}
	conversation, err := s.createOnce(ctx, op, key, params, opts)
	if err != nil || params.Message == nil {
		return conversation, err
	}
	message, err := s.client.Messages.SendOnce(ctx, conversation.ID, key, params.Message, opts...)
	if err != nil {
		return conversation, err
	}
	conversation.Messages, conversation.LastNonActivityMessage = []Message{*message}, message
	return conversation, nil
}

// createOnce opens the conversation without its message.
func (s *ConversationsService) createOnce(ctx context.Context, op *operation, key string, params *CreateConversationParams, opts []RequestOption) (*Conversation, error) {
	keyed := *params
	keyed.Message = nil
	keyed.AdditionalAttributes = withKey(params.AdditionalAttributes, key)
	request := pathOf().json(keyed.wire())

	c := s.client
	name := fmt.Sprintf("conversation:%d:%s", params.ContactID, key)
	unlock, err := c.lock(ctx, name)
	if err != nil {
		return nil, op.refuse(err)
	}
	defer unlock()
	if created := c.conversations.get(name); created != nil {
		return created, nil
	}
	look := func(opts []RequestOption) (*Conversation, error) {
		latest, err := c.Contacts.Conversations(ctx, params.ContactID, opts...)
		return findIn(latest, err, func(c *Conversation) bool { return c.AdditionalAttributes.Text(oncekey.Attribute) == key })
	}
	conversation, err := once(ctx, c, opts, sendOnce[Conversation]{
		op: op, before: look, look: look,
		send: func() (*Conversation, error) { return do[Conversation](ctx, c, opCreateConversation, request, opts) },
	})
	if err != nil {
		return nil, err
	}
	c.keys.learnInbox(conversation)
	c.conversations.put(name, conversation, len(conversation.AdditionalAttributes)+len(conversation.CustomAttributes))
	return conversation, nil
}
