package ndoto

import (
	"context"
	"slices"
	"strings"
)

// CaptainTasksService lets Captain, the AI of the server, write for agents. It sends nothing to customers. The model
// works while the call waits, and the server gives up after 15 s. [ErrValidation] means that the server has no model,
// or that the account has used up what it may. It needs Chatwoot 4.11. Agent bots may not use it.
type CaptainTasksService struct{ client *Client }

// CaptainText is what Captain has written.
type CaptainText struct {
	// Message is empty if Captain has nothing to say, for example of a conversation with few messages.
	Message string `json:"message"`
	// FollowUpContext is what FollowUp needs, or empty if the text cannot be refined.
	FollowUpContext Attributes `json:"follow_up_context"`
	Extra           Attributes `json:"-"`
}

type captainTask struct {
	Conversation int64          `json:"conversation_display_id,omitempty"`
	Content      string         `json:"content,omitempty"`
	Operation    CaptainRewrite `json:"operation,omitempty"`
	Context      Attributes     `json:"follow_up_context,omitempty"`
	Message      string         `json:"message,omitempty"`
}

func decodeCaptainText(raw rawResponse) (*CaptainText, error) {
	return decodeObject[CaptainText](raw)
}

func (s *CaptainTasksService) about(ctx context.Context, op *operation, conversationID int64, opts []RequestOption) (*CaptainText, error) {
	r := pathOf().require(conversationID > 0, "the id of the conversation must be positive, got %d", conversationID)
	return doWith(ctx, s.client, op, r.json(captainTask{Conversation: conversationID}), opts, decodeCaptainText)
}

// Summarize summarizes a conversation.
//
// POST /api/v1/accounts/{account_id}/captain/tasks/summarize, known from the server software from Chatwoot 4.11.
func (s *CaptainTasksService) Summarize(ctx context.Context, conversationID int64, opts ...RequestOption) (*CaptainText, error) {
	return s.about(ctx, opCaptainSummarize, conversationID, opts)
}

// SuggestReply writes a reply to the customer of a conversation.
//
// POST /api/v1/accounts/{account_id}/captain/tasks/reply_suggestion, known from the server software from Chatwoot 4.11.
func (s *CaptainTasksService) SuggestReply(ctx context.Context, conversationID int64, opts ...RequestOption) (*CaptainText, error) {
	return s.about(ctx, opCaptainSuggestReply, conversationID, opts)
}

// SuggestLabels names labels that fit a conversation, separated by commas.
//
// POST /api/v1/accounts/{account_id}/captain/tasks/label_suggestion, known from the server software from Chatwoot 4.11.
func (s *CaptainTasksService) SuggestLabels(ctx context.Context, conversationID int64, opts ...RequestOption) (*CaptainText, error) {
	return s.about(ctx, opCaptainSuggestLabels, conversationID, opts)
}

// CaptainRewrite is how a text is rewritten.
type CaptainRewrite string

// The ways to rewrite a text. RewriteImprove looks at the conversation too; the last five set the tone.
const (
	RewriteSpelling        CaptainRewrite = "fix_spelling_grammar"
	RewriteImprove         CaptainRewrite = "improve"
	RewriteCasual          CaptainRewrite = "casual"
	RewriteProfessional    CaptainRewrite = "professional"
	RewriteFriendly        CaptainRewrite = "friendly"
	RewriteConfident       CaptainRewrite = "confident"
	RewriteStraightforward CaptainRewrite = "straightforward"
)

var captainRewrites = []CaptainRewrite{
	RewriteSpelling, RewriteImprove, RewriteCasual, RewriteProfessional, RewriteFriendly, RewriteConfident, RewriteStraightforward,
}

// Rewrite rewrites a text. The conversation is what it is for; only RewriteImprove needs one, others take 0.
//
// POST /api/v1/accounts/{account_id}/captain/tasks/rewrite, known from the server software from Chatwoot 4.11.
func (s *CaptainTasksService) Rewrite(ctx context.Context, conversationID int64, text string, how CaptainRewrite, opts ...RequestOption) (*CaptainText, error) {
	r := pathOf().require(strings.TrimSpace(text) != "", "the text is empty")
	r = r.require(slices.Contains(captainRewrites, how), "the way must be one of the Rewrite constants, got %q", how)
	r = r.require(conversationID > 0 || conversationID == 0 && how != RewriteImprove, "the id of the conversation must be positive, got %d", conversationID)
	r = r.json(captainTask{Conversation: conversationID, Content: text, Operation: how})
	return doWith(ctx, s.client, opCaptainRewrite, r, opts, decodeCaptainText)
}

// FollowUp refines what another task has written, as a message to Captain says, such as "shorter".
//
// POST /api/v1/accounts/{account_id}/captain/tasks/follow_up, known from the server software from Chatwoot 4.11.
func (s *CaptainTasksService) FollowUp(ctx context.Context, conversationID int64, before *CaptainText, message string, opts ...RequestOption) (*CaptainText, error) {
	r := pathOf().require(before != nil && len(before.FollowUpContext) > 0, "the text before cannot be refined: it has no FollowUpContext")
	r = r.require(strings.TrimSpace(message) != "", "the message is empty").require(conversationID >= 0, "the id of the conversation must not be negative")
	if r.problem == nil {
		r = r.json(captainTask{Conversation: conversationID, Context: before.FollowUpContext, Message: message})
	}
	return doWith(ctx, s.client, opCaptainFollowUp, r, opts, decodeCaptainText)
}
