package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/usendoto/ndoto-go"
)

// maxFile bounds the download of a file of a few bytes.
const maxFile = 1 << 20

func text(name string) ndoto.File {
	return ndoto.File{Name: name, Reader: strings.NewReader(madeBy)}
}

// messages needs a conversation that nobody is assigned to, whom the server would tell.
func (d *desk) messages() []step {
	c := d.client
	id := func() int64 { return d.conversation.made }
	return []step{
		update("Messages.Create", &d.conversation, c.Messages.Create, &ndoto.CreateMessageParams{Content: "Hello", Type: ndoto.MessageIncoming}).
			making(&d.message),
		change("Conversations.MarkUnread", &d.conversation, c.Conversations.MarkUnread),
		write("Messages.SendOnce", func(ctx context.Context) (any, error) {
			params := &ndoto.CreateMessageParams{Content: "Hello again"}
			first, err := c.Messages.SendOnce(ctx, id(), d.name, params)
			if err != nil {
				return nil, err
			}
			second, err := c.Messages.SendOnce(ctx, id(), d.name, params)
			if err == nil && second.ID != first.ID {
				err = errors.New("one key has sent two messages")
			}
			return first, err
		}, &d.conversation).making(&d.answer),
		view("Messages.List", func(ctx context.Context) (any, error) {
			return c.Messages.List(ctx, d.conversation.id(), nil)
		}, &d.conversation),
		write("Messages.All", func(ctx context.Context) (any, error) {
			for m, err := range c.Messages.All(ctx, id(), nil) {
				if err != nil || m.ID == d.message.made {
					return nil, err
				}
			}
			return nil, errors.New("the message that was sent is not among those of the conversation")
		}, &d.message),
		write("Messages.Update", func(ctx context.Context) (any, error) {
			return c.Messages.Update(ctx, id(), d.answer.made, &ndoto.UpdateMessageParams{Status: ndoto.MessageFailed, ExternalError: madeBy})
		}, &d.answer),
		write("Messages.Retry", func(ctx context.Context) (any, error) { return c.Messages.Retry(ctx, id(), d.answer.made) }, &d.answer),
		write("Messages.Delete", func(ctx context.Context) (any, error) { return c.Messages.Delete(ctx, id(), d.message.made) }, &d.message),
	}
}

// files sends some, and fetches one.
func (d *desk) files() []step {
	c := d.client
	return []step{
		write("Messages.Create", func(ctx context.Context) (any, error) {
			sent, err := c.Messages.Create(ctx, d.conversation.made, &ndoto.CreateMessageParams{Attachments: []ndoto.File{text("ndoto-check.txt")}})
			if err == nil && len(sent.Attachments) > 0 {
				d.fileURL = sent.Attachments[0].DataURL
			}
			return sent, err
		}, &d.conversation).shownAs("with a file").making(&d.file),
		write("Attachments.UploadDirect", func(ctx context.Context) (any, error) {
			uploaded, err := c.Attachments.UploadDirect(ctx, d.conversation.made, text("ndoto-check-2.txt"))
			if err != nil {
				return nil, err
			}
			// What no message has would remain.
			_, err = c.Messages.Create(ctx, d.conversation.made, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{BlobID: uploaded.BlobID}}})
			return uploaded, err
		}, &d.conversation),
		view("Conversations.Attachments", func(ctx context.Context) (any, error) {
			return c.Conversations.Attachments(ctx, d.conversation.id(), nil)
		}, &d.conversation),
		view("Contacts.Attachments", func(ctx context.Context) (any, error) {
			return c.Contacts.Attachments(ctx, d.contact.id(), nil)
		}, &d.contact),
		write("Attachments.Download", func(ctx context.Context) (any, error) {
			_, err := c.Attachments.Download(ctx, d.fileURL, io.Discard, maxFile)
			return nil, err
		}, &d.file),
		write("Attachments.DownloadFile", func(ctx context.Context) (any, error) {
			dir, err := os.MkdirTemp("", mark)
			if err != nil {
				return nil, err
			}
			defer func() { _ = os.RemoveAll(dir) }()
			_, err = c.Attachments.DownloadFile(ctx, d.fileURL, dir, maxFile)
			return nil, err
		}, &d.file),
	}
}
