package customer

import "github.com/usendoto/ndoto-go/internal/bridge"

const (
	inboxPath         = "/public/api/v1/inboxes/{inbox_identifier}"
	contactPath       = inboxPath + "/contacts/{source_id}"
	conversationsPath = contactPath + "/conversations"
	conversationPath  = conversationsPath + "/{conversation_id}"
	surveyPath        = "/public/api/v1/csat_survey/{conversation_uuid}"

	failsWithoutHash = "this server responds 500 where the hash of the identity is wrong, or missing although the inbox requires it: see Identify"
	failsOnAnswer    = "this server responds 500 to an answer that does not fit the message"
)

var (
	opGetInbox = bridge.Get("customer.Client.Inbox", inboxPath)

	// A contact is created with a source ID, so that the second request finds what the first has created.
	opCreateContact = bridge.Post("customer.Contacts.Create", inboxPath+"/contacts", bridge.Operation{Idempotent: true, Fails: failsWithoutHash, Refuses500: true})
	opGetContact    = bridge.Get("customer.Contacts.Get", contactPath, bridge.Operation{Fails: failsWithoutHash, Refuses500: true})
	opUpdateContact = bridge.Patch("customer.Contacts.Update", contactPath, bridge.Operation{Fails: failsWithoutHash, Refuses500: true})

	opListConversations  = bridge.Get("customer.Conversations.List", conversationsPath)
	opCreateConversation = bridge.Post("customer.Conversations.Create", conversationsPath)
	opGetConversation    = bridge.Get("customer.Conversations.Get", conversationPath)
	opResolve            = bridge.Post("customer.Conversations.Resolve", conversationPath+"/toggle_status", bridge.Operation{Idempotent: true})
	opSetTyping          = bridge.Post("customer.Conversations.SetTyping", conversationPath+"/toggle_typing", bridge.Operation{Idempotent: true})
	opMarkRead           = bridge.Post("customer.Conversations.MarkRead", conversationPath+"/update_last_seen", bridge.Operation{Idempotent: true})

	opListMessages  = bridge.Get("customer.Messages.List", conversationPath+"/messages")
	opCreateMessage = bridge.Post("customer.Messages.Create", conversationPath+"/messages")
	opAnswerMessage = bridge.Patch("customer.Messages.Answer", conversationPath+"/messages/{message_id}", bridge.Operation{Fails: failsOnAnswer, Refuses500: true})

	opGetSurvey    = bridge.Get("customer.Surveys.Get", surveyPath)
	opAnswerSurvey = bridge.Patch("customer.Surveys.Answer", surveyPath)
)
