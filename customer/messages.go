package customer

import (
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// MessagesService reads and sends messages in a conversation of a contact, who is named by the source ID. Messages have
// no status here: whether one was delivered or read is for agents to see.
type MessagesService struct{ client *Client }

// MessageParams describes a message of the customer. Content or Attachments is required.
type MessageParams struct {
	// Content is the text, up to 150,000 characters.
	Content string
	// EchoID comes back with the message on the websocket, but in no response.
	EchoID string
	// Attachments are up to 15 files, without a BlobID. Large ones may need a longer [ndoto.WithTimeout].
	Attachments []ndoto.File
}

type messageBody struct {
	Content string `json:"content,omitzero"`
	EchoID  string `json:"echo_id,omitzero"`
}

func (p *MessageParams) validate() error {
	switch {
	case p == nil:
		return bridge.BadInput("the params are required")
	case p.Content == "" && len(p.Attachments) == 0:
		return bridge.BadInput("the message is empty: set Content or Attachments")
	case len(p.Attachments) > maxAttachments:
		return bridge.BadInput("the message has %d attachments, the limit is %d", len(p.Attachments), maxAttachments)
	case utf8.RuneCountInString(p.Content) > maxContent:
		return bridge.BadInput("the content has %d characters, the limit is %d", utf8.RuneCountInString(p.Content), maxContent)
	case slices.ContainsFunc(p.Attachments, func(f ndoto.File) bool { return f.BlobID != "" }):
		return bridge.BadInput("customers cannot attach a file by its BlobID")
	}
	return nil
}

// Create sends a message. It is never sent twice: if its outcome is unknown, the error is [ndoto.ErrAmbiguous], and
// SendOnce finds out. A message opens a conversation that was resolved. More than 200 messages a minute in a
// conversation return [ndoto.ErrRateLimited].
//
// POST /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/messages,
// known from the server software.
func (s *MessagesService) Create(ctx context.Context, sourceID ndoto.Secret, conversationID int64, params *MessageParams, opts ...ndoto.RequestOption) (*ndoto.Message, error) {
	return bridge.Do[ndoto.Message](ctx, s.client.api, s.message(opCreateMessage, sourceID, conversationID, params), opts)
}

func (s *MessagesService) message(op *bridge.Operation, sourceID ndoto.Secret, conversationID int64, params *MessageParams) bridge.Call {
	call := s.call(op, sourceID, conversationID)
	if call.Problem == nil {
		call.Problem = params.validate()
	}
	if call.Problem == nil {
		call.JSON, call.Files, call.FileField = messageBody{params.Content, params.EchoID}, params.Attachments, "attachments[]"
	}
	return call
}

// ListMessagesParams selects a page of messages.
type ListMessagesParams struct {
	// Before is the ID of a message: those before it are listed.
	Before int64 `url:"before,omitempty"`
}

// MessagesPerPage is the number of messages that List returns at most.
const MessagesPerPage = 20

// List returns the latest 20 messages of a conversation, or the latest before one, the oldest first. Params may be nil.
//
// GET /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/messages,
// known from the server software.
func (s *MessagesService) List(ctx context.Context, sourceID ndoto.Secret, conversationID int64, params *ListMessagesParams, opts ...ndoto.RequestOption) ([]ndoto.Message, error) {
	call := s.call(opListMessages, sourceID, conversationID)
	if params != nil && params.Before < 0 && call.Problem == nil {
		call.Problem = bridge.BadInput("Before is a message id and must not be negative, got %d", params.Before)
	}
	return s.list(ctx, call, params, opts)
}

func (s *MessagesService) list(ctx context.Context, call bridge.Call, params *ListMessagesParams, opts any) ([]ndoto.Message, error) {
	call.Query = params
	return bridge.List[ndoto.Message](ctx, s.client.api, call, opts)
}

// All iterates over the messages of a conversation from the latest back, yielding each once.
//
// GET /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/messages,
// known from the server software.
func (s *MessagesService) All(ctx context.Context, sourceID ndoto.Secret, conversationID int64, opts ...ndoto.RequestOption) iter.Seq2[*ndoto.Message, error] {
	return s.all(ctx, sourceID, conversationID, opts)
}

func (s *MessagesService) all(ctx context.Context, sourceID ndoto.Secret, conversationID int64, opts any) iter.Seq2[*ndoto.Message, error] {
	call := s.call(opListMessages, sourceID, conversationID)
	call.Walking = true
	return func(yield func(*ndoto.Message, error) bool) {
		seen := map[int64]bool{}
		for params := (ListMessagesParams{}); ; {
			page, err := s.list(ctx, call, &params, opts)
			if err != nil {
				yield(nil, err)
				return
			}
			before := params.Before
			for i := range slices.Backward(page) {
				m := &page[i]
				if before == 0 || m.ID < before {
					before = m.ID
				}
				if seen[m.ID] {
					continue
				}
				seen[m.ID] = true
				if !yield(m, nil) {
					return
				}
			}
			if len(page) == 0 || before == params.Before {
				return
			}
			params.Before = before
		}
	}
}

func (s *MessagesService) call(op *bridge.Operation, sourceID ndoto.Secret, ids ...int64) bridge.Call {
	call := s.client.call(op, sourceID)
	call.IDs = ids
	return call
}

// plainText is a text without what the server may change of it.
func plainText(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
