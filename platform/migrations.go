package platform

import (
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

var opMigrateEmail = bridge.Post("platform.Accounts.MigrateEmail", "/platform/api/v1/accounts/{account_id}/email_channel_migrations",
	bridge.Operation{Access: bridge.PlatformApps, Since: "4.13.0"})

// EmailMigration is a mailbox that becomes an inbox. Email and Provider are required.
type EmailMigration struct {
	Email    string        `json:"email"`
	Provider EmailProvider `json:"provider"`
	// InboxName is made of the provider and the address by default.
	InboxName string `json:"inbox_name,omitzero"`
	// ProviderConfig are the tokens that the provider has given for the mailbox, such as access_token and refresh_token.
	ProviderConfig map[string]ndoto.Secret `json:"-"`
	// The settings of IMAP are those of the provider by default: on, with TLS, at port 993, with the Email as the login.
	IMAPEnabled   ndoto.Opt[bool] `json:"imap_enabled,omitzero"`
	IMAPAddress   string          `json:"imap_address,omitzero"`
	IMAPPort      int             `json:"imap_port,omitzero"`
	IMAPLogin     string          `json:"imap_login,omitzero"`
	IMAPEnableSSL ndoto.Opt[bool] `json:"imap_enable_ssl,omitzero"`
}

// EmailProvider is who keeps a mailbox.
type EmailProvider string

// The providers of mailboxes.
const (
	Google    EmailProvider = "google"
	Microsoft EmailProvider = "microsoft"
)

// EmailMigrated is what became of a mailbox.
type EmailMigrated struct {
	Email  string          `json:"email"`
	Status MigrationStatus `json:"status"`
	// InboxID and ChannelID are of the inbox, if it succeeded.
	InboxID   int64 `json:"inbox_id"`
	ChannelID int64 `json:"channel_id"`
	// Message is what went wrong.
	Message string           `json:"message"`
	Extra   ndoto.Attributes `json:"-"`
}

// MigrationStatus says whether a mailbox became an inbox.
type MigrationStatus string

// The statuses of migrations.
const (
	Migrated        MigrationStatus = "success"
	MigrationFailed MigrationStatus = "error"
)

type emailResults struct {
	Results []EmailMigrated `json:"results"`
}

// emailBody is a migration as it is sent.
type emailBody struct {
	EmailMigration
	ProviderConfig map[string]string `json:"provider_config,omitempty"`
}

// maxMigrations is MAX_MIGRATIONS of the server.
const maxMigrations = 25

// MigrateEmail makes inboxes of up to 25 mailboxes that a provider has given tokens for already, each by itself: look
// at the Status of each. A mailbox that has an inbox fails, so the call can be repeated after [ndoto.ErrAmbiguous]. It
// returns [ndoto.ErrForbidden] unless the server has EMAIL_CHANNEL_MIGRATION=true in its environment.
//
// POST /platform/api/v1/accounts/{account_id}/email_channel_migrations, known from the server software from Chatwoot
// 4.13.
func (s *AccountsService) MigrateEmail(ctx context.Context, id int64, mailboxes []EmailMigration, opts ...ndoto.RequestOption) ([]EmailMigrated, error) {
	call := bridge.Call{Operation: opMigrateEmail, IDs: []int64{id}, HasRows: func(out any) bool { return out.(*emailResults).Results != nil }}
	if len(mailboxes) == 0 || len(mailboxes) > maxMigrations {
		call.Problem = bridge.BadInput("there must be 1 to %d mailboxes, got %d", maxMigrations, len(mailboxes))
	}
	bodies := make([]emailBody, len(mailboxes))
	for i, m := range mailboxes {
		if !rules.IsEmail(m.Email) || m.Provider != Google && m.Provider != Microsoft {
			call.Problem = bridge.BadInput("mailbox %d: it needs an email address and the provider google or microsoft, got %q and %q", i+1, m.Email, m.Provider)
		}
		bodies[i] = emailBody{m, map[string]string{}}
		for name, value := range m.ProviderConfig {
			bodies[i].ProviderConfig[name] = string(value)
			call.Secrets = append(call.Secrets, string(value))
		}
	}
	call.JSON = map[string][]emailBody{"migrations": bodies}
	got, err := bridge.Do[emailResults](ctx, s.client, call, opts)
	if err != nil {
		return nil, err
	}
	return got.Results, nil
}
