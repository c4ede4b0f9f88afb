package ndototest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

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

// A desk for a test: New ends the test if something is wrong, and closes the server after it.
func ExampleNew() {
	var t ndototest.TB // that of func TestGreeting(t *testing.T)

	srv := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42))
	client := srv.Client()
	_ = client // give it to the program under test
}

// A connection that breaks after the request has taken effect, once.
func ExampleServer_Fail_cut() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	_ = srv.Fail(ndototest.Fault{Operation: "POST contacts", Count: 1, Cut: ndototest.CutAfterEffect})

	_, err = srv.Client().Contacts.Create(context.Background(), &ndoto.ContactParams{Name: ndoto.Set("Ada")})
	fmt.Println(errors.Is(err, ndoto.ErrAmbiguous))
	// Output: true
}

// What happened a month ago.
func ExampleConversation() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	month := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)

	id := srv.AddConversation(ndototest.Conversation{
		CreatedAt: month,
		Messages: []ndototest.Message{
			{Content: "Where is my order?"},
			{Content: "On its way.", Type: "outgoing", CreatedAt: month.Add(time.Hour)},
		},
		ResolvedAt: month.AddDate(0, 0, 1),
	})
	conversation, err := srv.Client().Conversations.Get(context.Background(), id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(conversation.Status, conversation.LastActivityAt.Format(time.DateOnly))
	// Output: resolved 2026-02-02
}

// A customer answers a menu.
func ExampleCustomer_Picks() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	customer := srv.Simulate(ndototest.Conversation{})
	ctx := context.Background()
	menu, err := srv.Client().Messages.Create(ctx, customer.ConversationID, &ndoto.CreateMessageParams{
		Content: "Which one?", Rich: ndoto.InputSelect(ndoto.Choice{Title: "Tea", Value: "t"}, ndoto.Choice{Title: "Coffee", Value: "c"}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println(customer.Picks("Milk"))
	fmt.Println(customer.Picks("Tea"))
	answered, err := srv.Client().Messages.Get(ctx, customer.ConversationID, menu.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	submitted, _ := answered.ContentAttributes.Lookup("submitted_values")
	fmt.Println(string(submitted))
	// Output:
	// ndototest: the menu has no choice "Milk", but ["Tea" "Coffee"]
	// <nil>
	// [{"title":"Tea","value":"t"}]
}

// What the program has sent.
func ExampleServer_Requests() {
	srv, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	id := srv.AddConversation(ndototest.Conversation{})

	if _, err := srv.Client().Conversations.ToggleStatus(context.Background(), id, ndoto.StatusResolved); err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range srv.Requests() {
		fmt.Println(r.Method, r.Path, string(r.Body), r.Status)
	}
	// Output: POST /api/v1/accounts/1/conversations/1/toggle_status {"status":"resolved"} 200
}

// Every delivery arrives twice, and in random order.
func ExampleWithDeliveries() {
	srv, err := ndototest.Start(ndototest.WithDeliveries(ndototest.DeliveryRules{Duplicate: 1, Shuffle: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	srv.AddWebhook(ndototest.Webhook{
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), Subscriptions: []string{"message_created"},
	})

	srv.Simulate(ndototest.Conversation{}).Says("hello")
	srv.Drain()
	for _, d := range srv.Deliveries() {
		fmt.Println(d.Event, d.Status)
	}
	// Output:
	// message_created 200
	// message_created 200
}

// The server's rate limits, as the real one has them.
func ExampleWithRateLimits() {
	srv, err := ndototest.Start(ndototest.WithRateLimits())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	client := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxWait: time.Nanosecond})) // do not wait

	limited := 0
	for range 202 { // twice the limit, and one for each window that these calls can begin in
		if _, err := client.Contacts.Search(context.Background(), "ada", nil); errors.Is(err, ndoto.ErrRateLimited) {
			limited++
		}
	}
	fmt.Println(limited > 0)
	// Output: true
}

// A state survives the server, in a file for example.
func ExampleWithState() {
	first, err := ndototest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	first.AddContact(ndototest.Contact{Name: "Ada"})
	state, err := first.State()
	first.Close()
	if err != nil {
		fmt.Println(err)
		return
	}

	second, err := ndototest.Start(ndototest.WithState(state))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer second.Close()
	ada, found := second.Contact(1)
	fmt.Println(ada.Name, found)
	// Output: Ada true
}
