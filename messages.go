package ndoto

import "context"

// MessagesService reads and sends messages. Agent bots may call Create and, with [WithLookToken], SendOnce.
type MessagesService struct{ client *Client }

// UpdateMessageParams holds the changes that Update makes.
type UpdateMessageParams struct {
	// Status never goes back from read to delivered: the server ignores such a change.
	Status MessageStatus `json:"status"`
	// ExternalError says why a message failed. It is for MessageFailed.
	ExternalError string `json:"external_error,omitzero"`
}

func (p *UpdateMessageParams) validate() error {
	switch {
	case p == nil || !p.Status.Valid():
		return badInput("the status must be one of sent, delivered, read and failed")
	case p.ExternalError != "" && p.Status != MessageFailed:
		return badInput("an external error needs the status failed, got %q", p.Status)
	}
	return nil
}

// Update records the delivery status of a message. It works in API inboxes; in others it returns [ErrForbidden].
//
// PATCH /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}, known from the server
// software.
func (s *MessagesService) Update(ctx context.Context, conversationID, messageID int64, params *UpdateMessageParams, opts ...RequestOption) (*Message, error) {
	return do[Message](ctx, s.client, opUpdateMessage, pathOf(conversationID, messageID).json(params), opts)
}

// Delete replaces the content of a message with a text that says that it was deleted, removes its attachments, and
// returns what is left.
//
// DELETE /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}, documented by Ndoto.
func (s *MessagesService) Delete(ctx context.Context, conversationID, messageID int64, opts ...RequestOption) (*Message, error) {
	return doOptional[Message](ctx, s.client, opDeleteMessage, pathOf(conversationID, messageID), opts)
}

// Retry sends a failed message to its channel again. It removes the message's content attributes.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}/retry, known from the server
// software.
func (s *MessagesService) Retry(ctx context.Context, conversationID, messageID int64, opts ...RequestOption) (*Message, error) {
	return do[Message](ctx, s.client, opRetryMessage, pathOf(conversationID, messageID), opts)
}

type translation struct {
	Content string `json:"content"`
}

// Translate returns a message in another language, such as "de". For a message that is translated already, the server
// responds with nothing; the text is then read from the message.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}/translate, known from the
// server software; it needs an integration for translations.
func (s *MessagesService) Translate(ctx context.Context, conversationID, messageID int64, language string, opts ...RequestOption) (string, error) {
	r := pathOf(conversationID, messageID).json(struct {
		Language string `json:"target_language"`
	}{language})
	r = r.require(language != "", "the language is empty")
	translated, err := doOptional[translation](ctx, s.client, opTranslateMessage, r, opts)
	if err != nil {
		return "", err
	}
	if translated != nil {
		return translated.Content, nil
	}
	message, err := s.Get(ctx, conversationID, messageID, opts...)
	if err != nil {
		return "", err
	}
	translations, _ := message.ContentAttributes.Lookup("translations")
	return Attributes(translations).Text(language), nil
}
