package ndototest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// A bot that repeats what customers write, and a customer who talks to it. In a test, New takes the place of Start.
func Example() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	client := srv.Client(ndoto.WithToken("bot"))
	echo := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var e struct {
			Event, Content string
			MessageType    string `json:"message_type"`
			Conversation   struct{ ID int64 }
		}
		if json.NewDecoder(r.Body).Decode(&e) == nil && e.Event == "message_created" && e.MessageType == "incoming" {
			_, _ = client.Messages.Create(context.Background(), e.Conversation.ID, &ndoto.CreateMessageParams{Content: e.Content + "!"})
		}
	})
	srv.AddBot(ndototest.Bot{Token: "bot", Handler: echo})

	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	fmt.Println(customer.Reply().Content)
	// Output: hello!
}

// A server that answers 503 once after it has done what was asked for.
func ExampleServer_Fail() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	conversation := srv.AddConversation(ndototest.Conversation{})
	_ = srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Count: 1, Status: 503, AfterEffect: true})

	_, err = srv.Client().Messages.SendOnce(context.Background(), conversation, "key", &ndoto.CreateMessageParams{Content: "hi"})
	fmt.Println(err, len(srv.Messages(conversation)))
	// Output: <nil> 1
}
