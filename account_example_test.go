package ndoto_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// Set up an account: what is there is left as it is, so the program can run again.
func ExampleInboxesService_Ensure() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()

	inbox, created, err := client.Inboxes.Ensure(ctx, "Orders", ndoto.APIChannel{WebhookURL: "https://bridge.example/ndoto"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inbox.Name, created)
	label, created, err := client.Labels.Ensure(ctx, &ndoto.LabelParams{Title: ndoto.Set("refund"), Color: ndoto.Set("#ff5630")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(label.Title, created)
	team, created, err := client.Teams.Ensure(ctx, &ndoto.TeamParams{Name: ndoto.Set("support")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(team.Name, created)
	// Output:
	// Orders true
	// refund true
	// support false
}

// Register a webhook. Its secret is what webhook.WithSecrets takes.
func ExampleWebhooksService_Ensure() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	hook, created, err := client.Webhooks.Ensure(context.Background(), &ndoto.WebhookParams{
		URL: ndoto.Set("https://crm.example/ndoto"), Subscriptions: []ndoto.Event{ndoto.EventMessageCreated, ndoto.EventConversationStatusChanged},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created, hook.Secret) // a Secret does not print itself
	// Output: true [secret]
}

// Register a bot, and let it answer in an inbox.
func ExampleAgentBotsService_Create() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	ctx := context.Background()

	b, err := client.AgentBots.Create(ctx, &ndoto.AgentBotParams{Name: ndoto.Set("Greeter"), OutgoingURL: ndoto.Set("https://bot.example/")})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Inboxes.SetAgentBot(ctx, srv.InboxID, b.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(b.Name)
	// Output: Greeter
}

func ExampleAgentsService_Create() {
	srv, client, _ := exampleDesk(ndototest.Conversation{})
	defer srv.Close()

	agent, err := client.Agents.Create(context.Background(), &ndoto.CreateAgentParams{Name: "Cy", Email: "cy@example.com", Role: ndoto.RoleAgent})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(agent.Name, agent.Role)
	// Output: Cy agent
}

// What happened last week.
func ExampleReportsService_Summary() {
	lastWeek := time.Now().AddDate(0, 0, -3)
	srv, client, _ := exampleDesk(ndototest.Conversation{CreatedAt: lastWeek, ResolvedAt: lastWeek.Add(time.Hour), Messages: []ndototest.Message{{Content: "hi"}}})
	defer srv.Close()

	summary, err := client.Reports.Summary(context.Background(), &ndoto.ReportParams{Since: time.Now().AddDate(0, 0, -7), Until: time.Now()})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary.ConversationsCount, "conversations,", summary.ResolutionsCount, "resolutions")
	// Output: 1 conversations, 1 resolutions
}

func ExampleReportsService_ByAgent() {
	srv, client, _ := exampleDesk(ndototest.Conversation{AssigneeID: 2})
	defer srv.Close()

	rows, err := client.Reports.ByAgent(context.Background(), &ndoto.PeriodParams{Since: time.Now().AddDate(0, 0, -7), Until: time.Now().Add(time.Minute)})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.ConversationsCount > 0 {
			fmt.Println(row.ID == srv.AgentID, row.ConversationsCount)
		}
	}
	// Output: true 1
}

// Satisfaction, as customers rated it.
func ExampleCSATService_All() {
	srv, client, id := exampleDesk(ndototest.Conversation{})
	defer srv.Close()
	srv.AddMessage(id, ndototest.Message{Type: "template", ContentType: "input_csat"})
	if customer, ok := srv.Customer(id); ok {
		_ = customer.Rates(5, "quick!")
	}

	for response, err := range client.CSAT.All(context.Background(), nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(response.Rating, response.FeedbackMessage)
	}
	// Output: 5 quick!
}

// Search the whole account.
func ExampleSearchService_All() {
	srv, client, _ := exampleDesk(ndototest.Conversation{Messages: []ndototest.Message{{Content: "Ada's kettle"}}})
	defer srv.Close()

	found, err := client.Search.All(context.Background(), "ada", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(found.Contacts), len(found.Conversations), len(found.Messages))
	// Output: 1 1 1
}
