package ndoto

import "net/http"

const (
	get    = http.MethodGet
	post   = http.MethodPost
	patch  = http.MethodPatch
	remove = http.MethodDelete
)

// Attachments.
var (
	opDownloadAttachment = operation{"Attachments.Download", get, "/rails/active_storage/blobs/redirect/{blob_id}/{name}", safe, server, agents, general}
)

// Profile.
var (
	opGetProfile = operation{"Profile.Get", get, "/api/v1/profile", safe, documented, agents, general}
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
