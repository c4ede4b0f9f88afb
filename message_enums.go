package ndoto

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// MessageType says who a message is from. The server sends it as a number; webhooks and Ndoto's documentation have a
// name. Both are decoded, and the name is encoded.
type MessageType string

// The types of messages: from the customer, to the customer, a log of what happened to the conversation, and sent by
// a template.
const (
	MessageIncoming MessageType = "incoming"
	MessageOutgoing MessageType = "outgoing"
	MessageActivity MessageType = "activity"
	MessageTemplate MessageType = "template"
)

// messageTypes are in the order of the server's numbers.
var messageTypes = [...]MessageType{MessageIncoming, MessageOutgoing, MessageActivity, MessageTemplate}

// Valid reports whether the type is known.
func (t MessageType) Valid() bool { return slices.Contains(messageTypes[:], t) }

// UnmarshalJSON decodes a number or a name. An unknown number is kept as its digits.
func (t *MessageType) UnmarshalJSON(data []byte) error {
	if len(data) == 1 && data[0] >= '0' && int(data[0]-'0') < len(messageTypes) { // as in nearly all responses
		*t = messageTypes[data[0]-'0']
		return nil
	}
	if len(data) > 2 && data[0] == '"' { // as in webhooks
		for _, known := range messageTypes {
			if string(data[1:len(data)-1]) == string(known) {
				*t = known
				return nil
			}
		}
	}
	text := string(data)
	switch {
	case text == "null":
		*t = ""
		return nil
	case strings.HasPrefix(text, `"`):
		var name string
		if err := json.Unmarshal(data, &name); err != nil {
			return err
		}
		text = strings.ToLower(name)
	default:
		var number json.Number
		if err := json.Unmarshal(data, &number); err != nil {
			return err
		}
		text = number.String()
	}
	if n, exact, ok := parseInteger([]byte(text)); ok && exact {
		text = strconv.FormatInt(n, 10)
		if n >= 0 && n < int64(len(messageTypes)) {
			text = string(messageTypes[n])
		}
	}
	*t = MessageType(text)
	return nil
}

// MessageStatus is the delivery status of a message to the customer.
type MessageStatus string

// The values of MessageStatus.
const (
	MessageSent      MessageStatus = "sent"
	MessageDelivered MessageStatus = "delivered"
	MessageRead      MessageStatus = "read"
	MessageFailed    MessageStatus = "failed"
)

// Valid reports whether the status is known.
func (s MessageStatus) Valid() bool {
	return s == MessageSent || s == MessageDelivered || s == MessageRead || s == MessageFailed
}

// ContentType is the kind of content of a message. To send rich content, use [RichContent].
type ContentType string

// The values of ContentType.
const (
	ContentText          ContentType = "text"
	ContentInputText     ContentType = "input_text"
	ContentInputTextarea ContentType = "input_textarea"
	ContentInputEmail    ContentType = "input_email"
	ContentInputSelect   ContentType = "input_select"
	ContentCards         ContentType = "cards"
	ContentForm          ContentType = "form"
	ContentArticle       ContentType = "article"
	ContentIncomingEmail ContentType = "incoming_email"
	ContentInputCSAT     ContentType = "input_csat"
	ContentIntegrations  ContentType = "integrations"
	ContentSticker       ContentType = "sticker"
	ContentVoiceCall     ContentType = "voice_call"
)

// FileType is the kind of attachment.
type FileType string

// The values of FileType.
const (
	FileImage        FileType = "image"
	FileAudio        FileType = "audio"
	FileVideo        FileType = "video"
	FileOther        FileType = "file"
	FileLocation     FileType = "location"
	FileFallback     FileType = "fallback"
	FileShare        FileType = "share"
	FileStoryMention FileType = "story_mention"
	FileContact      FileType = "contact"
	FileReel         FileType = "ig_reel"
	FilePost         FileType = "ig_post"
	FileStory        FileType = "ig_story"
	FileEmbed        FileType = "embed"
)

// SenderKind is the kind of sender of a message.
type SenderKind string

// The values of SenderKind. SenderAssistant is the built-in AI agent.
const (
	SenderContact   SenderKind = "contact"
	SenderUser      SenderKind = "user"
	SenderAgentBot  SenderKind = "agent_bot"
	SenderAssistant SenderKind = "captain_assistant"
)
