package customer

import (
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// Answer is what a customer answers to a menu, a form or a survey. Make it with Pick, Fill or Rate.
type Answer struct {
	values  any
	problem error
}

// Field is an answer to a field of a form.
type Field struct {
	// Name is that of the [ndoto.FormField].
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Pick answers a menu with one of its [Choices].
func Pick(choice ndoto.Choice) Answer {
	a := Answer{values: []ndoto.Choice{choice}}
	if choice.Title == "" || choice.Value == "" {
		a.problem = bridge.BadInput("a choice needs a title and a value, got %+v", choice)
	}
	return a
}

// Fill answers a form.
func Fill(fields ...Field) Answer {
	a := Answer{values: fields}
	if len(fields) == 0 {
		a.problem = bridge.BadInput("the form has no answer")
	}
	for _, f := range fields {
		if f.Name == "" {
			a.problem = bridge.BadInput("a field has no name")
		}
	}
	return a
}

type surveyValues struct {
	Response surveyAnswer `json:"csat_survey_response"`
}

type surveyAnswer struct {
	Rating   int    `json:"rating"`
	Feedback string `json:"feedback_message,omitzero"`
}

// Rate answers a survey, with a rating from 1 to 5 and a comment, which may be empty.
func Rate(rating int, comment string) Answer {
	a := Answer{values: surveyValues{surveyAnswer{rating, comment}}}
	if rating < 1 || rating > 5 { // the server would take it, and drop it later
		a.problem = bridge.BadInput("the rating must be from 1 to 5, got %d", rating)
	}
	return a
}

// submission is an Answer as it is sent.
type submission struct {
	Values any `json:"submitted_values"`
}

func (a Answer) check() error {
	if a.values == nil {
		return bridge.BadInput("the answer is empty: make it with Pick, Fill or Rate")
	}
	return a.problem
}

// Choices returns the choices of a menu, or none for any other message.
func Choices(m *ndoto.Message) []ndoto.Choice {
	var menu struct {
		Items []ndoto.Choice `json:"items"`
	}
	if m != nil && m.ContentType == ndoto.ContentInputSelect {
		_ = m.ContentAttributes.Decode(&menu) // what does not fit is no menu
	}
	return menu.Items
}

// Answer answers a message, and returns it with the answer. An answer replaces an earlier one. A survey can be answered
// within 14 days; after that, the error is [ndoto.ErrValidation].
//
// PATCH
// /public/api/v1/inboxes/{inbox_identifier}/contacts/{source_id}/conversations/{conversation_id}/messages/{message_id},
// known from the server software.
func (s *MessagesService) Answer(ctx context.Context, sourceID ndoto.Secret, conversationID, messageID int64, answer Answer, opts ...ndoto.RequestOption) (*ndoto.Message, error) {
	call := s.call(opAnswerMessage, sourceID, conversationID, messageID)
	if call.Problem == nil {
		call.Problem = answer.check()
	}
	call.JSON = submission{answer.values}
	return bridge.Do[ndoto.Message](ctx, s.client.api, call, opts)
}
