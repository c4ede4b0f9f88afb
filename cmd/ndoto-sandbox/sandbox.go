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

// sandbox serves the page. For what agents do, the page uses the API of the desk itself.
type sandbox struct {
	srv     *ndototest.Server
	dialect string
	ctx     context.Context // until the program ends

	mu     sync.Mutex
	faults []ndototest.Fault
	shown  []*view // the newest views that pages have
}

// allEvents are the events that a webhook can subscribe to.
var allEvents = []string{
	"conversation_created", "conversation_updated", "conversation_status_changed", "message_created", "message_updated", "contact_created", "contact_updated",
	"webwidget_triggered", "conversation_typing_on", "conversation_typing_off",
}

// connect connects a bot and a webhook to the desk, unless the state has them already.
func (b *sandbox) connect(bot, webhook string) error {
	state, err := b.srv.Outline()
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

// exports returns the environment of a program that talks to the desk, with the token and the secret of the bot if
// asked.
func (b *sandbox) exports(withBot bool) string {
	token, secret := b.srv.AdminToken, ""
	if state, err := b.srv.Outline(); withBot && err == nil {
		for _, bot := range state.Bots {
			if len(state.Inboxes) > 0 && bot.ID == state.Inboxes[0].BotID {
				token, secret = bot.Token, " NDOTO_WEBHOOK_SECRET="+bot.Secret+" NDOTO_USER_TOKEN="+b.srv.AdminToken
			}
		}
	}
	return fmt.Sprintf("  export NDOTO_BASE_URL=%s NDOTO_ACCOUNT_ID=%d NDOTO_INBOX_ID=%d NDOTO_API_TOKEN=%s%s\n", b.srv.URL, b.srv.AccountID, b.srv.InboxID, token, secret)
}

// mount serves the page at the root of the desk, and refuses requests from other sites.
func (b *sandbox) mount() {
	files, _ := fs.Sub(page, "page") // it is embedded
	mux := http.NewServeMux()
	mux.Handle("GET /sandbox/", http.StripPrefix("/sandbox/", http.FileServerFS(files)))
	mux.HandleFunc("GET /sandbox/view", b.show)
	mux.HandleFunc("GET /sandbox/log/{log}/{at}", b.open)
	mux.HandleFunc("POST /sandbox/conversations", b.begin)
	mux.HandleFunc("POST /sandbox/conversations/{id}/{act}", b.act)
	mux.HandleFunc("POST /sandbox/faults", b.fail)
	mux.HandleFunc("DELETE /sandbox/faults", b.clear)
	mux.HandleFunc("DELETE /sandbox/faults/{i}", b.remove)
	b.srv.Handle("/sandbox/", locked(http.NewCrossOriginProtection().Handler(mux)))
	b.srv.Handle("GET /{$}", http.RedirectHandler("/sandbox/", http.StatusFound))
}

// locked keeps the page from loading anything from elsewhere, and from being framed.
func locked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// show responds with the view: with since when there is something newer, and with the number of the view that the page
// has with what is different from that.
func (b *sandbox) show(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	since, _ := strconv.ParseInt(query.Get("since"), 10, 64)
	number, _ := strconv.ParseInt(query.Get("view"), 10, 64)
	selected, _ := strconv.ParseInt(query.Get("conversation"), 10, 64)
	v, err := b.viewOf(r.Context(), since, selected, query.Get("q"))
	switch {
	case err == nil:
		if before := b.exchange(number, v); before != nil {
			respond(w, http.StatusOK, differenceOf(before, v))
			return
		}
		respond(w, http.StatusOK, v)
	case r.Context().Err() == nil:
		respond(w, http.StatusInternalServerError, problem{err.Error()})
	}
}

// open responds with an entry of a log.
func (b *sandbox) open(w http.ResponseWriter, r *http.Request) {
	at, _ := strconv.ParseInt(r.PathValue("at"), 10, 64)
	e, found := b.entryAt(r.PathValue("log"), at)
	if !found {
		respond(w, http.StatusNotFound, problem{"the log does not hold this entry any longer"})
		return
	}
	respond(w, http.StatusOK, e)
}

// begin opens a conversation with a new customer.
func (b *sandbox) begin(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Email string }
	if !read(w, r, &in) {
		return
	}
	contact := b.srv.AddContact(ndototest.Contact{Name: in.Name, Email: in.Email})
	respond(w, http.StatusOK, map[string]int64{"ID": b.srv.Simulate(ndototest.Conversation{ContactID: contact}).ConversationID})
}

// act does what the customer of a conversation does.
func (b *sandbox) act(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text   string
		Values map[string]string
		Rating int
		File   *ndototest.Attachment
	}
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	customer, known := b.srv.Customer(id)
	if !known {
		respond(w, http.StatusNotFound, problem{"there is no such conversation"})
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
	case "rate":
		err = customer.Rates(in.Rating, in.Text)
	case "type":
		err = customer.Types(in.Text != "")
	default:
		err = fmt.Errorf("a customer cannot %q", act)
	}
	if err != nil {
		respond(w, http.StatusUnprocessableEntity, problem{err.Error()})
		return
	}
	respond(w, http.StatusOK, struct{}{})
}

func (b *sandbox) fail(w http.ResponseWriter, r *http.Request) {
	var f ndototest.Fault
	if !read(w, r, &f) {
		return
	}
	if err := b.srv.Fail(f); err != nil {
		respond(w, http.StatusUnprocessableEntity, problem{err.Error()})
		return
	}
	b.mu.Lock()
	b.faults = append(b.faults, f)
	b.mu.Unlock()
	respond(w, http.StatusOK, struct{}{})
}

func (b *sandbox) clear(w http.ResponseWriter, _ *http.Request) {
	b.srv.ClearFaults()
	b.mu.Lock()
	b.faults = nil
	b.mu.Unlock()
	respond(w, http.StatusOK, struct{}{})
}

// remove removes one fault. The counts of the others start over.
func (b *sandbox) remove(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(r.PathValue("i"))
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil || i < 0 || i >= len(b.faults) {
		respond(w, http.StatusNotFound, problem{"there is no such fault"})
		return
	}
	b.faults = slices.Delete(b.faults, i, i+1)
	b.srv.ClearFaults()
	for _, f := range b.faults {
		if err := b.srv.Fail(f); err != nil {
			respond(w, http.StatusUnprocessableEntity, problem{err.Error()})
			return
		}
	}
	respond(w, http.StatusOK, struct{}{})
}

// maxBody is large enough for a file.
const maxBody = 64 << 20

func read(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v)
	if err != nil && !errors.Is(err, io.EOF) {
		respond(w, http.StatusBadRequest, problem{err.Error()})
		return false
	}
	return true
}

// problem is the body of a refusal.
type problem struct {
	Error string `json:"error"`
}

func respond(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
