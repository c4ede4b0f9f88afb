package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/usendoto/ndoto-go/ndototest"
)

//go:embed page
var page embed.FS

// sandbox is what the page talks to. As an agent it uses the API of the desk itself.
type sandbox struct {
	srv     *ndototest.Server
	dialect string
	ctx     context.Context // until the program ends

	mu     sync.Mutex
	faults []ndototest.Fault
}

// allEvents are the events that a webhook can subscribe to.
var allEvents = []string{
	"conversation_created", "conversation_updated", "conversation_status_changed", "message_created", "message_updated", "contact_created", "contact_updated",
	"webwidget_triggered", "conversation_typing_on", "conversation_typing_off",
}

// connect ties a bot and a webhook to the desk, in place of those that a state has tied.
func (b *sandbox) connect(bot, webhook string) error {
	state, err := b.srv.State()
	if err != nil {
		return err
	}
	if bot != "" {
		i := slices.IndexFunc(state.Bots, func(known ndototest.Bot) bool { return known.URL == bot })
		if i < 0 {
			b.srv.AddBot(ndototest.Bot{Name: "Your bot", URL: bot})
		} else if err := b.srv.Client().Inboxes.SetAgentBot(b.ctx, b.srv.InboxID, state.Bots[i].ID); err != nil {
			return err
		}
	}
	known := slices.ContainsFunc(state.Records["webhooks"], func(row map[string]any) bool { return row["url"] == webhook })
	if webhook != "" && !known {
		b.srv.AddWebhook(ndototest.Webhook{URL: webhook, Subscriptions: allEvents})
	}
	return nil
}

// exports are what a program needs to talk to the desk: with the token of a bot and its secret, if there is one.
func (b *sandbox) exports(withBot bool) string {
	token, secret := b.srv.AdminToken, ""
	if state, err := b.srv.State(); withBot && err == nil {
		for _, bot := range state.Bots {
			if len(state.Inboxes) > 0 && bot.ID == state.Inboxes[0].BotID {
				token, secret = bot.Token, " NDOTO_WEBHOOK_SECRET="+bot.Secret+" NDOTO_USER_TOKEN="+b.srv.AdminToken
			}
		}
	}
	return fmt.Sprintf("  export NDOTO_BASE_URL=%s NDOTO_ACCOUNT_ID=%d NDOTO_INBOX_ID=%d NDOTO_API_TOKEN=%s%s\n", b.srv.URL, b.srv.AccountID, b.srv.InboxID, token, secret)
}

// mount serves the page at the root of the desk. Requests from other sites are refused.
func (b *sandbox) mount() {
	files, _ := fs.Sub(page, "page") // it is embedded
	mux := http.NewServeMux()
	mux.Handle("GET /sandbox/", http.StripPrefix("/sandbox/", http.FileServerFS(files)))
	mux.HandleFunc("GET /sandbox/view", b.view)
	mux.HandleFunc("POST /sandbox/conversations", b.begin)
	mux.HandleFunc("POST /sandbox/conversations/{id}/{act}", b.act)
	mux.HandleFunc("POST /sandbox/faults", b.fail)
	mux.HandleFunc("DELETE /sandbox/faults", b.clear)
	b.srv.Handle("/sandbox/", locked(http.NewCrossOriginProtection().Handler(mux)))
	b.srv.Handle("GET /{$}", http.RedirectHandler("/sandbox/", http.StatusFound))
}

// locked keeps the page from loading anything, and from being put into another page.
func locked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// view is all that the page shows, with the messages of one conversation. With since it waits until there is something newer.
func (b *sandbox) view(w http.ResponseWriter, r *http.Request) {
	since, _ := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	shown, _ := strconv.ParseInt(r.URL.Query().Get("conversation"), 10, 64)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(b.ctx, cancel)()
	if b.srv.Await(ctx, func() bool { return b.srv.Revision() > since }) != nil {
		return
	}
	revision := b.srv.Revision()
	state, err := b.srv.State()
	if err != nil {
		answer(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	lighten(state.Conversations, shown)
	b.mu.Lock()
	faults := append([]ndototest.Fault{}, b.faults...)
	b.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{
		"Revision": revision, "Dialect": b.dialect, "URL": b.srv.URL, "AccountID": b.srv.AccountID, "AdminToken": adminToken(state), "State": state,
		"Requests": shortened(last(b.srv.Requests(), 200)), "Deliveries": last(b.srv.Deliveries(), 200), "Faults": faults,
		"Events": allEvents,
	})
}

// lighten leaves out the contents of files, which have addresses of their own, and what a list does not show.
func lighten(threads []ndototest.Thread, shown int64) {
	for i, t := range threads {
		if t.ID != shown {
			threads[i].Messages = t.Messages[max(0, len(t.Messages)-1):]
		}
		for _, m := range threads[i].Messages {
			for j := range m.Attachments {
				m.Attachments[j].Data = nil
			}
		}
	}
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

// shortened keeps as much of bodies as the page shows.
func shortened(requests []ndototest.Request) []ndototest.Request {
	const shown = 20_000
	for i := range requests {
		requests[i].Body = requests[i].Body[:min(len(requests[i].Body), shown)]
		requests[i].Answer = requests[i].Answer[:min(len(requests[i].Answer), shown)]
	}
	return requests
}

// last are the newest entries of a log, the newest first.
func last[T any](log []T, n int) []T {
	newest := append([]T{}, log[max(0, len(log)-n):]...)
	slices.Reverse(newest)
	return newest
}

// begin opens a conversation of a new customer.
func (b *sandbox) begin(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Email string }
	if !read(w, r, &in) {
		return
	}
	contact := b.srv.AddContact(ndototest.Contact{Name: in.Name, Email: in.Email})
	answer(w, http.StatusOK, map[string]int64{"ID": b.srv.Simulate(ndototest.Conversation{ContactID: contact}).ConversationID})
}

// act does what the customer of a conversation does.
func (b *sandbox) act(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text   string
		Values map[string]string
		File   *ndototest.Attachment
	}
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	customer, known := b.srv.Customer(id)
	if !known {
		answer(w, http.StatusNotFound, map[string]string{"error": "there is no such conversation"})
		return
	}
	if !read(w, r, &in) {
		return
	}
	var err error
	switch act := r.PathValue("act"); act {
	case "say":
		m := ndototest.Message{Content: in.Text}
		if in.File != nil {
			m.Attachments = []ndototest.Attachment{*in.File}
		}
		customer.Sends(m)
	case "pick":
		err = customer.Picks(in.Text)
	case "fill":
		err = customer.Fills(in.Values)
	case "give":
		err = customer.Gives(in.Text)
	case "type":
		err = customer.Types(in.Text != "")
	default:
		err = fmt.Errorf("a customer cannot %q", act)
	}
	if err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, struct{}{})
}

func (b *sandbox) fail(w http.ResponseWriter, r *http.Request) {
	var f ndototest.Fault
	if !read(w, r, &f) {
		return
	}
	if err := b.srv.Fail(f); err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	b.mu.Lock()
	b.faults = append(b.faults, f)
	b.mu.Unlock()
	answer(w, http.StatusOK, struct{}{})
}

func (b *sandbox) clear(w http.ResponseWriter, _ *http.Request) {
	b.srv.ClearFaults()
	b.mu.Lock()
	b.faults = nil
	b.mu.Unlock()
	answer(w, http.StatusOK, struct{}{})
}

// maxBody lets a file through.
const maxBody = 64 << 20

func read(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v)
	if err != nil && !errors.Is(err, io.EOF) {
		answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return false
	}
	return true
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
