package ndoto

import "context"

// SearchService searches conversations, messages, contacts and articles. A page has 15 of each, and messages are
// found for the last three months only. Agent bots may not use it.
type SearchService struct{ client *Client }

// SearchResults is one page of what a search has found.
type SearchResults struct {
	Conversations []FoundConversation `json:"conversations"`
	Messages      []Message           `json:"messages"`
	Contacts      []Contact           `json:"contacts"`
	Articles      []FoundArticle      `json:"articles"`
	Extra         Attributes          `json:"-"`
}

// FoundArticle is an article of the help center as a search returns it.
type FoundArticle struct {
	ID           int64      `json:"id"`
	Title        string     `json:"title"`
	Locale       string     `json:"locale"`
	Content      string     `json:"content"`
	Slug         string     `json:"slug"`
	PortalSlug   string     `json:"portal_slug"`
	AccountID    int64      `json:"account_id"`
	CategoryName string     `json:"category_name"`
	Status       string     `json:"status"`
	UpdatedAt    Time       `json:"updated_at"`
	Extra        Attributes `json:"-"`
}

func (s *SearchService) search(ctx context.Context, op *operation, text string, params *PageParams, opts []RequestOption) (*SearchResults, error) {
	return do[SearchResults](ctx, s.client, op, pathOf().query(searchQuery{text, params.number()}), opts)
}

// All searches everything. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search, known from the server software.
func (s *SearchService) All(ctx context.Context, text string, params *PageParams, opts ...RequestOption) (*SearchResults, error) {
	return s.search(ctx, opSearchAll, text, params, opts)
}

// Conversations searches conversations by their number and their contact. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/conversations, known from the server software.
func (s *SearchService) Conversations(ctx context.Context, text string, params *PageParams, opts ...RequestOption) ([]FoundConversation, error) {
	results, err := s.search(ctx, opSearchForConversations, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Conversations, nil
}

// Messages searches messages by their text. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/messages, known from the server software.
func (s *SearchService) Messages(ctx context.Context, text string, params *PageParams, opts ...RequestOption) ([]Message, error) {
	results, err := s.search(ctx, opSearchForMessages, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Messages, nil
}

// Contacts searches contacts by name, email address, phone number and identifier. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/contacts, known from the server software.
func (s *SearchService) Contacts(ctx context.Context, text string, params *PageParams, opts ...RequestOption) ([]Contact, error) {
	results, err := s.search(ctx, opSearchForContacts, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Contacts, nil
}

// Articles searches the articles of the help center. It needs Chatwoot 4.3.0. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/articles, known from the server software.
func (s *SearchService) Articles(ctx context.Context, text string, params *PageParams, opts ...RequestOption) ([]FoundArticle, error) {
	results, err := s.search(ctx, opSearchForArticles, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Articles, nil
}
