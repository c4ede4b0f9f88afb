package ndoto

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// SearchService searches conversations, messages, contacts and articles. A page has 15 of each, and messages are
// found for the last three months only. Agent bots may not use it.
type SearchService struct{ client *Client }

// SearchResults is one page of what a search has found.
type SearchResults struct {
	Conversations []SearchConversation `json:"conversations"`
	Messages      []Message            `json:"messages"`
	Contacts      []SearchContact      `json:"contacts"`
	Articles      []SearchArticle      `json:"articles"`
	Extra         Attributes           `json:"-"`
}

// SearchConversation is a conversation as a search for its contact or number returns it.
type SearchConversation struct {
	ID        int64 `json:"id"`
	AccountID int64 `json:"account_id"`
	CreatedAt Time  `json:"created_at"`
	// Message is the first message.
	Message *Message       `json:"message"`
	Contact *SearchContact `json:"contact"`
	Inbox   *InboxRef      `json:"inbox"`
	// Agent is nil if nobody is assigned.
	Agent                *Agent     `json:"agent"`
	AdditionalAttributes Attributes `json:"additional_attributes"`
	Extra                Attributes `json:"-"`
}

// SearchContact is a contact as a search returns it: without avatar, custom attributes and creation time.
type SearchContact struct {
	ID                   int64      `json:"id"`
	Name                 string     `json:"name"`
	Email                string     `json:"email"`
	PhoneNumber          string     `json:"phone_number"`
	Identifier           string     `json:"identifier"`
	AdditionalAttributes Attributes `json:"additional_attributes"`
	LastActivityAt       Time       `json:"last_activity_at"`
	Extra                Attributes `json:"-"`
}

// SearchArticle is an article of the help center as a search returns it.
type SearchArticle struct {
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

// SearchParams narrows a search. All but Page need the feature "advanced_search" of the account, and are ignored
// without it.
type SearchParams struct {
	// Since and Until limit the time: of the last activity of contacts and conversations, when a message was sent, and
	// when an article was changed. The server looks back 90 days at most.
	Since time.Time `url:"since,omitempty,unix"`
	Until time.Time `url:"until,omitempty,unix"`
	// FromContact or FromAgent is the sender of messages.
	FromContact int64 `url:"-"`
	FromAgent   int64 `url:"-"`
	// InboxID is the inbox of messages.
	InboxID int64 `url:"inbox_id,omitempty"`
	// Page counts from 1.
	Page int `url:"page,omitempty"`
}

type searchRequest struct {
	Query string `url:"q"`
	*SearchParams
}

func (r searchRequest) validate() error {
	p := r.SearchParams
	switch {
	case strings.TrimSpace(r.Query) == "":
		return badInput("the text to search for is empty")
	case p == nil:
		return nil
	case p.Page < 0 || p.InboxID < 0 || p.FromContact < 0 || p.FromAgent < 0:
		return badInput("ids and page must not be negative")
	case p.FromContact > 0 && p.FromAgent > 0:
		return badInput("a message has one sender: give FromContact or FromAgent")
	case !p.Since.IsZero() && !p.Until.IsZero() && p.Since.After(p.Until):
		return badInput("Since must not be after Until, got %v and %v", p.Since, p.Until)
	}
	return nil
}

func (r searchRequest) addQuery(v url.Values) {
	switch p := r.SearchParams; {
	case p == nil:
	case p.FromContact > 0:
		v.Set("from", "contact:"+strconv.FormatInt(p.FromContact, 10))
	case p.FromAgent > 0:
		v.Set("from", "agent:"+strconv.FormatInt(p.FromAgent, 10))
	}
}

func (s *SearchService) search(ctx context.Context, op *operation, text string, params *SearchParams, opts []RequestOption) (*SearchResults, error) {
	return do[SearchResults](ctx, s.client, op, pathOf().query(searchRequest{text, params}), opts)
}

// All searches everything. While a conversation that it finds has no message, the server fails: [ErrServer]. Params may
// be nil.
//
// GET /api/v1/accounts/{account_id}/search, known from the server software.
func (s *SearchService) All(ctx context.Context, text string, params *SearchParams, opts ...RequestOption) (*SearchResults, error) {
	return s.search(ctx, opSearchAll, text, params, opts)
}

// Conversations searches conversations by their number and their contact. While a conversation that it finds has no
// message, the server fails: [ErrServer]. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/conversations, known from the server software.
func (s *SearchService) Conversations(ctx context.Context, text string, params *SearchParams, opts ...RequestOption) ([]SearchConversation, error) {
	results, err := s.search(ctx, opSearchForConversations, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Conversations, nil
}

// Messages searches messages by their text. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/messages, known from the server software.
func (s *SearchService) Messages(ctx context.Context, text string, params *SearchParams, opts ...RequestOption) ([]Message, error) {
	results, err := s.search(ctx, opSearchForMessages, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Messages, nil
}

// Contacts searches contacts by name, email address, phone number and identifier. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/contacts, known from the server software.
func (s *SearchService) Contacts(ctx context.Context, text string, params *SearchParams, opts ...RequestOption) ([]SearchContact, error) {
	results, err := s.search(ctx, opSearchForContacts, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Contacts, nil
}

// Articles searches the articles of the help center. It needs Chatwoot 4.3.0. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/search/articles, known from the server software.
func (s *SearchService) Articles(ctx context.Context, text string, params *SearchParams, opts ...RequestOption) ([]SearchArticle, error) {
	results, err := s.search(ctx, opSearchForArticles, text, params, opts)
	if err != nil {
		return nil, err
	}
	return results.Articles, nil
}
