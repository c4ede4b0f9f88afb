package ndoto_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// Reply to a customer.
func ExampleMessagesService_Create() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	message, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{Content: "Your order has **shipped**."})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.MessageType, message.Content)
	// Output: outgoing Your order has **shipped**.
}

// A private message is a note, which only the team sees.
func ExampleMessagesService_Create_note() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	note, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{Content: "Refund approved.", Private: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Private)
	// Output: true
}

// Import the history of another desk: both sides, with their times.
func ExampleMessagesService_Create_import() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()

	written := time.Date(2024, 5, 17, 9, 30, 0, 0, time.UTC)
	for i, line := range []string{"Do you ship to Kigali?", "We do."} {
		message, err := client.Messages.SendOnce(ctx, id, fmt.Sprintf("import-%d", i), &ndoto.CreateMessageParams{
			Content: line, Type: []ndoto.MessageType{ndoto.MessageIncoming, ndoto.MessageOutgoing}[i%2],
			ExternalCreatedAt: written.Add(time.Duration(i) * time.Minute),
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.EffectiveTime().UTC().Format(time.DateTime), message.MessageType, message.Content)
	}
	// Output:
	// 2024-05-17 09:30:00 incoming Do you ship to Kigali?
	// 2024-05-17 09:31:00 outgoing We do.
}

// The response is lost, as networks do. The message arrives once all the same, also when the program runs again.
func ExampleMessagesService_SendOnce() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect})

	for range 2 {
		_, err := client.Messages.SendOnce(context.Background(), id, "event-7f3a", &ndoto.CreateMessageParams{Content: "Your order has shipped."})
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(len(srv.Messages(id)), "message")
	// Output: 1 message
}

// Read a conversation from its beginning.
func ExampleMessagesService_All() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{
		{Content: "Where is my order?"}, {Content: "Let me look.", Type: "outgoing"}, {Content: "angry?", Type: "outgoing", Private: true},
	}})
	defer srv.Close()

	for message, err := range client.Messages.All(context.Background(), id, &ndoto.WalkMessagesParams{WithoutInternal: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.MessageType, message.Content)
	}
	// Output:
	// incoming Where is my order?
	// outgoing Let me look.
}

// Look at the latest messages: the loop ends when it has seen enough, and no more pages are read.
func ExampleMessagesService_All_newestFirst() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "first"}, {Content: "second"}, {Content: "third"}}})
	defer srv.Close()

	seen := 0
	for message, err := range client.Messages.All(context.Background(), id, &ndoto.WalkMessagesParams{NewestFirst: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.Content)
		if seen++; seen == 2 {
			break
		}
	}
	// Output:
	// third
	// second
}

// Go on where an earlier run ended.
func ExampleMessagesService_All_resume() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "old"}, {Content: "new"}}})
	defer srv.Close()
	last := srv.Messages(id)[0].ID // that of the last message which the earlier run has kept

	for message, err := range client.Messages.All(context.Background(), id, &ndoto.WalkMessagesParams{After: last}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.Content)
	}
	// Output: new
}

func ExampleMessagesService_Delete() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "my card number is 4111 1111"}}})
	defer srv.Close()
	ctx := context.Background()

	for message, err := range client.Messages.All(ctx, id, nil) {
		if err != nil {
			log.Fatal(err)
		}
		if !strings.Contains(message.Content, "4111") {
			continue
		}
		if _, err := client.Messages.Delete(ctx, id, message.ID); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(srv.Messages(id)[0].Content)
	// Output: This message was deleted
}

// Read a file into memory. Not every attachment has one: a location, for example, has none.
func ExampleAttachmentsService_Download() {
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{
		{Attachments: []ndototest.Attachment{{Name: "receipt.txt", ContentType: "text/plain", Data: []byte("9.90 EUR")}}},
	}})
	defer srv.Close()
	ctx := context.Background()

	for attachment, err := range client.Conversations.AllAttachments(ctx, id) {
		if err != nil {
			log.Fatal(err)
		}
		name := attachment.FileName()
		if name == "" {
			continue
		}
		var file bytes.Buffer
		if _, err := client.Attachments.Download(ctx, attachment.DataURL, &file, 40<<20); err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, file.String())
	}
	// Output: receipt.txt 9.90 EUR
}

// Keep the files of a conversation. Two of the same name do not replace each other, and no name leaves the directory.
func ExampleAttachmentsService_DownloadFile() {
	photo := ndototest.Attachment{Name: "photo.jpg", ContentType: "image/jpeg", Data: []byte("...")}
	srv, client, id := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{
		{Attachments: []ndototest.Attachment{photo}}, {Attachments: []ndototest.Attachment{photo}},
	}})
	defer srv.Close()
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "files")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	for attachment, err := range client.Conversations.AllAttachments(ctx, id) {
		if err != nil {
			log.Fatal(err)
		}
		if attachment.DataURL == "" {
			continue // a location or a contact card
		}
		path, err := client.Attachments.DownloadFile(ctx, attachment.DataURL, dir, 40<<20)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(filepath.Base(path))
	}
	// Output:
	// photo.jpg
	// photo (2).jpg
}

// Upload a file once, and send it to several customers.
func ExampleAttachmentsService_Upload() {
	srv, client, first := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()

	upload, err := client.Attachments.Upload(ctx, ndoto.File{Name: "terms.txt", Reader: strings.NewReader("Be kind.")})
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range []int64{first, srv.AddConversation(ndototest.Conversation{})} {
		message, err := client.Messages.Create(ctx, id, &ndoto.CreateMessageParams{
			Content: "Our new terms", Attachments: []ndoto.File{{BlobID: upload.BlobID}},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(message.Attachments), "file")
	}
	// Output:
	// 1 file
	// 1 file
}

func ExampleForm() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	message, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{
		Content: "Which order is it about?",
		Rich: ndoto.Form(
			ndoto.FormField{Name: "order", Type: "text", Label: "Order number", Required: true},
			ndoto.FormField{Name: "email", Type: "email", Label: "Email address"},
		),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.ContentType)
	// Output: form
}

func ExampleCards() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	message, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{
		Content: "This could be yours:",
		Rich:    ndoto.Cards(ndoto.NewCard("Kettle, 1 l", ndoto.LinkAction("Buy", "https://shop.example/kettle"))),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.ContentType)
	// Output: cards
}

func ExampleArticles() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	message, err := client.Messages.Create(context.Background(), id, &ndoto.CreateMessageParams{
		Content: "This may help:",
		Rich:    ndoto.Articles(ndoto.Article{Title: "Returns", Description: "How to send something back", Link: "https://help.example/returns"}),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.ContentType)
	// Output: article
}
