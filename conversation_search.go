package ndoto

import (
	"context"
	"iter"
)

type searchQuery struct {
	Query string `url:"q"`
	Page  int    `url:"page,omitempty"`
}

func (p searchQuery) validate() error {
	if p.Query == "" {
		return badInput("the text to search for is empty")
	}
	return (&PageParams{p.Page}).validate()
}

// Search returns one page of the conversations, of any status, with a message that contains a text. Params may be
// nil.
//
// GET /api/v1/accounts/{account_id}/conversations/search, documented by Ndoto.
func (s *ConversationsService) Search(ctx context.Context, text string, params *PageParams, opts ...RequestOption) (*ConversationSearchPage, error) {
	return doPage[ConversationSearchPage](ctx, s.client, opSearchConversations, pathOf().query(searchQuery{text, params.number()}), opts)
}

// SearchAll iterates over everything that Search finds, yielding each conversation once.
//
// GET /api/v1/accounts/{account_id}/conversations/search, documented by Ndoto.
func (s *ConversationsService) SearchAll(ctx context.Context, text string, opts ...RequestOption) iter.Seq2[*FoundConversation, error] {
	return walkAll(ctx, s.client, opts, pages[FoundConversation, int64]{
		op:      opSearchConversations.as("Conversations.SearchAll"),
		key:     func(c *FoundConversation) int64 { return c.ID },
		created: func(c *FoundConversation) Time { return c.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[FoundConversation], error) {
			got, err := s.Search(ctx, text, &PageParams{page}, opts...)
			if err != nil {
				return list[FoundConversation]{}, err
			}
			return listOf(got.Conversations, unknownTotal, page, int(got.Counts.Extra.Int("total_pages"))), nil
		},
	})
}

// Filter returns one page of the conversations, of any status, that match a filter, most recently active first.
// Params may be nil. Filters by contact_id need Chatwoot 4.16.
//
// POST /api/v1/accounts/{account_id}/conversations/filter, known from the server software.
func (s *ConversationsService) Filter(ctx context.Context, filter Filter, params *PageParams, opts ...RequestOption) (*ConversationPage, error) {
	r := pathOf().query(params).check(filter)
	if r.problem == nil {
		r = s.client.requireFilterKeys(ctx, r, filter)
	}
	page, err := doPage[ConversationPage](ctx, s.client, opFilterConversations, r.json(filter), opts)
	if err != nil {
		return nil, err
	}
	return page.finish(&ListConversationsParams{Page: params.number()}), nil
}

// FilterAll iterates over all conversations that match a filter, yielding each once. The server orders them by latest
// activity, so one that becomes active moves to the front of the list; the iterator notices what moved. The loop may
// change what it gets so that the filter no longer matches, as by resolving it: no other is left out.
//
// POST /api/v1/accounts/{account_id}/conversations/filter, known from the server software.
func (s *ConversationsService) FilterAll(ctx context.Context, filter Filter, opts ...RequestOption) iter.Seq2[*Conversation, error] {
	l := listOfConversations(opFilterConversations.as("Conversations.FilterAll"))
	l.fetch = func(ctx context.Context, page, _ int, opts []RequestOption) (list[Conversation], error) {
		got, err := s.Filter(ctx, filter, &PageParams{page}, opts...)
		if err != nil {
			return list[Conversation]{}, err
		}
		return got.list(), nil
	}
	return walkAll(ctx, s.client, opts, l)
}
