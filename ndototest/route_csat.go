package ndototest

import (
	"net/http"
	"strings"
)

var csatRoutes = []route{
	{http.MethodGet, "csat_survey_responses", accessAdmins, listCSAT},
	{http.MethodGet, "csat_survey_responses/metrics", accessAdmins, csatMetrics},
}

// surveys returns the CSAT messages that have a rating.
func (c *call) surveys() []*message {
	list := []*message{}
	for _, m := range c.messages {
		if r := ratingOf(m); r > 0 && (!c.has("rating") || r == c.int("rating")) && (!c.has("inbox_id") || m.conversation.inbox.id == c.int("inbox_id")) && c.within(m.created) {
			list = append(list, m)
		}
	}
	sortBy(list, func(m *message) int64 { return m.id }, false)
	c.numberSurveys(list)
	c.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if order := strings.TrimPrefix(c.text("sort"), "-"); order == "created_at" { // without it there is no order
		sortBy(list, func(m *message) int64 { return m.created.UnixNano() }, order != c.text("sort"))
	}
	return list
}

func ratingOf(m *message) int64 {
	if m.contentType != "input_csat" {
		return 0
	}
	response := surveyResponse(m)
	if !validRating(response) {
		return 0
	}
	return toInt(response["rating"])
}

// surveyResponse returns what the customer has submitted, or nil.
func surveyResponse(m *message) object {
	values, _ := m.attributes["submitted_values"].(object)
	response, _ := values["csat_survey_response"].(object)
	if m.rated != nil && !validRating(response) {
		return m.rated
	}
	return response
}

// validRating reports whether the server stores a response: a listener does so later, and drops what is not valid.
func validRating(response object) bool {
	rating := toInt(response["rating"])
	return rating >= 1 && rating <= 5
}

func listCSAT(c *call) reply {
	return ok(renderAll(pageOf(c.surveys(), c.int("page"), 25), c.renderCSAT))
}

func (c *call) renderCSAT(m *message) object {
	o := object{
		"id": c.surveyRow(m)["id"], "rating": ratingOf(m), "feedback_message": surveyResponse(m)["feedback_message"], "account_id": c.accountID, "message_id": m.id,
		"conversation_id": m.conversation.id, "contact": c.renderContact(m.conversation.contact, false), "created_at": epoch(m.created),
	}
	if u := c.world.user(m.conversation.assignee); u != nil {
		o["assigned_agent"] = c.renderAgent(u)
	}
	return c.withReview(o, m)
}

func csatMetrics(c *call) reply {
	ratings := map[string]int{}
	list := c.surveys()
	for _, m := range list {
		ratings[toText(ratingOf(m))]++
	}
	sent := 0
	for _, m := range c.messages {
		if m.contentType == "input_csat" {
			sent++
		}
	}
	return ok(object{"total_count": len(list), "ratings_count": ratings, "total_sent_messages_count": sent})
}
