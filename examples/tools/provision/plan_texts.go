package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
)

func (p *planner) planLabels(ctx context.Context) error {
	labels, err := p.client.Labels.List(ctx)
	if err != nil {
		return err
	}
	for _, want := range p.want.Labels {
		title := strings.ToLower(want.Title)
		params := &ndoto.LabelParams{
			Title: ndoto.Set(title), Description: ndoto.Set(want.Description), Color: ndoto.Set(cmp.Or(want.Color, "#1f93ff")),
		}
		i := slices.IndexFunc(labels, func(l ndoto.Label) bool { return l.Title == title })
		if i < 0 {
			p.add(func(ctx context.Context) error {
				_, _, err := p.client.Labels.Ensure(ctx, params)
				return err
			}, "+ label %s", title)
		} else if had := labels[i]; had.Description != want.Description || want.Color != "" && !strings.EqualFold(had.Color, want.Color) {
			if want.Color == "" {
				params.Color = ndoto.Opt[string]{}
			}
			p.add(func(ctx context.Context) error {
				_, err := p.client.Labels.Update(ctx, had.ID, params)
				return err
			}, "~ label %s: %q %s -> %q %s", title, had.Description, had.Color, want.Description, cmp.Or(want.Color, had.Color))
		}
	}
	return nil
}

func (p *planner) planAttributes(ctx context.Context) error {
	models := map[string]ndoto.AttributeModel{"contact": ndoto.ContactAttribute, "conversation": ndoto.ConversationAttribute}
	for _, want := range p.want.Attributes {
		model, ok := models[want.For]
		if !ok {
			return fmt.Errorf("attribute %s: for must be contact or conversation, got %q", want.Key, want.For)
		}
		attributes, err := p.client.CustomAttributes.List(ctx, model)
		if err != nil {
			return err
		}
		params := &ndoto.CustomAttributeParams{DisplayName: ndoto.Set(want.Name), Values: want.Values}
		i := slices.IndexFunc(attributes, func(a ndoto.CustomAttribute) bool { return a.Key == want.Key })
		if i < 0 {
			params.Key, params.Model = ndoto.Set(want.Key), ndoto.Set(model)
			params.DisplayType = ndoto.Set(cmp.Or(want.Type, ndoto.AttributeText))
			p.add(func(ctx context.Context) error {
				_, err := p.client.CustomAttributes.Create(ctx, params)
				return err
			}, "+ attribute %s of a %s", want.Key, want.For)
			continue
		}
		had := attributes[i]
		if want.Type != "" && had.DisplayType != want.Type {
			return fmt.Errorf("attribute %s is of type %s: the type %s needs a new key", want.Key, had.DisplayType, want.Type)
		}
		if had.DisplayName != want.Name || len(want.Values) > 0 && !slices.Equal(had.Values, want.Values) {
			p.add(func(ctx context.Context) error {
				_, err := p.client.CustomAttributes.Update(ctx, had.ID, params)
				return err
			}, "~ attribute %s: %q %v -> %q %v", want.Key, had.DisplayName, had.Values, want.Name, want.Values)
		}
	}
	return nil
}

func (p *planner) planCannedResponses(ctx context.Context) error {
	responses, err := p.client.CannedResponses.List(ctx, "")
	if err != nil {
		return err
	}
	for _, want := range p.want.CannedResponses {
		params := &ndoto.CannedResponseParams{ShortCode: ndoto.Set(want.ShortCode), Content: ndoto.Set(want.Content)}
		i := slices.IndexFunc(responses, func(r ndoto.CannedResponse) bool { return r.ShortCode == want.ShortCode })
		if i < 0 {
			p.add(func(ctx context.Context) error {
				_, err := p.client.CannedResponses.Create(ctx, params)
				return err
			}, "+ canned response %s", want.ShortCode)
		} else if had := responses[i]; had.Content != want.Content {
			p.add(func(ctx context.Context) error {
				_, err := p.client.CannedResponses.Update(ctx, had.ID, params)
				return err
			}, "~ canned response %s: %q -> %q", want.ShortCode, had.Content, want.Content)
		}
	}
	return nil
}

func (p *planner) planWebhooks(ctx context.Context) error {
	webhooks, err := p.client.Webhooks.List(ctx)
	if err != nil {
		return err
	}
	for _, want := range p.want.Webhooks {
		sign, had := "+", []ndoto.Event(nil)
		if i := slices.IndexFunc(webhooks, func(w ndoto.Webhook) bool { return w.URL == want.URL }); i >= 0 {
			sign, had = "~", webhooks[i].Subscriptions
			if len(want.Events) == 0 || slices.Equal(slices.Sorted(slices.Values(had)), slices.Sorted(slices.Values(want.Events))) {
				continue
			}
		}
		p.add(func(ctx context.Context) error {
			_, _, err := p.client.Webhooks.Ensure(ctx, &ndoto.WebhookParams{URL: ndoto.Set(want.URL), Subscriptions: want.Events})
			return err
		}, "%s webhook %s: events %v -> %v", sign, want.URL, had, want.Events)
	}
	return nil
}
