package ndoto

import (
	"context"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
)

// CreateOnce opens a conversation exactly once, under the conditions of [MessagesService.SendOnce]. Its first message
// is also sent once, with the same key. The key is stored in the additional attributes, which all servers keep.
// ContactID is required, because CreateOnce looks through the contact's 20 latest conversations.
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
	keyed := *params
	keyed.Message = nil
	keyed.AdditionalAttributes = withKey(params.AdditionalAttributes, key)
	conversation, err := once(ctx, s.client, opts, onceSteps[Conversation]{
		send: func() (*Conversation, error) { return s.Create(ctx, &keyed, opts...) },
		look: func(_ time.Duration, opts []RequestOption) (*Conversation, error) {
			latest, err := s.client.Contacts.Conversations(ctx, params.ContactID, opts...)
			for i := range latest {
				if latest[i].AdditionalAttributes.Text(oncekey.Attribute) == key {
					return &latest[i], nil
				}
			}
			return nil, err
		},
	})
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
