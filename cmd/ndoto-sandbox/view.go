package main

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go/ndototest"
)

// view is what the page shows.
type view struct {
	Number       int64
	Revision     int64
	Dialect, URL string
	AccountID    int64
	AdminToken   string
	Agents       []ndototest.Agent
	Bots         []ndototest.Bot
	Teams        []ndototest.Team
	Inboxes      []ndototest.Inbox
	Webhooks     []map[string]any
	Threads      []threadRow
	Thread       *ndototest.Thread // the selected one, with its messages
	Requests     []requestRow
	Deliveries   []deliveryRow
	Faults       []ndototest.Fault
	Events       []string
}

// threadRow is a conversation in the list.
type threadRow struct {
	ID, ContactID int64
	Name, Status  string
	Preview       string // of the last message
	LastID        int64  // of the last message that is not an activity
	LastAt        time.Time
}

// requestRow and deliveryRow are entries of the logs. Their bodies are fetched when an entry is opened, by its time.
type requestRow struct {
	At           int64 `json:",string"` // in nanoseconds
	Method, Path string
	Query        string
	Status       int
	Conversation int64
	Preview      string
}

type deliveryRow struct {
	At               int64 `json:",string"` // in nanoseconds
	Kind, URL, Event string
	Attempt, Status  int
	Err              string
	Conversation     int64
	Preview          string
}

// logRows is how many entries of each log the page shows.
const logRows = 200

// viewOf waits until there is something newer than since, and returns it with the conversation that is selected.
func (b *sandbox) viewOf(ctx context.Context, since, selected int64, query string) (*view, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.ctx, cancel)()
	if err := b.srv.Await(ctx, func() bool { return b.srv.Revision() > since }); err != nil {
		return nil, err
	}
	revision := b.srv.Revision()
	state, err := b.srv.Outline()
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	faults := append([]ndototest.Fault{}, b.faults...)
	b.mu.Unlock()
	v := &view{
		Revision: revision, Dialect: b.dialect, URL: b.srv.URL, AccountID: b.srv.AccountID, AdminToken: adminToken(state), Events: allEvents,
		Agents: append([]ndototest.Agent{}, state.Agents...), Bots: append([]ndototest.Bot{}, state.Bots...), Teams: append([]ndototest.Team{}, state.Teams...),
		Inboxes: append([]ndototest.Inbox{}, state.Inboxes...), Webhooks: append([]map[string]any{}, state.Records["webhooks"]...),
		Threads: b.threadRows(query), Requests: rowsOf(b.srv.Requests(), requestRowOf), Deliveries: rowsOf(b.srv.Deliveries(), deliveryRowOf),
		Faults: faults,
	}
	v.Thread = b.selectedThread(v.Threads, selected)
	return v, nil
}

// selectedThread is the conversation that the page asks for. If there is none, it is the first of the list.
func (b *sandbox) selectedThread(rows []threadRow, selected int64) *ndototest.Thread {
	conv, exists := b.srv.Conversation(selected)
	if !exists && len(rows) > 0 {
		conv, exists = b.srv.Conversation(rows[0].ID)
	}
	if !exists {
		return nil
	}
	t := ndototest.Thread{Conversation: conv, Messages: b.srv.Messages(conv.ID)}
	for _, m := range t.Messages { // files have URLs of their own
		for j := range m.Attachments {
			m.Attachments[j].Data = nil
		}
	}
	return &t
}

// threadRows returns the conversations that match a query, most recently active first.
func (b *sandbox) threadRows(query string) []threadRow {
	query = strings.ToLower(strings.TrimSpace(query))
	rows := []threadRow{}
	for t := range b.srv.Overviews() {
		if query == "" || b.matches(t, query) {
			rows = append(rows, threadRowOf(t))
		}
	}
	slices.SortFunc(rows, func(a, b threadRow) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(b.LastID, a.LastID), cmp.Compare(b.ID, a.ID))
	})
	return rows
}

func threadRowOf(t ndototest.Overview) threadRow {
	row := threadRow{ID: t.ID, ContactID: t.ContactID, Name: cmp.Or(t.Name, t.Email, t.PhoneNumber, "Somebody"), Status: t.Status, LastAt: t.CreatedAt}
	if t.LastID != 0 {
		row.LastID, row.LastAt, row.Preview = t.LastID, t.LastAt, shortened(t.LastContent)
		if t.LastContent == "" && len(t.LastFiles) > 0 {
			row.Preview = "📎 " + t.LastFiles[0]
		}
	}
	return row
}

// matches reports whether a conversation has the query in a message, or in what identifies it or its contact.
func (b *sandbox) matches(t ndototest.Overview, query string) bool {
	texts := []string{"#" + strconv.FormatInt(t.ID, 10), t.Name, t.Email, t.PhoneNumber, strings.Join(t.Labels, " ")}
	for _, m := range b.srv.Messages(t.ID) {
		texts = append(texts, m.Content)
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), query) })
}

// shortened returns the beginning of a text, in one line.
func shortened(text string) string {
	const longest = 120
	var line strings.Builder
	line.Grow(min(len(text), longest*utf8.UTFMax))
	for word := range strings.FieldsSeq(text) {
		if line.Len() > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(word)
		if line.Len() > longest*utf8.UTFMax { // which is enough
			break
		}
	}
	if utf8.RuneCountInString(line.String()) > longest {
		return string([]rune(line.String())[:longest]) + "…"
	}
	return line.String()
}

// adminToken is that of an administrator, who may have made a new one.
func adminToken(state ndototest.State) string {
	for _, a := range state.Agents {
		if a.Role == "administrator" {
			return a.Token
		}
	}
	return ""
}

// rowsOf returns the newest entries of a log, newest first.
func rowsOf[T, R any](log []T, row func(T) R) []R {
	rows := make([]R, 0, logRows)
	for _, entry := range slices.Backward(log[max(0, len(log)-logRows):]) {
		rows = append(rows, row(entry))
	}
	return rows
}

var conversationInPath = regexp.MustCompile(`/conversations/(\d+)(?:/|$)`)

func requestRowOf(r ndototest.Request) requestRow {
	row := requestRow{At: r.At.UnixNano(), Method: r.Method, Path: r.Path, Query: r.Query, Status: r.Status}
	if match := conversationInPath.FindStringSubmatch(r.Path); match != nil {
		row.Conversation, _ = strconv.ParseInt(match[1], 10, 64)
	}
	said := excerptOf(r.Body)
	if r.Status >= 400 {
		said = excerptOf(r.Answer)
	}
	row.Preview = shortened(cmp.Or(said.Error, said.Message, said.Content, said.Name, said.Status))
	return row
}

func deliveryRowOf(d ndototest.Delivery) deliveryRow {
	said := excerptOf(d.Body)
	row := deliveryRow{
		At: d.At.UnixNano(), Kind: d.Kind, URL: d.URL, Event: d.Event, Attempt: d.Attempt, Status: d.Status, Err: d.Err,
		Conversation: said.Conversation.ID, Preview: shortened(cmp.Or(said.Content, said.Status, said.Name)),
	}
	if strings.HasPrefix(d.Event, "conversation_") && row.Conversation == 0 {
		row.Conversation = said.ID
	}
	return row
}

// excerpt is what the rows of the logs say of a body.
type excerpt struct {
	ID            int64
	Content, Name string
	Status, Error string
	Message       string
	Conversation  struct{ ID int64 }
}

// excerptOf reads what it can: members of other types stay empty.
func excerptOf(body []byte) excerpt {
	var members map[string]json.RawMessage
	var e excerpt
	if json.Unmarshal(body, &members) != nil {
		return e
	}
	for name, field := range map[string]any{
		"id": &e.ID, "content": &e.Content, "name": &e.Name, "status": &e.Status, "error": &e.Error, "message": &e.Message, "conversation": &e.Conversation,
	} {
		_ = json.Unmarshal(members[name], field)
	}
	return e
}

// entry is an entry of a log as it is shown when it is opened.
type entry struct {
	Header       http.Header
	Body, Answer string
}

// longestBody is how much of a body is shown.
const longestBody = 20_000

func entryOf(header http.Header, body, response []byte) entry {
	return entry{header, string(body[:min(len(body), longestBody)]), string(response[:min(len(response), longestBody)])}
}

// entryAt finds an entry of a log, "requests" or "deliveries", by its time.
func (b *sandbox) entryAt(log string, at int64) (entry, bool) {
	switch log {
	case "requests":
		for _, r := range slices.Backward(b.srv.Requests()) {
			if r.At.UnixNano() == at {
				return entryOf(r.Header, r.Body, r.Answer), true
			}
		}
	case "deliveries":
		for _, d := range slices.Backward(b.srv.Deliveries()) {
			if d.At.UnixNano() == at {
				return entryOf(d.Header, d.Body, []byte(d.Answer)), true
			}
		}
	}
	return entry{}, false
}
