package ndoto

// Companies, on enterprise servers: forms of Chatwoot 4.16.2, by its responses and its source.
var (
	opListCompanies            = get("Companies.List", "companies", operation{since: "4.7.0"})
	opSearchCompanies          = get("Companies.Search", "companies/search", operation{since: "4.8.0"})
	opGetCompany               = get("Companies.Get", "companies/{company_id}", operation{since: "4.7.0"})
	opCreateCompany            = post("Companies.Create", "companies", operation{uniqueKeys: true, since: "4.7.0"})
	opUpdateCompany            = patch("Companies.Update", "companies/{company_id}", operation{uniqueKeys: true, since: "4.7.0"})
	opDeleteCompany            = remove("Companies.Delete", "companies/{company_id}", operation{access: accessAdmins, since: "4.7.0"})
	opDeleteCompanyAvatar      = remove("Companies.DeleteAvatar", "companies/{company_id}/avatar", operation{since: "4.7.0"})
	opRemoveCompanyAttributes  = post("Companies.RemoveAttributes", "companies/{company_id}/destroy_custom_attributes", operation{effect: effectIdempotent, since: "4.16.0"})
	opListCompanyContacts      = get("Companies.Contacts", "companies/{company_id}/contacts", operation{since: "4.14.0"})
	opSearchCompanyCandidates  = get("Companies.SearchCandidates", "companies/{company_id}/contacts/search", operation{since: "4.14.0"})
	opAddCompanyContact        = post("Companies.AddContact", "companies/{company_id}/contacts", operation{effect: effectIdempotent, since: "4.14.0"})
	opRemoveCompanyContact     = remove("Companies.RemoveContact", "companies/{company_id}/contacts/{contact_id}", operation{since: "4.14.0"})
	opListCompanyConversations = get("Companies.Conversations", "companies/{company_id}/conversations", operation{since: "4.14.0"})
	opListCompanyNotes         = get("Companies.Notes", "companies/{company_id}/notes", operation{since: "4.14.0"})
)

// Capacities of agents, on enterprise servers: forms of Chatwoot 4.16.2, by its responses and its source.
var (
	opListCapacityPolicies = get("CapacityPolicies.List", "agent_capacity_policies", operation{access: accessAdmins, since: "4.6.0"})
	opGetCapacityPolicy    = get("CapacityPolicies.Get", "agent_capacity_policies/{policy_id}", operation{access: accessAdmins, since: "4.6.0"})
	opCreateCapacityPolicy = post("CapacityPolicies.Create", "agent_capacity_policies", operation{access: accessAdmins, since: "4.6.0"})
	opUpdateCapacityPolicy = patch("CapacityPolicies.Update", "agent_capacity_policies/{policy_id}", operation{access: accessAdmins, since: "4.6.0"})
	opDeleteCapacityPolicy = remove("CapacityPolicies.Delete", "agent_capacity_policies/{policy_id}", operation{access: accessAdmins, since: "4.6.0"})
	opListCapacityAgents   = get("CapacityPolicies.Agents", "agent_capacity_policies/{policy_id}/users", operation{access: accessAdmins, since: "4.6.0"})
	opAddCapacityAgent     = post("CapacityPolicies.AddAgent", "agent_capacity_policies/{policy_id}/users", operation{effect: effectIdempotent, access: accessAdmins, since: "4.6.0"})
	opRemoveCapacityAgent  = remove("CapacityPolicies.RemoveAgent", "agent_capacity_policies/{policy_id}/users/{user_id}", operation{access: accessAdmins, since: "4.6.0"})
	opCreateCapacityRule   = post("CapacityPolicies.CreateInboxLimit", "agent_capacity_policies/{policy_id}/inbox_limits", operation{access: accessAdmins, since: "4.6.0"})
	opUpdateCapacityRule   = patch("CapacityPolicies.UpdateInboxLimit", "agent_capacity_policies/{policy_id}/inbox_limits/{limit_id}", operation{access: accessAdmins, since: "4.6.0"})
	opDeleteCapacityRule   = remove("CapacityPolicies.DeleteInboxLimit", "agent_capacity_policies/{policy_id}/inbox_limits/{limit_id}", operation{access: accessAdmins, since: "4.6.0"})
)

// Captain, the AI of the server: forms of Chatwoot 4.16.2, by its responses and its source. Its tasks are part of all
// servers, the rest of enterprise servers.
var (
	opListAssistants       = get("CaptainAssistants.List", "captain/assistants")
	opGetAssistant         = get("CaptainAssistants.Get", "captain/assistants/{assistant_id}")
	opCreateAssistant      = post("CaptainAssistants.Create", "captain/assistants", operation{access: accessAdmins})
	opUpdateAssistant      = patch("CaptainAssistants.Update", "captain/assistants/{assistant_id}", operation{access: accessAdmins})
	opDeleteAssistant      = remove("CaptainAssistants.Delete", "captain/assistants/{assistant_id}", operation{access: accessAdmins})
	opListAssistantInboxes = get("CaptainAssistants.Inboxes", "captain/assistants/{assistant_id}/inboxes")
	opConnectAssistant     = post("CaptainAssistants.Connect", "captain/assistants/{assistant_id}/inboxes", operation{access: accessAdmins, uniqueKeys: true})
	opDisconnectAssistant  = remove("CaptainAssistants.Disconnect", "captain/assistants/{assistant_id}/inboxes/{inbox_id}", operation{access: accessAdmins})
	opGetInboxAssistant    = get("Conversations.Assistant", "conversations/{conversation_id}/inbox_assistant")

	opAskAssistant   = post("CaptainAssistants.Ask", "captain/assistants/{assistant_id}/playground", operation{effect: effectIdempotent})
	opListAgentTools = get("CaptainAssistants.Tools", "captain/assistants/tools", operation{access: accessAdmins, since: "4.4.0"})

	opListScenarios  = get("CaptainScenarios.List", "captain/assistants/{assistant_id}/scenarios", operation{since: "4.4.0"})
	opGetScenario    = get("CaptainScenarios.Get", "captain/assistants/{assistant_id}/scenarios/{scenario_id}", operation{since: "4.4.0"})
	opCreateScenario = post("CaptainScenarios.Create", "captain/assistants/{assistant_id}/scenarios", operation{access: accessAdmins, since: "4.4.0"})
	opUpdateScenario = patch("CaptainScenarios.Update", "captain/assistants/{assistant_id}/scenarios/{scenario_id}", operation{access: accessAdmins, since: "4.4.0"})
	opDeleteScenario = remove("CaptainScenarios.Delete", "captain/assistants/{assistant_id}/scenarios/{scenario_id}", operation{access: accessAdmins, since: "4.4.0"})

	opListCaptainTools  = get("CaptainTools.List", "captain/custom_tools", operation{feature: "custom_tools", since: "4.7.0"})
	opGetCaptainTool    = get("CaptainTools.Get", "captain/custom_tools/{tool_id}", operation{feature: "custom_tools", since: "4.7.0"})
	opCreateCaptainTool = post("CaptainTools.Create", "captain/custom_tools", operation{feature: "custom_tools", access: accessAdmins, since: "4.7.0"})
	opUpdateCaptainTool = patch("CaptainTools.Update", "captain/custom_tools/{tool_id}", operation{feature: "custom_tools", access: accessAdmins, since: "4.7.0"})
	opDeleteCaptainTool = remove("CaptainTools.Delete", "captain/custom_tools/{tool_id}", operation{feature: "custom_tools", access: accessAdmins, since: "4.7.0"})
	opTestCaptainTool   = post("CaptainTools.Test", "captain/custom_tools/test", operation{feature: "custom_tools", access: accessAdmins, since: "4.13.0"})

	opGetCaptainPreferences    = get("CaptainPreferences.Get", "captain/preferences", operation{since: "4.10.0"})
	opUpdateCaptainPreferences = patch("CaptainPreferences.Update", "captain/preferences", operation{access: accessAdmins, since: "4.10.0"})

	opListCaptainResponses  = get("CaptainResponses.List", "captain/assistant_responses")
	opGetCaptainResponse    = get("CaptainResponses.Get", "captain/assistant_responses/{response_id}")
	opCreateCaptainResponse = post("CaptainResponses.Create", "captain/assistant_responses", operation{access: accessAdmins})
	opUpdateCaptainResponse = patch("CaptainResponses.Update", "captain/assistant_responses/{response_id}", operation{access: accessAdmins})
	opDeleteCaptainResponse = remove("CaptainResponses.Delete", "captain/assistant_responses/{response_id}", operation{access: accessAdmins})

	opDeleteCaptainResponses = post("CaptainResponses.DeleteMany", "captain/bulk_actions", operation{effect: effectIdempotent, access: accessAdmins})
	opDeleteCaptainDocuments = opDeleteCaptainResponses.variant("CaptainDocuments.DeleteMany").from("4.14.0")
	opSyncCaptainDocuments   = opDeleteCaptainResponses.variant("CaptainDocuments.SyncMany").from("4.14.0")

	opListSuggestions   = get("CaptainSuggestions.List", "captain/faq_suggestions", operation{since: "4.16.0"})
	opGetSuggestion     = get("CaptainSuggestions.Get", "captain/faq_suggestions/{suggestion_id}", operation{since: "4.16.0"})
	opUpdateSuggestion  = patch("CaptainSuggestions.Update", "captain/faq_suggestions/{suggestion_id}", operation{since: "4.16.0"})
	opApproveSuggestion = post("CaptainSuggestions.Approve", "captain/faq_suggestions/{suggestion_id}/approve", operation{since: "4.16.0"})
	opDismissSuggestion = post("CaptainSuggestions.Dismiss", "captain/faq_suggestions/{suggestion_id}/dismiss", operation{since: "4.16.0"})

	opListCaptainDocuments  = get("CaptainDocuments.List", "captain/documents")
	opGetCaptainDocument    = get("CaptainDocuments.Get", "captain/documents/{document_id}")
	opCreateCaptainDocument = post("CaptainDocuments.Create", "captain/documents", operation{access: accessAdmins})
	opSyncCaptainDocument   = post("CaptainDocuments.Sync", "captain/documents/{document_id}/sync", operation{effect: effectIdempotent, access: accessAdmins, since: "4.14.0"})
	opDeleteCaptainDocument = remove("CaptainDocuments.Delete", "captain/documents/{document_id}", operation{access: accessAdmins})

	opCaptainSummarize     = post("CaptainTasks.Summarize", "captain/tasks/summarize", operation{effect: effectIdempotent, since: "4.11.0"})
	opCaptainSuggestReply  = post("CaptainTasks.SuggestReply", "captain/tasks/reply_suggestion", operation{effect: effectIdempotent, since: "4.11.0"})
	opCaptainSuggestLabels = post("CaptainTasks.SuggestLabels", "captain/tasks/label_suggestion", operation{effect: effectIdempotent, since: "4.11.0"})
	opCaptainRewrite       = post("CaptainTasks.Rewrite", "captain/tasks/rewrite", operation{effect: effectIdempotent, since: "4.11.0"})
	opCaptainFollowUp      = post("CaptainTasks.FollowUp", "captain/tasks/follow_up", operation{effect: effectIdempotent, since: "4.11.0"})
)

// Agreements and calls, on enterprise servers: forms of Chatwoot 4.16.2, by its responses and its source.
var (
	opListMissedSLAs = get("SLAPolicies.Missed", "applied_slas", operation{access: accessAdmins})
	opSLAMetrics     = get("SLAPolicies.Metrics", "applied_slas/metrics", operation{access: accessAdmins})
	opListCalls      = get("Calls.List", "calls", operation{since: "4.16.0"})
)
