package ndoto

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ConversationsService manages conversations. Administrators can access all of them, agents those of the inboxes
// (from Chatwoot 4.8.0, also of the teams) that they are members of. Agent bots may call Create, CreateOnce, Update,
// ToggleStatus, Snooze, SetPriority, Assign, UnassignAgent, UnassignTeam and SetAttributes; from Chatwoot 4.11.2 also
// SetTyping; from 4.14.2 also Get and the methods for labels.
type ConversationsService struct{ client *Client }

// ListConversationsParams filters and orders a list. Unset fields do not filter.
type ListConversationsParams struct {
	// Status defaults to open; StatusAll lists conversations of every status.
	Status       ConversationStatus `url:"status,omitempty"`
	AssigneeType AssigneeType       `url:"assignee_type,omitempty"`
	InboxID      int64              `url:"inbox_id,omitempty"`
	TeamID       int64              `url:"team_id,omitempty"`
	// Labels selects conversations with any of the labels.
	Labels []string `url:"labels,omitempty,comma"`
	// Query selects conversations with a message that contains the text. Status then has no effect.
	Query    string           `url:"q,omitempty"`
	Kind     ConversationKind `url:"conversation_type,omitempty"`
	SourceID string           `url:"source_id,omitempty"`
	Sort     ConversationSort `url:"sort_by,omitempty"`
	// UpdatedWithin selects conversations that were updated within this time, in whole seconds. The server does not page
	// such a list: it returns all of them at once.
	UpdatedWithin time.Duration `url:"-"`
	// Page counts from 1, with 25 conversations per page.
	Page int `url:"page,omitempty"`
}

// AssigneeType selects conversations by whom they are assigned to.
type AssigneeType string

// The values of AssigneeType.
const (
	AssigneeMe         AssigneeType = "me"
	AssigneeUnassigned AssigneeType = "unassigned"
	AssigneeAssigned   AssigneeType = "assigned"
	AssigneeAll        AssigneeType = "all"
)

// ConversationKind selects conversations by how they concern the token's owner.
type ConversationKind string

// The values of ConversationKind: the token's owner was mentioned, or participates, or nobody has replied yet.
const (
	KindMention       ConversationKind = "mention"
	KindParticipating ConversationKind = "participating"
	KindUnattended    ConversationKind = "unattended"
)

// ConversationSort is the order of a list. It defaults to SortLastActivityDesc.
type ConversationSort string

// The values of ConversationSort. Only the order by creation time does not change during an iteration.
const (
	SortLastActivityDesc    ConversationSort = "last_activity_at_desc"
	SortLastActivityAsc     ConversationSort = "last_activity_at_asc"
	SortCreatedDesc         ConversationSort = "created_at_desc"
	SortCreatedAsc          ConversationSort = "created_at_asc"
	SortPriorityDesc        ConversationSort = "priority_desc"
	SortPriorityAsc         ConversationSort = "priority_asc"
	SortWaitingSinceDesc    ConversationSort = "waiting_since_desc"
	SortWaitingSinceAsc     ConversationSort = "waiting_since_asc"
	SortPriorityThenCreated ConversationSort = "priority_desc_created_at_asc" // from Chatwoot 4.11.2
	SortUnread              ConversationSort = "unread"                       // from Chatwoot 4.15.0
	// SortUpdated is documented by Ndoto, without a direction. The server software does not know it, and orders by the
	// latest activity.
	SortUpdated ConversationSort = "updated_at"
)

// documented returns the order as Ndoto documents it: without a direction, and only by creation, update or activity.
func (s ConversationSort) documented() string {
	field := strings.TrimSuffix(strings.TrimSuffix(string(s), "_desc"), "_asc")
	if field == "created_at" || field == "updated_at" || field == "last_activity_at" {
		return field
	}
	return ""
}

func (p *ListConversationsParams) validate() error {
	if p == nil {
		return nil
	}
	switch {
	case p.Status != "" && p.Status != StatusAll && !p.Status.Valid():
		return badInput("the status must be open, resolved, pending, snoozed or all, got %q", p.Status)
	case p.InboxID < 0 || p.TeamID < 0 || p.Page < 0:
		return badInput("inbox id, team id and page must not be negative")
	case p.UpdatedWithin != 0 && p.UpdatedWithin < time.Second:
		return badInput("UpdatedWithin must be at least a second, got %v", p.UpdatedWithin)
	}
	return validateLabels(p.Labels)
}

// addQuery sends the order in both forms: the server software reads sort_by, and Ndoto documents sort.
func (p *ListConversationsParams) addQuery(v url.Values) {
	if sort := p.Sort.documented(); sort != "" {
		v.Set("sort", sort)
	}
	if p.UpdatedWithin > 0 {
		v.Set("updated_within", strconv.FormatInt(int64(p.UpdatedWithin/time.Second), 10))
	}
}

// List returns one page of conversations: by default open ones, most recently active first. Params may be nil. An
// unknown team returns [ErrNotFound].
//
// GET /api/v1/accounts/{account_id}/conversations, documented by Ndoto; most filters are known from the server
// software.
func (s *ConversationsService) List(ctx context.Context, params *ListConversationsParams, opts ...RequestOption) (*ConversationPage, error) {
	page, err := doPage[ConversationPage](ctx, s.client, opListConversations, pathOf().query(params), opts)
	if err != nil {
		return nil, err
	}
	return page.finish(params), nil
}

func (p *ConversationPage) finish(params *ListConversationsParams) *ConversationPage {
	p.Page, p.Total, p.TotalPages = 1, p.Counts.All, int(p.Counts.Extra.Int("total_pages"))
	var tab AssigneeType
	if params != nil {
		p.Page, tab = max(params.Page, 1), params.AssigneeType
	}
	if _, ok := p.Counts.Extra.Lookup("count"); ok { // the generic list of Ndoto's documentation counts what it lists
		p.Total, tab = int(p.Counts.Extra.Int("count")), AssigneeAll
	}
	switch tab {
	case AssigneeMe:
		p.Total = p.Counts.Mine
	case AssigneeUnassigned:
		p.Total = p.Counts.Unassigned
	case AssigneeAssigned:
		p.Total = p.Counts.Assigned
	}
	return p
}

func (p *ConversationPage) list() list[Conversation] {
	return listOf(p.Conversations, p.Total, p.Page, p.TotalPages)
}

// All iterates over all conversations of a list, yielding each once, even while they move between pages. It starts
// with the page in params. The order is by creation time unless params say otherwise, because that moves least. The
// loop may change or resolve what it gets.
//
// GET /api/v1/accounts/{account_id}/conversations, documented by Ndoto.
func (s *ConversationsService) All(ctx context.Context, params *ListConversationsParams, opts ...RequestOption) iter.Seq2[*Conversation, error] {
	p := valueOf(params)
	if p.Sort == "" {
		p.Sort = SortCreatedAsc
	}
	byCreation := p.Sort == SortCreatedAsc
	l := listOfConversations(opListConversations.as("Conversations.All"))
	if byCreation {
		l.order = orderCreated
	}
	l.first = p.Page
	l.fetch = func(ctx context.Context, page, pass int, opts []RequestOption) (list[Conversation], error) {
		q := p
		q.Page = page
		if byCreation && pass > 2 {
			q.Sort = SortLastActivityDesc // conversations that were imported together have the same creation time
		}
		got, err := s.List(ctx, &q, opts...)
		if err != nil {
			return list[Conversation]{}, err
		}
		found := got.list()
		found.last = found.last || p.UpdatedWithin > 0
		if p.UpdatedWithin > 0 || p.Query != "" {
			found.total = unknownTotal // the server does not apply the first to its counts, and counts one page with the second
		}
		return found, nil
	}
	return walkAll(ctx, s.client, opts, l)
}

// listOfConversations is a list of conversations in an order that changes with each message.
func listOfConversations(op *operation) pages[Conversation, int64] {
	return pages[Conversation, int64]{
		op: op, perPage: 25,
		key:     func(c *Conversation) int64 { return c.ID },
		created: func(c *Conversation) Time { return c.CreatedAt },
	}
}

// Counts returns how many conversations a list has, without the conversations. AssigneeType has no effect. From
// Chatwoot 4.11.2, the server allows 30 calls a minute.
//
// GET /api/v1/accounts/{account_id}/conversations/meta, known from the server software.
func (s *ConversationsService) Counts(ctx context.Context, params *ListConversationsParams, opts ...RequestOption) (*ConversationCounts, error) {
	return do[ConversationCounts](ctx, s.client, opCountConversations, pathOf().query(params), opts)
}

// Get returns a conversation. It returns [ErrForbidden] if the token belongs to an agent who is not a member of its
// inbox. An agent bot gets [ErrServer] for a conversation that has a team.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}, documented by Ndoto.
func (s *ConversationsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opGetConversation, pathOf(id), opts)
}

// Update changes the priority or the SLA policy of a conversation.
//
// PATCH /api/v1/accounts/{account_id}/conversations/{conversation_id}, documented by Ndoto.
func (s *ConversationsService) Update(ctx context.Context, id int64, params *UpdateConversationParams, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opUpdateConversation, pathOf(id).json(params), opts)
}

// UpdateConversationParams holds the changes that Update makes. Absent fields are left unchanged.
type UpdateConversationParams struct {
	// Priority clears the priority if it is null.
	Priority Opt[Priority] `json:"priority,omitzero"`
	// SLAPolicyID needs an Enterprise server.
	SLAPolicyID Opt[int64] `json:"sla_policy_id,omitzero"`
}

func (p *UpdateConversationParams) validate() error {
	if p == nil || p.Priority.IsZero() && p.SLAPolicyID.IsZero() {
		return badInput("there is nothing to update")
	}
	if priority, ok := p.Priority.Get(); ok {
		return validatePriority(priority)
	}
	return nil
}

// Delete deletes a conversation and its messages. It needs an administrator and Chatwoot 4.3.0. The server works in
// the background; until it is done, the conversation can still be read.
//
// DELETE /api/v1/accounts/{account_id}/conversations/{conversation_id}, known from the server software.
func (s *ConversationsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteConversation, pathOf(id), opts)
}
