package ndoto

import (
	"context"
	"regexp"
	"strings"
)

// LabelsService manages the labels of the account. To label a conversation or a contact, use its own service. Agent
// bots may not use it.
type LabelsService struct{ client *Client }

// Label is a tag for conversations and contacts. Its title is in lower case.
type Label struct {
	ID            int64      `json:"id"`
	Title         string     `json:"title"`
	Description   string     `json:"description"`
	Color         string     `json:"color"`
	ShowOnSidebar bool       `json:"show_on_sidebar"`
	CreatedAt     Time       `json:"created_at"`
	Extra         Attributes `json:"-"`
}

// LabelParams holds the fields of a label. Create requires a Title; Update leaves absent fields unchanged.
type LabelParams struct {
	// Title is unique and has at least two characters: letters, digits, underscores and hyphens.
	Title       Opt[string] `json:"title,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// Color is a hex color such as "#1f93ff".
	Color         Opt[string] `json:"color,omitzero"`
	ShowOnSidebar Opt[bool]   `json:"show_on_sidebar,omitzero"`
}

var (
	labelTitle = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]+$`) // UNICODE_CHARACTER_NUMBER_HYPHEN_UNDERSCORE
	labelColor = regexp.MustCompile(`^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`)
)

func (p *LabelParams) validate() error {
	if p == nil || *p == (LabelParams{}) {
		return badInput("the params are required")
	}
	if title, ok := p.Title.Get(); ok && !labelTitle.MatchString(strings.ToLower(title)) {
		return badInput("the title of the label %q must have at least two letters, digits, underscores or hyphens, and no space", title)
	}
	if color, ok := p.Color.Get(); ok && !labelColor.MatchString(color) {
		return badInput("the color %q must have the form #1f93ff", color)
	}
	return nil
}

// List returns all labels, by title.
//
// GET /api/v1/accounts/{account_id}/labels, documented by Ndoto.
func (s *LabelsService) List(ctx context.Context, opts ...RequestOption) ([]Label, error) {
	return doList[Label](ctx, s.client, opListLabels, pathOf(), opts)
}

// Get returns a label. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/labels/{label_id}, known from the server software.
func (s *LabelsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Label, error) {
	return do[Label](ctx, s.client, opGetLabel, pathOf(id), opts)
}

// Create creates a label. It needs an administrator. It returns [ErrConflict] if the title is taken. It is never sent
// twice; see [ErrAmbiguous], and prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/labels, documented by Ndoto.
func (s *LabelsService) Create(ctx context.Context, params *LabelParams, opts ...RequestOption) (*Label, error) {
	r := pathOf().check(params).require(params != nil && !params.Title.IsZero(), "a label needs a Title")
	// Ndoto documents the fields by themselves, the software has them under "label"; each ignores the other's.
	return do[Label](ctx, s.client, opCreateLabel, r.json(struct {
		*LabelParams
		Label *LabelParams `json:"label"`
	}{params, params}), opts)
}

// Update changes a label. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/labels/{label_id}, known from the server software.
func (s *LabelsService) Update(ctx context.Context, id int64, params *LabelParams, opts ...RequestOption) (*Label, error) {
	return do[Label](ctx, s.client, opUpdateLabel, pathOf(id).check(params).json(wrapped[*LabelParams]{"label": params}), opts)
}

// Delete deletes a label. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/labels/{label_id}, known from the server software.
func (s *LabelsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteLabel, pathOf(id), opts)
}

// Ensure returns the label with the title in params, creating it if there is none; the second result reports whether
// it did. An existing label is left unchanged. Creating it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/labels, documented by Ndoto.
func (s *LabelsService) Ensure(ctx context.Context, params *LabelParams, opts ...RequestOption) (*Label, bool, error) {
	title, err := keyOf(params, func() Opt[string] { return params.Title }, "a label needs a Title")
	if err != nil {
		return nil, false, opCreateLabel.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[Label]{
		op: opCreateLabel, name: "label:" + strings.ToLower(title),
		find: func(opts []RequestOption) (*Label, error) {
			labels, err := s.List(ctx, opts...)
			return findIn(labels, err, func(l *Label) bool { return strings.EqualFold(l.Title, title) })
		},
		create: func() (*Label, error) { return s.Create(ctx, params, opts...) },
	})
}
