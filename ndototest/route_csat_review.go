package ndototest

import (
	"fmt"
	"net/http"
	"slices"
)

var csatReviewRoutes = []route{
	{http.MethodGet, "csat_survey_responses/download", accessAdmins, csatCSV},
	{http.MethodGet, "applied_slas/download", accessAdmins, slasCSV},
}

// lateCSATReviewRoutes came after Chatwoot 4.2.
var lateCSATReviewRoutes = []route{{http.MethodPatch, "csat_survey_responses/{id}", accessAdmins, reviewCSAT}}

func (c *call) appLink(conv *conversation) string {
	return fmt.Sprintf("%s/app/accounts/%d/conversations/%d", c.url, c.accountID, conv.id)
}

// csatCSV has the period below the rows, and fails without one.
func csatCSV(c *call) reply {
	titles := []string{
		"Agent Name", "Rating", "Feedback Comment", "Contact Name", "Contact Email Address", "Contact Phone Number", "Link to the conversation", "Recorded date",
		"Review Notes",
	}
	if c.dialect == Chatwoot42 {
		titles = titles[:8]
	}
	period, ok := c.reportingPeriod()
	if !ok {
		return crash()
	}
	rows := [][]string{titles}
	for _, m := range c.surveys() {
		agent, who := "", m.conversation.contact
		if u := c.world.user(m.conversation.assignee); u != nil {
			agent = u.name + " (" + u.email + ")"
		}
		row := []string{
			agent, toText(ratingOf(m)), toText(surveyResponse(m)["feedback_message"]), who.name, who.email, who.phone, c.appLink(m.conversation),
			m.created.UTC().Format("2006-01-02 15:04:05 UTC"), toText(c.surveyRow(m)["csat_review_notes"]),
		}
		rows = append(rows, row[:len(titles)])
	}
	return csvFile(rows, period)
}

// slasCSV is without rows: nobody applies agreements here.
func slasCSV(*call) reply {
	return csvFile([][]string{{"Conversation ID", "SLA Policy", "Assignee", "Team", "Inbox", "Labels", "Link to the Conversation", "Breached Events"}}, "\n\n")
}

const csatReviews = "csat_survey_responses"

// numberSurveys keeps a row for each response, besides its message: its id, and what was noted about it.
func (c *call) numberSurveys(list []*message) {
	numbered := map[int64]bool{}
	for _, row := range c.rows[csatReviews] {
		numbered[toInt(row["message"])] = true
	}
	for _, m := range list {
		if !numbered[m.id] {
			c.rows[csatReviews] = append(c.rows[csatReviews], object{"id": c.nextID(csatReviews), "message": m.id, "conversation": m.conversation.id})
		}
	}
}

func (c *call) surveyRow(m *message) object {
	i := slices.IndexFunc(c.rows[csatReviews], func(row object) bool { return toInt(row["message"]) == m.id })
	return c.rows[csatReviews][i]
}

func reviewCSAT(c *call) reply {
	for _, m := range c.surveys() {
		if row := c.surveyRow(m); toInt(row["id"]) == c.id("id") {
			if len([]rune(c.text("csat_review_notes"))) > 20_000 {
				return invalid("Csat review notes is too long (maximum is 20000 characters)", "csat_review_notes")
			}
			row["csat_review_notes"], row["review_notes_updated_at"] = c.params["csat_review_notes"], epoch(c.now())
			row["review_notes_updated_by"] = object{"id": c.user.id, "name": c.user.name}
			return ok(c.renderCSAT(m))
		}
	}
	return notFound()
}

// withReview adds what was noted about a response.
func (c *call) withReview(o object, m *message) object {
	if c.dialect == Chatwoot42 {
		return o
	}
	row := c.surveyRow(m)
	o["csat_review_notes"], o["review_notes_updated_at"] = row["csat_review_notes"], row["review_notes_updated_at"]
	if by := row["review_notes_updated_by"]; by != nil {
		o["review_notes_updated_by"] = by
	}
	return o
}
