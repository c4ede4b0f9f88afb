package ndototest

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

// createMessage is app/builders/messages/message_builder.rb. Every failure in it is a 422.
func createMessage(c *call, conv *conversation) reply {
	m, problem := c.buildMessage(conv)
	if problem != nil {
		return unprocessable(problem.Error())
	}
	m.echo = c.params["echo_id"]
	c.post(m)
	o := c.renderMessage(m)
	if m.echo != nil {
		o = append(o, member{"echo_id", m.echo})
	}
	return ok(o)
}

// firstMessage is a message that a new conversation comes with. Its failures are not rescued, except those of
// validations.
func (c *call) firstMessage(conv *conversation) *reply {
	m, problem := c.buildMessage(conv)
	if problem == nil {
		c.post(m)
		return nil
	}
	r := crash()
	if invalid, ok := errors.AsType[*validationError](problem); ok {
		r = *invalid.reply()
	}
	return &r
}

// messagesPerMinute is CONVERSATION_MESSAGE_PER_MINUTE_LIMIT.
const messagesPerMinute = 200

func (c *call) buildMessage(conv *conversation) (*message, error) {
	if hasNUL(c.params) {
		return nil, fmt.Errorf("string contains null byte")
	}
	kind, err := c.messageType(conv)
	if err != nil {
		return nil, err
	}
	contentType, valid := castEnum(c.params["content_type"], c.contentTypes())
	if !valid {
		return nil, fmt.Errorf("'%s' is not a valid content_type", c.text("content_type"))
	}
	m := &message{
		conversation: conv, content: c.text("content"), hasContent: c.params["content"] != nil, kind: kind, contentType: "text", status: "sent",
		private: castBool(c.params["private"]) == true, source: c.text("source_id"),
	}
	if contentType != nil {
		m.contentType = contentType.(string)
	}
	m.attributes = c.contentAttributes(conv)
	c.setSender(m)
	if err := c.attach(m); err != nil {
		return nil, err
	}
	if err := c.checkMessage(m); err != nil {
		return nil, err
	}
	c.fillIn(m)
	return m, nil
}

func (c *call) messageType(conv *conversation) (int, error) {
	kind, valid := castEnum(c.params["message_type"], messageTypes)
	if kind == "incoming" && conv.inbox.channel != "Channel::Api" {
		return 0, fmt.Errorf("Incoming messages are only allowed in Api inboxes") //nolint:staticcheck // the server's text
	}
	if !valid {
		return 0, fmt.Errorf("'%s' is not a valid message_type", c.text("message_type"))
	}
	if kind == nil {
		return outgoing, nil
	}
	return slices.Index(messageTypes, kind.(string)), nil
}

// setSender makes the caller, or the bot they name, the sender of what is outgoing, and the contact that of all else.
func (c *call) setSender(m *message) {
	switch {
	case m.kind != outgoing:
		m.senderKind, m.sender = "contact", m.conversation.contact.id
	case c.text("sender_type") == "AgentBot" && c.world.bot(c.int("sender_id")) != nil:
		m.senderKind, m.sender = "agent_bot", c.int("sender_id")
	case c.bot != nil:
		m.senderKind, m.sender = "agent_bot", c.bot.id
	case c.user != nil:
		m.senderKind, m.sender = "user", c.user.id
	}
}

// contentAttributes reads an object, or its JSON text in a form. Before 4.9.0 only some keys are kept.
func (c *call) contentAttributes(conv *conversation) object {
	sent := c.object("content_attributes")
	if text, isText := c.params["content_attributes"].(string); isText {
		sent = object{}
		_ = readJSON([]byte(text), sent)
	}
	attributes := object{}
	for name, v := range sent {
		if c.dialect != Chatwoot42 || slices.Contains([]string{"items", "in_reply_to", "is_reaction", "automation_rule_id"}, name) {
			attributes[name] = v
		}
	}
	if to, replies := attributes["in_reply_to"]; replies && to != nil {
		m := c.messages[toInt(to)]
		if m == nil || m.conversation != conv {
			attributes["in_reply_to"] = nil
		} else {
			attributes["in_reply_to_external_id"] = orNull(m.source)
		}
	}
	if at := c.params["external_created_at"]; !isBlank(at) {
		attributes["external_created_at"] = at
	}
	if conv.inbox.channel == "Channel::Email" {
		for _, name := range []string{"cc_emails", "bcc_emails", "to_emails"} {
			attributes[name] = strings.FieldsFunc(strings.Join(strings.Fields(c.text(name)), ""), func(r rune) bool { return r == ',' })
		}
		if text := c.text("content"); text != "" && c.dialect != Chatwoot42 && castBool(c.params["private"]) != true {
			html := "<p>" + text + "</p>\n"
			if own := c.text("email_html_content"); own != "" {
				html = own
			}
			attributes["email"] = object{"html_content": object{"full": html, "reply": html}, "text_content": object{"full": text, "reply": text}}
		}
	}
	return attributes
}

func (c *call) contentTypes() []string {
	known := []string{
		"text", "input_text", "input_textarea", "input_email", "input_select", "cards", "form", "article", "incoming_email", "input_csat", "integrations",
		"sticker", "voice_call",
	}
	if c.dialect == Chatwoot42 {
		return known[:12]
	}
	return known
}

// attach adds the files of a form, and blobs that were uploaded before.
func (c *call) attach(m *message) error {
	list := c.list("attachments")
	if one, isFile := c.params["attachments"].(upload); isFile {
		list = []any{one}
	}
	for _, v := range list {
		a := &attachment{message: m, created: c.now()}
		if f, isFile := v.(upload); isFile {
			a.name, a.contentType, a.data = f.name, sniff(f), f.data
			a.fileType = fileType(f.contentType)
		} else if b := c.blobs[toText(v)]; b != nil && c.dialect != Chatwoot42 {
			a.name, a.contentType, a.data, a.fileType = b.name, b.contentType, b.data, fileType(b.contentType)
		} else if c.dialect == Chatwoot42 {
			return fmt.Errorf("mismatched digest")
		} else {
			return fmt.Errorf("ActiveSupport::MessageVerifier::InvalidSignature")
		}
		a.voice = castBool(c.params["is_voice_message"]) == true && a.fileType == "audio"
		m.attachments = append(m.attachments, a)
	}
	for _, a := range m.attachments {
		a.id = c.nextID("attachment")
		c.attachments[a.id] = a
		c.world.listen(a, a.measure)
	}
	return nil
}

// sniff is the type that Active Storage finds: by the first bytes, then by the name, then as declared.
func sniff(f upload) string {
	kind, _, _ := strings.Cut(http.DetectContentType(f.data), ";")
	if strings.HasPrefix(kind, "image/") || kind == "application/pdf" || kind == "application/zip" {
		return kind
	}
	byName := map[string]string{
		".txt": "text/plain", ".csv": "text/csv", ".json": "application/json", ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg",
		".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".mp4": "video/mp4", ".html": "text/html",
	}[strings.ToLower(path.Ext(f.name))]
	if byName != "" {
		return byName
	}
	declared, _, _ := strings.Cut(f.contentType, ";")
	return declared
}

// fileType is app/helpers/file_type_helper.rb.
func fileType(contentType string) string {
	kind, sub, _ := strings.Cut(contentType, "/")
	switch {
	case kind == "image" && slices.Contains([]string{"jpeg", "jpg", "png", "gif", "bmp", "webp"}, sub):
		return "image"
	case kind == "video" && slices.Contains([]string{"ogg", "mp4", "webm", "quicktime"}, sub):
		return "video"
	case kind == "audio":
		return "audio"
	}
	return "file"
}

var drop = regexp.MustCompile(`\{\{\s*([a-z_]+)\.([a-z_]+)\s*\}\}`)

// fillIn fills in the placeholders of a message to the customer, such as {{contact.name}}.
func (c *call) fillIn(m *message) {
	if m.kind != outgoing && m.kind != template || !strings.Contains(m.content, "{{") {
		return
	}
	conv := m.conversation
	first, _, _ := strings.Cut(conv.contact.name, " ")
	drops := map[string]string{
		"contact.name": capitalized(conv.contact.name), "contact.first_name": capitalized(first), "contact.email": conv.contact.email,
		"contact.phone_number": conv.contact.phone, "conversation.display_id": toText(conv.id), "inbox.name": conv.inbox.name, "account.name": c.accountName(),
	}
	if c.user != nil {
		drops["agent.name"], drops["agent.email"] = capitalized(c.user.name), c.user.email
	}
	m.content = drop.ReplaceAllStringFunc(m.content, func(found string) string {
		parts := drop.FindStringSubmatch(found)
		return drops[parts[1]+"."+parts[2]]
	})
}

func capitalized(name string) string {
	words := strings.Split(name, " ")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + strings.ToLower(word[1:])
		}
	}
	return strings.Join(words, " ")
}
