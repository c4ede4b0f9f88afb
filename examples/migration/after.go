package migration

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

// After tells each customer with this module.
func After(ctx context.Context, client *ndoto.Client, inbox int64, emails []string) error {
	for _, email := range emails {
		contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByEmail(email), nil)
		if err != nil {
			return err
		}
		if _, err := client.Contacts.AddLabels(ctx, contact.ID, []string{"late"}); err != nil {
			return err
		}
		conversation, err := client.Conversations.CreateOnce(ctx, "late/"+email, &ndoto.CreateConversationParams{InboxID: inbox, ContactID: contact.ID})
		if err != nil {
			return err
		}
		_, err = client.Messages.SendOnce(ctx, conversation.ID, "late", &ndoto.CreateMessageParams{Content: "Your order is late. We are sorry."})
		if err != nil {
			return err
		}
	}
	return nil
}
