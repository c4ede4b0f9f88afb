package main

import (
	"context"
	"time"

	"github.com/usendoto/ndoto-go"
)

func (d *desk) reports() []step {
	c := d.client
	now := time.Now()
	period := &ndoto.PeriodParams{Since: now.AddDate(0, 0, -7), Until: now}
	report := &ndoto.ReportParams{Since: period.Since, Until: period.Until}
	return []step{
		read("Reports.Overview", c.Reports.Overview),
		readWith("Reports.OverviewByAgent", c.Reports.OverviewByAgent, nil),
		readWith("Reports.Summary", c.Reports.Summary, report),
		readWith("Reports.BotSummary", c.Reports.BotSummary, report),
		view("Reports.Series", func(ctx context.Context) (any, error) {
			return c.Reports.Series(ctx, ndoto.MetricConversations, report)
		}),
		readWith("Reports.Live", c.Reports.Live, nil),
		readWith("Reports.LiveByAgent", c.Reports.LiveByAgent, nil),
		readWith("Reports.LiveByTeam", c.Reports.LiveByTeam, nil),
		readWith("Reports.ByAgent", c.Reports.ByAgent, period),
		readWith("Reports.ByInbox", c.Reports.ByInbox, period),
		readWith("Reports.ByTeam", c.Reports.ByTeam, period),
		readWith("Reports.ByLabel", c.Reports.ByLabel, period),
		readWith("Reports.ByChannel", c.Reports.ByChannel, period),
		readWith("Reports.Bots", c.Reports.Bots, period),
		readWith("Reports.FirstResponseTimes", c.Reports.FirstResponseTimes, period),
		readWith("Reports.LabelsByInbox", c.Reports.LabelsByInbox, &ndoto.LabelMatrixParams{PeriodParams: *period}),
		view("Reports.OutgoingMessages", func(ctx context.Context) (any, error) {
			return c.Reports.OutgoingMessages(ctx, ndoto.ReportInbox, period)
		}),
		view("Reports.Records", func(ctx context.Context) (any, error) {
			return c.Reports.Records(ctx, ndoto.MetricConversations, period.Since, report, nil)
		}),
		readWith("Reports.ByAgentCSV", c.Reports.ByAgentCSV, period),
		readWith("Reports.ByInboxCSV", c.Reports.ByInboxCSV, period),
		readWith("Reports.ByTeamCSV", c.Reports.ByTeamCSV, period),
		readWith("Reports.ByLabelCSV", c.Reports.ByLabelCSV, period),
		readWith("Reports.SummaryCSV", c.Reports.SummaryCSV, period),
		readWith("Reports.TrafficCSV", c.Reports.TrafficCSV, 0),
		readWith("Reports.Events", c.Reports.Events, nil),
		readWith("CSAT.List", c.CSAT.List, nil),
		readWith("CSAT.Metrics", c.CSAT.Metrics, nil),
		readWith("CSAT.CSV", c.CSAT.CSV, &ndoto.CSATParams{Since: period.Since, Until: period.Until}),
		readWith("Calls.List", c.Calls.List, nil),
	}
}

// word is what is searched for. It need not be found.
const word = "hello"

func (d *desk) searches() []step {
	c := d.client
	return []step{
		view("Search.All", func(ctx context.Context) (any, error) { return c.Search.All(ctx, word, nil) }),
		view("Search.Conversations", func(ctx context.Context) (any, error) { return c.Search.Conversations(ctx, word, nil) }),
		view("Search.Messages", func(ctx context.Context) (any, error) { return c.Search.Messages(ctx, word, nil) }),
		view("Search.Contacts", func(ctx context.Context) (any, error) { return c.Search.Contacts(ctx, word, nil) }),
		view("Search.Articles", func(ctx context.Context) (any, error) { return c.Search.Articles(ctx, word, nil) }),
		view("Contacts.Search", func(ctx context.Context) (any, error) { return c.Contacts.Search(ctx, word, nil) }),
		view("Conversations.Search", func(ctx context.Context) (any, error) { return c.Conversations.Search(ctx, word, nil) }),
		view("Conversations.Filter", func(ctx context.Context) (any, error) { return c.Conversations.Filter(ctx, open, nil) }),
		view("Contacts.Filter", func(ctx context.Context) (any, error) {
			return c.Contacts.Filter(ctx, ndoto.Where(ndoto.FilterName.Contains(word)), nil)
		}),
	}
}
