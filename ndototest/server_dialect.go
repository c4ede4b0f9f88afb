package ndototest

import "slices"

// Dialect is a version of the server software.
type Dialect int

// Supported dialects.
const (
	// Chatwoot416 is Chatwoot 4.16.2.
	Chatwoot416 Dialect = iota
	// Chatwoot42 is Chatwoot 4.2.0.
	Chatwoot42
	// NdotoDocs behaves as Ndoto's documentation says (docs.usendoto.com/docs/api), and like Chatwoot 4.16 where the
	// documentation is silent. Where it can be read in two ways, see [WithReading].
	NdotoDocs
)

// WithDialect selects the version of the server software to imitate.
func WithDialect(d Dialect) Option { return func(s *Server) { s.dialect = d } }

// Reading says how NdotoDocs reads Ndoto's documentation where it is silent, or at odds with itself. Each field turns
// one point the other way; the zero Reading is what the pages of the endpoints say, taken literally.
type Reading struct {
	// MessageIDs compares before and after with the ids of messages, as the software does, and not with their times.
	MessageIDs bool
	// ShortPages lists 20 messages at a time. The page says that all messages are returned.
	ShortPages bool
	// NewestFirst lists the latest message first. The page does not name an order.
	NewestFirst bool
	// GenericLists wraps every list as the overview shows it, not only those without a page of their own:
	// {"data":[…],"meta":{"count","current_page","total_pages"}}.
	GenericLists bool
	// DataObjects wraps single objects as {"data":{…}}. No page shows one.
	DataObjects bool
	// AllMembers adds the members that the software sends to those that the pages show.
	AllMembers bool
	// AlwaysOK answers a creation or a deletion by 200, and not by the 201 and 204 of the table of statuses.
	AlwaysOK bool
	// Unauthorized answers a missing permission by 401, as the software does, and not by 403.
	Unauthorized bool
	// FieldErrors sends {"description":…,"errors":[{"field","message","code"}]} for a failed validation, and not
	// {"error":…}.
	FieldErrors bool
	// EveryStatus lists conversations of every status unless one is asked for, and not the open ones.
	EveryStatus bool
	// OneAssignment ignores the team if an assignment names an agent too, as the software does.
	OneAssignment bool
	// OnlyDocumented answers 404 for the routes that no page documents, and not as the software does.
	OnlyDocumented bool
}

// WithReading selects a reading of Ndoto's documentation. It has an effect on the dialect [NdotoDocs] only.
func WithReading(r Reading) Option { return func(s *Server) { s.reading = r } }

// Readings returns the readings by name that a test should hold under: each point by itself, none, and all of them but
// OnlyDocumented, which takes routes away.
func Readings() map[string]Reading {
	return map[string]Reading{
		"literal":        {},
		"MessageIDs":     {MessageIDs: true},
		"ShortPages":     {ShortPages: true},
		"NewestFirst":    {NewestFirst: true},
		"GenericLists":   {GenericLists: true},
		"DataObjects":    {DataObjects: true},
		"AllMembers":     {AllMembers: true},
		"AlwaysOK":       {AlwaysOK: true},
		"Unauthorized":   {Unauthorized: true},
		"FieldErrors":    {FieldErrors: true},
		"EveryStatus":    {EveryStatus: true},
		"OneAssignment":  {OneAssignment: true},
		"OnlyDocumented": {OnlyDocumented: true},
		"opposite": {
			MessageIDs: true, ShortPages: true, NewestFirst: true, GenericLists: true, DataObjects: true, AllMembers: true, AlwaysOK: true,
			Unauthorized: true, FieldErrors: true, EveryStatus: true, OneAssignment: true,
		},
	}
}

// isLate reports whether a route came after Chatwoot 4.2.
func (r route) isLate() bool { return lateRoutes[r.method+" "+r.path] }

// lateRoutes are the routes that came after Chatwoot 4.2: these, and all of some resources.
var lateRoutes = func() map[string]bool {
	late := map[string]bool{
		"POST conversations/{id}/destroy_custom_attributes":                       true,
		"POST agent_bots/{id}/reset_secret":                                       true,
		"POST inboxes/{id}/reset_secret":                                          true,
		"POST inboxes/{id}/sync_templates":                                        true,
		"GET inboxes/{id}/health":                                                 true,
		"POST inboxes/{id}/register_webhook":                                      true,
		"GET contacts/{id}/attachments":                                           true,
		"GET conversations/{id}/reporting_events":                                 true,
		"GET reporting_events":                                                    true,
		"GET /api/v2/accounts/{account}/summary_reports/label":                    true,
		"GET /api/v2/accounts/{account}/reports/inbox_label_matrix":               true,
		"GET /api/v2/accounts/{account}/reports/outgoing_messages_count":          true,
		"GET /api/v2/accounts/{account}/summary_reports/channel":                  true,
		"GET /api/v2/accounts/{account}/reports/first_response_time_distribution": true,
		"POST captain/documents/{id}/sync":                                        true,
		"GET /health":                                                             true,
		"GET " + platformAccounts:                                                 true,
	}
	for _, r := range slices.Concat(companyRoutes, captainTaskRoutes, callRoutes, assignmentPolicyRoutes, capacityPolicyRoutes, assignmentPolicyTable.routes(), capacityPolicyTable.routes(),
		latePortalRoutes, lateCategoryRoutes, lateArticleRoutes, lateReportCSVRoutes, reportRecordRoutes, lateCSATReviewRoutes, dataImportRoutes, emailLayoutRoutes, emailMigrationRoutes,
		captainScenarioRoutes, captainToolRoutes, captainPreferenceRoutes, captainSuggestionRoutes) {
		late[r.method+" "+r.path] = true
	}
	return late
}()
