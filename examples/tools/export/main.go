// Command export writes all conversations of an account and their messages to a file, as JSON Lines or CSV. If it is
// stopped, in whatever way, the same command continues where it was: nothing is lost, and nothing is there twice.
//
//	cd examples/tools && go run ./export -out conversations.jsonl
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/sync/errgroup"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/tools/internal/journal"
	"github.com/usendoto/ndoto-go/examples/tools/internal/record"
)

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("export", "Writes all conversations and their messages to a file. Run it again to continue after an interruption.")
	out := t.Flags.String("out", "", "the `file` to write, which ends with .jsonl or .csv (required)")
	status := t.Flags.String("status", "all", "the `status` of the conversations: open, resolved, pending, snoozed or all")
	inbox := t.Flags.Int64("inbox", 0, "the `id` of the only inbox to export")
	t.Run = func(ctx context.Context) error {
		encode, ok := encoders[filepath.Ext(*out)]
		if !ok {
			return tool.Usage("-out must be a file that ends with .jsonl or .csv, got %q", *out)
		}
		if s := ndoto.ConversationStatus(*status); s != ndoto.StatusAll && !s.Valid() {
			return tool.Usage("-status must be open, resolved, pending, snoozed or all, got %q", *status)
		}
		client, err := t.Client()
		if err != nil {
			return err
		}
		if *inbox != 0 {
			if _, err := tool.Inbox(ctx, client, *inbox); err != nil {
				return err
			}
		}
		e := export{tool: t, client: client, path: *out, encode: encode}
		e.list = ndoto.ListConversationsParams{Status: ndoto.ConversationStatus(*status), InboxID: *inbox, Sort: ndoto.SortCreatedAsc}
		return e.run(ctx)
	}
	return t
}

type export struct {
	tool   *tool.Tool
	client *ndoto.Client
	path   string
	encode func(record.Record) ([]byte, error)
	list   ndoto.ListConversationsParams

	mu      sync.Mutex // for what follows
	file    *os.File
	journal *journal.Journal
}

func (e *export) run(ctx context.Context) (err error) {
	first, err := e.client.Conversations.List(ctx, &e.list)
	if err != nil {
		return err // before there is a file
	}
	if err := e.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.file.Close()) }()
	if err := e.conversations(ctx, first.Total); err != nil {
		return errors.Join(err, e.journal.Close())
	}
	e.tool.Say("%d conversations are in %s.", e.journal.Len(), e.path)
	return e.journal.Remove()
}

// open opens the file after what is finished. What comes behind was being written when an earlier run ended.
func (e *export) open() error {
	progress := e.path + ".progress"
	_, fileErr := os.Stat(e.path)
	_, progressErr := os.Stat(progress)
	if fileErr == nil && progressErr != nil {
		return tool.Usage("%s exists, and no export of it is in progress; choose another -out", e.path)
	}
	about := fmt.Sprintf("export of account %d on %s, status %s, inbox %d", e.client.AccountID(), e.client.BaseURL(), e.list.Status, e.list.InboxID)
	var err error
	if e.journal, err = journal.Open(progress, about); err != nil {
		return err
	}
	if e.file, err = os.OpenFile(e.path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return errors.Join(err, e.journal.Remove())
	}
	err = e.file.Truncate(e.journal.Last())
	if err == nil {
		_, err = e.file.Seek(e.journal.Last(), io.SeekStart)
	}
	if err == nil && e.journal.Last() == 0 && filepath.Ext(e.path) == ".csv" {
		err = csv.NewWriter(e.file).WriteAll([][]string{record.Columns})
	}
	if e.journal.Len() > 0 {
		e.tool.Say("Continuing after %d conversations.", e.journal.Len())
	}
	return err
}

// conversations exports all that are not finished, a few at a time.
func (e *export) conversations(ctx context.Context, total int) error {
	bars := mpb.NewWithContext(ctx, mpb.WithOutput(e.tool.Err))
	bar := bars.AddBar(int64(total), mpb.PrependDecorators(decor.CountersNoUnit("%d of %d conversations ")),
		mpb.AppendDecorators(decor.Percentage(), decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace)))
	bar.SetCurrent(int64(e.journal.Len()))
	finished := func() error {
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(8)
		// Sorted by creation, what is new comes last, so none is missed while this runs.
		for conversation, err := range e.client.Conversations.All(ctx, &e.list) {
			if err != nil {
				return cmp.Or(group.Wait(), err) // if a goroutine failed, err only says that the others were told to stop
			}
			if e.isDone(conversation.ID) {
				continue
			}
			group.Go(func() error {
				defer bar.Increment()
				return e.conversation(ctx, conversation)
			})
		}
		return group.Wait()
	}
	err := finished()
	bar.SetTotal(-1, true) // also if there are more or fewer by now
	bars.Wait()
	return err
}

func (e *export) isDone(id int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.journal.Done(strconv.FormatInt(id, 10))
}

// conversation writes a conversation in one piece, and then says that it is finished.
func (e *export) conversation(ctx context.Context, c *ndoto.Conversation) error {
	r := recordOf(c)
	for message, err := range e.client.Messages.All(ctx, c.ID, nil) {
		if errors.Is(err, ndoto.ErrNotFound) {
			return nil // the conversation was deleted meanwhile
		}
		if err != nil {
			return fmt.Errorf("conversation %d: %w", c.ID, err)
		}
		r.Messages = append(r.Messages, messageOf(message))
	}
	data, err := e.encode(r)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.file.Write(data); err != nil {
		return err
	}
	if err := e.file.Sync(); err != nil {
		return err
	}
	end, err := e.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	return e.journal.Finish(r.ID, end)
}

var encoders = map[string]func(record.Record) ([]byte, error){
	".jsonl": func(r record.Record) ([]byte, error) {
		line, err := json.Marshal(r)
		return append(line, '\n'), err
	},
	".csv": func(r record.Record) ([]byte, error) {
		var b bytes.Buffer
		err := csv.NewWriter(&b).WriteAll(r.Rows())
		return b.Bytes(), err
	},
}

func recordOf(c *ndoto.Conversation) record.Record {
	r := record.Record{ID: strconv.FormatInt(c.ID, 10), Status: c.Status, Labels: c.Labels, CreatedAt: c.CreatedAt.Time}
	if who := c.Customer(); who != nil {
		r.Contact = record.Contact{Name: who.Name, Email: who.Email, Phone: who.PhoneNumber, Identifier: who.Identifier}
	}
	return r
}

func messageOf(m *ndoto.Message) record.Message {
	r := record.Message{
		ID: strconv.FormatInt(m.ID, 10), Type: string(m.MessageType), Private: m.Private,
		At: m.EffectiveTime(), Content: m.Content,
	}
	if m.Sender != nil {
		r.Sender = m.Sender.Name
	}
	for _, a := range m.Attachments {
		r.Files = append(r.Files, a.DataURL)
	}
	return r
}
