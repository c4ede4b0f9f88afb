// Command import brings contacts and the history of their conversations into an API inbox, from JSON Lines or CSV, as
// export writes them. If it is stopped, or run again, it continues: no contact, conversation or message is made twice.
// After a kill -9, wait a few seconds before the next run: the server may still be at work on the last message.
// Nothing is sent to the customers, but automation rules, greetings and bots see what is imported: turn them off. The
// tool refuses an inbox with a bot or an automatic message; it cannot see the rules of the account.
//
//	cd examples/tools && go run ./import -in conversations.jsonl -inbox 7
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/tools/internal/journal"
	"github.com/usendoto/ndoto-go/examples/tools/internal/record"
)

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("import", "Brings contacts and their history into an API inbox. Run it again to continue after an interruption.")
	in := t.Flags.String("in", "", "the `file` to read, which ends with .jsonl or .csv (required)")
	inbox := t.Flags.Int64("inbox", 0, "the `id` of the API inbox (required for conversations)")
	dry := t.Flags.Bool("dry-run", false, "only check the file")
	answered := t.Flags.Bool("allow-answers", false, "import although a bot or an automatic message of the inbox answers the customers")
	t.Run = func(ctx context.Context) error {
		read, ok := readers[filepath.Ext(*in)]
		if !ok {
			return tool.Usage("-in must be a file that ends with .jsonl or .csv, got %q", *in)
		}
		i := importer{tool: t, path: *in, inbox: *inbox, answered: *answered, read: read}
		if *dry {
			return i.run(ctx, func(context.Context, record.Record) error { return nil })
		}
		return i.intoAccount(ctx)
	}
	return t
}

type importer struct {
	tool     *tool.Tool
	client   *ndoto.Client
	path     string
	inbox    int64
	answered bool // by the inbox itself, which is allowed
	read     reader

	mu            sync.Mutex // for what follows
	journal       *journal.Journal
	records, bad  int
	earlier       int // conversations that an earlier run has completed
	contacts      int
	conversations int
	messages      int
}

// intoAccount imports the file, and notes which conversations are complete.
func (i *importer) intoAccount(ctx context.Context) (err error) {
	if i.client, err = i.tool.Client(); err != nil {
		return err
	}
	defer func() {
		i.tool.Say("Created %d contacts, %d conversations and %d messages.", i.contacts, i.conversations, i.messages)
		if i.earlier > 0 {
			i.tool.Say("%d conversations were imported before, says %s.", i.earlier, i.journalPath())
		}
	}()
	if i.inbox == 0 { // contacts only, which are found again without a journal
		return i.run(ctx, i.record)
	}
	if err := i.checkInbox(ctx); err != nil {
		return err
	}
	if _, err := os.Stat(i.path); err != nil { // before there is a journal of it
		return err
	}
	about := fmt.Sprintf("import into account %d on %s, inbox %d", i.client.AccountID(), i.client.BaseURL(), i.inbox)
	if i.journal, err = journal.Open(i.journalPath(), about); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.journal.Close()) }()
	return i.run(ctx, i.record)
}

func (i *importer) journalPath() string { return i.path + ".imported" }

// run reads the file and does each record, a few at a time.
func (i *importer) run(ctx context.Context, do func(context.Context, record.Record) error) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	seen := map[string]bool{}
	for row, err := range i.read(i.path) {
		if err != nil {
			return cmp.Or(group.Wait(), err)
		}
		if groupCtx.Err() != nil {
			break
		}
		i.records++
		if row.ID != "" && i.inbox == 0 {
			return cmp.Or(group.Wait(), tool.Usage("%s:%d: a conversation needs -inbox", i.path, row.line))
		}
		problem := row.problem
		if problem == nil {
			problem = i.check(row.Record, seen)
		}
		if problem != nil {
			i.tell(row.line, problem)
			continue
		}
		group.Go(func() error {
			err := do(groupCtx, row.Record)
			if refused(err) {
				i.tell(row.line, err)
				return nil
			}
			return err
		})
	}
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return fmt.Errorf("%w\nRun it again to continue", err)
	}
	i.tool.Say("Read %d records.", i.records)
	if i.bad > 0 {
		return fmt.Errorf("%d records were left out, for the reasons above; correct them and run it again", i.bad)
	}
	return nil
}

// refused reports whether an error is about one record. All others would come again with the next.
func refused(err error) bool {
	return errors.Is(err, ndoto.ErrValidation) || errors.Is(err, ndoto.ErrConflict) || errors.Is(err, ndoto.ErrBadInput)
}

func (i *importer) tell(line int, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.bad++
	_, _ = fmt.Fprintf(i.tool.Err, "%s:%d: %v\n", i.path, line, err)
}

func (i *importer) check(r record.Record, seen map[string]bool) error {
	switch {
	case r.Contact.Email == "" && r.Contact.Phone == "" && r.Contact.Identifier == "":
		return errors.New("the contact needs an email, a phone or an identifier, to be found again")
	case r.ID == "" && len(r.Messages) > 0:
		return errors.New("messages need the id of their conversation, to be recognized when they are imported again")
	case r.ID != "" && seen[r.ID]:
		return fmt.Errorf("conversation %s was further above already: all its messages must stand together", r.ID)
	case r.Status != "" && !r.Status.Valid():
		return fmt.Errorf("status %q must be one of open, resolved, pending and snoozed", r.Status)
	}
	seen[r.ID] = true
	for _, m := range r.Messages {
		if !ndoto.MessageType(m.Type).Valid() {
			return fmt.Errorf("the type of message %s must be one of incoming, outgoing, activity and template, got %q", m.ID, m.Type)
		}
	}
	return nil
}

// record imports a contact and, if there is one, a conversation.
func (i *importer) record(ctx context.Context, r record.Record) error {
	if r.ID != "" && i.isDone(r.ID) {
		i.count(&i.earlier, true)
		return nil
	}
	contact, created, err := i.client.Contacts.Ensure(ctx, keyOf(r.Contact), paramsOf(r.Contact))
	if err != nil {
		return err
	}
	i.count(&i.contacts, created)
	if r.ID == "" || ctx.Err() != nil {
		return ctx.Err()
	}
	conversation, err := i.client.Conversations.CreateOnce(whole(ctx), "import:"+r.ID, &ndoto.CreateConversationParams{
		InboxID: i.inbox, ContactID: contact.ID,
	})
	if err != nil {
		return err
	}
	if err := i.history(ctx, conversation.ID, r); err != nil {
		return err
	}
	if len(r.Labels) > 0 {
		if _, err := i.client.Conversations.AddLabels(ctx, conversation.ID, r.Labels); err != nil {
			return err
		}
	}
	if r.Status != "" { // also open: in some inboxes new conversations are pending
		if _, err := i.client.Conversations.ToggleStatus(ctx, conversation.ID, r.Status); err != nil {
			return err
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.journal.Finish(r.ID, int64(i.journal.Len()+1))
}

// history imports the messages that are not there yet. Because they have a source ID, the server takes them as sent.
func (i *importer) history(ctx context.Context, conversation int64, r record.Record) error {
	there, err := i.present(ctx, conversation)
	if err != nil {
		return err
	}
	i.count(&i.conversations, there.isEmpty())
	for n, m := range r.Messages {
		key := fmt.Sprintf("import:%s:%s", r.ID, cmp.Or(m.ID, fmt.Sprint("#", n+1)))
		kind := ndoto.MessageType(m.Type)
		content := strings.TrimSpace(m.Content + "\n" + strings.Join(m.Files, "\n"))
		if kind == ndoto.MessageTemplate { // what the server itself had sent
			kind = ndoto.MessageOutgoing
		}
		if content == "" || kind == ndoto.MessageActivity || there.has(key, likeness{kind, m.Private, content}) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := i.client.Messages.SendOnce(whole(ctx), conversation, key, &ndoto.CreateMessageParams{
			Content: content, Type: kind, Private: m.Private, SourceID: key, ExternalCreatedAt: m.At,
		}, ndoto.WithNewKey())
		if err != nil {
			return err
		}
		i.count(&i.messages, true)
	}
	return nil
}

// whole is for a request that creates something. If an interruption gave it up, the server could still be working
// on it when the next run looks whether it is there.
func whole(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (i *importer) isDone(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.journal.Done(id)
}

func (i *importer) count(what *int, created bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if created {
		*what++
	}
}

func keyOf(c record.Contact) ndoto.ContactKey {
	switch {
	case c.Identifier != "":
		return ndoto.ByIdentifier(c.Identifier)
	case c.Email != "":
		return ndoto.ByEmail(c.Email)
	}
	return ndoto.ByPhone(c.Phone)
}

func paramsOf(c record.Contact) *ndoto.ContactParams {
	return &ndoto.ContactParams{Name: given(c.Name), Email: given(c.Email), PhoneNumber: given(c.Phone), Identifier: given(c.Identifier)}
}

// given leaves out what the file does not say.
func given(s string) (o ndoto.Opt[string]) {
	if s != "" {
		o = ndoto.Set(s)
	}
	return o
}
