package ndoto_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// populated returns a server with one of everything, below a path, and the world for its calls.
func populated(t *testing.T, opts ...ndototest.Option) (*ndototest.Server, ndoto.World) {
	t.Helper()
	srv := ndototest.New(t, append([]ndototest.Option{ndototest.WithBasePath("/desk"), ndototest.WithCaptain(func(task, _ string) string { return task }), ndototest.WithFeatures("data_import", "branded_email_templates", "custom_tools")}, opts...)...)
	contact := srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com", CustomAttributes: map[string]any{"plan": "gold"}})
	other := srv.AddContact(ndototest.Contact{Name: "Ada Other", Email: "other@example.com"})
	conversation := srv.AddConversation(ndototest.Conversation{ContactID: contact, CustomAttributes: map[string]any{"plan": "silver", "order": "A-1"}})
	message := srv.AddMessage(conversation, ndototest.Message{Content: "hello"})
	client := srv.Client()
	_, err := client.Contacts.CreateInbox(t.Context(), contact, srv.InboxID, &ndoto.ContactInboxParams{SourceID: "source-1"})
	require.NoError(t, err)
	note, err := client.Contacts.CreateNote(t.Context(), contact, "first")
	require.NoError(t, err)
	label, err := client.Labels.Create(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("billing")})
	require.NoError(t, err)
	webhook, err := client.Webhooks.Create(t.Context(), &ndoto.WebhookParams{URL: ndoto.Set("https://hooks.example/a")})
	require.NoError(t, err)
	canned, err := client.CannedResponses.Create(t.Context(), &ndoto.CannedResponseParams{ShortCode: ndoto.Set("hi"), Content: ndoto.Set("Hello!")})
	require.NoError(t, err)
	attribute, err := client.CustomAttributes.Create(t.Context(), &ndoto.CustomAttributeParams{
		Key: ndoto.Set("plan"), DisplayName: ndoto.Set("Plan"), DisplayType: ndoto.Set(ndoto.AttributeText), Model: ndoto.Set(ndoto.ContactAttribute),
	})
	require.NoError(t, err)
	_, err = client.CustomFilters.Create(t.Context(), &ndoto.CustomFilterParams{Name: ndoto.Set("open"), Query: ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen))})
	require.NoError(t, err)
	_, err = client.Macros.Create(t.Context(), &ndoto.MacroParams{Name: ndoto.Set("close"), Visibility: ndoto.Set(ndoto.MacroGlobal), Actions: []ndoto.Action{{Name: "resolve_conversation"}}})
	require.NoError(t, err)
	_, err = client.AutomationRules.Create(t.Context(), &ndoto.AutomationRuleParams{
		Name: ndoto.Set("route"), EventName: ndoto.Set("conversation_created"), Actions: []ndoto.Action{{Name: "assign_team", Params: []any{srv.TeamID}}},
		Conditions: ndoto.Where(ndoto.FilterInbox.Equal(srv.InboxID)),
	})
	require.NoError(t, err)
	_, err = client.Conversations.Assign(t.Context(), conversation, ndoto.AssignParams{AgentID: srv.AdminID}, ndoto.WithToken(srv.AgentToken))
	require.NoError(t, err)
	whatsApp := srv.AddInbox(ndototest.Inbox{ChannelType: "Channel::Whatsapp"})
	website := srv.AddInbox(ndototest.Inbox{ChannelType: "Channel::WebWidget"})
	_, err = client.Campaigns.Create(t.Context(), &ndoto.CampaignParams{Title: ndoto.Set("Sale"), Message: ndoto.Set("Half price!"), InboxID: ndoto.Set(website)})
	require.NoError(t, err)
	_, err = client.DashboardApps.Create(t.Context(), &ndoto.DashboardAppParams{
		Title: ndoto.Set("Orders"), Content: []ndoto.DashboardAppContent{{Type: "frame", URL: "https://orders.example"}},
	})
	require.NoError(t, err)
	_, err = client.SLAPolicies.Create(t.Context(), &ndoto.SLAPolicyParams{Name: ndoto.Set("gold")})
	require.NoError(t, err)
	_, err = client.CustomRoles.Create(t.Context(), &ndoto.CustomRoleParams{Name: ndoto.Set("Lead")})
	require.NoError(t, err)
	company, err := client.Companies.Create(t.Context(), &ndoto.CompanyParams{Name: ndoto.Set("Acme"), Domain: ndoto.Set("acme.example")})
	require.NoError(t, err)
	_, err = client.Companies.AddContact(t.Context(), company.ID, contact)
	require.NoError(t, err)
	policy, err := client.AssignmentPolicies.Create(t.Context(), &ndoto.AssignmentPolicyParams{Name: ndoto.Set("All")})
	require.NoError(t, err)
	_, err = client.Inboxes.SetAssignmentPolicy(t.Context(), srv.InboxID, policy.ID)
	require.NoError(t, err)
	capacity, err := client.CapacityPolicies.Create(t.Context(), &ndoto.CapacityPolicyParams{Name: ndoto.Set("Five")})
	require.NoError(t, err)
	_, err = client.CapacityPolicies.AddAgent(t.Context(), capacity.ID, srv.AgentID)
	require.NoError(t, err)
	_, err = client.CapacityPolicies.CreateInboxLimit(t.Context(), capacity.ID, srv.InboxID, 5)
	require.NoError(t, err)
	assistant, err := client.CaptainAssistants.Create(t.Context(), &ndoto.CaptainAssistantParams{Name: ndoto.Set("Cap"), Description: ndoto.Set("Answers")})
	require.NoError(t, err)
	_, err = client.CaptainAssistants.Connect(t.Context(), assistant.ID, srv.InboxID)
	require.NoError(t, err)
	_, err = client.CaptainScenarios.Create(t.Context(), assistant.ID, &ndoto.CaptainScenarioParams{
		Title: ndoto.Set("Refunds"), Description: ndoto.Set("Money back"), Instruction: ndoto.Set("Ask for the order."),
	})
	require.NoError(t, err)
	_, err = client.CaptainTools.Create(t.Context(), &ndoto.CaptainToolParams{Title: ndoto.Set("Order"), EndpointURL: ndoto.Set("https://shop.example/orders")})
	require.NoError(t, err)
	_, err = client.CaptainResponses.Create(t.Context(), &ndoto.CaptainResponseParams{
		Question: ndoto.Set("When?"), Answer: ndoto.Set("Now."), AssistantID: ndoto.Set(assistant.ID),
	})
	require.NoError(t, err)
	srv.AddSuggestion(ndototest.Suggestion{AssistantID: assistant.ID, Question: "How do I pay?", Answer: "By card.", Conversations: []int64{conversation}})
	_, err = client.CaptainDocuments.Create(t.Context(), &ndoto.CaptainDocumentParams{AssistantID: assistant.ID, URL: "https://shop.example"})
	require.NoError(t, err)
	_, err = client.Portals.Create(t.Context(), &ndoto.PortalParams{
		Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs"), CustomDomain: ndoto.Set("help.example.com"),
		Config: ndoto.PortalConfigParams{Locales: []string{"en", "de"}, DefaultLocale: "en"},
	})
	require.NoError(t, err)
	category, err := client.Categories.Create(t.Context(), "docs", &ndoto.CategoryParams{Name: ndoto.Set("Billing"), Slug: ndoto.Set("billing")})
	require.NoError(t, err)
	_, err = client.Articles.Create(t.Context(), "docs", &ndoto.ArticleParams{
		Title: ndoto.Set("Invoices"), Slug: ndoto.Set("invoices"), Content: ndoto.Set("They come by mail."), AuthorID: ndoto.Set(srv.AdminID), CategoryID: ndoto.Set(category.ID),
	})
	require.NoError(t, err)
	_, err = client.Integrations.CreateHook(t.Context(), &ndoto.CreateHookParams{AppID: "dialogflow", InboxID: srv.InboxID, Settings: map[string]any{"project_id": "p", "credentials": map[string]any{}}})
	require.NoError(t, err)
	_, err = client.DataImports.Create(t.Context(), &ndoto.DataImportParams{AccessToken: "token"})
	require.NoError(t, err)
	rated := map[string]any{"csat_survey_response": map[string]any{"rating": 5}}
	srv.AddConversation(ndototest.Conversation{ContactID: other, Status: "resolved", Messages: []ndototest.Message{
		{Type: "template", ContentType: "input_csat", ContentAttributes: map[string]any{"submitted_values": rated}},
	}})
	withFile, err := client.Messages.Create(t.Context(), conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "a.txt", Reader: strings.NewReader("file")}}})
	require.NoError(t, err)
	return srv, ndoto.NewWorld(conversation, message, contact, other, note.ID, srv.InboxID, website, whatsApp, srv.AgentID, srv.TeamID, withFile.Attachments[0].DataURL,
		label.ID, webhook.ID, canned.ID, attribute.ID)
}

// TestEveryMethodOnServer calls each method on a world of its own. One that makes more than one request is in the table
// of requests.
func TestEveryMethodOnServer(t *testing.T) {
	t.Parallel()
	_, w := populated(t)
	inTable := map[string]bool{}
	for _, row := range costs() {
		inTable[row.call] = true
	}
	for name := range ndoto.Calls(w) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, w := populated(t)
			before := len(srv.Requests())
			assert.NoError(t, ndoto.Calls(w)[name](t.Context(), srv.Client()))
			if !inTable[name] {
				assert.Equal(t, 1, len(srv.Requests())-before, "add it to costs() in requests_test.go")
			}
		})
	}
}

// operationsOf returns the operations that a call attempts, as an observer sees them.
type operationsOf struct {
	mu    sync.Mutex
	names []string
}

func (o *operationsOf) StartAttempt(_ context.Context, a ndoto.Attempt) func(ndoto.AttemptResult) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.names = append(o.names, a.Operation)
	return nil
}

// TestPermissionsOfEveryMethod calls each method with the tokens of an agent outside the inbox and of a bot. What
// they may do follows from the operations that the method uses.
func TestPermissionsOfEveryMethod(t *testing.T) {
	t.Parallel()
	infos := ndoto.OperationInfos()
	_, w := populated(t)
	for name := range ndoto.Calls(w) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, w := populated(t)
			call, seen := ndoto.Calls(w)[name], &operationsOf{}
			require.NoError(t, call(t.Context(), srv.Client(ndoto.WithObserver(seen))))
			forAdmins, forBots, forAnybody := false, true, true
			for _, operation := range seen.names {
				if strings.HasSuffix(name, "Once") && !infos[operation].Creates || operation == "Account.ServerInfo" {
					continue // looks, without which a bot sends all the same, and what needs no token
				}
				info, known := infos[operation]
				require.True(t, known, operation)
				forAdmins, forBots = forAdmins || info.ForAdmins, forBots && info.ForBots
				forAnybody = forAnybody && info.ForAnybody
			}

			srv, w = populated(t)
			call = ndoto.Calls(w)[name]
			err := call(t.Context(), srv.Client(), ndoto.WithToken(srv.BotToken))
			if forBots {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, ndoto.ErrBotNotAllowed)
			}
			err = call(t.Context(), srv.Client(), ndoto.WithToken(srv.OutsiderToken))
			if forAdmins {
				assert.ErrorIs(t, err, ndoto.ErrForbidden)
				assert.ErrorContains(t, err, "administrator")
			}
			assert.NotErrorIs(t, err, ndoto.ErrUnauthorized)
			err = call(t.Context(), srv.Client(), ndoto.WithToken("wrong"))
			assert.Equal(t, forAnybody, err == nil, "with no token: %v", err)
		})
	}
}

func TestReplyToConversation(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client := srv.Client()
	created, err := client.Contacts.Create(t.Context(), &ndoto.ContactParams{Name: ndoto.Set("Ada"), Email: ndoto.Set("ADA@Example.com"), InboxID: srv.InboxID})
	require.NoError(t, err)
	assert.Equal(t, "ada@example.com", created.Email)
	assert.Equal(t, srv.InboxID, created.ContactInboxes[0].Inbox.ID)

	conversation, err := client.Conversations.Create(t.Context(), &ndoto.CreateConversationParams{
		InboxID: srv.InboxID, ContactID: created.ID, SourceID: created.ContactInboxes[0].SourceID, Message: &ndoto.CreateMessageParams{Content: "Hello!"},
	})
	require.NoError(t, err)
	assert.Equal(t, ndoto.StatusOpen, conversation.Status)
	assert.Equal(t, "Hello!", conversation.LastNonActivityMessage.Content)
	assert.Equal(t, created.ID, conversation.Customer().ID)

	_, err = client.Conversations.ToggleStatus(t.Context(), conversation.ID, ndoto.StatusResolved)
	require.NoError(t, err)
	srv.AddMessage(conversation.ID, ndototest.Message{Content: "One more thing"})
	conversation, err = client.Conversations.Get(t.Context(), conversation.ID)
	require.NoError(t, err)
	assert.Equal(t, ndoto.StatusOpen, conversation.Status, "a message of the customer opens it again")
	assert.Equal(t, 1, conversation.UnreadCount)

	until := time.Now().Add(48 * time.Hour).Truncate(time.Second)
	change, err := client.Conversations.Snooze(t.Context(), conversation.ID, until)
	require.NoError(t, err)
	assert.Equal(t, &ndoto.StatusChange{Success: true, ConversationID: conversation.ID, CurrentStatus: ndoto.StatusSnoozed, SnoozedUntil: ndoto.Time{Time: until.UTC()}}, change)
}

func TestDuplicatesAreConflicts(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	srv.AddContact(ndototest.Contact{Email: "ada@example.com", PhoneNumber: "+4915", Identifier: "crm-1"})
	_, err := srv.Client().Contacts.Create(t.Context(), &ndoto.ContactParams{Email: ndoto.Set("Ada@example.com"), PhoneNumber: ndoto.Set("+4915")})
	var e *ndoto.Error
	require.ErrorAs(t, err, &e)
	assert.ErrorIs(t, err, ndoto.ErrConflict)
	assert.Equal(t, []string{"email", "phone_number"}, e.Attributes)
}

func TestAddLabelsKeepsExistingOnes(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Labels: []string{"vip"}})
	c := srv.Client().Conversations
	labels, err := c.AddLabels(t.Context(), id, []string{"billing", "VIP"})
	require.NoError(t, err)
	assert.Equal(t, []string{"vip", "billing"}, labels)
	writes := len(srv.Requests())
	labels, err = c.AddLabels(t.Context(), id, []string{"billing"})
	require.NoError(t, err)
	assert.Equal(t, []string{"vip", "billing"}, labels)
	assert.Len(t, srv.Requests(), writes+1, "nothing to change is not written")
	labels, err = c.RemoveLabels(t.Context(), id, []string{"Vip", "unknown"})
	require.NoError(t, err)
	assert.Equal(t, []string{"billing"}, labels)
	labels, err = c.SetLabels(t.Context(), id, nil)
	require.NoError(t, err)
	assert.Empty(t, labels)
}

func TestAttributesAreMergedOnBothDialects(t *testing.T) {
	t.Parallel()
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot42, ndototest.Chatwoot416} {
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		id := srv.AddConversation(ndototest.Conversation{CustomAttributes: map[string]any{"plan": "silver", "deep": map[string]any{"x": 1}}})
		attributes, err := srv.Client().Conversations.MergeAttributes(t.Context(), id, map[string]any{"plan": "gold"})
		require.NoError(t, err)
		assert.JSONEq(t, `{"plan":"gold","deep":{"x":1}}`, attributes.String())
		_, err = srv.Client().Conversations.RemoveAttributes(t.Context(), id, []string{"deep"})
		require.NoError(t, err)
		stored, _ := srv.Conversation(id)
		assert.Equal(t, map[string]any{"plan": "gold"}, stored.CustomAttributes)
	}
}

func TestAssignTeamAndAgent(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	c := srv.Client().Conversations
	a, err := c.Assign(t.Context(), id, ndoto.AssignParams{TeamID: srv.TeamID, AgentID: srv.AdminID})
	require.NoError(t, err)
	assert.Equal(t, "support", a.Team.Name)
	assert.Equal(t, "Amara Admin", a.Assignee.Name)
	got, _ := srv.Conversation(id)
	assert.Equal(t, []int64{srv.TeamID, srv.AdminID}, []int64{got.TeamID, got.AssigneeID}, "the team is assigned first, so that it does not take the agent away")
	require.NoError(t, c.UnassignAgent(t.Context(), id))
	got, _ = srv.Conversation(id)
	assert.Equal(t, []int64{srv.TeamID, 0}, []int64{got.TeamID, got.AssigneeID})
	require.NoError(t, c.UnassignTeam(t.Context(), id))
	got, _ = srv.Conversation(id)
	assert.Zero(t, got.TeamID)
	a, err = c.Assign(t.Context(), id, ndoto.AssignParams{AgentBotID: srv.BotID})
	require.NoError(t, err)
	assert.Equal(t, "webhook", a.Assignee.BotType)
}

func TestIterateOverConversationsWhileResolving(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	for range 110 {
		srv.AddConversation(ndototest.Conversation{})
	}
	client := srv.Client()
	n := 0
	for conversation, err := range client.Conversations.All(t.Context(), &ndoto.ListConversationsParams{Status: ndoto.StatusOpen}) {
		require.NoError(t, err)
		_, err = client.Conversations.ToggleStatus(t.Context(), conversation.ID, ndoto.StatusResolved)
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 110, n)
	counts, err := client.Conversations.Counts(t.Context(), nil)
	require.NoError(t, err)
	assert.Zero(t, counts.All)
}

func TestIterateOverMessagesBothWays(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	var want []int64
	for i := range 230 {
		want = append(want, srv.AddMessage(id, ndototest.Message{Content: fmt.Sprint(i), Private: i%10 == 0, Type: "outgoing"}))
	}
	ids := func(p *ndoto.WalkMessagesParams) (got []int64, calls int) {
		before := len(srv.Requests())
		for m, err := range srv.Client().Messages.All(t.Context(), id, p) {
			require.NoError(t, err)
			got = append(got, m.ID)
		}
		return got, len(srv.Requests()) - before
	}
	got, calls := ids(nil)
	assert.Equal(t, want, got)
	assert.Equal(t, 3, calls, "100, the rest by their ids, and nothing after them")
	got, _ = ids(&ndoto.WalkMessagesParams{NewestFirst: true})
	for i, id := range got {
		assert.Equal(t, want[len(want)-1-i], id)
	}
	assert.Len(t, got, 230)
	got, _ = ids(&ndoto.WalkMessagesParams{After: want[199]})
	assert.Equal(t, want[200:], got)
	got, _ = ids(&ndoto.WalkMessagesParams{NewestFirst: true, After: want[199]})
	assert.Len(t, got, 30)
	got, _ = ids(&ndoto.WalkMessagesParams{WithoutInternal: true})
	assert.Len(t, got, 207)

	m, err := srv.Client().Messages.Get(t.Context(), id, want[5])
	require.NoError(t, err)
	assert.Equal(t, "5", m.Content)
	_, err = srv.Client().Messages.Get(t.Context(), id, 99999)
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
}

func TestIterateOverContactsAndAttachments(t *testing.T) {
	t.Parallel()
	for dialect, found := range map[ndototest.Dialect]int{ndototest.Chatwoot42: 40, ndototest.Chatwoot416: 41} { // which also finds who is unreachable
		srv := ndototest.New(t, ndototest.WithDialect(dialect))
		client := srv.Client()
		for i := range 40 {
			srv.AddContact(ndototest.Contact{Name: "Ada", Identifier: fmt.Sprint(i), Online: i%2 == 0})
		}
		srv.AddContact(ndototest.Contact{Name: "Ada, unreachable"})
		count := func(seq func(func(*ndoto.Contact, error) bool)) (n int) {
			for _, err := range seq {
				require.NoError(t, err)
				n++
			}
			return n
		}
		assert.Equal(t, 40, count(client.Contacts.All(t.Context(), nil)))
		assert.Equal(t, 20, count(client.Contacts.AllActive(t.Context())))
		assert.Equal(t, found, count(client.Contacts.SearchAll(t.Context(), "ada", nil)))
		assert.Equal(t, 1, count(client.Contacts.FilterAll(t.Context(), ndoto.Where(ndoto.FilterIdentifier.Equal("7")), nil)))

		id := srv.AddConversation(ndototest.Conversation{})
		for i := range 3 {
			_, err := client.Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Attachments: []ndoto.File{
				{Name: fmt.Sprintf("%d.txt", i), Reader: strings.NewReader("same")}, {Name: "b.txt", Reader: strings.NewReader("same")},
			}})
			require.NoError(t, err)
		}
		n := 0
		for a, err := range client.Conversations.AllAttachments(t.Context(), id) {
			require.NoError(t, err)
			assert.EqualValues(t, 4, a.FileSize)
			n++
		}
		assert.Equal(t, 6, n)
	}
}

func TestFilterAndSearchOnServer(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client := srv.Client()
	first := srv.AddConversation(ndototest.Conversation{Status: "pending", Priority: "high", Labels: []string{"billing"}})
	second := srv.AddConversation(ndototest.Conversation{Status: "resolved", AssigneeID: srv.AgentID})
	srv.AddConversation(ndototest.Conversation{})
	srv.AddMessage(first, ndototest.Message{Content: "Where is my order?"})
	for want, f := range map[int64]ndoto.Filter{
		first:  ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusPending)).And(ndoto.FilterLabels.Equal("billing")).And(ndoto.FilterPriority.NotEqual(ndoto.PriorityLow)),
		second: ndoto.Where(ndoto.FilterAssignee.IsPresent()).Or(ndoto.FilterStatus.Equal(ndoto.StatusSnoozed)),
	} {
		page, err := client.Conversations.Filter(t.Context(), f, nil)
		require.NoError(t, err)
		require.Len(t, page.Conversations, 1)
		assert.Equal(t, want, page.Conversations[0].ID)
		assert.Equal(t, 1, page.Total)
		assert.Equal(t, 1, page.Page)
	}
	found, err := client.Conversations.Search(t.Context(), "ORDER", nil)
	require.NoError(t, err)
	require.Len(t, found.Conversations, 1)
	assert.Equal(t, "Where is my order?", found.Conversations[0].Messages[0].Content)
	assert.Equal(t, ndoto.MessageIncoming, found.Conversations[0].Messages[0].MessageType)
	_, err = client.Conversations.Filter(t.Context(), ndoto.Where(ndoto.RefField[string]("created_at").IsPresent()), nil)
	assert.ErrorIs(t, err, ndoto.ErrValidation)

	page, err := client.Conversations.List(t.Context(), &ndoto.ListConversationsParams{Status: ndoto.StatusAll, AssigneeType: ndoto.AssigneeAssigned})
	require.NoError(t, err)
	assert.Equal(t, 1, page.Total)
	assert.Equal(t, 3, page.Counts.All)
	assert.Equal(t, second, page.Conversations[0].ID)
	_, err = client.Conversations.List(t.Context(), &ndoto.ListConversationsParams{TeamID: 99})
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
}

func TestTranslateReadsExistingTranslation(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	_, err := srv.Client().Integrations.CreateHook(t.Context(), &ndoto.CreateHookParams{AppID: "google_translate", Settings: map[string]any{"project_id": "p", "credentials": map[string]any{}}})
	require.NoError(t, err)
	id := srv.AddConversation(ndototest.Conversation{})
	m := srv.AddMessage(id, ndototest.Message{Content: "hello"})
	for range 2 {
		text, err := srv.Client().Messages.Translate(t.Context(), id, m, "de")
		require.NoError(t, err)
		assert.Equal(t, "[de] hello", text)
	}
}

func TestImportedMessagesKeepTheirTime(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	at := time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC)
	m, err := srv.Client().Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Content: "old", ExternalCreatedAt: at, EchoID: "e-1"})
	require.NoError(t, err)
	assert.Equal(t, at, m.EffectiveTime())
	assert.EqualValues(t, "e-1", m.EchoID)
	assert.Equal(t, m.CreatedAt.Time, (&ndoto.Message{CreatedAt: m.CreatedAt}).EffectiveTime())
}

func TestServerRateLimitsAreRecognized(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithRateLimits())
	client := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	var err error
	for range 61 {
		if _, err = client.Conversations.Counts(t.Context(), nil); err != nil {
			break
		}
	}
	var e *ndoto.Error
	require.ErrorAs(t, err, &e)
	assert.ErrorIs(t, err, ndoto.ErrRateLimited)
	assert.LessOrEqual(t, e.RetryAfter, time.Minute)
	assert.Positive(t, e.RetryAfter)
}

func TestInjectedFailures(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 2, Status: http.StatusBadGateway, ContentType: "text/html", Body: "<title>502 Bad Gateway</title>"}))
	_, err := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1})).Profile.Get(t.Context())
	require.NoError(t, err)
	assert.Len(t, srv.Requests(), 3)
	assert.NotContains(t, fmt.Sprint(srv.Requests()), srv.AdminToken)
}

func TestNewFromEnv(t *testing.T) {
	srv := ndototest.New(t)
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_ACCOUNT_ID", "1")
	t.Setenv("NDOTO_API_TOKEN", srv.AgentToken)
	client, err := ndoto.NewFromEnv()
	require.NoError(t, err)
	me, err := client.Profile.Get(context.Background())
	require.NoError(t, err)
	assert.Equal(t, "Bo Agent", me.Name)
	assert.Equal(t, int64(1), client.AccountID())
	assert.Equal(t, srv.URL, client.BaseURL())
	t.Setenv("NDOTO_API_TOKEN", "")
	client, err = ndoto.NewFromEnv(ndoto.WithToken(srv.AdminToken))
	require.NoError(t, err)
	me, err = client.Profile.Get(context.Background())
	require.NoError(t, err)
	assert.Equal(t, "Amara Admin", me.Name, "an option takes precedence")
	t.Setenv("NDOTO_API_TOKEN", srv.AgentToken)
	t.Setenv("NDOTO_ACCOUNT_ID", "one")
	_, err = ndoto.NewFromEnv()
	assert.ErrorContains(t, err, "NDOTO_ACCOUNT_ID must be a number")
	for _, unset := range []struct{ account, token, want string }{
		{"1", "", "the environment variable NDOTO_API_TOKEN must be set: find the token in"},
		{"", srv.AgentToken, "the environment variable NDOTO_ACCOUNT_ID must be set: it is the number in"},
		{"", "", "the environment variables NDOTO_ACCOUNT_ID and NDOTO_API_TOKEN must be set"},
	} {
		t.Setenv("NDOTO_ACCOUNT_ID", unset.account)
		t.Setenv("NDOTO_API_TOKEN", unset.token)
		_, err = ndoto.NewFromEnv()
		assert.ErrorIs(t, err, ndoto.ErrBadInput)
		assert.ErrorContains(t, err, unset.want)
	}
}

func TestConversationsByLabel(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	vip := srv.AddConversation(ndototest.Conversation{Labels: []string{"vip"}})
	billing := srv.AddConversation(ndototest.Conversation{Labels: []string{"billing", "late"}})
	srv.AddConversation(ndototest.Conversation{Labels: []string{"late"}})
	srv.AddConversation(ndototest.Conversation{})
	page, err := srv.Client().Conversations.List(t.Context(), &ndoto.ListConversationsParams{Labels: []string{"vip", "billing"}, Sort: ndoto.SortCreatedAsc})
	require.NoError(t, err)
	var got []int64
	for _, c := range page.Conversations {
		got = append(got, c.ID)
	}
	assert.Equal(t, []int64{vip, billing}, got)
}
