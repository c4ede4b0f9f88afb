package ndoto

import (
	"context"
	"iter"
)

// MessagesService reads and sends messages. Agent bots may call Create and, with [WithLookToken], SendOnce.
type MessagesService struct{ client *Client }

// ListMessagesParams selects a part of the messages of a conversation. Before and After are message IDs; Ndoto
// documents them as times, but the server software compares them with IDs.
type ListMessagesParams struct {
	// Before selects the 20 latest messages with a smaller ID.
	Before int64 `url:"before,omitempty"`
	// After selects the 100 earliest messages with a greater ID. Together with Before, it selects up to 1,000 from
	// After, inclusive, to Before, exclusive.
	After int64 `url:"after,omitempty"`
	// WithoutInternal leaves out private notes and activities.
	WithoutInternal bool `url:"filter_internal_messages,omitempty"`
}

func (p *ListMessagesParams) validate() error {
	if p != nil && (p.Before < 0 || p.After < 0) {
		return badInput("Before and After are message ids and must not be negative")
	}
	return nil
}

// List returns a part of the messages of a conversation, oldest first. Without params, it is the latest 20.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) List(ctx context.Context, conversationID int64, params *ListMessagesParams, opts ...RequestOption) (*MessagePage, error) {
	return doPage[MessagePage](ctx, s.client, opListMessages, pathOf(conversationID).query(params), opts)
}

// WalkMessagesParams selects the messages to iterate over. The zero value selects all, oldest first.
type WalkMessagesParams struct {
	// After starts after the message with this ID or, with NewestFirst, ends before it.
	After int64
	// NewestFirst iterates back from the latest message, which fetches 20 messages per request instead of 100.
	NewestFirst bool
	// WithoutInternal leaves out private notes and activities.
	WithoutInternal bool
}

// All iterates over the messages of a conversation. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (s *MessagesService) All(ctx context.Context, conversationID int64, params *WalkMessagesParams, opts ...RequestOption) iter.Seq2[*Message, error] {
	var p WalkMessagesParams
	if params != nil {
		p = *params
	}
	fetch := func(q messageRange) ([]Message, error) {
		q.WithoutInternal = p.WithoutInternal
		page, err := doPage[MessagePage](ctx, s.client, opListMessages, pathOf(conversationID).query(q), opts)
		if err != nil {
			return nil, err
		}
		return page.Messages, nil
	}
	if p.NewestFirst {
		return walkMessagesBack(p.After, fetch)
	}
	return walkMessagesForward(p.After, fetch)
}

// messageRange is like ListMessagesParams, but sends an After of 0, which asks for the earliest messages.
type messageRange struct {
	Before          Opt[int64] `url:"before"`
	After           Opt[int64] `url:"after"`
	WithoutInternal bool       `url:"filter_internal_messages,omitempty"`
}

func (r messageRange) validate() error {
	if after, _ := r.After.Get(); after < 0 {
		return badInput("After is a message id and must not be negative, got %d", after)
	}
	return nil
}

func messageID(m *Message) int64 { return m.ID }

func walkMessagesForward(after int64, fetch func(messageRange) ([]Message, error)) iter.Seq2[*Message, error] {
	return walk(after, messageID, func(at int64, _ int) ([]Message, int64, bool, error) {
		items, err := fetch(messageRange{After: Set(at)})
		for i := range items {
			at = max(at, items[i].ID)
		}
		return items, at, len(items) == 0, err
	})
}

// walkMessagesBack reverses each page, because a page starts with its oldest message.
func walkMessagesBack(after int64, fetch func(messageRange) ([]Message, error)) iter.Seq2[*Message, error] {
	return walk(0, messageID, func(at int64, _ int) ([]Message, int64, bool, error) {
		var q messageRange
		if at > 0 {
			q.Before = Set(at)
		}
		page, err := fetch(q)
		var items []Message
		for i := len(page) - 1; i >= 0; i-- {
			if page[i].ID > after {
				items = append(items, page[i])
			}
			if at == 0 || page[i].ID < at {
				at = page[i].ID
			}
		}
		return items, at, len(items) < len(page) || len(page) == 0, err
	})
}

// Get returns one message. The server has no route for it, so Get asks for the messages from this ID to the next.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto; that it can be
// limited to one message is known from the server software.
func (s *MessagesService) Get(ctx context.Context, conversationID, messageID int64, opts ...RequestOption) (*Message, error) {
	r := pathOf(conversationID).query(messageRange{After: Set(messageID), Before: Set(messageID + 1)})
	r = r.require(messageID > 0, "the message id must be positive, got %d", messageID)
	page, err := doPage[MessagePage](ctx, s.client, opListMessages, r, opts)
	if err != nil {
		return nil, err
	}
	for i := range page.Messages {
		if page.Messages[i].ID == messageID {
			return &page.Messages[i], nil
		}
	}
	e := opListMessages.as("Messages.Get").failure(ErrNotFound)
	e.Message = "the conversation has no such message"
	return nil, e
}

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
	answer, err := doOptional[translation](ctx, s.client, opTranslateMessage, r, opts)
	if err != nil {
		return "", err
	}
	if answer != nil {
		return answer.Content, nil
	}
	message, err := s.Get(ctx, conversationID, messageID, opts...)
	if err != nil {
		return "", err
	}
	translations, _ := message.ContentAttributes.Lookup("translations")
	return Attributes(translations).Text(language), nil
}
