package main

// reason is why an operation was not exercised, or why it does not work.
type reason string

// What the program never does.
const (
	sendsMail   reason = "sends mail, or invites people"
	notOurs     reason = "changes what the check has not made: settings, agents, notifications"
	costs       reason = "costs money, since a language model or a translator works, or needs what costs it"
	stays       reason = "leaves a file that no operation deletes"
	provider    reason = "needs an account with a provider: of messages, of certificates, or of another desk"
	wholeServer reason = "makes or changes accounts and users of the whole server, or lets somebody in"
)

// What depends on the run.
const (
	readOnly    reason = "writes, which -read-only forbids"
	declined    reason = "writes, which you did not agree to"
	noPlatform  reason = "needs the token of a platform app in NDOTO_PLATFORM_TOKEN"
	noRow       reason = "needs an object that the account does not have, or that could not be made"
	interrupted reason = "interrupted"
)

// unexercised has the operations that no step exercises. A test finds those that are neither here nor in a step.
var unexercised = map[reason][]string{
	sendsMail: {
		"Agents.Create", "Agents.Invite", "Contacts.Export", "Contacts.Import", "Conversations.SendTranscript", "Portals.SendInstructions",
		"Profile.ResendConfirmation",
	},
	notOurs: {
		"Account.SetBrandedEmailLayout", "Account.Update", "Agents.Delete", "Agents.Update", "CSAT.SetReviewNotes", "CapacityPolicies.AddAgent",
		"CapacityPolicies.RemoveAgent", "CaptainPreferences.Update", "CaptainSuggestions.Approve", "CaptainSuggestions.Dismiss", "CaptainSuggestions.Update",
		"Notifications.Delete", "Notifications.DeleteAll", "Notifications.MarkAllRead", "Notifications.MarkRead", "Notifications.MarkUnread",
		"Notifications.SetSettings", "Notifications.Snooze", "Notifications.Subscribe", "Notifications.Unsubscribe",
		"Profile.DeleteAvatar", "Profile.ResetAccessToken", "Profile.SetActiveAccount", "Profile.SetAutoOffline", "Profile.SetAvailability", "Profile.Update",
	},
	costs: {
		"Articles.Translate", "CaptainAssistants.Ask", "CaptainDocuments.Create", "CaptainDocuments.Delete", "CaptainDocuments.DeleteMany",
		"CaptainDocuments.Sync", "CaptainDocuments.SyncMany", "CaptainResponses.Create", "CaptainResponses.DeleteMany",
		"CaptainResponses.Delete", "CaptainResponses.Update", "CaptainTasks.FollowUp", "CaptainTasks.Rewrite", "CaptainTasks.SuggestLabels",
		"CaptainTasks.SuggestReply", "CaptainTasks.Summarize", "Messages.Translate",
	},
	stays: {"Attachments.Upload", "Attachments.UploadURL"},
	provider: {
		"CaptainTools.Test", "DataImports.Abandon", "DataImports.Create", "DataImports.Restart", "DataImports.Validate", "Inboxes.CreateTwilio", "Inboxes.RegisterWebhook",
		"Inboxes.SyncTemplates", "Portals.SSLStatus",
	},
	wholeServer: {
		"platform.Accounts.Create", "platform.Accounts.Delete", "platform.Accounts.MigrateEmail", "platform.Accounts.RemoveMember", "platform.Accounts.SetMember", "platform.Accounts.Update",
		"platform.AgentBots.Create", "platform.AgentBots.Delete", "platform.AgentBots.DeleteAvatar", "platform.AgentBots.Update",
		"platform.Users.Create", "platform.Users.Delete", "platform.Users.LoginURL", "platform.Users.Token", "platform.Users.Update",
	},
}
