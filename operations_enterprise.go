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
