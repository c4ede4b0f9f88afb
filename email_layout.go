package ndoto

import (
	"context"
	"regexp"
)

type emailLayout struct {
	Layout Opt[string] `json:"branded_email_layout"`
}

// BrandedEmailLayout returns the frame of the account's mails to customers, or "" if there is none. It needs an
// administrator.
//
// GET /api/v1/accounts/{account_id}/branded_email_layout, known from the server software from Chatwoot 4.16.
func (s *AccountService) BrandedEmailLayout(ctx context.Context, opts ...RequestOption) (string, error) {
	got, err := do[emailLayout](ctx, s.client, opGetEmailLayout, pathOf(), opts)
	if err != nil {
		return "", err
	}
	layout, _ := got.Layout.Get()
	return layout, nil
}

// SetBrandedEmailLayout sets the frame of the account's mails to customers: HTML in the Liquid language, with
// {{ content_for_layout }} where the message goes. "" removes it. An inbox may have a layout of its own; see
// [InboxParams]. It needs an administrator. [ErrValidation] means that the account lacks the feature
// branded_email_templates, or that the Liquid is not correct.
//
// PATCH /api/v1/accounts/{account_id}/branded_email_layout, known from the server software from Chatwoot 4.16.
func (s *AccountService) SetBrandedEmailLayout(ctx context.Context, layout string, opts ...RequestOption) error {
	body := emailLayout{Null[string]()}
	if layout != "" {
		body.Layout = Set(layout)
	}
	return doNothing(ctx, s.client, opSetEmailLayout, pathOf().refuse(validateEmailLayout(layout)).json(body), opts)
}

const maxEmailLayout = 256 << 10

var contentForLayout = regexp.MustCompile(`\{\{\s*content_for_layout\s*\}\}`)

func validateEmailLayout(layout string) error {
	if layout != "" && !contentForLayout.MatchString(layout) {
		return badInput("the layout must have {{ content_for_layout }} where the message goes")
	}
	return validateLength("layout of mails", layout, maxEmailLayout)
}
