package customer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// ConversationsService manages the conversations of a contact, who is named by the source ID.
type ConversationsService struct{ client *Client }

// Conversation is a conversation, as its customer sees it.
type Conversation struct {
	ID int64 `json:"id"`
	// UUID is what [SurveysService] takes.
	UUID              string                   `json:"uuid"`
	InboxID           int64                    `json:"inbox_id"`
	Status            ndoto.ConversationStatus `json:"status"`
	ContactLastSeenAt ndoto.Time               `json:"contact_last_seen_at"`
	AgentLastSeenAt   ndoto.Time               `json:"agent_last_seen_at"`
	// Messages are all of them, the oldest first, without the notes of the team.
	Messages []ndoto.Message  `json:"messages"`
	Contact  *ndoto.Contact   `json:"contact"`
	Extra    ndoto.Attributes `json:"-"`
}

// ConversationParams describes a conversation.
type ConversationParams struct {
	CustomAttributes map[string]any `json:"custom_attributes,omitzero"`
	// InboxID has Ensure leave out conversations in other inboxes, which verified contacts reach too.
	InboxID int64 `json:"-"`
}

// List returns all conversations of a contact, the oldest first, with all messages of each. For a long history, Get and
// [MessagesService.All] are less.
//
// GET /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations, known from the server
// software.
func (s *ConversationsService) List(ctx context.Context, sourceID ndoto.Secret, opts ...ndoto.RequestOption) ([]Conversation, error) {
	return s.list(ctx, sourceID, opts)
}

func (s *ConversationsService) list(ctx context.Context, sourceID ndoto.Secret, opts any) ([]Conversation, error) {
	list, err := bridge.List[Conversation](ctx, s.client.api, s.client.call(opListConversations, sourceID), opts)
	slices.SortStableFunc(list, func(a, b Conversation) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

// Get returns a conversation with all its messages. It returns [ndoto.ErrNotFound] for that of another contact.
//
// GET /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}, known
// from the server software.
func (s *ConversationsService) Get(ctx context.Context, sourceID ndoto.Secret, id int64, opts ...ndoto.RequestOption) (*Conversation, error) {
	return bridge.Do[Conversation](ctx, s.client.api, s.call(opGetConversation, sourceID, id), opts)
}

// Create starts a conversation. Params may be nil. In an inbox that is locked to a single conversation, it returns the
// existing one. A bot in the inbox makes it pending, and a contact who is blocked makes it resolved. It is never sent
// twice: if its outcome is unknown, the error is [ndoto.ErrAmbiguous]. Ensure finds out.
//
// POST /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations, known from the server
// software.
func (s *ConversationsService) Create(ctx context.Context, sourceID ndoto.Secret, params *ConversationParams, opts ...ndoto.RequestOption) (*Conversation, error) {
	return s.create(ctx, sourceID, params, opts)
}

func (s *ConversationsService) create(ctx context.Context, sourceID ndoto.Secret, params *ConversationParams, opts any) (*Conversation, error) {
	if params == nil {
		params = &ConversationParams{}
	}
	call := s.client.call(opCreateConversation, sourceID)
	call.JSON = params
	return bridge.Do[Conversation](ctx, s.client.api, call, opts)
}

// Ensure returns the contact's latest conversation that is not resolved, or creates one, and reports whether it did. It
// creates one at most: where the outcome of that is unknown, it looks which conversations are there. Calls for the same
// contact wait for each other within a process. An inbox that is locked to a single conversation has no second one, so
// that the one that is returned may be resolved; a message opens it. A contact who is blocked gets another resolved
// conversation with each call.
//
// GET and POST /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations, known from the
// server software.
func (s *ConversationsService) Ensure(ctx context.Context, sourceID ndoto.Secret, params *ConversationParams, opts ...ndoto.RequestOption) (*Conversation, bool, error) {
	var before map[int64]bool
	look := func(opts any) (*Conversation, error) {
		list, err := s.list(ctx, sourceID, opts)
		if err != nil {
			return nil, err
		}
		known := before
		if before == nil {
			before = map[int64]bool{}
		}
		for i := range slices.Backward(list) {
			conversation := &list[i]
			isOther := params != nil && params.InboxID != 0 && conversation.InboxID != params.InboxID
			if isNew := known != nil && !known[conversation.ID]; !isOther && (isNew || conversation.Status != ndoto.StatusResolved) {
				return conversation, nil
			}
			before[conversation.ID] = true
		}
		return nil, nil
	}
	conversation, created, err := bridge.Ensure(ctx, s.client.api, bridge.Once[Conversation]{
		Operation: opCreateConversation.As("customer.Conversations.Ensure"),
		Lock:      fmt.Sprintf("conversation of customer:%s:%s", s.client.inbox, string(sourceID)),
		Send:      func() (*Conversation, error) { return s.create(ctx, sourceID, params, opts) },
		Look:      look,
	}, opts)
	return conversation, created && !before[conversation.ID], err
}

// Resolve ends a conversation. A customer opens it again by writing.
//
// POST
// /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/toggle_status,
// known from the server software.
func (s *ConversationsService) Resolve(ctx context.Context, sourceID ndoto.Secret, id int64, opts ...ndoto.RequestOption) (*Conversation, error) {
	return bridge.Do[Conversation](ctx, s.client.api, s.call(opResolve, sourceID, id), opts)
}

// SetTyping shows agents that the customer started or stopped typing. It lasts until it is set again.
//
// POST
// /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/toggle_typing,
// known from the server software.
func (s *ConversationsService) SetTyping(ctx context.Context, sourceID ndoto.Secret, id int64, on bool, opts ...ndoto.RequestOption) error {
	call, status := s.call(opSetTyping, sourceID, id), "off"
	if on {
		status = "on"
	}
	call.JSON = map[string]string{"typing_status": status}
	return s.client.api.Do(ctx, call, nil, opts)
}

// MarkRead notes that the customer has seen the conversation. The messages of agents become read some moments later.
//
// POST
// /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/update_last_seen,
// known from the server software.
func (s *ConversationsService) MarkRead(ctx context.Context, sourceID ndoto.Secret, id int64, opts ...ndoto.RequestOption) error {
	return s.client.api.Do(ctx, s.call(opMarkRead, sourceID, id), nil, opts)
}

func (s *ConversationsService) call(op *bridge.Operation, sourceID ndoto.Secret, id int64) bridge.Call {
	call := s.client.call(op, sourceID)
	call.IDs = []int64{id}
	return call
}
