package ndoto

import (
	"errors"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
)

// hasKey reports whether a message was sent with the key.
func (m *messageSend) hasKey(message *Message) bool {
	return message.ContentAttributes.Text(oncekey.Attribute) == m.key || message.SourceID == oncekey.SourceID(m.key)
}

func (m *messageSend) withKey(messages []Message) *Message {
	for i := len(messages) - 1; i >= 0; i-- {
		if m.hasKey(&messages[i]) {
			return &messages[i]
		}
	}
	return nil
}

// list returns messages, and learns from them.
func (m *messageSend) list(r messageRange, opts []RequestOption) ([]Message, error) {
	page, err := doWith(m.ctx, m.client, opListMessages, pathOf(m.conversationID).query(r), opts, func(raw rawResponse) (*MessagePage, error) {
		page, err := decodePage[MessagePage](raw)
		if err == nil {
			m.client.keys.learnPage(page, raw.data)
		}
		return page, err
	})
	if err != nil {
		return nil, err
	}
	if m.client.cursors.kind() == cursorUnknown {
		m.client.cursors.learn(r.shows(page.Messages))
	}
	return page.Messages, nil
}

// lookBack looks for the key in the latest messages, or in those of a time before, whichever is more. It compares the
// time with each clock that there is, because any of them may be ahead.
func (m *messageSend) lookBack(opts []RequestOption) (*Message, error) {
	const slack = time.Minute
	var resp Response
	opts = append(opts, WithResponse(&resp))
	earliest := time.Now()
	for r := (messageRange{}); ; {
		messages, err := m.list(r, opts)
		if err != nil {
			return nil, err
		}
		if found := m.withKey(messages); found != nil {
			return found, nil
		}
		m.bounded, m.older = true, m.older || len(messages) > 0
		for i := range messages {
			m.floor = max(m.floor, messages[i].ID)
		}
		if clock, err := http.ParseTime(resp.Header.Get("Date")); err == nil && clock.Before(earliest) {
			earliest = clock
		}
		limit := earliest.Add(-m.set.lookBack - slack)
		if m.set.lookBack == 0 || m.client.keys.isHidden() {
			return nil, nil
		}
		misread, err := m.client.Messages.misreads(m.ctx, m.conversationID, r, messages, opts)
		if err != nil {
			return nil, err
		}
		smallest, oldest := earliestOf(messages)
		if misread || m.client.cursors.kind() == cursorTimes {
			all, err := m.downTo(limit, opts)
			return m.withKey(all), err
		}
		if before, further := r.Before.Get(); oldest.Before(limit) || further && smallest >= before {
			return nil, nil
		}
		r.Before = Set(smallest)
	}
}

// earliestOf returns the smallest ID and the oldest time of messages, which come in any order; of none, the zero time.
func earliestOf(messages []Message) (id int64, at time.Time) {
	id = math.MaxInt64
	for i := range messages {
		id = min(id, messages[i].ID)
		if created := messages[i].CreatedAt.Time; i == 0 || created.Before(at) {
			at = created
		}
	}
	return id, at
}

// look looks for the message among those that were written since it was sent first.
func (m *messageSend) look(opts []RequestOption) (*Message, error) {
	if err := m.client.learnKeys(m.ctx, opts); err != nil {
		return nil, err
	}
	messages, err := m.since(opts)
	incomplete := errors.Is(err, ErrIncomplete)
	if err != nil && !incomplete {
		return nil, err
	}
	if found := m.withKey(messages); found != nil {
		return found, nil
	}
	if !m.sourced && !m.client.keys.visible() {
		found, doubt := m.resembling(messages)
		if found != nil || doubt != nil {
			return found, doubt
		}
	}
	return nil, err
}

// since returns the messages with a greater ID than those that were there before. IDs rise with each message,
// whatever the clocks say. A client that has seen no message yet has nothing but the clocks.
func (m *messageSend) since(opts []RequestOption) ([]Message, error) {
	const margin = time.Hour
	learnt := m.client.cursors
	if !m.bounded {
		if latest, err := m.list(messageRange{}, opts); err != nil || len(latest) < messagesBack || m.withKey(latest) != nil {
			return latest, err
		}
		return m.downTo(time.Now().Add(-margin), opts)
	}
	if learnt.kind() != cursorTimes {
		messages, err := m.list(messageRange{After: Set(m.floor)}, opts)
		byIDs := learnt.kind() == cursorIDs || learnt.kind() == cursorUnknown && m.older // times would show the older ones
		switch {
		case err != nil:
			return nil, err
		case byIDs && len(messages) >= messagesForward:
			messages, err = m.between(m.floor+1, math.MaxInt32, opts) // the column of the IDs has 32 bits
			return messages, err
		case byIDs, learnt.kind() == cursorUnknown && len(messages) < messagesBack:
			return messages, nil
		}
	}
	messages, err := m.downTo(time.Time{}, opts)
	return slices.DeleteFunc(messages, func(message Message) bool { return message.ID <= m.floor }), err
}

// downTo returns the messages from the latest down to a time or, where that is zero, down to those that were there
// before. It does so on every server, whatever that selects by. With [ErrIncomplete], some are missing.
func (m *messageSend) downTo(limit time.Time, opts []RequestOption) (all []Message, err error) {
	const slack = time.Minute // between a clock of the server and another
	w := &messageWalk{s: m.client.Messages, ctx: m.ctx, conversation: m.conversationID, opts: opts, params: WalkMessagesParams{NewestFirst: true}}
	for message, err := range w.all {
		switch {
		case err != nil:
			return all, err
		case limit.IsZero() && message.ID <= m.floor:
			limit = message.CreatedAt.Add(-slack)
		case message.CreatedAt.Before(limit):
			return all, nil
		}
		all = append(all, *message)
	}
	return all, nil
}

// between returns the messages with ids from one to before another. The server leaves out some of more than 1000, so
// that ranges that are full are halved.
func (m *messageSend) between(from, to int64, opts []RequestOption) ([]Message, error) {
	const full = 1000
	messages, err := m.list(messageRange{After: Set(from), Before: Set(to)}, opts)
	if err != nil || len(messages) < full || to-from <= full {
		return messages, err
	}
	middle := from + (to-from)/2
	earlier, err := m.between(from, middle, opts)
	if err != nil {
		return nil, err
	}
	later, err := m.between(middle, to, opts)
	return append(earlier, later...), err
}

var errLooksAlike = errors.New("there is a message that may be this one, and this server does not show its key")

// resembling returns the message where the server does not show its key: the one with the same sender and text.
func (m *messageSend) resembling(messages []Message) (*Message, error) {
	var doubt error
	for i := range messages {
		message := &messages[i]
		_, otherKey := message.ContentAttributes.Lookup(oncekey.Attribute)
		if otherKey || !m.params.sameKind(message) {
			continue
		}
		text, author := m.params.sameText(message.Content), m.sameAuthor(message)
		switch {
		case text == no || author == no:
		case text == yes && author == yes && m.bounded && m.client.keys.invisible():
			return message, nil
		default:
			doubt = errLooksAlike
		}
	}
	return nil, doubt
}

// answer is one that may not be known.
type verdict uint8

const (
	unsure verdict = iota
	yes
	no
)

func verdictOf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

func (p *CreateMessageParams) sameKind(m *Message) bool {
	kind := p.Type
	if kind == "" {
		kind = MessageOutgoing
	}
	return m.MessageType == kind && m.Private == p.Private && len(m.Attachments) == len(p.Attachments) &&
		(p.SourceID == "" || m.SourceID == "" || m.SourceID == p.SourceID)
}

// liquid is what the server replaces in outgoing texts.
var liquid = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// sameText compares a text with one that was sent. Of Liquid the server shows the result: what is around it has to be
// there.
func (p *CreateMessageParams) sameText(stored string) verdict {
	stored, sent := plainText(stored), plainText(p.Content)
	switch {
	case stored == sent:
		return yes
	case p.Template != nil || strings.Contains(sent, "{%"):
		return unsure
	case !liquid.MatchString(sent):
		return no
	}
	var pattern strings.Builder
	for i, part := range liquid.Split(sent, -1) {
		if i > 0 {
			pattern.WriteString("(?s:.*)")
		}
		pattern.WriteString(regexp.QuoteMeta(part))
	}
	whole, err := regexp.Compile("^" + pattern.String() + "$")
	if err != nil {
		return unsure
	}
	return verdictOf(whole.MatchString(stored))
}

func plainText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// sameAuthor reports whether the sender of a message is the one that it was sent as.
func (m *messageSend) sameAuthor(message *Message) verdict {
	want := senderID{SenderAgentBot, m.params.AgentBotID}
	switch {
	case message.Sender == nil || m.params.Type == MessageIncoming:
		return unsure
	case m.params.AgentBotID == 0:
		want = m.client.sender(m.ctx, m.set, m.opts)
	}
	switch {
	case want.kind == "":
		return unsure
	case message.Sender.Kind() != want.kind:
		return no
	case want.id == 0:
		return unsure
	}
	return verdictOf(message.Sender.ID == want.id)
}
