package ndoto

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// CreateMessageParams describes a new message. Content, Rich, Attachments or Template is required.
type CreateMessageParams struct {
	// Content is the text, in Markdown, up to 150,000 characters. Outgoing text may use Liquid, such as
	// {{contact.name}}.
	Content string
	// Type defaults to MessageOutgoing. Only API inboxes accept MessageIncoming.
	Type MessageType
	// Private makes the message a note that only the team sees.
	Private bool
	// Rich is a menu, a form or the like, shown together with Content.
	Rich        *RichContent
	Attachments []File
	Template    *TemplateParams
	// InReplyTo is the ID of a message in the same conversation.
	InReplyTo int64
	// ExternalCreatedAt is when an imported message was written; see [Message.EffectiveTime].
	ExternalCreatedAt time.Time
	// ContentAttributes are free-form. Servers before Chatwoot 4.9.0 drop them.
	ContentAttributes map[string]any
	// EchoID is echoed in the response and on the websocket. It is not stored.
	EchoID string
	// SourceID is the ID of the message in its channel. The server does not send an outgoing message with a SourceID to
	// the channel: it assumes that the message came from there.
	SourceID   string
	CampaignID int64
	// AgentBotID lets a user send the message as an agent bot.
	AgentBotID int64
	// CC, BCC and To are for email inboxes.
	CC, BCC, To []string
	// EmailHTML is the HTML of an email. It needs Chatwoot 4.7.0.
	EmailHTML string
	// VoiceMessage marks an audio attachment as a voice message. It needs Chatwoot 4.14.2.
	VoiceMessage bool
	// RecordedAudio does the same on some forks.
	RecordedAudio bool
}

// TemplateParams selects a message template of a channel such as WhatsApp. Content should be the resulting text.
type TemplateParams struct {
	Name      string `json:"name"`
	Category  string `json:"category,omitzero"`
	Language  string `json:"language,omitzero"`
	Namespace string `json:"namespace,omitzero"`
	// Params fills the placeholders of the template: {"1": "Ada"} up to Chatwoot 4.4, {"body": {"1": "Ada"}} from then
	// on.
	Params map[string]any `json:"processed_params,omitzero"`
}

func (p *CreateMessageParams) validate() error {
	switch {
	case p == nil:
		return badInput("the params are required")
	case p.Content == "" && p.Rich == nil && p.Template == nil && len(p.Attachments) == 0:
		return badInput("the message is empty: set Content, Rich, Attachments or Template")
	case p.Type != "" && !p.Type.Valid():
		return badInput("the message type must be incoming, outgoing, activity or template, got %q", p.Type)
	case len(p.Attachments) > maxAttachments:
		return badInput("the message has %d attachments, the limit is %d", len(p.Attachments), maxAttachments)
	case p.InReplyTo < 0 || p.CampaignID < 0 || p.AgentBotID < 0:
		return badInput("ids must not be negative")
	case p.Template != nil && p.Template.Name == "":
		return badInput("the template has no name")
	case p.Rich != nil && p.Rich.problem() != nil:
		return p.Rich.problem()
	}
	for i, f := range p.Attachments {
		if err := f.validate(); err != nil {
			return badInput("attachment %d: %v", i+1, err)
		}
	}
	for _, address := range append(append(append([]string{}, p.CC...), p.BCC...), p.To...) {
		if err := validateEmail(address); err != nil {
			return err
		}
	}
	return validateLength("content", p.Content, maxMessageContent)
}

// Create sends a message. It is never sent twice: if its outcome is unknown, the error is [ErrAmbiguous], and
// [MessagesService.SendOnce] finds out. The server answers 422 to everything that goes wrong, so [ErrValidation] can
// also be a failure of the server.
//
// Attachments are streamed. If the Reader of one cannot seek, there is one attempt only. Large ones may need a longer
// [WithTimeout].
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto; attachments,
// templates and most kinds of rich content are known from the server software.
func (s *MessagesService) Create(ctx context.Context, conversationID int64, params *CreateMessageParams, opts ...RequestOption) (*Message, error) {
	r := pathOf(conversationID).check(params)
	if r.problem == nil && slices.ContainsFunc(params.Attachments, func(f File) bool { return f.BlobID != "" }) {
		r = s.client.requireVersion(ctx, r, "4.9.0", "an uploaded file can be attached by its BlobID")
	}
	return do[Message](ctx, s.client, opCreateMessage, params.body(r), opts)
}

// messageBody is a message as it is sent.
type messageBody struct {
	Content           string          `json:"content,omitzero"`
	MessageType       MessageType     `json:"message_type"`
	Private           bool            `json:"private,omitzero"`
	ContentType       ContentType     `json:"content_type,omitzero"`
	ContentAttributes map[string]any  `json:"content_attributes,omitzero"`
	Attachments       []string        `json:"attachments,omitzero"`
	TemplateParams    *TemplateParams `json:"template_params,omitzero"`
	ExternalCreatedAt int64           `json:"external_created_at,omitzero"`
	EchoID            string          `json:"echo_id,omitzero"`
	SourceID          string          `json:"source_id,omitzero"`
	CampaignID        int64           `json:"campaign_id,omitzero"`
	SenderType        string          `json:"sender_type,omitzero"`
	SenderID          int64           `json:"sender_id,omitzero"`
	CC                string          `json:"cc_emails,omitzero"`
	BCC               string          `json:"bcc_emails,omitzero"`
	To                string          `json:"to_emails,omitzero"`
	EmailHTML         string          `json:"email_html_content,omitzero"`
	VoiceMessage      bool            `json:"is_voice_message,omitzero"`
	RecordedAudio     bool            `json:"is_recorded_audio,omitzero"`
}

// body is JSON, or a form if there are files to upload.
func (p *CreateMessageParams) body(r request) request {
	if r.problem != nil {
		return r
	}
	body := p.wire()
	if files := p.uploads(); len(files) > 0 {
		return r.multipart(body.fields, "attachments[]", files)
	}
	return r.json(body)
}

func (p *CreateMessageParams) wire() *messageBody {
	b := &messageBody{
		Content: p.Content, MessageType: p.Type, Private: p.Private, ContentAttributes: p.contentAttributes(),
		TemplateParams: p.Template, EchoID: p.EchoID, SourceID: p.SourceID, CampaignID: p.CampaignID,
		CC: strings.Join(p.CC, ","), BCC: strings.Join(p.BCC, ","), To: strings.Join(p.To, ","),
		EmailHTML: p.EmailHTML, VoiceMessage: p.VoiceMessage, RecordedAudio: p.RecordedAudio,
	}
	if b.MessageType == "" {
		b.MessageType = MessageOutgoing
	}
	if p.Rich != nil {
		b.ContentType = p.Rich.contentType
	}
	if !p.ExternalCreatedAt.IsZero() {
		b.ExternalCreatedAt = p.ExternalCreatedAt.Unix()
	}
	if p.AgentBotID != 0 {
		b.SenderType, b.SenderID = "AgentBot", p.AgentBotID
	}
	for _, f := range p.Attachments {
		if f.BlobID != "" {
			b.Attachments = append(b.Attachments, f.BlobID)
		}
	}
	return b
}

func (p *CreateMessageParams) contentAttributes() map[string]any {
	if len(p.ContentAttributes) == 0 && p.InReplyTo == 0 && (p.Rich == nil || p.Rich.items == nil) {
		return nil
	}
	all := map[string]any{}
	maps.Copy(all, p.ContentAttributes)
	if p.InReplyTo != 0 {
		all["in_reply_to"] = p.InReplyTo
	}
	if p.Rich != nil && p.Rich.items != nil {
		all["items"] = p.Rich.items
	}
	return all
}

// uploads returns the attachments that are not on the server yet.
func (p *CreateMessageParams) uploads() []File {
	var files []File
	for _, f := range p.Attachments {
		if f.BlobID == "" {
			files = append(files, f)
		}
	}
	return files
}

// fields returns the message as fields of a form, in which the content attributes are JSON text.
func (b *messageBody) fields() ([]formField, error) {
	attributes := b.ContentAttributes
	plain := *b
	plain.ContentAttributes = nil
	fields, err := formFields(plain)
	if err != nil || attributes == nil {
		return fields, err
	}
	text, err := marshal(attributes)
	if err != nil {
		return nil, err
	}
	return append(fields, formField{"content_attributes", string(text)}), nil
}
