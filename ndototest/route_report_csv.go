package ndototest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"time"
)

var reportCSVRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/reports/agents", accessAdmins, agentsCSV},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/inboxes", accessAdmins, inboxesCSV},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/teams", accessAdmins, teamsCSV},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/labels", accessAdmins, labelsCSV},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/conversation_traffic", accessAdmins, trafficCSV},
}

// lateReportCSVRoutes came after Chatwoot 4.2.
var lateReportCSVRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/reports/conversations_summary", accessAdmins, summaryCSV},
}

// csvFile is a response of lines that stand for themselves and of tables.
func csvFile(parts ...any) reply {
	var b bytes.Buffer
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			b.WriteString(part)
		case [][]string:
			w := csv.NewWriter(&b)
			_ = w.WriteAll(part) // to memory
		}
	}
	return reply{status: http.StatusOK, contentType: "text/csv", body: b.Bytes()}
}

// reportingPeriod is above or below the rows. The templates fail without a period.
func (c *call) reportingPeriod() (string, bool) {
	date := func(name string) string { return time.Unix(c.int(name), 0).UTC().Format(time.DateOnly) }
	return "Reporting period " + date("since") + " to " + date("until") + "\n", c.text("since") != "" && c.text("until") != ""
}

func (c *call) reportCSV(rows [][]string) reply {
	period, ok := c.reportingPeriod()
	if !ok {
		return crash()
	}
	return csvFile(period, "\n\n", withoutFormulas(rows))
}

// withoutFormulas puts an apostrophe before what a spreadsheet could calculate (the gem csv-safe).
func withoutFormulas(rows [][]string) [][]string {
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("-=+@%|\r\t", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
	}
	return rows
}

// spoken is a number of seconds as the server writes it for people, with its two largest units.
func spoken(seconds any) string {
	left := int64(toFloat(seconds))
	var parts []string
	for _, unit := range []struct {
		name    string
		seconds int64
	}{{"day", 86_400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		n := left / unit.seconds
		left %= unit.seconds
		switch {
		case n == 1:
			parts = append(parts, "1 "+unit.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
	}
	if len(parts) == 0 {
		return "N/A"
	}
	return strings.Join(parts[:min(len(parts), 2)], " ")
}

// spokenRow are the figures of one row of a summary.
func (c *call) spokenRow(d dimension, names ...string) []string {
	row := c.summaryRow(nil, d)
	return append(names, toText(row["conversations_count"]), spoken(row["avg_first_response_time"]), spoken(row["avg_resolution_time"]),
		spoken(row["avg_reply_time"]), toText(row["resolved_conversations_count"]))
}

func agentsCSV(c *call) reply {
	rows := [][]string{{"Agent name", "Assigned conversations", "Avg first response time", "Avg resolution time", "Avg customer waiting time", "Resolution Count"}}
	for _, u := range c.users {
		rows = append(rows, c.spokenRow(dimension{kind: "agent", id: u.id}, u.name))
	}
	return c.reportCSV(rows)
}

// channelNames are the names of channels, where they are not those of the classes.
var channelNames = map[string]string{
	"Channel::Api": "API", "Channel::WebWidget": "Website", "Channel::Line": "LINE", "Channel::TwilioSms": "Twilio SMS", "Channel::FacebookPage": "Facebook",
	"Channel::TwitterProfile": "Twitter",
}

// inboxesCSV has more columns than titles.
func inboxesCSV(c *call) reply {
	rows := [][]string{{"Inbox name", "Inbox type", "No. of conversations", "Avg first response time", "Avg resolution time"}}
	for _, in := range c.inboxes {
		channel, ok := channelNames[in.channel]
		if !ok {
			channel = strings.TrimPrefix(in.channel, "Channel::")
		}
		rows = append(rows, c.spokenRow(dimension{kind: "inbox", id: in.id}, in.name, channel))
	}
	return c.reportCSV(rows)
}

func teamsCSV(c *call) reply {
	rows := [][]string{{"Team name", "Conversations count", "Avg first response time", "Avg resolution time", "Avg customer waiting time", "Resolution Count"}}
	for _, t := range c.teams {
		rows = append(rows, c.spokenRow(dimension{kind: "team", id: t.id}, t.name))
	}
	return c.reportCSV(rows)
}

func labelsCSV(c *call) reply {
	titles := []string{"Label", "No. of conversations", "Avg first response time", "Avg resolution time", "Avg reply time", "Resolution Count"}
	if c.dialect == Chatwoot42 {
		titles = titles[:4]
	}
	rows := [][]string{titles}
	for _, l := range c.rows["labels"] {
		title := toText(l["title"])
		rows = append(rows, c.spokenRow(dimension{kind: "label", label: title}, title)[:len(titles)])
	}
	return c.reportCSV(rows)
}

func summaryCSV(c *call) reply {
	f := c.figures(dimension{}, c.period(), summaryMetrics)
	return c.reportCSV([][]string{
		{"Conversations", "Messages received", "Messages sent", "Avg first response time", "Avg resolution time", "Resolution count", "Avg customer waiting time"},
		{
			toText(f["conversations_count"]), toText(f["incoming_messages_count"]), toText(f["outgoing_messages_count"]), spoken(f["avg_first_response_time"]),
			spoken(f["avg_resolution_time"]), toText(f["resolutions_count"]), spoken(f["reply_time"]),
		},
	})
}

// trafficCSV counts the conversations of each hour of the days before today, in the zone of the server
// (heatmap_helper.rb).
func trafficCSV(c *call) reply {
	if !c.has("timezone_offset") {
		return crash()
	}
	days := 6
	if n := c.int("days_before"); n > 0 {
		days = int(n)
	}
	today := c.now().UTC().Truncate(24 * time.Hour)
	rows := [][]string{{"Start of the hour"}}
	for hour := range 24 {
		rows = append(rows, []string{fmt.Sprintf("%02d:00", hour)})
	}
	for day := today.AddDate(0, 0, -days); day.Before(today); day = day.AddDate(0, 0, 1) {
		rows[0] = append(rows[0], day.Format(time.DateOnly))
		for hour := range 24 {
			from := day.Add(time.Duration(hour) * time.Hour)
			n, _ := c.figure("conversations_count", dimension{}, span{from, from.Add(time.Hour)})
			rows[hour+1] = append(rows[hour+1], toText(n))
		}
	}
	offset := toFloat(c.params["timezone_offset"])
	zone := fmt.Sprintf("(GMT%+03d:%02d)", int(offset), int(60*offset)%60)
	return csvFile([][]string{{"Timezone", zone}}, "\n\n", rows)
}
