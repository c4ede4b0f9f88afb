package customer

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

// Client calls the public client API for one API inbox. Its fields are the services. It is safe for concurrent use, and
// for any number of contacts. Create it with [New].
type Client struct {
	Contacts      *ContactsService
	Conversations *ConversationsService
	Messages      *MessagesService
	Surveys       *SurveysService

	api   bridge.Client
	inbox string
	open  openSends
}

// New returns a Client for the inbox with an identifier, which agents find in its settings and as
// [ndoto.Inbox.InboxIdentifier]. The options are those of [ndoto.New]; those with a token are refused. New makes no
// network call. It returns [ndoto.ErrBadInput] if an argument is invalid.
func New(inboxIdentifier string, opts ...ndoto.Option) (*Client, error) {
	if !rules.IsWord(inboxIdentifier) {
		return nil, bridge.BadInput("the inbox identifier %q is malformed: find it in the settings of the inbox", inboxIdentifier)
	}
	api, err := bridge.NewClient("", opts)
	if err != nil {
		return nil, err
	}
	c := &Client{api: api, inbox: inboxIdentifier}
	c.Contacts = &ContactsService{c}
	c.Conversations = &ConversationsService{c}
	c.Messages = &MessagesService{c}
	c.Surveys = &SurveysService{c}
	return c, nil
}

// Package realtime goes to the server by the ways of a Client.
var _ = bridge.Expose(func(client any) (bridge.Reach, bool) {
	if c, ok := client.(*Client); ok {
		return bridge.ReachOf(c.api)
	}
	return bridge.Reach{}, false
})

// InboxIdentifier returns the identifier of the inbox.
func (c *Client) InboxIdentifier() string { return c.inbox }

// String describes the Client.
func (c *Client) String() string {
	return fmt.Sprintf("customer.Client(%s, inbox %s)", c.api.BaseURL(), c.inbox)
}

// LogValue is String, for log/slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Inbox is what customers may know of the inbox.
type Inbox struct {
	Identifier string `json:"identifier"`
	// IdentityValidationEnabled reports whether contacts need an [Identity].
	IdentityValidationEnabled bool                 `json:"identity_validation_enabled"`
	Name                      string               `json:"name"`
	Timezone                  string               `json:"timezone"`
	WorkingHours              []ndoto.WorkingHours `json:"working_hours"`
	WorkingHoursEnabled       bool                 `json:"working_hours_enabled"`
	CSATSurveyEnabled         bool                 `json:"csat_survey_enabled"`
	GreetingEnabled           bool                 `json:"greeting_enabled"`
	Extra                     ndoto.Attributes     `json:"-"`
}

// Inbox returns the inbox, with its working hours. It returns [ndoto.ErrNotFound] for an identifier that is not that of
// an API inbox.
//
// GET /public/api/v1/inboxes/{inbox_identifier}, known from the server software.
func (c *Client) Inbox(ctx context.Context, opts ...ndoto.RequestOption) (*Inbox, error) {
	return bridge.Do[Inbox](ctx, c.api, c.call(opGetInbox), opts)
}

// call is a call for the inbox and, if there is one, a session.
func (c *Client) call(op *bridge.Operation, sourceID ...ndoto.Secret) bridge.Call {
	call := bridge.Call{Operation: op, Texts: []string{c.inbox}}
	for _, source := range sourceID {
		call.Texts, call.Secrets = append(call.Texts, string(source)), append(call.Secrets, string(source))
		call.Problem = validateSource(source)
	}
	return call
}

// validateSource refuses what the server's router would read as something else.
func validateSource(source ndoto.Secret) error {
	if source == "" || strings.ContainsAny(string(source), "/.") || len(source) > maxText {
		return bridge.BadInput("the source id must have 1 to %d characters, without a slash or a dot", maxText)
	}
	return nil
}

// The limits of the server (app/models/application_record.rb, app/models/message.rb in Chatwoot 4.16).
const (
	maxText        = 255
	maxContent     = 150_000
	maxAttachments = 15
)
