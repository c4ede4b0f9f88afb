package ndoto

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultBaseURL is the base URL of Ndoto Cloud.
const DefaultBaseURL = "https://app.usendoto.com"

// Client calls the API for one account with one token. Its fields are the services. It is safe for concurrent use,
// and a program needs only one per account and token. Create it with [New]: the zero Client has no services.
type Client struct {
	Account            *AccountService
	AgentBots          *AgentBotsService
	Agents             *AgentsService
	Articles           *ArticlesService
	AssignmentPolicies *AssignmentPoliciesService
	Attachments        *AttachmentsService
	AuditLog           *AuditLogService
	AutomationRules    *AutomationRulesService
	CSAT               *CSATService
	Calls              *CallsService
	Campaigns          *CampaignsService
	CannedResponses    *CannedResponsesService
	CapacityPolicies   *CapacityPoliciesService
	CaptainAssistants  *CaptainAssistantsService
	CaptainDocuments   *CaptainDocumentsService
	CaptainPreferences *CaptainPreferencesService
	CaptainResponses   *CaptainResponsesService
	CaptainSuggestions *CaptainSuggestionsService
	CaptainScenarios   *CaptainScenariosService
	CaptainTasks       *CaptainTasksService
	CaptainTools       *CaptainToolsService
	Categories         *CategoriesService
	Companies          *CompaniesService
	Contacts           *ContactsService
	Conversations      *ConversationsService
	CustomAttributes   *CustomAttributesService
	CustomFilters      *CustomFiltersService
	CustomRoles        *CustomRolesService
	DashboardApps      *DashboardAppsService
	DataImports        *DataImportsService
	Inboxes            *InboxesService
	Integrations       *IntegrationsService
	Labels             *LabelsService
	Macros             *MacrosService
	Messages           *MessagesService
	Notifications      *NotificationsService
	Portals            *PortalsService
	Profile            *ProfileService
	Reports            *ReportsService
	SLAPolicies        *SLAPoliciesService
	Search             *SearchService
	Teams              *TeamsService
	Webhooks           *WebhooksService

	baseURL    *url.URL
	accountID  int64
	auth       *auth
	userAgent  string
	logger     *slog.Logger
	maxAnswer  int64
	json       func([]byte, any) error
	strict     bool
	mismatches *reported
	defaults   settings
	downloads  *http.Client
	gates      *gates
	budget     *retryBudget
	limiter    Limiter
	observer   Observer
	dump       *dump
	httpClient *http.Client
	standard   http.RoundTripper // the transport that New has made
	plain      http.RoundTripper // what is below the limits on responses
	network    any               // identifies the transport, see networkOf

	version       *serverVersion
	keys          *keySupport
	cursors       *cursors
	totals        *sync.Map // see mayCountItself
	messages      *onceMemory[Message]
	conversations *onceMemory[Conversation]
}

// New returns a Client for an account and the access token of a user or of an agent bot. The account ID is the number
// in the URL of the application (app.usendoto.com/app/accounts/123). New makes no network call. It returns
// [ErrBadInput] if an argument is invalid.
func New(accountID int64, token string, opts ...Option) (*Client, error) {
	if accountID <= 0 {
		return nil, badInput("the account id must be positive, got %d: it is the number in the URL of the application, .../app/accounts/123", accountID)
	}
	if err := validateToken(token); err != nil {
		return nil, err
	}
	return newClient(accountID, &auth{token: hide(token)}, opts)
}

// newClient returns a Client for an account, or for none if the ID is 0.
func newClient(accountID int64, a *auth, opts []Option) (*Client, error) {
	c := &Client{
		accountID: accountID,
		auth:      a,
		userAgent: userAgent,
		logger:    slog.New(slog.DiscardHandler),
		maxAnswer: defaultMaxAnswer,
		gates:     newGates(),
		budget:    &retryBudget{},
		standard:  newTransport(),

		version:       &serverVersion{},
		keys:          &keySupport{},
		mismatches:    &reported{},
		cursors:       &cursors{},
		totals:        &sync.Map{},
		messages:      &onceMemory[Message]{},
		conversations: &onceMemory[Conversation]{},
	}
	c.httpClient = &http.Client{Transport: c.standard}
	c.defaults.tokenless = a.token == nil
	if err := WithBaseURL(DefaultBaseURL).applyToClient(c); err != nil {
		return nil, err
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, badInput("an option is nil")
		}
		if err := opt.applyToClient(c); err != nil {
			return nil, err
		}
	}
	c.connect()
	c.Account = &AccountService{c}
	c.AgentBots = &AgentBotsService{c}
	c.Agents = &AgentsService{c}
	c.Articles = &ArticlesService{c}
	c.Attachments = &AttachmentsService{c}
	c.AssignmentPolicies = &AssignmentPoliciesService{c}
	c.AuditLog = &AuditLogService{c}
	c.AutomationRules = &AutomationRulesService{c}
	c.CSAT = &CSATService{c}
	c.Campaigns = &CampaignsService{c}
	c.Calls = &CallsService{c}
	c.CaptainAssistants = &CaptainAssistantsService{c}
	c.CaptainDocuments = &CaptainDocumentsService{c}
	c.CaptainPreferences = &CaptainPreferencesService{c}
	c.CaptainResponses = &CaptainResponsesService{c}
	c.CaptainSuggestions = &CaptainSuggestionsService{c}
	c.CaptainScenarios = &CaptainScenariosService{c}
	c.CaptainTasks = &CaptainTasksService{c}
	c.CaptainTools = &CaptainToolsService{c}
	c.CapacityPolicies = &CapacityPoliciesService{c}
	c.CannedResponses = &CannedResponsesService{c}
	c.Categories = &CategoriesService{c}
	c.Companies = &CompaniesService{c}
	c.Contacts = &ContactsService{c}
	c.Conversations = &ConversationsService{c}
	c.CustomAttributes = &CustomAttributesService{c}
	c.CustomFilters = &CustomFiltersService{c}
	c.CustomRoles = &CustomRolesService{c}
	c.DashboardApps = &DashboardAppsService{c}
	c.DataImports = &DataImportsService{c}
	c.Inboxes = &InboxesService{c}
	c.Integrations = &IntegrationsService{c}
	c.Labels = &LabelsService{c}
	c.Macros = &MacrosService{c}
	c.Messages = &MessagesService{c}
	c.Notifications = &NotificationsService{c}
	c.Portals = &PortalsService{c}
	c.Profile = &ProfileService{c}
	c.Reports = &ReportsService{c}
	c.SLAPolicies = &SLAPoliciesService{c}
	c.Search = &SearchService{c}
	c.Teams = &TeamsService{c}
	c.Webhooks = &WebhooksService{c}
	return c, nil
}

// connect builds the chain of a request: gate -> retry -> redirect guard -> bounded body -> network.
func (c *Client) connect() {
	hc := *c.httpClient
	if c.defaults.timeout == 0 {
		c.defaults.timeout = cmp.Or(hc.Timeout, defaultTimeout)
	}
	network := hc.Transport
	c.network = c.networkOf(network)
	if network == nil {
		network = http.DefaultTransport
	}
	network = completeTransport{network}
	c.plain = network
	hc.Transport = &bodyTransport{limit: c.maxAnswer, next: network}
	hc.CheckRedirect = guardRedirect
	hc.Timeout = 0 // each attempt has its own timeout, which a call can change
	c.httpClient = &hc
	c.downloads = newDownloader(network)
}

// NewFromEnv returns a Client that is configured by the environment variables NDOTO_ACCOUNT_ID, NDOTO_API_TOKEN and,
// unless it is for Ndoto Cloud, NDOTO_BASE_URL. Options take precedence over them.
func NewFromEnv(opts ...Option) (*Client, error) {
	account, token := os.Getenv("NDOTO_ACCOUNT_ID"), cmp.Or(tokenAmong(opts), os.Getenv("NDOTO_API_TOKEN"))
	switch {
	case account == "" && token == "":
		return nil, badInput("the environment variables NDOTO_ACCOUNT_ID and NDOTO_API_TOKEN must be set")
	case account == "":
		return nil, badInput("the environment variable NDOTO_ACCOUNT_ID must be set: it is the number in the URL of the application, .../app/accounts/123")
	case token == "":
		return nil, badInput("the environment variable NDOTO_API_TOKEN must be set: find the token in the profile settings of the application")
	}
	id, err := strconv.ParseInt(account, 10, 64)
	if err != nil {
		return nil, badInput("the environment variable NDOTO_ACCOUNT_ID must be a number, got %q", account)
	}
	if base := os.Getenv("NDOTO_BASE_URL"); base != "" {
		opts = append([]Option{WithBaseURL(base)}, opts...)
	}
	return New(id, token, opts...)
}

// tokenAmong returns the token that options give a client, if any.
func tokenAmong(opts []Option) string {
	var s settings
	for _, opt := range opts {
		if opt, ok := opt.(RequestOption); ok {
			_ = opt.applyToCall(&s) // New reports it
		}
	}
	if s.token == nil {
		return ""
	}
	return s.token()
}

// AccountID returns the ID of the account.
func (c *Client) AccountID() int64 { return c.accountID }

// BaseURL returns the URL of the server, without the path of the API.
func (c *Client) BaseURL() string { return c.baseURL.String() }

// String describes the Client without its token.
func (c *Client) String() string {
	return fmt.Sprintf("ndoto.Client(%s, account %d)", c.baseURL.Redacted(), c.accountID)
}

// GoString is String, so that %#v shows no token either.
func (c *Client) GoString() string { return c.String() }

// LogValue is String, for log/slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

func validateToken(token string) error {
	if strings.TrimSpace(token) == "" {
		return badInput("the token is empty: find it in the profile settings of the application")
	}
	if token == redacted {
		return badInput("the token is %s, which is what a Secret prints: convert it with string() before you print or store it", redacted)
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return badInput("the token contains an invalid character, such as a space or a line break")
	}
	return nil
}

// newTransport returns http.DefaultTransport with enough idle connections for many concurrent calls to one host: with
// the default of 2, most calls of a busy client would dial.
func newTransport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConns = 256
	t.MaxIdleConnsPerHost = 128
	return t
}

const (
	defaultTimeout   = 30 * time.Second
	defaultMaxAnswer = 32 << 20
)
