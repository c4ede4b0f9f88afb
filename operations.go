package ndoto

//go:generate go run ./internal/coverage

import "net/http"

const (
	get    = http.MethodGet
	post   = http.MethodPost
	patch  = http.MethodPatch
	remove = http.MethodDelete
	put    = http.MethodPut
)

// Attachments.
var (
	opDownloadAttachment = operation{"Attachments.Download", get, "/rails/active_storage/blobs/redirect/{blob_id}/{name}", safe, server, agents, general}
)

// Profile.
var (
	opUpdateProfile       = operation{"Profile.Update", patch, "/api/v1/profile", idempotent, server, agents, general}
	opDeleteProfileAvatar = operation{"Profile.DeleteAvatar", remove, "/api/v1/profile/avatar", idempotent, server, agents, general}
	opSetAvailability     = operation{"Profile.SetAvailability", post, "/api/v1/profile/availability", idempotent, server, agents, general}
	opSetAutoOffline      = operation{"Profile.SetAutoOffline", post, "/api/v1/profile/auto_offline", idempotent, server, agents, general}
	opSetActiveAccount    = operation{"Profile.SetActiveAccount", put, "/api/v1/profile/set_active_account", idempotent, server, agents, general}
	opResendConfirmation  = operation{"Profile.ResendConfirmation", post, "/api/v1/profile/resend_confirmation", creating, server, agents, general}
	opResetProfileToken   = operation{"Profile.ResetAccessToken", post, "/api/v1/profile/reset_access_token", creating, server, agents, general}
	opGetProfile          = operation{"Profile.Get", get, "/api/v1/profile", safe, documented, agents, general}
)

// Contacts.
var (
	opListContacts             = operation{"Contacts.List", get, "contacts", safe, documented, agents, general}
	opListActiveContacts       = operation{"Contacts.Active", get, "contacts/active", safe, server, agents, general}
	opSearchContacts           = operation{"Contacts.Search", get, "contacts/search", safe, server, agents, contactSearches}
	opFilterContacts           = operation{"Contacts.Filter", post, "contacts/filter", safe, server, agents, general}
	opFindContactBySource      = operation{"Contacts.FindBySource", post, "contact_inboxes/filter", safe, server, agents, general}
	opGetContact               = operation{"Contacts.Get", get, "contacts/{contact_id}", safe, server, agents, general}
	opCreateContact            = operation{"Contacts.Create", post, "contacts", creating, server, agents, general}
	opUpdateContact            = operation{"Contacts.Update", patch, "contacts/{contact_id}", idempotent, server, agents, general}
	opDeleteContact            = operation{"Contacts.Delete", remove, "contacts/{contact_id}", idempotent, server, admins, general}
	opMergeContacts            = operation{"Contacts.Merge", post, "actions/contact_merge", creating, server, agents, general}
	opImportContacts           = operation{"Contacts.Import", post, "contacts/import", creating, server, admins, general}
	opExportContacts           = operation{"Contacts.Export", post, "contacts/export", creating, server, admins, general}
	opListContactConversations = operation{"Contacts.Conversations", get, "contacts/{contact_id}/conversations", safe, server, agents, general}
	opListContactAttachments   = operation{"Contacts.Attachments", get, "contacts/{contact_id}/attachments", safe, server, agents, general}
	opListContactableInboxes   = operation{"Contacts.ContactableInboxes", get, "contacts/{contact_id}/contactable_inboxes", safe, server, agents, general}
	opCreateContactInbox       = operation{"Contacts.CreateInbox", post, "contacts/{contact_id}/contact_inboxes", creating, server, agents, general}
	opDeleteContactAvatar      = operation{"Contacts.DeleteAvatar", remove, "contacts/{contact_id}/avatar", idempotent, server, agents, general}
	opRemoveContactAttributes  = operation{"Contacts.RemoveAttributes", post, "contacts/{contact_id}/destroy_custom_attributes", idempotent, server, agents, general}
	opListContactLabels        = operation{"Contacts.Labels", get, "contacts/{contact_id}/labels", safe, server, agents, general}
	opSetContactLabels         = operation{"Contacts.SetLabels", post, "contacts/{contact_id}/labels", idempotent, server, agents, general}
	opListNotes                = operation{"Contacts.Notes", get, "contacts/{contact_id}/notes", safe, server, agents, general}
	opGetNote                  = operation{"Contacts.GetNote", get, "contacts/{contact_id}/notes/{note_id}", safe, server, agents, general}
	opCreateNote               = operation{"Contacts.CreateNote", post, "contacts/{contact_id}/notes", creating, server, agents, general}
	opUpdateNote               = operation{"Contacts.UpdateNote", patch, "contacts/{contact_id}/notes/{note_id}", idempotent, server, agents, general}
	opDeleteNote               = operation{"Contacts.DeleteNote", remove, "contacts/{contact_id}/notes/{note_id}", idempotent, server, agents, general}
)

// Conversations.
var (
	opListConversations            = operation{"Conversations.List", get, "conversations", safe, documented, agents, general}
	opCountConversations           = operation{"Conversations.Counts", get, "conversations/meta", safe, server, agents, metaCounts}
	opSearchConversations          = operation{"Conversations.Search", get, "conversations/search", safe, documented, agents, general}
	opFilterConversations          = operation{"Conversations.Filter", post, "conversations/filter", safe, server, agents, general}
	opUnreadCounts                 = operation{"Conversations.UnreadCounts", get, "conversations/unread_counts", safe, server, agents, general}
	opGetConversation              = operation{"Conversations.Get", get, "conversations/{conversation_id}", safe, documented, bots, general}
	opCreateConversation           = operation{"Conversations.Create", post, "conversations", creating, documented, bots, general}
	opUpdateConversation           = operation{"Conversations.Update", patch, "conversations/{conversation_id}", idempotent, documented, bots, general}
	opDeleteConversation           = operation{"Conversations.Delete", remove, "conversations/{conversation_id}", idempotent, server, admins, deletions}
	opToggleStatus                 = operation{"Conversations.ToggleStatus", post, "conversations/{conversation_id}/toggle_status", idempotent, documented, bots, general}
	opTogglePriority               = operation{"Conversations.SetPriority", post, "conversations/{conversation_id}/toggle_priority", idempotent, server, bots, general}
	opSetTyping                    = operation{"Conversations.SetTyping", post, "conversations/{conversation_id}/toggle_typing_status", idempotent, server, bots, general}
	opMuteConversation             = operation{"Conversations.Mute", post, "conversations/{conversation_id}/mute", idempotent, server, agents, general}
	opUnmuteConversation           = operation{"Conversations.Unmute", post, "conversations/{conversation_id}/unmute", idempotent, server, agents, general}
	opMarkRead                     = operation{"Conversations.MarkRead", post, "conversations/{conversation_id}/update_last_seen", idempotent, server, agents, general}
	opMarkUnread                   = operation{"Conversations.MarkUnread", post, "conversations/{conversation_id}/unread", idempotent, server, agents, general}
	opSendTranscript               = operation{"Conversations.SendTranscript", post, "conversations/{conversation_id}/transcript", creating, server, agents, transcripts}
	opAssignConversation           = operation{"Conversations.Assign", post, "conversations/{conversation_id}/assignments", idempotent, documented, bots, general}
	opListConversationLabels       = operation{"Conversations.Labels", get, "conversations/{conversation_id}/labels", safe, server, bots, general}
	opSetConversationLabels        = operation{"Conversations.SetLabels", post, "conversations/{conversation_id}/labels", idempotent, server, bots, general}
	opListParticipants             = operation{"Conversations.Participants", get, "conversations/{conversation_id}/participants", safe, server, agents, general}
	opAddParticipants              = operation{"Conversations.AddParticipants", post, "conversations/{conversation_id}/participants", idempotent, server, agents, general}
	opSetParticipants              = operation{"Conversations.SetParticipants", patch, "conversations/{conversation_id}/participants", idempotent, server, agents, general}
	opRemoveParticipants           = operation{"Conversations.RemoveParticipants", remove, "conversations/{conversation_id}/participants", idempotent, server, agents, general}
	opSetConversationAttributes    = operation{"Conversations.SetAttributes", post, "conversations/{conversation_id}/custom_attributes", idempotent, server, bots, general}
	opRemoveConversationAttributes = operation{"Conversations.RemoveAttributes", post, "conversations/{conversation_id}/destroy_custom_attributes", idempotent, server, agents, general}
	opListConversationAttachments  = operation{"Conversations.Attachments", get, "conversations/{conversation_id}/attachments", safe, server, agents, general}
)

// Messages.
var (
	opListMessages     = operation{"Messages.List", get, "conversations/{conversation_id}/messages", safe, documented, agents, general}
	opCreateMessage    = operation{"Messages.Create", post, "conversations/{conversation_id}/messages", creating, documented, bots, general}
	opUpdateMessage    = operation{"Messages.Update", patch, "conversations/{conversation_id}/messages/{message_id}", idempotent, server, agents, general}
	opDeleteMessage    = operation{"Messages.Delete", remove, "conversations/{conversation_id}/messages/{message_id}", idempotent, documented, agents, general}
	opRetryMessage     = operation{"Messages.Retry", post, "conversations/{conversation_id}/messages/{message_id}/retry", creating, server, agents, general}
	opTranslateMessage = operation{"Messages.Translate", post, "conversations/{conversation_id}/messages/{message_id}/translate", idempotent, server, agents, general}
)

// The account, and who works in it.
var (
	opGetAccount    = operation{"Account.Get", get, "/api/v1/accounts/{account_id}", safe, server, agents, general}
	opUpdateAccount = operation{"Account.Update", patch, "/api/v1/accounts/{account_id}", idempotent, server, admins, general}

	opListAgents   = operation{"Agents.List", get, "agents", safe, documented, agents, general}
	opCreateAgent  = operation{"Agents.Create", post, "agents", creating, documented, admins, agentCreations}
	opUpdateAgent  = operation{"Agents.Update", patch, "agents/{agent_id}", idempotent, server, admins, general}
	opDeleteAgent  = operation{"Agents.Delete", remove, "agents/{agent_id}", idempotent, server, admins, agentDeletions}
	opInviteAgents = operation{"Agents.Invite", post, "agents/bulk_create", creating, server, admins, agentCreations}

	opListTeams         = operation{"Teams.List", get, "teams", safe, documented, agents, general}
	opGetTeam           = operation{"Teams.Get", get, "teams/{team_id}", safe, documented, agents, general}
	opCreateTeam        = operation{"Teams.Create", post, "teams", creating, server, admins, general}
	opUpdateTeam        = operation{"Teams.Update", patch, "teams/{team_id}", idempotent, server, admins, general}
	opDeleteTeam        = operation{"Teams.Delete", remove, "teams/{team_id}", idempotent, server, admins, general}
	opListTeamMembers   = operation{"Teams.Members", get, "teams/{team_id}/team_members", safe, server, agents, general}
	opAddTeamMembers    = operation{"Teams.AddMembers", post, "teams/{team_id}/team_members", idempotent, server, admins, general}
	opSetTeamMembers    = operation{"Teams.SetMembers", patch, "teams/{team_id}/team_members", idempotent, server, admins, general}
	opRemoveTeamMembers = operation{"Teams.RemoveMembers", remove, "teams/{team_id}/team_members", idempotent, server, admins, general}

	opListAgentBots        = operation{"AgentBots.List", get, "agent_bots", safe, server, agents, general}
	opGetAgentBot          = operation{"AgentBots.Get", get, "agent_bots/{agent_bot_id}", safe, server, agents, general}
	opCreateAgentBot       = operation{"AgentBots.Create", post, "agent_bots", creating, server, admins, general}
	opUpdateAgentBot       = operation{"AgentBots.Update", patch, "agent_bots/{agent_bot_id}", idempotent, server, admins, general}
	opDeleteAgentBot       = operation{"AgentBots.Delete", remove, "agent_bots/{agent_bot_id}", idempotent, server, admins, general}
	opDeleteAgentBotAvatar = operation{"AgentBots.DeleteAvatar", remove, "agent_bots/{agent_bot_id}/avatar", idempotent, server, admins, general}
	opResetAgentBotToken   = operation{"AgentBots.ResetAccessToken", post, "agent_bots/{agent_bot_id}/reset_access_token", creating, server, admins, general}
	opResetAgentBotSecret  = operation{"AgentBots.ResetSecret", post, "agent_bots/{agent_bot_id}/reset_secret", creating, server, admins, general}
)

// Inboxes.
var (
	opListInboxes          = operation{"Inboxes.List", get, "inboxes", safe, server, agents, general}
	opGetInbox             = operation{"Inboxes.Get", get, "inboxes/{inbox_id}", safe, server, agents, general}
	opCreateInbox          = operation{"Inboxes.Create", post, "inboxes", creating, server, admins, general}
	opUpdateInbox          = operation{"Inboxes.Update", patch, "inboxes/{inbox_id}", idempotent, server, admins, general}
	opDeleteInbox          = operation{"Inboxes.Delete", remove, "inboxes/{inbox_id}", idempotent, server, admins, general}
	opDeleteInboxAvatar    = operation{"Inboxes.DeleteAvatar", remove, "inboxes/{inbox_id}/avatar", idempotent, server, admins, general}
	opGetInboxBot          = operation{"Inboxes.AgentBot", get, "inboxes/{inbox_id}/agent_bot", safe, server, agents, general}
	opSetInboxBot          = operation{"Inboxes.SetAgentBot", post, "inboxes/{inbox_id}/set_agent_bot", idempotent, server, admins, general}
	opResetInboxSecret     = operation{"Inboxes.ResetSecret", post, "inboxes/{inbox_id}/reset_secret", creating, server, admins, general}
	opListInboxMembers     = operation{"Inboxes.Members", get, "inbox_members/{inbox_id}", safe, server, agents, general}
	opAddInboxMembers      = operation{"Inboxes.AddMembers", post, "inbox_members", idempotent, server, admins, general}
	opSetInboxMembers      = operation{"Inboxes.SetMembers", patch, "inbox_members", idempotent, server, admins, general}
	opRemoveInboxMembers   = operation{"Inboxes.RemoveMembers", remove, "inbox_members", idempotent, server, admins, general}
	opListAssignableAgents = operation{"Inboxes.AssignableAgents", get, "assignable_agents", safe, server, agents, general}
)

// What surrounds conversations.
var (
	opListLabels  = operation{"Labels.List", get, "labels", safe, documented, agents, general}
	opGetLabel    = operation{"Labels.Get", get, "labels/{label_id}", safe, server, admins, general}
	opCreateLabel = operation{"Labels.Create", post, "labels", creating, documented, admins, general}
	opUpdateLabel = operation{"Labels.Update", patch, "labels/{label_id}", idempotent, server, admins, general}
	opDeleteLabel = operation{"Labels.Delete", remove, "labels/{label_id}", idempotent, server, admins, general}

	opListWebhooks  = operation{"Webhooks.List", get, "webhooks", safe, documented, admins, general}
	opCreateWebhook = operation{"Webhooks.Create", post, "webhooks", creating, server, admins, general}
	opUpdateWebhook = operation{"Webhooks.Update", patch, "webhooks/{webhook_id}", idempotent, server, admins, general}
	opDeleteWebhook = operation{"Webhooks.Delete", remove, "webhooks/{webhook_id}", idempotent, server, admins, general}

	opListCannedResponses  = operation{"CannedResponses.List", get, "canned_responses", safe, server, agents, general}
	opCreateCannedResponse = operation{"CannedResponses.Create", post, "canned_responses", creating, server, agents, general}
	opUpdateCannedResponse = operation{"CannedResponses.Update", patch, "canned_responses/{canned_response_id}", idempotent, server, agents, general}
	opDeleteCannedResponse = operation{"CannedResponses.Delete", remove, "canned_responses/{canned_response_id}", idempotent, server, agents, general}

	opListCustomAttributes  = operation{"CustomAttributes.List", get, "custom_attribute_definitions", safe, server, agents, general}
	opGetCustomAttribute    = operation{"CustomAttributes.Get", get, "custom_attribute_definitions/{attribute_id}", safe, server, agents, general}
	opCreateCustomAttribute = operation{"CustomAttributes.Create", post, "custom_attribute_definitions", creating, server, admins, general}
	opUpdateCustomAttribute = operation{"CustomAttributes.Update", patch, "custom_attribute_definitions/{attribute_id}", idempotent, server, admins, general}
	opDeleteCustomAttribute = operation{"CustomAttributes.Delete", remove, "custom_attribute_definitions/{attribute_id}", idempotent, server, admins, general}
)

// What agents and administrators set up for themselves.
var (
	opListCustomFilters    = operation{"CustomFilters.List", get, "custom_filters", safe, server, agents, general}
	opGetCustomFilter      = operation{"CustomFilters.Get", get, "custom_filters/{custom_filter_id}", safe, server, agents, general}
	opCreateCustomFilter   = operation{"CustomFilters.Create", post, "custom_filters", creating, server, agents, general}
	opUpdateCustomFilter   = operation{"CustomFilters.Update", patch, "custom_filters/{custom_filter_id}", idempotent, server, agents, general}
	opDeleteCustomFilter   = operation{"CustomFilters.Delete", remove, "custom_filters/{custom_filter_id}", idempotent, server, agents, general}
	opListMacros           = operation{"Macros.List", get, "macros", safe, server, agents, general}
	opGetMacro             = operation{"Macros.Get", get, "macros/{macro_id}", safe, server, agents, general}
	opCreateMacro          = operation{"Macros.Create", post, "macros", creating, server, agents, general}
	opUpdateMacro          = operation{"Macros.Update", patch, "macros/{macro_id}", idempotent, server, agents, general}
	opDeleteMacro          = operation{"Macros.Delete", remove, "macros/{macro_id}", idempotent, server, agents, general}
	opExecuteMacro         = operation{"Macros.Execute", post, "macros/{macro_id}/execute", creating, server, agents, general}
	opListAutomationRules  = operation{"AutomationRules.List", get, "automation_rules", safe, server, admins, general}
	opGetAutomationRule    = operation{"AutomationRules.Get", get, "automation_rules/{automation_rule_id}", safe, server, admins, general}
	opCreateAutomationRule = operation{"AutomationRules.Create", post, "automation_rules", creating, server, admins, general}
	opUpdateAutomationRule = operation{"AutomationRules.Update", patch, "automation_rules/{automation_rule_id}", idempotent, server, admins, general}
	opDeleteAutomationRule = operation{"AutomationRules.Delete", remove, "automation_rules/{automation_rule_id}", idempotent, server, admins, general}
	opCloneAutomationRule  = operation{"AutomationRules.Clone", post, "automation_rules/{automation_rule_id}/clone", creating, server, admins, general}

	opBulkUpdate             = operation{"Conversations.BulkUpdate", post, "bulk_actions", idempotent, server, agents, general}
	opSearchAll              = operation{"Search.All", get, "search", safe, server, agents, general}
	opSearchForConversations = operation{"Search.Conversations", get, "search/conversations", safe, server, agents, general}
	opSearchForMessages      = operation{"Search.Messages", get, "search/messages", safe, server, agents, general}
	opSearchForContacts      = operation{"Search.Contacts", get, "search/contacts", safe, server, agents, general}
	opSearchForArticles      = operation{"Search.Articles", get, "search/articles", safe, server, agents, general}

	opListNotifications      = operation{"Notifications.List", get, "notifications", safe, server, agents, general}
	opCountNotifications     = operation{"Notifications.UnreadCount", get, "notifications/unread_count", safe, server, agents, general}
	opReadNotification       = operation{"Notifications.MarkRead", patch, "notifications/{notification_id}", idempotent, server, agents, general}
	opUnreadNotification     = operation{"Notifications.MarkUnread", post, "notifications/{notification_id}/unread", idempotent, server, agents, general}
	opReadAllNotifications   = operation{"Notifications.MarkAllRead", post, "notifications/read_all", idempotent, server, agents, general}
	opSnoozeNotification     = operation{"Notifications.Snooze", post, "notifications/{notification_id}/snooze", idempotent, server, agents, general}
	opDeleteNotification     = operation{"Notifications.Delete", remove, "notifications/{notification_id}", idempotent, server, agents, general}
	opDeleteAllNotifications = operation{"Notifications.DeleteAll", post, "notifications/destroy_all", idempotent, server, agents, general}
	opUpload                 = operation{"Attachments.Upload", post, "upload", creating, server, agents, uploads}
)

// Figures, and who changed what: forms of Chatwoot 4.16.2, by its views and its OpenAPI document.
var (
	opListCSAT       = operation{"CSAT.List", get, "csat_survey_responses", safe, server, admins, general}
	opCSATMetrics    = operation{"CSAT.Metrics", get, "csat_survey_responses/metrics", safe, server, admins, general}
	opReportSummary  = operation{"Reports.Summary", get, "/api/v2/accounts/{account_id}/reports/summary", safe, server, admins, reports}
	opReportSeries   = operation{"Reports.Series", get, "/api/v2/accounts/{account_id}/reports", safe, server, admins, reports}
	opReportOverview = operation{"Reports.Overview", get, "/api/v2/accounts/{account_id}/reports/conversations", safe, server, admins, reports}
	opReportByAgent  = operation{"Reports.ByAgent", get, "/api/v2/accounts/{account_id}/summary_reports/agent", safe, server, admins, general}
	opReportByInbox  = operation{"Reports.ByInbox", get, "/api/v2/accounts/{account_id}/summary_reports/inbox", safe, server, admins, general}
	opReportByTeam   = operation{"Reports.ByTeam", get, "/api/v2/accounts/{account_id}/summary_reports/team", safe, server, admins, general}
	opReportByLabel  = operation{"Reports.ByLabel", get, "/api/v2/accounts/{account_id}/summary_reports/label", safe, server, admins, general}
	opListAuditLog   = operation{"AuditLog.List", get, "audit_logs", safe, server, admins, general}
)

// What reaches beyond conversations: routes and forms of Chatwoot 4.16.2, by its routes and its OpenAPI document.
var (
	opListCampaigns      = operation{"Campaigns.List", get, "campaigns", safe, server, admins, general}
	opGetCampaign        = operation{"Campaigns.Get", get, "campaigns/{campaign_id}", safe, server, admins, general}
	opCreateCampaign     = operation{"Campaigns.Create", post, "campaigns", creating, server, admins, general}
	opUpdateCampaign     = operation{"Campaigns.Update", patch, "campaigns/{campaign_id}", idempotent, server, admins, general}
	opDeleteCampaign     = operation{"Campaigns.Delete", remove, "campaigns/{campaign_id}", idempotent, server, admins, general}
	opListDashboardApps  = operation{"DashboardApps.List", get, "dashboard_apps", safe, server, agents, general}
	opGetDashboardApp    = operation{"DashboardApps.Get", get, "dashboard_apps/{dashboard_app_id}", safe, server, agents, general}
	opCreateDashboardApp = operation{"DashboardApps.Create", post, "dashboard_apps", creating, server, agents, general}
	opUpdateDashboardApp = operation{"DashboardApps.Update", patch, "dashboard_apps/{dashboard_app_id}", idempotent, server, agents, general}
	opDeleteDashboardApp = operation{"DashboardApps.Delete", remove, "dashboard_apps/{dashboard_app_id}", idempotent, server, agents, general}
	opListSLAPolicies    = operation{"SLAPolicies.List", get, "sla_policies", safe, server, agents, general}
	opGetSLAPolicy       = operation{"SLAPolicies.Get", get, "sla_policies/{sla_policy_id}", safe, server, agents, general}
	opCreateSLAPolicy    = operation{"SLAPolicies.Create", post, "sla_policies", creating, server, admins, general}
	opUpdateSLAPolicy    = operation{"SLAPolicies.Update", patch, "sla_policies/{sla_policy_id}", idempotent, server, admins, general}
	opDeleteSLAPolicy    = operation{"SLAPolicies.Delete", remove, "sla_policies/{sla_policy_id}", idempotent, server, admins, general}
	opListCustomRoles    = operation{"CustomRoles.List", get, "custom_roles", safe, server, admins, general}
	opGetCustomRole      = operation{"CustomRoles.Get", get, "custom_roles/{custom_role_id}", safe, server, admins, general}
	opCreateCustomRole   = operation{"CustomRoles.Create", post, "custom_roles", creating, server, admins, general}
	opUpdateCustomRole   = operation{"CustomRoles.Update", patch, "custom_roles/{custom_role_id}", idempotent, server, admins, general}
	opDeleteCustomRole   = operation{"CustomRoles.Delete", remove, "custom_roles/{custom_role_id}", idempotent, server, admins, general}
	opListInboxCampaigns = operation{"Inboxes.Campaigns", get, "inboxes/{inbox_id}/campaigns", safe, server, admins, general}

	opCreateTwilioInbox         = operation{"Inboxes.CreateTwilio", post, "channels/twilio_channel", creating, server, admins, general}
	opListInboxAssignableAgents = operation{"Inboxes.InboxAssignableAgents", get, "inboxes/{inbox_id}/assignable_agents", safe, server, agents, general}
	opSyncTemplates             = operation{"Inboxes.SyncTemplates", post, "inboxes/{inbox_id}/sync_templates", idempotent, server, admins, general}
	opInboxHealth               = operation{"Inboxes.Health", get, "inboxes/{inbox_id}/health", safe, server, agents, general}
	opRegisterInboxWebhook      = operation{"Inboxes.RegisterWebhook", post, "inboxes/{inbox_id}/register_webhook", idempotent, server, admins, general}
	opListIntegrations          = operation{"Integrations.List", get, "integrations/apps", safe, server, agents, general}
	opCreateHook                = operation{"Integrations.CreateHook", post, "integrations/hooks", creating, server, admins, general}
	opUpdateHook                = operation{"Integrations.UpdateHook", patch, "integrations/hooks/{hook_id}", idempotent, server, admins, general}
	opDeleteHook                = operation{"Integrations.DeleteHook", remove, "integrations/hooks/{hook_id}", idempotent, server, admins, general}
	opCacheKeys                 = operation{"Account.CacheKeys", get, "cache_keys", safe, server, agents, general}
	opServerInfo                = operation{"Account.ServerInfo", get, "/api", safe, server, agents, general}
	opReportLabelMatrix         = operation{"Reports.LabelsByInbox", get, "/api/v2/accounts/{account_id}/reports/inbox_label_matrix", safe, server, admins, reports}
	opReportOutgoing            = operation{"Reports.OutgoingMessages", get, "/api/v2/accounts/{account_id}/reports/outgoing_messages_count", safe, server, admins, reports}
	opListReportingEvents       = operation{"Reports.Events", get, "reporting_events", safe, server, admins, general}
)
