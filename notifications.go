package ndoto

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// NotificationsService manages the notifications of the token's owner. Agent bots may not use it.
type NotificationsService struct{ client *Client }

// Notification tells a user of something that concerns them.
type Notification struct {
	ID int64 `json:"id"`
	// Type is, for example, "conversation_assignment" or "conversation_mention".
	Type             string `json:"notification_type"`
	PushMessageTitle string `json:"push_message_title"`
	PushMessageBody  string `json:"push_message_body"`
	// PrimaryActorID is an id in the database; PrimaryActor has that of a conversation as agents see it.
	PrimaryActorType   string     `json:"primary_actor_type"`
	PrimaryActorID     int64      `json:"primary_actor_id"`
	PrimaryActor       Attributes `json:"primary_actor"`
	SecondaryActorType string     `json:"secondary_actor_type"`
	SecondaryActorID   int64      `json:"secondary_actor_id"`
	SecondaryActor     Attributes `json:"secondary_actor"`
	User               Attributes `json:"user"`
	UserID             int64      `json:"user_id"`
	AccountID          int64      `json:"account_id"`
	ReadAt             Time       `json:"read_at"`
	SnoozedUntil       Time       `json:"snoozed_until"`
	LastActivityAt     Time       `json:"last_activity_at"`
	CreatedAt          Time       `json:"created_at"`
	UpdatedAt          Time       `json:"updated_at"`
	Meta               Attributes `json:"meta"`
	Extra              Attributes `json:"-"`
}

// NotificationPage is one page of notifications.
type NotificationPage struct {
	Notifications        []Notification `json:"payload"`
	NotificationPageMeta `json:"meta"`
	Extra                Attributes `json:"-"`
}

// NotificationPageMeta says where in the list a page is, and how many notifications are unread.
type NotificationPageMeta struct {
	PageMeta
	UnreadCount int `json:"unread_count"`
}

func (p *NotificationPage) hasRows() bool { return p.Notifications != nil }

// ListNotificationsParams selects and orders notifications.
type ListNotificationsParams struct {
	// Read and Snoozed list those too, which the server leaves out by itself.
	Read    bool `url:"-"`
	Snoozed bool `url:"-"`
	// Sort is NotificationsNewestFirst if it is empty.
	Sort NotificationSort `url:"sort_order,omitempty"`
	// Page counts from 1, with 15 notifications per page.
	Page int `url:"page,omitempty"`
}

// NotificationSort is the order of notifications, by their latest activity.
type NotificationSort string

// The orders of notifications.
const (
	NotificationsNewestFirst NotificationSort = "desc"
	NotificationsOldestFirst NotificationSort = "asc"
)

func (p *ListNotificationsParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.Page < 0:
		return badInput("the page must not be negative, got %d", p.Page)
	case p.Sort != "" && p.Sort != NotificationsNewestFirst && p.Sort != NotificationsOldestFirst:
		return badInput("the order %q must be one of asc and desc", p.Sort)
	}
	return nil
}

func (p *ListNotificationsParams) addQuery(v url.Values) {
	if p.Read {
		v.Add("includes[]", "read")
	}
	if p.Snoozed {
		v.Add("includes[]", "snoozed")
	}
}

// List returns one page of notifications: those that are unread and not snoozed, unless the params ask for more. Params
// may be nil.
//
// GET /api/v1/accounts/{account_id}/notifications, known from the server software.
func (s *NotificationsService) List(ctx context.Context, params *ListNotificationsParams, opts ...RequestOption) (*NotificationPage, error) {
	return doPage[NotificationPage](ctx, s.client, opListNotifications, pathOf().query(params), opts)
}

// All iterates over notifications, yielding each once: those that are unread and not snoozed, unless the params ask for
// more. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/notifications, known from the server software.
func (s *NotificationsService) All(ctx context.Context, params *ListNotificationsParams, opts ...RequestOption) iter.Seq2[*Notification, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[Notification, int64]{
		op: opListNotifications.as("Notifications.All"), first: p.Page, perPage: 15,
		key:     func(n *Notification) int64 { return n.ID },
		created: func(n *Notification) Time { return n.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[Notification], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, &q, opts...)
			if err != nil {
				return list[Notification]{}, err
			}
			return listOf(got.Notifications, got.Total, page, got.TotalPages), nil
		},
	})
}

// UnreadCount returns how many notifications are unread.
//
// GET /api/v1/accounts/{account_id}/notifications/unread_count, known from the server software.
func (s *NotificationsService) UnreadCount(ctx context.Context, opts ...RequestOption) (int, error) {
	count, err := do[int](ctx, s.client, opCountNotifications, pathOf(), opts)
	if err != nil {
		return 0, err
	}
	return *count, nil
}

// MarkRead marks a notification as read, and returns it.
//
// PATCH /api/v1/accounts/{account_id}/notifications/{notification_id}, known from the server software.
func (s *NotificationsService) MarkRead(ctx context.Context, id int64, opts ...RequestOption) (*Notification, error) {
	return do[Notification](ctx, s.client, opReadNotification, pathOf(id), opts)
}

// MarkUnread marks a notification as unread, and returns it.
//
// POST /api/v1/accounts/{account_id}/notifications/{notification_id}/unread, known from the server software.
func (s *NotificationsService) MarkUnread(ctx context.Context, id int64, opts ...RequestOption) (*Notification, error) {
	return do[Notification](ctx, s.client, opUnreadNotification, pathOf(id), opts)
}

// MarkAllRead marks all notifications as read, or only those about the same conversation as one of them. About may be
// nil.
//
// POST /api/v1/accounts/{account_id}/notifications/read_all, known from the server software.
func (s *NotificationsService) MarkAllRead(ctx context.Context, about *Notification, opts ...RequestOption) error {
	r := pathOf()
	if about != nil {
		// The server marks all of them if it does not find what they are about.
		r = r.require(about.PrimaryActorType != "" && about.PrimaryActorID > 0, "the notification does not say what it is about")
		r = r.json(primaryActor{about.PrimaryActorType, about.PrimaryActorID})
	}
	return doNothing(ctx, s.client, opReadAllNotifications, r, opts)
}

type primaryActor struct {
	Type string `json:"primary_actor_type"`
	ID   int64  `json:"primary_actor_id"`
}

// Snooze snoozes a notification until a time in the future, with a precision of seconds.
//
// POST /api/v1/accounts/{account_id}/notifications/{notification_id}/snooze, known from the server software.
func (s *NotificationsService) Snooze(ctx context.Context, id int64, until time.Time, opts ...RequestOption) (*Notification, error) {
	r := pathOf(id).require(until.After(time.Now()), "a notification can only be snoozed until a time in the future")
	return do[Notification](ctx, s.client, opSnoozeNotification, r.json(wrapped[int64]{"snoozed_until": until.Unix()}), opts)
}

// Delete deletes a notification.
//
// DELETE /api/v1/accounts/{account_id}/notifications/{notification_id}, known from the server software.
func (s *NotificationsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteNotification, pathOf(id), opts)
}

// DeleteAll deletes all notifications, or only those that are read, in the background. If it is sent again after an
// outage, notifications that came in the meantime are deleted too.
//
// POST /api/v1/accounts/{account_id}/notifications/destroy_all, known from the server software.
func (s *NotificationsService) DeleteAll(ctx context.Context, onlyRead bool, opts ...RequestOption) error {
	kind := "all"
	if onlyRead {
		kind = "read"
	}
	return doNothing(ctx, s.client, opDeleteAllNotifications, pathOf().json(wrapped[string]{"type": kind}), opts)
}
