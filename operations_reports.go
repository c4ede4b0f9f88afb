package ndoto

// Reports as files, and the records behind them: forms of Chatwoot 4.16.2, by its responses and its source.
var (
	opReportAgentsCSV  = get("Reports.ByAgentCSV", "/api/v2/accounts/{account_id}/reports/agents", operation{access: accessAdmins, bucket: bucketReports})
	opReportInboxesCSV = get("Reports.ByInboxCSV", "/api/v2/accounts/{account_id}/reports/inboxes", operation{access: accessAdmins, bucket: bucketReports})
	opReportTeamsCSV   = get("Reports.ByTeamCSV", "/api/v2/accounts/{account_id}/reports/teams", operation{access: accessAdmins, bucket: bucketReports})
	opReportLabelsCSV  = get("Reports.ByLabelCSV", "/api/v2/accounts/{account_id}/reports/labels", operation{access: accessAdmins, bucket: bucketReports})
	opReportSummaryCSV = get("Reports.SummaryCSV", "/api/v2/accounts/{account_id}/reports/conversations_summary", operation{access: accessAdmins, bucket: bucketReports, since: "4.10.0"})
	opReportTrafficCSV = get("Reports.TrafficCSV", "/api/v2/accounts/{account_id}/reports/conversation_traffic", operation{access: accessAdmins, bucket: bucketReports})
	opReportRecords    = get("Reports.Records", "/api/v2/accounts/{account_id}/reports/drilldown", operation{access: accessAdmins, bucket: bucketDrilldowns, since: "4.16.0", refuses: refusesPoint})
	opDownloadCSAT     = get("CSAT.CSV", "csat_survey_responses/download", operation{access: accessAdmins})
	opReviewCSAT       = patch("CSAT.SetReviewNotes", "csat_survey_responses/{response_id}", operation{access: accessAdmins, since: "4.10.0"})
	opDownloadSLAs     = get("SLAPolicies.MissedCSV", "applied_slas/download", operation{access: accessAdmins})
)

// Imports from other vendors' desks: forms of Chatwoot 4.16.2, by its source.
var (
	opListDataImports   = get("DataImports.List", "data_imports", operation{access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opGetDataImport     = get("DataImports.Get", "data_imports/{import_id}", operation{access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opValidateImport    = post("DataImports.Validate", "data_imports/validate_source", operation{effect: effectSafe, access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opCreateDataImport  = post("DataImports.Create", "data_imports", operation{access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opStartDataImport   = post("DataImports.Restart", "data_imports/{import_id}/start", operation{effect: effectIdempotent, access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opAbandonDataImport = post("DataImports.Abandon", "data_imports/{import_id}/abandon", operation{effect: effectIdempotent, access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opDataImportErrors  = get("DataImports.ErrorsCSV", "data_imports/{import_id}/error_logs", operation{access: accessAdmins, feature: "data_import", since: "4.16.0"})
	opDataImportSkipped = get("DataImports.SkippedCSV", "data_imports/{import_id}/skip_logs", operation{access: accessAdmins, feature: "data_import", since: "4.16.0"})
)
