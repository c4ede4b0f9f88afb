package ndoto

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// ensured is how to find something by what makes it one of a kind, and how to make it.
type ensured[T any] struct {
	op     *operation
	key    string // unique in the account, for calls of one client to wait for each other
	find   func(opts []RequestOption) (*T, error)
	create func() (*T, error)
}

// ensure returns what is there, or makes it. What another process makes at the same time is found after the conflict.
func ensure[T any](ctx context.Context, c *Client, opts []RequestOption, e ensured[T]) (*T, bool, error) {
	unlock, err := c.ensuring.lock(ctx, e.key)
	if err != nil {
		return nil, false, refuse(e.op, err)
	}
	defer unlock()
	if found, err := e.find(opts); err != nil || found != nil {
		return found, false, err
	}
	made, err := once(ctx, c, opts, onceSteps[T]{
		send: e.create,
		look: func(_ time.Duration, opts []RequestOption) (*T, error) { return e.find(opts) },
	})
	if errors.Is(err, ErrConflict) {
		if found, findErr := e.find(opts); findErr == nil && found != nil {
			return found, false, nil
		}
	}
	return made, err == nil, err
}

// findIn returns the first element of a list that fits, or nil.
func findIn[T any](list []T, err error, fits func(*T) bool) (*T, error) {
	if err != nil {
		return nil, err
	}
	for i := range list {
		if fits(&list[i]) {
			return &list[i], nil
		}
	}
	return nil, nil
}

// Ensure returns the label with the title of the params, and creates it if there is none; the second result tells whether
// it did. A label that is there stays as it is. To create it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/labels, documented by Ndoto.
func (s *LabelsService) Ensure(ctx context.Context, params *LabelParams, opts ...RequestOption) (*Label, bool, error) {
	title, err := keyOf(params, func() Opt[string] { return params.Title }, "a label needs a Title")
	if err != nil {
		return nil, false, refuse(&opCreateLabel, err)
	}
	return ensure(ctx, s.client, opts, ensured[Label]{
		op: &opCreateLabel, key: "label:" + strings.ToLower(title),
		find: func(opts []RequestOption) (*Label, error) {
			labels, err := s.List(ctx, opts...)
			return findIn(labels, err, func(l *Label) bool { return strings.EqualFold(l.Title, title) })
		},
		create: func() (*Label, error) { return s.Create(ctx, params, opts...) },
	})
}

// Ensure returns the team with the name of the params, and creates it if there is none; the second result tells whether it
// did. A team that is there stays as it is. To create it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/teams, known from the server software.
func (s *TeamsService) Ensure(ctx context.Context, params *TeamParams, opts ...RequestOption) (*Team, bool, error) {
	name, err := keyOf(params, func() Opt[string] { return params.Name }, "a team needs a Name")
	if err != nil {
		return nil, false, refuse(&opCreateTeam, err)
	}
	return ensure(ctx, s.client, opts, ensured[Team]{
		op: &opCreateTeam, key: "team:" + strings.ToLower(name),
		find: func(opts []RequestOption) (*Team, error) {
			teams, err := s.List(ctx, opts...)
			return findIn(teams, err, func(t *Team) bool { return strings.EqualFold(t.Name, name) })
		},
		create: func() (*Team, error) { return s.Create(ctx, params, opts...) },
	})
}

// Ensure returns the webhook with the URL of the params, and creates it if there is none; the second result tells whether
// it did. If the params name events, a webhook that is there is changed to have these. It needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/webhooks, known from the server software.
func (s *WebhooksService) Ensure(ctx context.Context, params *WebhookParams, opts ...RequestOption) (*Webhook, bool, error) {
	address, err := keyOf(params, func() Opt[string] { return params.URL }, "a webhook needs a URL")
	if err != nil {
		return nil, false, refuse(&opCreateWebhook, err)
	}
	w, created, err := ensure(ctx, s.client, opts, ensured[Webhook]{
		op: &opCreateWebhook, key: "webhook:" + address,
		find: func(opts []RequestOption) (*Webhook, error) {
			webhooks, err := s.List(ctx, opts...)
			return findIn(webhooks, err, func(w *Webhook) bool { return w.URL == address })
		},
		create: func() (*Webhook, error) { return s.Create(ctx, params, opts...) },
	})
	if err != nil || created || params.Subscriptions == nil || sameSet(w.Subscriptions, params.Subscriptions) {
		return w, created, err
	}
	w, err = s.Update(ctx, w.ID, &WebhookParams{Subscriptions: params.Subscriptions}, opts...)
	return w, false, err
}

func sameSet[T ~string](a, b []T) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// keyOf checks params, and returns the field that names what they make.
func keyOf(params validator, field func() Opt[string], missing string) (string, error) {
	if err := params.validate(); err != nil {
		return "", err
	}
	key, _ := field().Get()
	if key == "" {
		return "", badInput("%s", missing)
	}
	return key, nil
}
