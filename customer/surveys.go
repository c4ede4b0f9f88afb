package customer

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// SurveysService shows and answers the survey of a conversation, which is named by its UUID: whoever has that may
// answer. It is for pages that a link in an email leads to. In a chat, [MessagesService.Answer] does the same.
type SurveysService struct{ client *Client }

// Survey is the survey of a conversation.
type Survey struct {
	// ID is that of the message that asks.
	ID int64 `json:"id"`
	// Response is nil as long as there is none.
	Response *SurveyResponse `json:"csat_survey_response"`
	// DisplayType is "emoji" or "star".
	DisplayType string `json:"display_type"`
	// Content is the question, or empty for the usual one.
	Content        string     `json:"content"`
	InboxAvatarURL string     `json:"inbox_avatar_url"`
	InboxName      string     `json:"inbox_name"`
	Locale         string     `json:"locale"`
	CreatedAt      ndoto.Time `json:"created_at"`
	// Extra has more, such as a conversation_id that is not the one of other calls.
	Extra ndoto.Attributes `json:"-"`
}

// SurveyResponse is what a customer has answered.
type SurveyResponse struct {
	ID              int64            `json:"id"`
	Rating          int              `json:"rating"`
	FeedbackMessage string           `json:"feedback_message"`
	CreatedAt       ndoto.Time       `json:"created_at"`
	UpdatedAt       ndoto.Time       `json:"updated_at"`
	Extra           ndoto.Attributes `json:"-"`
}

// Get returns the survey of a conversation. It returns [ndoto.ErrNotFound] until the desk has asked.
//
// GET /public/api/v1/csat_survey/{conversation_uuid}, known from the server software.
func (s *SurveysService) Get(ctx context.Context, conversationUUID string, opts ...ndoto.RequestOption) (*Survey, error) {
	return bridge.Do[Survey](ctx, s.client.api, surveyCall(opGetSurvey, conversationUUID), opts)
}

// Answer answers the survey of a conversation with a [Rate]. The server stores the response some moments later, so that
// the survey which Answer returns may have the one before. After 14 days, the error is [ndoto.ErrValidation].
//
// PATCH /public/api/v1/csat_survey/{conversation_uuid}, known from the server software.
func (s *SurveysService) Answer(ctx context.Context, conversationUUID string, answer Answer, opts ...ndoto.RequestOption) (*Survey, error) {
	call := surveyCall(opAnswerSurvey, conversationUUID)
	if call.Problem == nil {
		call.Problem = answer.check()
	}
	if _, rates := answer.values.(surveyValues); !rates && call.Problem == nil {
		call.Problem = bridge.BadInput("a survey is answered with Rate")
	}
	call.JSON = map[string]submission{"message": {answer.values}}
	return bridge.Do[Survey](ctx, s.client.api, call, opts)
}

func surveyCall(op *bridge.Operation, uuid string) bridge.Call {
	call := bridge.Call{Operation: op, Texts: []string{uuid}, Secrets: []string{uuid}}
	if len(uuid) != len("3be20663-a3b4-4df6-816f-3564bc44530b") || strings.Trim(uuid, "0123456789abcdefABCDEF-") != "" {
		call.Problem = bridge.BadInput("a survey is named by the UUID of its conversation, which is not %q", uuid)
	}
	return call
}
