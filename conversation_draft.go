package ndoto

import "context"

type draft struct {
	HasDraft Opt[bool]  `json:"has_draft"`
	Message  string     `json:"message"`
	Extra    Attributes `json:"-"`
}

func decodeDraft(raw rawResponse) (string, error) {
	d, err := decodeObject[draft](raw)
	if err == nil && d.HasDraft.IsZero() {
		err = raw.unexpected("it does not say whether there is a draft")
	}
	if err != nil {
		return "", err
	}
	return d.Message, nil
}

// Draft returns the draft of a reply that a conversation has, or an empty text if it has none. All agents share it.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/draft_messages, known from the server software.
func (s *ConversationsService) Draft(ctx context.Context, id int64, opts ...RequestOption) (string, error) {
	return doWith(ctx, s.client, opGetDraft, pathOf(id), opts, decodeDraft)
}

// SetDraft replaces the draft of a reply, which agents find in their editor when they open the conversation: a bot
// suggests an answer so and sends nothing. An open editor does not change.
//
// PATCH /api/v1/accounts/{account_id}/conversations/{conversation_id}/draft_messages, known from the server software.
func (s *ConversationsService) SetDraft(ctx context.Context, id int64, text string, opts ...RequestOption) error {
	var body struct {
		Draft struct {
			Message string `json:"message"`
		} `json:"draft_message"`
	}
	body.Draft.Message = text
	r := pathOf(id).require(text != "", "the draft is empty; to delete it, use DeleteDraft")
	return doNothing(ctx, s.client, opSetDraft, r.json(body), opts)
}

// DeleteDraft deletes the draft of a reply, if there is one.
//
// DELETE /api/v1/accounts/{account_id}/conversations/{conversation_id}/draft_messages, known from the server software.
func (s *ConversationsService) DeleteDraft(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteDraft, pathOf(id), opts)
}
