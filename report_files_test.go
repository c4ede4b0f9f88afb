package ndoto_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// reported is a server where an agent has answered one of two customers, and the calls that read it.
func reported(t *testing.T, dialect ndototest.Dialect) (*ndoto.Client, *ndototest.Server, time.Time) {
	t.Helper()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	srv := ndototest.New(t, ndototest.WithDialect(dialect), ndototest.WithClock(func() time.Time { return now }))
	client := srv.Client()
	srv.AddConversation(ndototest.Conversation{})
	id := srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID, Labels: []string{"vip"}})
	srv.AddMessage(id, ndototest.Message{Content: "Where is it?"})
	now = now.Add(2*time.Hour + 5*time.Minute + 3*time.Second)
	_, err := client.Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Content: "On its way."}, ndoto.WithToken(srv.AgentToken))
	require.NoError(t, err)
	now = now.Add(time.Hour)
	return client, srv, now
}

// TestReportFiles compares files with what a server sends, whose form differs between versions.
func TestReportFiles(t *testing.T) {
	t.Parallel()
	client, _, now := reported(t, ndototest.Chatwoot416)
	period := &ndoto.PeriodParams{Since: now.AddDate(0, 0, -7), Until: now}
	file, err := client.Reports.ByAgentCSV(t.Context(), period)
	require.NoError(t, err)
	assert.Equal(t, "Reporting period 2026-02-25 to 2026-03-04\n\n\n"+
		"Agent name,Assigned conversations,Avg first response time,Avg resolution time,Avg customer waiting time,Resolution Count\n"+
		"Amara Admin,0,N/A,N/A,N/A,0\nBo Agent,1,2 hours 5 minutes,N/A,N/A,0\nChi Outsider,0,N/A,N/A,N/A,0\n", string(file))
	file, err = client.Reports.SummaryCSV(t.Context(), period)
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(string(file), "\n2,1,1,2 hours 5 minutes,N/A,0,N/A\n"), "%s", file)
	file, err = client.Reports.TrafficCSV(t.Context(), 0)
	require.NoError(t, err)
	r := csv.NewReader(strings.NewReader(string(file)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"Start of the hour", "2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"}, rows[1])
	assert.Len(t, rows, 26)

	client, _, now = reported(t, ndototest.Chatwoot42)
	_, err = client.Reports.SummaryCSV(t.Context(), &ndoto.PeriodParams{Since: now.AddDate(0, 0, -7), Until: now})
	assert.ErrorContains(t, err, "4.10.0")
}

// TestFilesHaveNoFormulas has an agent whose name a spreadsheet would calculate.
func TestFilesHaveNoFormulas(t *testing.T) {
	t.Parallel()
	client, srv, now := reported(t, ndototest.Chatwoot416)
	srv.AddAgent(ndototest.Agent{Name: "=1+1", Email: "sum@example.com"})
	file, err := client.Reports.ByAgentCSV(t.Context(), &ndoto.PeriodParams{Since: time.Unix(-1, 0), Until: now})
	require.NoError(t, err)
	assert.Contains(t, string(file), "\n'=1+1,0,")
}

// TestAPageIsNoFile is a success with something else than CSV.
func TestAPageIsNoFile(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	require.NoError(t, srv.Fail(ndototest.Fault{Status: 200, ContentType: "text/html", Body: "<html>sign in</html>"}))
	_, err := srv.Client().Reports.ByTeamCSV(t.Context(), &ndoto.PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)})
	assert.ErrorIs(t, err, ndoto.ErrNotJSON)
}

// TestRecordsBehindAPoint reads the records of the points of a series.
func TestRecordsBehindAPoint(t *testing.T) {
	t.Parallel()
	client, srv, now := reported(t, ndototest.Chatwoot416)
	params := &ndoto.ReportParams{Since: now.AddDate(0, 0, -2), Until: now}
	behind := func(metric ndoto.ReportMetric) (records []*ndoto.ReportRecord) {
		points, err := client.Reports.Series(t.Context(), metric, params)
		require.NoError(t, err)
		for record, err := range client.Reports.AllRecords(t.Context(), metric, points[len(points)-1].Timestamp.Time, params) {
			require.NoError(t, err)
			records = append(records, record)
		}
		return records
	}
	conversations := behind(ndoto.MetricConversations)
	require.Len(t, conversations, 2)
	assert.Equal(t, []int64{2, 1}, []int64{conversations[0].Conversation.DisplayID, conversations[1].Conversation.DisplayID})
	responses := behind(ndoto.MetricFirstResponseTime)
	require.Len(t, responses, 1)
	assert.Equal(t, "message", responses[0].Type)
	assert.Equal(t, "On its way.", responses[0].Message.Content)
	assert.Equal(t, "7503", fmt.Sprint(responses[0].Value))
	assert.Equal(t, srv.AgentID, responses[0].Conversation.AssigneeID)

	_, err := client.Reports.Records(t.Context(), ndoto.MetricConversations, now.AddDate(0, 0, 1), params, nil)
	assert.ErrorContains(t, err, "the point must lie in the period")
	assert.ErrorIs(t, err, ndoto.ErrValidation, "the point lies outside of the period")
	_, err = client.Reports.Records(t.Context(), ndoto.MetricConversations, time.Time{}, params, nil)
	assert.ErrorContains(t, err, "Timestamp")
}

// TestRecordsAreReadInPages asks for as many as the server gives.
func TestRecordsAreReadInPages(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	for range 120 {
		srv.AddConversation(ndototest.Conversation{})
	}
	now := time.Now()
	params := &ndoto.ReportParams{Since: now.AddDate(0, 0, -1), Until: now.AddDate(0, 0, 1)}
	n, seen := 0, map[int64]bool{}
	for record, err := range srv.Client().Reports.AllRecords(t.Context(), ndoto.MetricConversations, now.Add(-time.Hour), params) {
		require.NoError(t, err)
		n, seen[record.Conversation.ID] = n+1, true
	}
	assert.Equal(t, []int{120, 120, 2}, []int{n, len(seen), len(srv.Requests())})
}

// TestReviewOfASurvey notes something about a response, which the list and the file then show.
func TestReviewOfASurvey(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	rated := map[string]any{"csat_survey_response": map[string]any{"rating": 2, "feedback_message": "Too slow"}}
	srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{
		{Type: "template", ContentType: "input_csat", ContentAttributes: map[string]any{"submitted_values": rated}},
	}})
	client := srv.Client()
	list, err := client.CSAT.List(t.Context(), nil)
	require.NoError(t, err)
	_, err = client.CSAT.SetReviewNotes(t.Context(), list[0].ID, "called back")
	require.NoError(t, err)
	list, err = client.CSAT.List(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"called back", "Amara Admin"}, []string{list[0].ReviewNotes, list[0].ReviewNotesUpdatedBy.Name})
	file, err := client.CSAT.CSV(t.Context(), &ndoto.CSATParams{Since: time.Unix(1, 0), Until: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	assert.Contains(t, string(file), ",2,Too slow,")
	assert.Contains(t, string(file), ",called back\n")
	_, err = client.CSAT.CSV(t.Context(), nil)
	assert.ErrorContains(t, err, "Since and Until")
	_, err = client.CSAT.SetReviewNotes(t.Context(), 999, "x")
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	_, err = client.CSAT.SetReviewNotes(t.Context(), list[0].ID, strings.Repeat("x", 20_001))
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	err = client.Do(t.Context(), "PATCH", fmt.Sprint("csat_survey_responses/", list[0].ID), map[string]string{"csat_review_notes": strings.Repeat("x", 20_001)}, nil)
	assert.ErrorIs(t, err, ndoto.ErrValidation)
}
