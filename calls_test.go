package ndoto

import (
	"cmp"
	"context"
	"io"
	"iter"
	"os"
	"strings"
	"time"
)

// apiCall calls one method with valid arguments.
type apiCall func(context.Context, *Client, ...RequestOption) error

func err2[T any](_ T, err error) error { return err }

func err3[T any](_ T, _ bool, err error) error { return err }

// firstOf takes one item from an iterator.
func firstOf[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		return err
	}
	return nil
}

// world has the IDs that calls refer to.
type world struct {
	conversation, message, contact, other, note, inbox, website, whatsApp, agent, team int64
	file                                                                               string
	label, webhook, canned, attribute                                                  int64
	row                                                                                int64 // of the records that have no field of their own: the first
}

// calls returns a call of every method of every service. A guard test ensures that none is missing.
func calls(w world) map[string]apiCall {
	filter := Where(FilterStatus.Equal(StatusOpen)).And(FilterInbox.Equal(w.inbox))
	named := Where(FilterName.Contains("Ada"))
	return map[string]apiCall{
		"Profile.Get": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Profile.Get(ctx, o...)) },

		"Attachments.Download": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Attachments.Download(ctx, cmp.Or(w.file, "https://files.example/a.png"), io.Discard, 1000, o...))
		},

		"Portals.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Portals.List(ctx, o...))
		},
		"Portals.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Portals.Get(ctx, "docs", "", o...))
		},
		"Portals.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Portals.Create(ctx, &PortalParams{Name: Set("Help"), Slug: Set("help")}, o...))
		},
		"Portals.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Portals.Ensure(ctx, &PortalParams{Name: Set("Help"), Slug: Set("help")}, o...))
		},
		"Portals.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Portals.Update(ctx, "docs", &PortalParams{Archived: Set(true)}, o...))
		},
		"Portals.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Portals.Delete(ctx, "docs", o...)
		},
		"Portals.DeleteLogo": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Portals.DeleteLogo(ctx, "docs", o...)
		},
		"Portals.SendInstructions": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Portals.SendInstructions(ctx, "docs", "it@example.com", o...)
		},
		"Portals.SSLStatus": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Portals.SSLStatus(ctx, "docs", o...))
		},
		"Categories.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Categories.List(ctx, "docs", "en", o...))
		},
		"Categories.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Categories.Get(ctx, "docs", w.row, o...))
		},
		"Categories.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Categories.Create(ctx, "docs", &CategoryParams{Name: Set("Orders"), Slug: Set("orders")}, o...))
		},
		"Categories.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Categories.Ensure(ctx, "docs", &CategoryParams{Name: Set("Orders"), Slug: Set("orders")}, o...))
		},
		"Categories.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Categories.Update(ctx, "docs", w.row, &CategoryParams{Description: Set("How to pay")}, o...))
		},
		"Categories.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Categories.Delete(ctx, "docs", w.row, o...)
		},
		"Categories.Reorder": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Categories.Reorder(ctx, "docs", map[int64]int{w.row: 5}, o...)
		},
		"Articles.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.List(ctx, "docs", nil, o...))
		},
		"Articles.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Articles.All(ctx, "docs", nil, o...))
		},
		"Articles.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.Get(ctx, "docs", w.row, o...))
		},
		"Articles.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.Create(ctx, "docs", &ArticleParams{Title: Set("Refunds"), Slug: Set("refunds-2"), AuthorID: Set(w.agent)}, o...))
		},
		"Articles.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Articles.Ensure(ctx, "docs", &ArticleParams{Title: Set("Refunds"), Slug: Set("refunds-2"), AuthorID: Set(w.agent)}, o...))
		},
		"Articles.Sync": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.Sync(ctx, "docs", []*ArticleParams{{Title: Set("Refunds"), Slug: Set("refunds-2"), AuthorID: Set(w.agent)}}, o...))
		},
		"Articles.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.Update(ctx, "docs", w.row, &ArticleParams{Title: Set("Returns")}, o...))
		},
		"Articles.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Articles.Delete(ctx, "docs", w.row, o...)
		},
		"Articles.Reorder": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Articles.Reorder(ctx, "docs", map[int64]int{w.row: 30}, o...))
		},
		"Articles.SetStatus": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Articles.SetStatus(ctx, "docs", []int64{w.row}, ArticleArchived, o...)
		},
		"Articles.SetCategory": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Articles.SetCategory(ctx, "docs", []int64{w.row}, w.row, o...)
		},
		"Articles.DeleteMany": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Articles.DeleteMany(ctx, "docs", []int64{w.row}, o...)
		},
		"Articles.Translate": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Articles.Translate(ctx, "docs", []int64{w.row}, TranslateArticlesParams{Locale: "de"}, o...)
		},
		"AssignmentPolicies.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AssignmentPolicies.List(ctx, o...))
		},
		"AssignmentPolicies.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AssignmentPolicies.Get(ctx, w.row, o...))
		},
		"AssignmentPolicies.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AssignmentPolicies.Create(ctx, &AssignmentPolicyParams{Name: Set("Fair")}, o...))
		},
		"AssignmentPolicies.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.AssignmentPolicies.Ensure(ctx, &AssignmentPolicyParams{Name: Set("Fair")}, o...))
		},
		"AssignmentPolicies.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AssignmentPolicies.Update(ctx, w.row, &AssignmentPolicyParams{Enabled: Set(false)}, o...))
		},
		"AssignmentPolicies.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.AssignmentPolicies.Delete(ctx, w.row, o...)
		},
		"AssignmentPolicies.Inboxes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AssignmentPolicies.Inboxes(ctx, w.row, o...))
		},
		"Inboxes.AssignmentPolicy": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.AssignmentPolicy(ctx, w.inbox, o...))
		},
		"Inboxes.SetAssignmentPolicy": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.SetAssignmentPolicy(ctx, w.inbox, w.row, o...))
		},
		"Inboxes.RemoveAssignmentPolicy": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.RemoveAssignmentPolicy(ctx, w.inbox, o...)
		},
		"CapacityPolicies.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.List(ctx, o...))
		},
		"CapacityPolicies.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.Get(ctx, w.row, o...))
		},
		"CapacityPolicies.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.Create(ctx, &CapacityPolicyParams{Name: Set("Few"), ExclusionRules: Set(CapacityExclusions{Labels: []string{"vip"}})}, o...))
		},
		"CapacityPolicies.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.Update(ctx, w.row, &CapacityPolicyParams{Name: Set("Many")}, o...))
		},
		"CapacityPolicies.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CapacityPolicies.Delete(ctx, w.row, o...)
		},
		"CapacityPolicies.Agents": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.Agents(ctx, w.row, o...))
		},
		"CapacityPolicies.AddAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.AddAgent(ctx, w.row, w.agent, o...))
		},
		"CapacityPolicies.RemoveAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CapacityPolicies.RemoveAgent(ctx, w.row, w.agent, o...)
		},
		"CapacityPolicies.CreateInboxLimit": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.CreateInboxLimit(ctx, w.row, w.website, 5, o...))
		},
		"CapacityPolicies.UpdateInboxLimit": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CapacityPolicies.UpdateInboxLimit(ctx, w.row, w.row, 6, o...))
		},
		"CapacityPolicies.DeleteInboxLimit": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CapacityPolicies.DeleteInboxLimit(ctx, w.row, w.row, o...)
		},
		"Conversations.Draft": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Draft(ctx, w.conversation, o...))
		},
		"Conversations.SetDraft": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SetDraft(ctx, w.conversation, "soon", o...)
		},
		"Conversations.DeleteDraft": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.DeleteDraft(ctx, w.conversation, o...)
		},
		"Reports.Live": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Live(ctx, nil, o...))
		},
		"Reports.LiveByAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.LiveByAgent(ctx, nil, o...))
		},
		"Reports.LiveByTeam": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.LiveByTeam(ctx, &LiveReportParams{TeamID: w.team}, o...))
		},
		"Reports.ByAgentCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByAgentCSV(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.ByInboxCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByInboxCSV(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.ByTeamCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByTeamCSV(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.ByLabelCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByLabelCSV(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.SummaryCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.SummaryCSV(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.TrafficCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.TrafficCSV(ctx, 2, o...))
		},
		"Reports.Records": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Records(ctx, MetricConversations, time.Unix(1, 0), &ReportParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, nil, o...))
		},
		"Reports.AllRecords": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Reports.AllRecords(ctx, MetricConversations, time.Unix(1, 0), &ReportParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"CSAT.CSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CSAT.CSV(ctx, &CSATParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"CSAT.SetReviewNotes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CSAT.SetReviewNotes(ctx, w.row, "called back", o...))
		},
		"SLAPolicies.MissedCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.MissedCSV(ctx, nil, o...))
		},
		"DataImports.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.List(ctx, o...))
		},
		"DataImports.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.Get(ctx, w.row, o...))
		},
		"DataImports.Validate": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.Validate(ctx, &DataImportParams{AccessToken: "token"}, o...))
		},
		"DataImports.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.Create(ctx, &DataImportParams{AccessToken: "token", Types: []DataImportType{ImportContacts}}, o...))
		},
		"DataImports.Restart": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.Restart(ctx, w.row, o...))
		},
		"DataImports.Abandon": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.Abandon(ctx, w.row, o...))
		},
		"DataImports.ErrorsCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.ErrorsCSV(ctx, w.row, o...))
		},
		"DataImports.SkippedCSV": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DataImports.SkippedCSV(ctx, w.row, o...))
		},
		"Reports.Bots": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Bots(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.ByChannel": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByChannel(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.FirstResponseTimes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.FirstResponseTimes(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Reports.BotSummary": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.BotSummary(ctx, &ReportParams{Since: time.Unix(1, 0), Until: time.Unix(2, 0)}, o...))
		},
		"Notifications.Settings": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.Settings(ctx, o...))
		},
		"Notifications.SetSettings": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.SetSettings(ctx, []string{"email_conversation_mention"}, nil, o...))
		},
		"Notifications.Subscribe": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.Subscribe(ctx, &PushParams{DeviceID: "phone", PushToken: "push"}, o...))
		},
		"Notifications.Unsubscribe": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Notifications.Unsubscribe(ctx, "push", o...)
		},

		"CaptainAssistants.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.List(ctx, o...))
		},
		"CaptainAssistants.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Get(ctx, w.row, o...))
		},
		"CaptainAssistants.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Create(ctx, &CaptainAssistantParams{Name: Set("Cap"), Description: Set("Helps"), Config: Set(CaptainConfig{ProductName: "Shop"})}, o...))
		},
		"CaptainAssistants.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Update(ctx, w.row, &CaptainAssistantParams{Guardrails: []string{"never promise"}}, o...))
		},
		"CaptainAssistants.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainAssistants.Delete(ctx, w.row, o...)
		},
		"CaptainAssistants.Inboxes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Inboxes(ctx, w.row, o...))
		},
		"CaptainAssistants.Connect": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Connect(ctx, w.row, w.website, o...))
		},
		"CaptainAssistants.Disconnect": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainAssistants.Disconnect(ctx, w.row, w.inbox, o...)
		},
		"Conversations.Assistant": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Assistant(ctx, w.conversation, o...))
		},
		"CaptainAssistants.Ask": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Ask(ctx, w.row, "Where is it?", []CaptainTurn{{Role: "user", Content: "Hello"}}, o...))
		},
		"CaptainAssistants.Tools": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainAssistants.Tools(ctx, o...))
		},
		"CaptainScenarios.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainScenarios.List(ctx, w.row, o...))
		},
		"CaptainScenarios.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainScenarios.Get(ctx, w.row, w.row, o...))
		},
		"CaptainScenarios.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainScenarios.Create(ctx, w.row, &CaptainScenarioParams{Title: Set("Refunds"), Description: Set("Money back"), Instruction: Set("Ask for the order.")}, o...))
		},
		"CaptainScenarios.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainScenarios.Update(ctx, w.row, w.row, &CaptainScenarioParams{Enabled: Set(true)}, o...))
		},
		"CaptainScenarios.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainScenarios.Delete(ctx, w.row, w.row, o...)
		},
		"CaptainTools.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTools.List(ctx, o...))
		},
		"CaptainTools.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTools.Get(ctx, w.row, o...))
		},
		"CaptainTools.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTools.Create(ctx, &CaptainToolParams{Title: Set("Order"), EndpointURL: Set("https://shop.example/orders")}, o...))
		},
		"CaptainTools.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTools.Update(ctx, w.row, &CaptainToolParams{Description: Set("Finds an order")}, o...))
		},
		"CaptainTools.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainTools.Delete(ctx, w.row, o...)
		},
		"CaptainTools.Test": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTools.Test(ctx, &CaptainToolParams{Title: Set("Order"), EndpointURL: Set("https://shop.example/orders")}, o...))
		},
		"CaptainPreferences.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainPreferences.Get(ctx, o...))
		},
		"CaptainPreferences.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainPreferences.Update(ctx, &CaptainPreferencesParams{Features: map[string]bool{"editor": true}}, o...))
		},
		"CaptainResponses.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainResponses.List(ctx, nil, o...))
		},
		"CaptainResponses.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.CaptainResponses.All(ctx, nil, o...))
		},
		"CaptainResponses.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainResponses.Get(ctx, w.row, o...))
		},
		"CaptainResponses.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainResponses.Create(ctx, &CaptainResponseParams{Question: Set("Where?"), Answer: Set("Here."), AssistantID: Set(w.row)}, o...))
		},
		"CaptainResponses.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainResponses.Update(ctx, w.row, &CaptainResponseParams{Answer: Set("There.")}, o...))
		},
		"CaptainResponses.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainResponses.Delete(ctx, w.row, o...)
		},
		"CaptainSuggestions.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainSuggestions.List(ctx, nil, o...))
		},
		"CaptainSuggestions.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.CaptainSuggestions.All(ctx, nil, o...))
		},
		"CaptainSuggestions.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainSuggestions.Get(ctx, w.row, o...))
		},
		"CaptainSuggestions.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainSuggestions.Update(ctx, w.row, &CaptainSuggestionParams{Answer: Set("By card.")}, o...))
		},
		"CaptainSuggestions.Approve": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainSuggestions.Approve(ctx, w.row, &CaptainSuggestionParams{Answer: Set("By card.")}, o...))
		},
		"CaptainSuggestions.Dismiss": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainSuggestions.Dismiss(ctx, w.row, o...))
		},
		"CaptainResponses.DeleteMany": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainResponses.DeleteMany(ctx, []int64{w.row}, o...)
		},
		"CaptainDocuments.DeleteMany": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainDocuments.DeleteMany(ctx, []int64{w.row}, o...)
		},
		"CaptainDocuments.SyncMany": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainDocuments.SyncMany(ctx, []int64{w.row}, o...))
		},
		"CaptainDocuments.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainDocuments.List(ctx, nil, o...))
		},
		"CaptainDocuments.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.CaptainDocuments.All(ctx, nil, o...))
		},
		"CaptainDocuments.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainDocuments.Get(ctx, w.row, o...))
		},
		"CaptainDocuments.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainDocuments.Create(ctx, &CaptainDocumentParams{AssistantID: w.row, URL: "https://shop.example/faq"}, o...))
		},
		"CaptainDocuments.Sync": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainDocuments.Sync(ctx, w.row, o...)
		},
		"CaptainDocuments.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CaptainDocuments.Delete(ctx, w.row, o...)
		},
		"CaptainTasks.Summarize": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTasks.Summarize(ctx, w.conversation, o...))
		},
		"CaptainTasks.SuggestReply": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTasks.SuggestReply(ctx, w.conversation, o...))
		},
		"CaptainTasks.SuggestLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTasks.SuggestLabels(ctx, w.conversation, o...))
		},
		"CaptainTasks.Rewrite": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTasks.Rewrite(ctx, w.conversation, "hi", RewriteFriendly, o...))
		},
		"CaptainTasks.FollowUp": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CaptainTasks.FollowUp(ctx, w.conversation, &CaptainText{FollowUpContext: Attributes(`{"event_name":"summarize"}`)}, "shorter", o...))
		},
		"SLAPolicies.Missed": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.Missed(ctx, nil, o...))
		},
		"SLAPolicies.AllMissed": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.SLAPolicies.AllMissed(ctx, nil, o...))
		},
		"SLAPolicies.Metrics": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.Metrics(ctx, nil, o...))
		},
		"Calls.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Calls.List(ctx, nil, o...))
		},
		"Calls.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Calls.All(ctx, nil, o...))
		},

		"Attachments.UploadDirect": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Attachments.UploadDirect(ctx, w.conversation, File{Name: "a.txt", Reader: strings.NewReader("file")}, o...))
		},
		"Companies.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.List(ctx, nil, o...))
		},
		"Companies.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Companies.All(ctx, nil, o...))
		},
		"Companies.Search": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Search(ctx, "Acme", nil, o...))
		},
		"Companies.SearchAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Companies.SearchAll(ctx, "Acme", nil, o...))
		},
		"Companies.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Get(ctx, w.row, o...))
		},
		"Companies.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Create(ctx, &CompanyParams{Name: Set("Globex"), Domain: Set("globex.example")}, o...))
		},
		"Companies.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Companies.Ensure(ctx, &CompanyParams{Name: Set("Globex"), Domain: Set("globex.example")}, o...))
		},
		"Companies.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Update(ctx, w.row, &CompanyParams{CustomAttributes: map[string]any{"tier": 1}}, o...))
		},
		"Companies.RemoveAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.RemoveAttributes(ctx, w.row, []string{"tier"}, o...))
		},
		"Companies.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Companies.DeleteAvatar(ctx, w.row, o...)
		},
		"Companies.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Companies.Delete(ctx, w.row, o...)
		},
		"Companies.Contacts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Contacts(ctx, w.row, nil, o...))
		},
		"Companies.AllContacts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Companies.AllContacts(ctx, w.row, o...))
		},
		"Companies.SearchCandidates": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.SearchCandidates(ctx, w.row, "Ada", nil, o...))
		},
		"Companies.AddContact": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.AddContact(ctx, w.row, w.other, o...))
		},
		"Companies.RemoveContact": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Companies.RemoveContact(ctx, w.row, w.contact, o...)
		},
		"Companies.Conversations": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Conversations(ctx, w.row, o...))
		},
		"Companies.Notes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Companies.Notes(ctx, w.row, o...))
		},
		"Attachments.DownloadFile": func(ctx context.Context, c *Client, o ...RequestOption) error {
			dir, err := os.MkdirTemp("", "ndoto")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(dir) }()
			return err2(c.Attachments.DownloadFile(ctx, cmp.Or(w.file, "https://files.example/a.png"), dir, 1000, o...))
		},

		"Contacts.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.List(ctx, nil, o...))
		},
		"Contacts.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.All(ctx, nil, o...))
		},
		"Contacts.Active": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Active(ctx, nil, o...))
		},
		"Contacts.AllActive": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.AllActive(ctx, o...))
		},
		"Contacts.Search": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Search(ctx, "Ada", nil, o...))
		},
		"Contacts.SearchAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.SearchAll(ctx, "Ada", nil, o...))
		},
		"Contacts.Filter": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Filter(ctx, named, nil, o...))
		},
		"Contacts.FilterAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.FilterAll(ctx, named, nil, o...))
		},
		"Contacts.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Get(ctx, w.contact, o...))
		},
		"Contacts.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			_, _, err := c.Contacts.Ensure(ctx, ByEmail("new@example.com"), nil, o...)
			return err
		},
		"Contacts.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Create(ctx, &ContactParams{Name: Set("Grace")}, o...))
		},
		"Contacts.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Update(ctx, w.contact, &ContactParams{Name: Set("Ada L.")}, o...))
		},
		"Contacts.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Delete(ctx, w.other, o...)
		},
		"Contacts.Merge": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Merge(ctx, w.contact, w.other, o...))
		},
		"Contacts.FindBySource": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.FindBySource(ctx, w.inbox, "source-1", o...))
		},
		"Contacts.Conversations": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Conversations(ctx, w.contact, o...))
		},
		"Contacts.CreateInbox": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.CreateInbox(ctx, w.contact, w.inbox, nil, o...))
		},
		"Contacts.ContactableInboxes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.ContactableInboxes(ctx, w.contact, o...))
		},
		"Contacts.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.DeleteAvatar(ctx, w.contact, o...))
		},
		"Contacts.MergeAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.MergeAttributes(ctx, w.contact, map[string]any{"plan": "gold"}, o...))
		},
		"Contacts.RemoveAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.RemoveAttributes(ctx, w.contact, []string{"plan"}, o...))
		},
		"Contacts.Attachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Attachments(ctx, w.contact, nil, o...))
		},
		"Contacts.AllAttachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.AllAttachments(ctx, w.contact, o...))
		},
		"Contacts.Labels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Labels(ctx, w.contact, o...))
		},
		"Contacts.SetLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.SetLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.AddLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.AddLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.RemoveLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.RemoveLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.Notes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Notes(ctx, w.contact, o...))
		},
		"Contacts.GetNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.GetNote(ctx, w.contact, w.note, o...))
		},
		"Contacts.CreateNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.CreateNote(ctx, w.contact, "calls on Mondays", o...))
		},
		"Contacts.UpdateNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.UpdateNote(ctx, w.contact, w.note, "calls on Fridays", o...))
		},
		"Contacts.DeleteNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.DeleteNote(ctx, w.contact, w.note, o...)
		},
		"Contacts.Import": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Import(ctx, strings.NewReader("name,email\nAda,ada@example.com\n"), o...)
		},
		"Contacts.Export": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Export(ctx, &ExportContactsParams{Columns: []string{"name"}, Filter: named}, o...)
		},

		"Conversations.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.List(ctx, nil, o...))
		},
		"Conversations.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.All(ctx, nil, o...))
		},
		"Conversations.Counts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Counts(ctx, nil, o...))
		},
		"Conversations.Search": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Search(ctx, "hello", nil, o...))
		},
		"Conversations.SearchAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.SearchAll(ctx, "hello", o...))
		},
		"Conversations.Filter": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Filter(ctx, filter, nil, o...))
		},
		"Conversations.FilterAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.FilterAll(ctx, filter, o...))
		},
		"Conversations.UnreadCounts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.UnreadCounts(ctx, o...))
		},
		"Conversations.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Get(ctx, w.conversation, o...))
		},
		"Conversations.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Create(ctx, &CreateConversationParams{InboxID: w.inbox, ContactID: w.contact}, o...))
		},
		"Conversations.CreateOnce": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.CreateOnce(ctx, "key", &CreateConversationParams{InboxID: w.inbox, ContactID: w.contact}, o...))
		},
		"Conversations.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Update(ctx, w.conversation, &UpdateConversationParams{Priority: Set(PriorityHigh)}, o...))
		},
		"Conversations.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Delete(ctx, w.conversation, o...)
		},
		"Conversations.ToggleStatus": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.ToggleStatus(ctx, w.conversation, StatusResolved, o...))
		},
		"Conversations.Snooze": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Snooze(ctx, w.conversation, time.Now().Add(time.Hour), o...))
		},
		"Conversations.SetPriority": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SetPriority(ctx, w.conversation, PriorityUrgent, o...)
		},
		"Conversations.SetTyping": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SetTyping(ctx, w.conversation, TypingOn, false, o...)
		},
		"Conversations.Mute": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Mute(ctx, w.conversation, o...)
		},
		"Conversations.Unmute": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Unmute(ctx, w.conversation, o...)
		},
		"Conversations.MarkRead": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MarkRead(ctx, w.conversation, o...))
		},
		"Conversations.MarkUnread": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MarkUnread(ctx, w.conversation, o...))
		},
		"Conversations.SendTranscript": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SendTranscript(ctx, w.conversation, "ada@example.com", o...)
		},
		"Conversations.Assign": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Assign(ctx, w.conversation, AssignParams{AgentID: w.agent, TeamID: w.team}, o...))
		},
		"Conversations.UnassignAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.UnassignAgent(ctx, w.conversation, o...)
		},
		"Conversations.UnassignTeam": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.UnassignTeam(ctx, w.conversation, o...)
		},
		"Conversations.Labels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Labels(ctx, w.conversation, o...))
		},
		"Conversations.SetLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.AddLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.AddLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.RemoveLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.RemoveLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.ReportingEvents": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.ReportingEvents(ctx, w.conversation, o...))
		},
		"Conversations.Participants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Participants(ctx, w.conversation, o...))
		},
		"Conversations.AddParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.AddParticipants(ctx, w.conversation, []int64{w.agent}, o...))
		},
		"Conversations.SetParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetParticipants(ctx, w.conversation, []int64{w.agent}, o...))
		},
		"Conversations.RemoveParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.RemoveParticipants(ctx, w.conversation, []int64{w.agent}, o...)
		},
		"Conversations.SetAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetAttributes(ctx, w.conversation, map[string]any{"plan": "gold"}, o...))
		},
		"Conversations.MergeAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MergeAttributes(ctx, w.conversation, map[string]any{"plan": "gold"}, o...))
		},
		"Conversations.RemoveAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.RemoveAttributes(ctx, w.conversation, []string{"plan"}, o...))
		},
		"Conversations.Attachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Attachments(ctx, w.conversation, nil, o...))
		},
		"Conversations.AllAttachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.AllAttachments(ctx, w.conversation, o...))
		},

		"Messages.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.List(ctx, w.conversation, nil, o...))
		},
		"Messages.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Messages.All(ctx, w.conversation, nil, o...))
		},
		"Messages.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Get(ctx, w.conversation, w.message, o...))
		},
		"Messages.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Create(ctx, w.conversation, &CreateMessageParams{Content: "hello"}, o...))
		},
		"Messages.SendOnce": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.SendOnce(ctx, w.conversation, "key", &CreateMessageParams{Content: "hello"}, o...))
		},
		"Messages.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Update(ctx, w.conversation, w.message, &UpdateMessageParams{Status: MessageRead}, o...))
		},
		"Messages.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Delete(ctx, w.conversation, w.message, o...))
		},
		"Messages.Retry": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Retry(ctx, w.conversation, w.message, o...))
		},
		"Messages.Translate": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Translate(ctx, w.conversation, w.message, "de", o...))
		},

		"Profile.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Profile.Update(ctx, &UpdateProfileParams{Name: Set("Amara")}, o...))
		},
		"Profile.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Profile.DeleteAvatar(ctx, o...))
		},
		"Profile.SetAvailability": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Profile.SetAvailability(ctx, AvailabilityBusy, o...))
		},
		"Profile.SetAutoOffline": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Profile.SetAutoOffline(ctx, false, o...))
		},
		"Profile.SetActiveAccount": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Profile.SetActiveAccount(ctx, o...)
		},
		"Profile.ResendConfirmation": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Profile.ResendConfirmation(ctx, o...)
		},
		"Profile.ResetAccessToken": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Profile.ResetAccessToken(ctx, o...))
		},
		"Account.Get": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Account.Get(ctx, o...)) },
		"Account.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Account.Update(ctx, &AccountParams{Name: Set("Acme")}, o...))
		},
		"Agents.List": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Agents.List(ctx, o...)) },
		"Agents.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Agents.Create(ctx, &CreateAgentParams{Email: "dee@example.com", Name: "Dee"}, o...))
		},
		"Agents.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Agents.Update(ctx, w.agent, &UpdateAgentParams{Role: Set(RoleAdministrator)}, o...))
		},
		"Agents.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Agents.Delete(ctx, w.agent, o...)
		},
		"Agents.Invite": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Agents.Invite(ctx, []string{"eve@example.com"}, o...)
		},
		"Teams.List": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Teams.List(ctx, o...)) },
		"Teams.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.Get(ctx, w.team, o...))
		},
		"Teams.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.Create(ctx, &TeamParams{Name: Set("Billing")}, o...))
		},
		"Teams.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.Update(ctx, w.team, &TeamParams{Description: Set("first line")}, o...))
		},
		"Teams.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Teams.Delete(ctx, w.team, o...)
		},
		"Teams.Members": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.Members(ctx, w.team, o...))
		},
		"Teams.AddMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.AddMembers(ctx, w.team, []int64{w.agent}, o...))
		},
		"Teams.SetMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Teams.SetMembers(ctx, w.team, []int64{w.agent}, o...))
		},
		"Teams.RemoveMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Teams.RemoveMembers(ctx, w.team, []int64{w.agent}, o...)
		},
		"Teams.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Teams.Ensure(ctx, &TeamParams{Name: Set("new")}, o...))
		},
		"AgentBots.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.List(ctx, o...))
		},
		"AgentBots.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.Get(ctx, 1, o...))
		},
		"AgentBots.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.Create(ctx, &AgentBotParams{Name: Set("Echo")}, o...))
		},
		"AgentBots.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.Update(ctx, 1, &AgentBotParams{Name: Set("Echo")}, o...))
		},
		"AgentBots.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.AgentBots.Delete(ctx, 1, o...)
		},
		"AgentBots.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.DeleteAvatar(ctx, 1, o...))
		},
		"AgentBots.ResetAccessToken": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.ResetAccessToken(ctx, 1, o...))
		},
		"AgentBots.ResetSecret": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AgentBots.ResetSecret(ctx, 1, o...))
		},
		"Inboxes.List": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Inboxes.List(ctx, o...)) },
		"Inboxes.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Get(ctx, w.inbox, o...))
		},
		"Inboxes.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Create(ctx, "Bridge", APIChannel{}, nil, o...))
		},
		"Inboxes.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Update(ctx, w.inbox, &UpdateInboxParams{InboxParams: InboxParams{Name: Set("Bridge")}}, o...))
		},
		"Inboxes.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.Delete(ctx, w.inbox, o...)
		},
		"Inboxes.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.DeleteAvatar(ctx, w.inbox, o...)
		},
		"Inboxes.AgentBot": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.AgentBot(ctx, w.inbox, o...))
		},
		"Inboxes.SetAgentBot": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.SetAgentBot(ctx, w.inbox, 1, o...)
		},
		"Inboxes.UnsetAgentBot": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.UnsetAgentBot(ctx, w.inbox, o...)
		},
		"Inboxes.ResetSecret": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.ResetSecret(ctx, w.inbox, o...))
		},
		"Inboxes.Members": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Members(ctx, w.inbox, o...))
		},
		"Inboxes.AddMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.AddMembers(ctx, w.inbox, []int64{w.agent}, o...))
		},
		"Inboxes.SetMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.SetMembers(ctx, w.inbox, []int64{w.agent}, o...))
		},
		"Inboxes.RemoveMembers": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.RemoveMembers(ctx, w.inbox, []int64{w.agent}, o...)
		},
		"Inboxes.Assignees": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Assignees(ctx, []int64{w.inbox}, o...))
		},
		"Inboxes.AssignableAgents": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.AssignableAgents(ctx, []int64{w.inbox}, o...))
		},
		"Inboxes.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Inboxes.Ensure(ctx, "Bridge", APIChannel{}, nil, o...))
		},
		"Labels.List": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Labels.List(ctx, o...)) },
		"Labels.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Labels.Get(ctx, w.label, o...))
		},
		"Labels.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Labels.Create(ctx, &LabelParams{Title: Set("delivery")}, o...))
		},
		"Labels.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Labels.Update(ctx, w.label, &LabelParams{Color: Set("#00ff00")}, o...))
		},
		"Labels.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Labels.Delete(ctx, w.label, o...)
		},
		"Labels.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Labels.Ensure(ctx, &LabelParams{Title: Set("delivery")}, o...))
		},
		"Webhooks.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Webhooks.List(ctx, o...))
		},
		"Webhooks.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Webhooks.Create(ctx, &WebhookParams{URL: Set("https://hooks.example/b")}, o...))
		},
		"Webhooks.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Webhooks.Update(ctx, w.webhook, &WebhookParams{Name: Set("CRM")}, o...))
		},
		"Webhooks.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Webhooks.Delete(ctx, w.webhook, o...)
		},
		"Webhooks.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Webhooks.Ensure(ctx, &WebhookParams{URL: Set("https://hooks.example/c")}, o...))
		},
		"CannedResponses.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CannedResponses.List(ctx, "hi", o...))
		},
		"CannedResponses.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CannedResponses.Create(ctx, &CannedResponseParams{ShortCode: Set("bye"), Content: Set("Goodbye!")}, o...))
		},
		"CannedResponses.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CannedResponses.Update(ctx, w.canned, &CannedResponseParams{Content: Set("Hi there!")}, o...))
		},
		"CannedResponses.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CannedResponses.Delete(ctx, w.canned, o...)
		},
		"CustomAttributes.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomAttributes.List(ctx, ContactAttribute, o...))
		},
		"CustomAttributes.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomAttributes.Get(ctx, w.attribute, o...))
		},
		"CustomAttributes.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomAttributes.Create(ctx, &CustomAttributeParams{Key: Set("seats"), DisplayName: Set("Seats"), DisplayType: Set(AttributeNumber), Model: Set(ContactAttribute)}, o...))
		},
		"CustomAttributes.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomAttributes.Update(ctx, w.attribute, &CustomAttributeParams{DisplayName: Set("Plan")}, o...))
		},
		"CustomAttributes.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CustomAttributes.Delete(ctx, w.attribute, o...)
		},
		"Conversations.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err3(c.Conversations.Ensure(ctx, &CreateConversationParams{InboxID: w.inbox, ContactID: w.contact}, ReopenLatest, o...))
		},

		"CustomFilters.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomFilters.List(ctx, "", o...))
		},
		"CustomFilters.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomFilters.Get(ctx, w.row, o...))
		},
		"CustomFilters.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomFilters.Create(ctx, &CustomFilterParams{Name: Set("mine"), Query: filter}, o...))
		},
		"CustomFilters.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomFilters.Update(ctx, w.row, &CustomFilterParams{Name: Set("mine"), Query: filter}, o...))
		},
		"CustomFilters.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CustomFilters.Delete(ctx, w.row, o...)
		},
		"Macros.List": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Macros.List(ctx, o...)) },
		"Macros.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Macros.Get(ctx, w.row, o...))
		},
		"Macros.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Macros.Create(ctx, &MacroParams{Name: Set("close"), Actions: []Action{{Name: "resolve_conversation"}}}, o...))
		},
		"Macros.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Macros.Update(ctx, w.row, &MacroParams{Name: Set("close"), Actions: []Action{{Name: "resolve_conversation"}}}, o...))
		},
		"Macros.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Macros.Delete(ctx, w.row, o...)
		},
		"Macros.Execute": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Macros.Execute(ctx, w.row, []int64{w.conversation}, o...)
		},
		"AutomationRules.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AutomationRules.List(ctx, o...))
		},
		"AutomationRules.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AutomationRules.Get(ctx, w.row, o...))
		},
		"AutomationRules.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AutomationRules.Create(ctx, &AutomationRuleParams{Name: Set("route"), EventName: Set("conversation_created"), Conditions: filter, Actions: []Action{{Name: "assign_team", Params: []any{w.team}}}}, o...))
		},
		"AutomationRules.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AutomationRules.Update(ctx, w.row, &AutomationRuleParams{Name: Set("route"), EventName: Set("conversation_created"), Conditions: filter, Actions: []Action{{Name: "assign_team", Params: []any{w.team}}}}, o...))
		},
		"AutomationRules.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.AutomationRules.Delete(ctx, w.row, o...)
		},
		"AutomationRules.Clone": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AutomationRules.Clone(ctx, w.row, o...))
		},
		"Contacts.BulkAddLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.BulkAddLabels(ctx, []int64{w.contact}, []string{"vip"}, o...)
		},
		"Contacts.BulkRemoveLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.BulkRemoveLabels(ctx, []int64{w.contact}, []string{"vip"}, o...)
		},
		"Contacts.BulkDelete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.BulkDelete(ctx, []int64{w.other}, o...)
		},
		"Conversations.BulkUpdate": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.BulkUpdate(ctx, []int64{w.conversation}, BulkUpdate{Status: StatusResolved, AgentID: Null[int64](), AddLabels: []string{"done"}}, o...)
		},
		"Search.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Search.All(ctx, "ada", nil, o...))
		},
		"Search.Conversations": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Search.Conversations(ctx, "ada", nil, o...))
		},
		"Search.Messages": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Search.Messages(ctx, "ada", nil, o...))
		},
		"Search.Contacts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Search.Contacts(ctx, "ada", nil, o...))
		},
		"Search.Articles": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Search.Articles(ctx, "ada", nil, o...))
		},

		"Notifications.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.List(ctx, nil, o...))
		},
		"Notifications.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Notifications.All(ctx, nil, o...))
		},
		"Notifications.UnreadCount": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.UnreadCount(ctx, o...))
		},
		"Notifications.MarkRead": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.MarkRead(ctx, w.row, o...))
		},
		"Notifications.MarkUnread": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.MarkUnread(ctx, w.row, o...))
		},
		"Notifications.MarkAllRead": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Notifications.MarkAllRead(ctx, nil, o...)
		},
		"Notifications.Snooze": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Notifications.Snooze(ctx, w.row, time.Now().Add(time.Hour), o...))
		},
		"Notifications.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Notifications.Delete(ctx, w.row, o...)
		},
		"Notifications.DeleteAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Notifications.DeleteAll(ctx, true, o...)
		},
		"Attachments.UploadURL": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Attachments.UploadURL(ctx, "https://files.example/a.png", o...))
		},
		"Attachments.Upload": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Attachments.Upload(ctx, File{Name: "a.txt", Reader: strings.NewReader("x")}, o...))
		},
		"CSAT.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CSAT.List(ctx, nil, o...))
		},
		"CSAT.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.CSAT.All(ctx, nil, o...))
		},
		"CSAT.Metrics": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CSAT.Metrics(ctx, &CSATParams{Rating: 5}, o...))
		},
		"Reports.Summary": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Summary(ctx, &ReportParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.Series": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Series(ctx, MetricConversations, &ReportParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.OverviewByAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.OverviewByAgent(ctx, nil, o...))
		},
		"Reports.Overview": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Overview(ctx, o...))
		},
		"AuditLog.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.AuditLog.List(ctx, nil, o...))
		},
		"AuditLog.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.AuditLog.All(ctx, o...))
		},
		"Reports.ByAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByAgent(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.ByInbox": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByInbox(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.ByTeam": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByTeam(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.ByLabel": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.ByLabel(ctx, &PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},

		"Campaigns.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Campaigns.List(ctx, o...))
		},
		"Campaigns.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Campaigns.Get(ctx, w.row, o...))
		},
		"Campaigns.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Campaigns.Create(ctx, &CampaignParams{Title: Set("Sale"), Message: Set("Now!"), InboxID: Set(w.website)}, o...))
		},
		"Campaigns.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Campaigns.Update(ctx, w.row, &CampaignParams{Title: Set("Sale"), Message: Set("Now!"), InboxID: Set(w.website)}, o...))
		},
		"Campaigns.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Campaigns.Delete(ctx, w.row, o...)
		},
		"DashboardApps.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DashboardApps.List(ctx, o...))
		},
		"DashboardApps.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DashboardApps.Get(ctx, w.row, o...))
		},
		"DashboardApps.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DashboardApps.Create(ctx, &DashboardAppParams{Title: Set("Orders"), Content: []DashboardAppContent{{Type: "frame", URL: "https://orders.example"}}}, o...))
		},
		"DashboardApps.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.DashboardApps.Update(ctx, w.row, &DashboardAppParams{Title: Set("Orders"), Content: []DashboardAppContent{{Type: "frame", URL: "https://orders.example"}}}, o...))
		},
		"DashboardApps.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.DashboardApps.Delete(ctx, w.row, o...)
		},
		"SLAPolicies.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.List(ctx, o...))
		},
		"SLAPolicies.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.Get(ctx, w.row, o...))
		},
		"SLAPolicies.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.Create(ctx, &SLAPolicyParams{Name: Set("gold")}, o...))
		},
		"SLAPolicies.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.SLAPolicies.Update(ctx, w.row, &SLAPolicyParams{Name: Set("gold")}, o...))
		},
		"SLAPolicies.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.SLAPolicies.Delete(ctx, w.row, o...)
		},
		"CustomRoles.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomRoles.List(ctx, o...))
		},
		"CustomRoles.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomRoles.Get(ctx, w.row, o...))
		},
		"CustomRoles.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomRoles.Create(ctx, &CustomRoleParams{Name: Set("Lead"), Permissions: []string{"report_manage"}}, o...))
		},
		"CustomRoles.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.CustomRoles.Update(ctx, w.row, &CustomRoleParams{Name: Set("Lead"), Permissions: []string{"report_manage"}}, o...))
		},
		"CustomRoles.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.CustomRoles.Delete(ctx, w.row, o...)
		},
		"Inboxes.Campaigns": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Campaigns(ctx, w.inbox, o...))
		},

		"Inboxes.CreateTwilio": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.CreateTwilio(ctx, "SMS", TwilioChannel{Medium: "sms", AccountSID: "sid", AuthToken: "secret", PhoneNumber: "+250788123456"}, o...))
		},
		"Inboxes.InboxAssignableAgents": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.InboxAssignableAgents(ctx, w.inbox, o...))
		},
		"Inboxes.SyncTemplates": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.SyncTemplates(ctx, w.whatsApp, o...)
		},
		"Inboxes.Health": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Inboxes.Health(ctx, w.whatsApp, o...))
		},
		"Inboxes.RegisterWebhook": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Inboxes.RegisterWebhook(ctx, w.whatsApp, o...)
		},
		"Integrations.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Integrations.List(ctx, o...))
		},
		"Integrations.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Integrations.Get(ctx, "dialogflow", o...))
		},
		"Account.BrandedEmailLayout": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Account.BrandedEmailLayout(ctx, o...))
		},
		"Account.SetBrandedEmailLayout": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Account.SetBrandedEmailLayout(ctx, "<html>{{ content_for_layout }}</html>", o...)
		},
		"Integrations.CreateHook": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Integrations.CreateHook(ctx, &CreateHookParams{AppID: "slack"}, o...))
		},
		"Integrations.UpdateHook": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Integrations.UpdateHook(ctx, w.row, &UpdateHookParams{Enabled: Set(false)}, o...))
		},
		"Integrations.DeleteHook": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Integrations.DeleteHook(ctx, w.row, o...)
		},
		"Account.CacheKeys": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Account.CacheKeys(ctx, o...))
		},
		"Account.Health": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Account.Health(ctx, o...)
		},
		"Account.ServerInfo": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Account.ServerInfo(ctx, o...))
		},
		"Reports.LabelsByInbox": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.LabelsByInbox(ctx, &LabelMatrixParams{PeriodParams: PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}}, o...))
		},
		"Reports.OutgoingMessages": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.OutgoingMessages(ctx, ReportAgent, &PeriodParams{Since: time.Unix(1, 0), Until: time.Now()}, o...))
		},
		"Reports.Events": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Reports.Events(ctx, nil, o...))
		},
	}
}
