package ndoto

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// labeled holds the operations on the labels of a conversation or of a contact. The server can only replace the whole
// set.
type labeled struct {
	client   *Client
	get, set *operation
}

type labelsBody struct {
	Labels []string `json:"labels"`
}

func (b labelsBody) validate() error { return validateLabels(b.Labels) }

func (l labeled) list(ctx context.Context, id int64, opts []RequestOption) ([]string, error) {
	return doList[string](ctx, l.client, l.get, pathOf(id), opts)
}

func (l labeled) replace(ctx context.Context, id int64, labels []string, opts []RequestOption) ([]string, error) {
	if labels == nil {
		labels = []string{}
	}
	return doList[string](ctx, l.client, l.set, pathOf(id).json(labelsBody{labels}), opts)
}

// change applies an edit to the labels; see [applyShared].
func (l labeled) change(ctx context.Context, id int64, labels []string, opts []RequestOption, edit func(had []string) []string) ([]string, error) {
	r := pathOf(id).check(labelsBody{labels})
	if r.problem != nil {
		return nil, l.set.refuse(r.problem)
	}
	return applyShared(ctx, l.client, opts, sharedChange[[]string]{
		op: l.set, lock: fmt.Sprintf("%s:%d", l.set.path, id), same: slices.Equal[[]string],
		read: func(opts []RequestOption) ([]string, error) { return l.list(ctx, id, opts) },
		edit: func(had []string) ([]string, bool) {
			want := edit(slices.Clone(had))
			return want, !slices.Equal(had, want)
		},
		write: func(labels []string, opts []RequestOption) ([]string, error) { return l.replace(ctx, id, labels, opts) },
	})
}

func (l labeled) add(ctx context.Context, id int64, labels []string, opts []RequestOption) ([]string, error) {
	return l.change(ctx, id, labels, opts, func(had []string) []string {
		for _, label := range labels {
			if !containsLabel(had, label) {
				had = append(had, label)
			}
		}
		return had
	})
}

func (l labeled) remove(ctx context.Context, id int64, labels []string, opts []RequestOption) ([]string, error) {
	return l.change(ctx, id, labels, opts, func(had []string) []string {
		return slices.DeleteFunc(had, func(label string) bool { return containsLabel(labels, label) })
	})
}

// containsLabel ignores case, because the server stores label titles in lower case.
func containsLabel(labels []string, label string) bool {
	label = strings.TrimSpace(label)
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(strings.TrimSpace(l), label) })
}
