package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// messageUpdated answers what a customer submitted to a question of the bot, and passes on how they rated the
// conversation.
func (b *Bot) messageUpdated(ctx context.Context, e *webhook.MessageUpdated) error {
	m := &e.MessageEvent
	d, err := b.deskFor(ctx, m)
	if d == nil || err != nil {
		return err
	}
	t, h, err := b.turnOfAnswer(ctx, d, m)
	if t == nil || err != nil {
		return err
	}
	if err := b.run(ctx, h, t); err != nil {
		return err
	}
	return b.done(ctx, t)
}

// turnOfAnswer is the turn that answers what a customer submitted, with its handler, or nil.
func (b *Bot) turnOfAnswer(ctx context.Context, d *desk, m *webhook.MessageEvent) (*Turn, Handler, error) {
	answer, h := b.answerOf(m)
	if h == nil {
		return nil, nil, nil
	}
	id := m.ID
	rating := m.ContentType == ndoto.ContentInputCSAT
	if !rating && !b.isOurs(d, &m.Conversation.Conversation) {
		return nil, nil, nil
	}
	s, err := b.loadState(ctx, d, m.Conversation.ID)
	if err != nil {
		return nil, nil, err
	}
	name := fmt.Sprintf("answer/%d", id)
	if v := answer.version(); v != "" {
		name += fmt.Sprintf("/%s.%d", v, s.submissions(id))
	}
	t := b.newTurn(d, m, m.Conversation, name)
	t.readOnly = rating && !b.isOurs(d, &m.Conversation.Conversation)
	asked := rating || b.ownKey(m.ContentAttributes) || slices.Contains(s.Answered, id) ||
		slices.ContainsFunc(s.Questions, func(q question) bool { return q.MessageID == id })
	// An update comes for every change of the message; each answer is answered once. When the answer came is not told, so
	// one to a question from before a hand-off is not answered.
	if !asked || !rating && (s.Team.Active || s.Team.covers(id, m.CreatedAt.Time, t.key)) || s.answered(id, answer) {
		return nil, nil, nil
	}
	b.sendings.begin(t)
	t.Answer = answer
	return t, h, nil
}

// version tells a corrected form from the one before.
func (a Answer) version() string {
	if a.Values == nil {
		return ""
	}
	data, _ := json.Marshal(a.Values)
	return fingerprint(&ndoto.CreateMessageParams{Content: string(data)})
}

// answered reports whether an answer has been answered: a form is again if its values have changed.
func (s *state) answered(id int64, a Answer) bool {
	if s.Form.MessageID == id {
		return s.Form.Version == a.version()
	}
	return slices.Contains(s.Answered, id)
}

// answerOf reads what was submitted, and finds the handler for it.
func (b *Bot) answerOf(m *webhook.MessageEvent) (Answer, Handler) {
	a := Answer{MessageID: m.ID}
	if m.ContentType == ndoto.ContentInputCSAT {
		return ratingOf(m, a, b.onCSAT)
	}
	if email := m.ContentAttributes.Text("submitted_email"); email != "" {
		a.Email = email
		return a, b.onEmail
	}
	var submitted struct {
		Values []struct{ Name, Title, Value string } `json:"submitted_values"`
	}
	if m.ContentAttributes.Decode(&submitted) != nil || len(submitted.Values) == 0 {
		return a, nil
	}
	if m.ContentType == ndoto.ContentInputSelect {
		a.Choice = ndoto.Choice{Title: submitted.Values[0].Title, Value: submitted.Values[0].Value}
		return a, b.onChoice
	}
	a.Values = map[string]string{}
	for _, v := range submitted.Values {
		a.Values[v.Name] = v.Value
	}
	return a, b.onForm
}

func ratingOf(m *webhook.MessageEvent, a Answer, h Handler) (Answer, Handler) {
	var submitted struct {
		Values struct {
			Response struct {
				Rating   ndoto.Number
				Feedback string `json:"feedback_message"`
			} `json:"csat_survey_response"`
		} `json:"submitted_values"`
	}
	if m.ContentAttributes.Decode(&submitted) != nil || submitted.Values.Response.Rating == 0 {
		return a, nil
	}
	a.Rating, a.Feedback = int(submitted.Values.Response.Rating), submitted.Values.Response.Feedback
	return a, h
}
