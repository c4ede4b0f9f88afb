package ndoto

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sentRequest is a request that was sent.
type sentRequest struct {
	Method, Path, Query, Body string
}

// sent runs a call and returns the requests that it sent.
func sent(t *testing.T, answer string, call func(*Client) error) []sentRequest {
	t.Helper()
	var all []sentRequest
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		var body []byte
		if req.Body != nil {
			body, _ = io.ReadAll(req.Body)
		}
		all = append(all, sentRequest{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, string(body)})
		return respond(req, 200, answer), nil
	})
	require.NoError(t, call(c))
	return all
}

const account = "/prefix/api/v1/accounts/7/"

func TestQueriesOmitUnsetFields(t *testing.T) {
	t.Parallel()
	full := &ListConversationsParams{
		Status: StatusAll, AssigneeType: AssigneeMe, InboxID: 3, TeamID: 4, Labels: []string{"a", "b"}, Query: "x&y", Kind: KindUnattended,
		SourceID: "s", Sort: SortUnread, UpdatedWithin: 90*time.Second + 500*time.Millisecond, Page: 2,
	}
	before := *full
	got := sent(t, `{"data":{"payload":[]},"payload":[],"id":1}`, func(c *Client) error {
		for _, call := range []error{
			err2(c.Conversations.List(t.Context(), full)),
			err2(c.Conversations.List(t.Context(), nil)),
			err2(c.Conversations.List(t.Context(), &ListConversationsParams{})),
			err2(c.Contacts.List(t.Context(), &ListContactsParams{Sort: "-" + ContactsByName, Labels: []string{"vip"}, IncludeContactInboxes: Set(false), Page: 3})),
			err2(c.Contacts.Search(t.Context(), "a b", &ListContactsParams{Page: 2})),
			err2(c.Conversations.Search(t.Context(), "hi", &PageParams{2})),
			err2(c.Messages.List(t.Context(), 5, &ListMessagesParams{Before: 9, WithoutInternal: true})),
			firstOf(c.Messages.All(t.Context(), 5, nil)),
			firstOf(c.Messages.All(t.Context(), 5, &WalkMessagesParams{NewestFirst: true})),
		} {
			require.NoError(t, call)
		}
		return nil
	})
	assert.Equal(t, []sentRequest{
		{"GET", account + "conversations", "assignee_type=me&conversation_type=unattended&inbox_id=3&labels=a%2Cb&page=2&q=x%26y&sort_by=unread&source_id=s&status=all&team_id=4&updated_within=90", ""},
		{"GET", account + "conversations", "", ""},
		{"GET", account + "conversations", "", ""},
		{"GET", account + "contacts", "include_contact_inboxes=false&labels%5B%5D=vip&page=3&sort=-name", ""},
		{"GET", account + "contacts/search", "page=2&q=a+b", ""},
		{"GET", account + "conversations/search", "page=2&q=hi", ""},
		{"GET", account + "conversations/5/messages", "before=9&filter_internal_messages=true", ""},
		{"GET", account + "conversations/5/messages", "before=899999999", ""}, // nothing came: does the server compare IDs or times?
		{"GET", account + "conversations/5/messages", "filter_internal_messages=true", ""},
		{"GET", account + "conversations/5/messages", "after=0", ""},
		{"GET", account + "conversations/5/messages", "", ""},
	}, got)
	assert.Equal(t, before, *full, "the caller's params stay as they are")
}

func TestBodies(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	cases := map[string]struct {
		call func(*Client) error
		want []sentRequest
	}{
		"status":          {func(c *Client) error { return err2(c.Conversations.ToggleStatus(t.Context(), 5, StatusOpen)) }, []sentRequest{{"POST", account + "conversations/5/toggle_status", "", `{"status":"open"}`}}},
		"snooze in epoch": {func(c *Client) error { return err2(c.Conversations.Snooze(t.Context(), 5, at)) }, []sentRequest{{"POST", account + "conversations/5/toggle_status", "", `{"status":"snoozed","snoozed_until":1893553445}`}}},
		"snoozed from the beginning in ISO": {func(c *Client) error {
			return err2(c.Conversations.Create(t.Context(), &CreateConversationParams{InboxID: 1, ContactID: 2, Status: StatusSnoozed, SnoozedUntil: at, Message: &CreateMessageParams{Content: "hi"}}))
		}, []sentRequest{{"POST", account + "conversations", "", `{"inbox_id":1,"contact_id":2,"status":"snoozed","snoozed_until":"2030-01-02T03:04:05Z","message":{"content":"hi","message_type":"outgoing"}}`}}},
		"priority":    {func(c *Client) error { return c.Conversations.SetPriority(t.Context(), 5, PriorityLow) }, []sentRequest{{"POST", account + "conversations/5/toggle_priority", "", `{"priority":"low"}`}}},
		"no priority": {func(c *Client) error { return c.Conversations.SetPriority(t.Context(), 5, "") }, []sentRequest{{"POST", account + "conversations/5/toggle_priority", "", `{"priority":null}`}}},
		"update by null": {func(c *Client) error {
			return err2(c.Conversations.Update(t.Context(), 5, &UpdateConversationParams{Priority: Null[Priority]()}))
		}, []sentRequest{{"PATCH", account + "conversations/5", "", `{"priority":null}`}}},
		"assign both": {func(c *Client) error {
			return err2(c.Conversations.Assign(t.Context(), 5, AssignParams{AgentID: 8, TeamID: 9}))
		}, []sentRequest{{"POST", account + "conversations/5/assignments", "", `{"team_id":9}`}, {"POST", account + "conversations/5/assignments", "", `{"assignee_id":8}`}}},
		"assign a bot": {func(c *Client) error {
			return err2(c.Conversations.Assign(t.Context(), 5, AssignParams{AgentBotID: 8}))
		}, []sentRequest{{"GET", "/prefix/api", "", ""}, {"POST", account + "conversations/5/assignments", "", `{"assignee_id":8,"assignee_type":"AgentBot"}`}}},
		"unassign agent": {func(c *Client) error { return c.Conversations.UnassignAgent(t.Context(), 5) }, []sentRequest{{"POST", account + "conversations/5/assignments", "", `{"assignee_id":null}`}}},
		"unassign team":  {func(c *Client) error { return c.Conversations.UnassignTeam(t.Context(), 5) }, []sentRequest{{"POST", account + "conversations/5/assignments", "", `{"team_id":null}`}}},
		"no labels":      {func(c *Client) error { return err2(c.Conversations.SetLabels(t.Context(), 5, nil)) }, []sentRequest{{"POST", account + "conversations/5/labels", "", `{"labels":[]}`}}},
		"ids as numbers": {func(c *Client) error { return c.Conversations.RemoveParticipants(t.Context(), 5, []int64{1, 2}) }, []sentRequest{{"DELETE", account + "conversations/5/participants", "", `{"user_ids":[1,2]}`}}},
		"no attributes":  {func(c *Client) error { return err2(c.Conversations.SetAttributes(t.Context(), 5, nil)) }, []sentRequest{{"POST", account + "conversations/5/custom_attributes", "", `{"custom_attributes":{}}`}}},
		"private typing": {func(c *Client) error { return c.Conversations.SetTyping(t.Context(), 5, TypingOff, true) }, []sentRequest{{"POST", account + "conversations/5/toggle_typing_status", "", `{"typing_status":"off","is_private":true}`}}},
		"contact": {func(c *Client) error {
			return err2(c.Contacts.Update(t.Context(), 5, &ContactParams{Email: Null[string](), Blocked: Set(false), CustomAttributes: map[string]any{"a": nil}}))
		}, []sentRequest{{"PATCH", account + "contacts/5", "", `{"email":null,"blocked":false,"custom_attributes":{"a":null}}`}}},
		"data import": {func(c *Client) error {
			return err2(c.DataImports.Create(t.Context(), &DataImportParams{AccessToken: "t", Types: []DataImportType{ImportContacts}}))
		}, []sentRequest{{"POST", account + "data_imports", "", `{"source_provider":"intercom","access_token":"t","import_types":["contacts"]}`}}},
		"tool": {func(c *Client) error {
			return err2(c.CaptainTools.Update(t.Context(), 5, &CaptainToolParams{AuthConfig: map[string]Secret{"token": "x"}, Enabled: Set(false)}))
		}, []sentRequest{{"PATCH", account + "captain/custom_tools/5", "", `{"custom_tool":{"auth_config":{"token":"x"},"enabled":false}}`}}},
		"note": {func(c *Client) error { return err2(c.Contacts.CreateNote(t.Context(), 5, "x")) }, []sentRequest{{"POST", account + "contacts/5/notes", "", `{"note":{"content":"x"}}`}}},
		"export by filter": {func(c *Client) error {
			return c.Contacts.Export(t.Context(), &ExportContactsParams{Label: "vip", Filter: Where(FilterCity.Equal("Kigali"))})
		}, []sentRequest{{"POST", account + "contacts/export", "", `{"payload":[{"attribute_key":"city","filter_operator":"equal_to","values":["Kigali"],"query_operator":null}],"label":"vip"}`}}},
		"message": {func(c *Client) error {
			return err2(c.Messages.Create(t.Context(), 5, &CreateMessageParams{
				Content: "Which?", Rich: InputSelect(Choice{"Billing", "b"}, Choice{"Other", "o"}), InReplyTo: 3, ContentAttributes: map[string]any{"k": 1},
				ExternalCreatedAt: at, EchoID: "e", SourceID: "s", CampaignID: 4, AgentBotID: 6, CC: []string{"a@b.c", "d@e.f"}, EmailHTML: "<b>", VoiceMessage: true, RecordedAudio: true,
				Template: &TemplateParams{Name: "t", Language: "de", Params: map[string]any{"1": "x"}},
			}))
		}, []sentRequest{{"POST", account + "conversations/5/messages", "", `{"content":"Which?","message_type":"outgoing","content_type":"input_select","content_attributes":{"in_reply_to":3,"items":[{"title":"Billing","value":"b"},{"title":"Other","value":"o"}],"k":1},"template_params":{"name":"t","language":"de","processed_params":{"1":"x"}},"external_created_at":1893553445,"echo_id":"e","source_id":"s","campaign_id":4,"sender_type":"AgentBot","sender_id":6,"cc_emails":"a@b.c,d@e.f","email_html_content":"\u003cb\u003e","is_voice_message":true,"is_recorded_audio":true}`}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, sent(t, `{"id":1,"payload":{"success":true},"custom_attributes":{}}`, func(client *Client) error {
				err := c.call(client)
				if name == "no labels" { // its response is a list
					return nil
				}
				return err
			}))
		})
	}
}

func TestFilterEncoding(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 2, 3, 23, 0, 0, 0, time.UTC)
	base := Where(FilterStatus.Equal(StatusOpen, StatusPending))
	f := base.And(FilterAssignee.IsNotPresent()).Or(FilterLabels.NotEqual("spam")).And(FilterCreatedAt.After(day)).
		And(FilterLastActivityAt.DaysBefore(3)).And(TextField("plan").Contains("gold").Of(ContactAttribute)).
		And(NumberField("seats").GreaterThan(2.5)).And(BoolField("vip").Is(true)).And(FilterPriority.NotEqual(PriorityLow))
	data, err := json.Marshal(f)
	require.NoError(t, err)
	assert.JSONEq(t, `{"payload":[
		{"attribute_key":"status","filter_operator":"equal_to","values":["open","pending"],"query_operator":"AND"},
		{"attribute_key":"assignee_id","filter_operator":"is_not_present","values":[],"query_operator":"OR"},
		{"attribute_key":"labels","filter_operator":"not_equal_to","values":["spam"],"query_operator":"AND"},
		{"attribute_key":"created_at","filter_operator":"is_greater_than","values":["2026-02-03"],"query_operator":"AND"},
		{"attribute_key":"last_activity_at","filter_operator":"is_less_than","values":["`+time.Now().UTC().AddDate(0, 0, -3).Format(time.DateOnly)+`"],"query_operator":"AND"},
		{"attribute_key":"plan","filter_operator":"contains","values":["gold"],"query_operator":"AND","custom_attribute_type":"contact_attribute"},
		{"attribute_key":"seats","filter_operator":"is_greater_than","values":[2.5],"query_operator":"AND"},
		{"attribute_key":"vip","filter_operator":"equal_to","values":[true],"query_operator":"AND"},
		{"attribute_key":"priority","filter_operator":"not_equal_to","values":["low"],"query_operator":null}]}`, string(data))

	one, err := json.Marshal(base)
	require.NoError(t, err)
	assert.JSONEq(t, `{"payload":[{"attribute_key":"status","filter_operator":"equal_to","values":["open","pending"],"query_operator":null}]}`, string(one), "And and Or left the filter as it was")

	for operator, c := range map[string]Condition{
		"equal_to": FilterPhone.Equal("+4915"), "not_equal_to": FilterPhone.NotEqual("4915"), "contains": FilterPhone.Contains("+4915"),
	} {
		assert.Equal(t, Condition{key: "phone_number", operator: operator, values: []any{"4915"}}, c)
	}
	for operator, c := range map[string]Condition{
		"equal_to": TextField("x").Equal("v"), "not_equal_to": TextField("x").NotEqual("v"), "does_not_contain": TextField("x").NotContains("v"),
		"is_present": RefField[string]("x").IsPresent(), "is_less_than": DateField("x").Before(day),
	} {
		assert.Equal(t, operator, c.operator)
	}
	for operator, c := range map[string]Condition{
		"equal_to": NumberField("x").Equal(1), "not_equal_to": NumberField("x").NotEqual(1), "is_less_than": NumberField("x").LessThan(1),
	} {
		assert.Equal(t, Condition{key: "x", operator: operator, values: []any{1.0}}, c)
	}
}

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	nothingIsSent := func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, errors.New("sent")
	}
	c := newTestClient(t, nothingIsSent)
	var noContext context.Context
	long := strings.Repeat("é", 150_001)
	files := make([]File, 16)
	for i := range files {
		files[i] = File{Name: "a.txt", Reader: strings.NewReader("")}
	}
	message := func(p *CreateMessageParams) error { return err2(c.Messages.Create(t.Context(), 1, p)) }
	contact := func(p *ContactParams) error { return err2(c.Contacts.Create(t.Context(), p)) }
	open := func(p *CreateConversationParams) error { return err2(c.Conversations.Create(t.Context(), p)) }
	cases := []struct {
		err  error
		want string
	}{
		{err2(c.Conversations.Get(t.Context(), -1)), "the conversation id must be positive, got -1"},
		{err2(c.Messages.Update(t.Context(), 1, 0, &UpdateMessageParams{Status: MessageRead})), "the message id must be positive"},
		{err2(c.Messages.Get(t.Context(), 1, 0)), "the message id must be positive"},
		{err2(c.Conversations.ToggleStatus(t.Context(), 1, "closed")), `status must be open, resolved, pending or snoozed, got "closed"`},
		{err2(c.Conversations.ToggleStatus(t.Context(), 1, "")), `status must be open, resolved, pending or snoozed, got ""`},
		{err2(c.Conversations.ToggleStatus(t.Context(), 1, StatusAll)), `status must be open, resolved, pending or snoozed, got "all"`},
		{err2(c.Conversations.Snooze(t.Context(), 1, time.Now())), "only be snoozed until a time in the future"},
		{c.Conversations.SetPriority(t.Context(), 1, "none"), "to clear it, use SetPriority with an empty one"},
		{err2(c.Conversations.Update(t.Context(), 1, nil)), "nothing to update"},
		{err2(c.Conversations.Update(t.Context(), 1, &UpdateConversationParams{})), "nothing to update"},
		{err2(c.Conversations.Update(t.Context(), 1, &UpdateConversationParams{Priority: Set(Priority("none"))})), `priority must be low, medium, high or urgent, got "none"`},
		{c.Conversations.SetTyping(t.Context(), 1, "maybe", false), "typing status"},
		{c.Conversations.SendTranscript(t.Context(), 1, "nobody"), "email address"},
		{err2(c.Conversations.Assign(t.Context(), 1, AssignParams{})), "nobody to assign"},
		{err2(c.Conversations.Assign(t.Context(), 1, AssignParams{AgentID: -1})), "to unassign, use UnassignAgent"},
		{err2(c.Conversations.Assign(t.Context(), 1, AssignParams{AgentID: 1, AgentBotID: 1})), "one assignee"},
		{err2(c.Conversations.SetLabels(t.Context(), 1, []string{"a,b"})), "comma"},
		{err2(c.Conversations.AddLabels(t.Context(), 1, []string{" "})), "a label is empty"},
		{err2(c.Conversations.AddParticipants(t.Context(), 1, nil)), "no user ids given"},
		{err2(c.Conversations.SetParticipants(t.Context(), 1, []int64{0})), "ids must be positive"},
		{err2(c.Conversations.SetAttributes(t.Context(), 1, map[string]any{"n": 9_999_999_999})), "the attribute n is 9999999999"},
		{err2(c.Conversations.SetAttributes(t.Context(), 1, map[string]any{"n": int64(9_999_999_999)})), "the attribute n is 9999999999"},
		{err2(c.Conversations.MergeAttributes(t.Context(), 1, map[string]any{"t": strings.Repeat("x", 1500)})), "attribute t has 1500 characters"},
		{err2(c.Conversations.RemoveAttributes(t.Context(), 1, nil)), "no attribute names"},
		{err2(c.Conversations.List(t.Context(), &ListConversationsParams{Status: "x"})), "open, resolved, pending, snoozed or all"},
		{err2(c.Conversations.List(t.Context(), &ListConversationsParams{Page: -1})), "must not be negative"},
		{err2(c.Conversations.List(t.Context(), &ListConversationsParams{UpdatedWithin: 1})), "at least a second"},
		{err2(c.Conversations.Search(t.Context(), "", nil)), "text to search for is empty"},
		{err2(c.Conversations.Search(t.Context(), "x", &PageParams{-1})), "page must not be negative"},
		{err2(c.Conversations.Filter(t.Context(), Filter{}, nil)), "the filter is empty"},
		{err2(c.Conversations.Filter(t.Context(), Where(Condition{}), nil)), "a condition of the filter is empty"},
		{err2(c.Conversations.Filter(t.Context(), Where(FilterStatus.Equal("shut")), nil)), `status must be open, resolved, pending, snoozed or all, got "shut"`},
		{err2(c.Conversations.Filter(t.Context(), Where(FilterPriority.Equal("none")), nil)), `priority must be low, medium, high or urgent, got "none"`},
		{err2(c.Conversations.Filter(t.Context(), Where(FilterCreatedAt.DaysBefore(-1)), nil)), "DaysBefore"},
		{err2(c.Conversations.Filter(t.Context(), Where(NumberField("x").Equal(math.NaN())), nil)), "cannot be encoded as JSON"},
		{err2(c.Contacts.Filter(t.Context(), Where(FilterEmail.Equal("a@b.c", "d@e.f")), nil)), "join them with Or"},
		{err2(c.Contacts.Filter(t.Context(), Filter{}, nil)), "the filter is empty"},
		{firstOf(c.Contacts.FilterAll(t.Context(), Filter{}, nil)), "the filter is empty"},
		{err2(c.Contacts.Search(t.Context(), "", nil)), "text to search for is empty"},
		{err2(c.Contacts.List(t.Context(), &ListContactsParams{Page: -2})), "page must not be negative"},
		{err2(c.Contacts.FindBySource(t.Context(), 0, "")), "an inbox id and a source id are required"},
		{err2(c.Contacts.Merge(t.Context(), 1, 1)), "two different contacts"},
		{err2(c.Contacts.CreateInbox(t.Context(), 1, 0, nil)), "the inbox id must be positive"},
		{err2(c.Contacts.CreateNote(t.Context(), 1, " ")), "the note is empty"},
		{err2(c.Contacts.RemoveAttributes(t.Context(), 1, nil)), "no attribute names"},
		{c.Contacts.Import(t.Context(), nil), "no Reader"},
		{c.Contacts.Export(t.Context(), &ExportContactsParams{Filter: Where(FilterName.Equal("a", "b"))}), "join them with Or"},
		{err2(c.Messages.List(t.Context(), 1, &ListMessagesParams{After: -1})), "message ids"},
		{firstOf(c.Messages.All(t.Context(), 1, &WalkMessagesParams{After: -1})), "After is a message id"},
		{err2(c.Messages.Translate(t.Context(), 1, 1, "")), "language is empty"},
		{err2(c.Messages.Update(t.Context(), 1, 1, &UpdateMessageParams{Status: "seen"})), "sent, delivered, read and failed"},
		{err2(c.Messages.Update(t.Context(), 1, 1, &UpdateMessageParams{Status: MessageRead, ExternalError: "x"})), "needs the status failed"},
		{message(nil), "params are required"},
		{message(&CreateMessageParams{}), "the message is empty"},
		{message(&CreateMessageParams{Content: long}), "the content has 150001 characters, the limit is 150000"},
		{message(&CreateMessageParams{Attachments: files}), "16 attachments, the limit is 15"},
		{message(&CreateMessageParams{Attachments: []File{{}}}), "attachment 1: the file has no Reader"},
		{message(&CreateMessageParams{Attachments: []File{{Reader: strings.NewReader("")}}}), `"" is not a valid file name`},
		{message(&CreateMessageParams{Attachments: []File{{Name: "a", ContentType: "/", Reader: strings.NewReader("")}}}), "content type"},
		{message(&CreateMessageParams{Attachments: []File{{Name: "a", BlobID: "b"}}}), "not both"},
		{message(&CreateMessageParams{Content: "x", Type: "outbound"}), "message type"},
		{message(&CreateMessageParams{Content: "x", InReplyTo: -1}), "ids must not be negative"},
		{message(&CreateMessageParams{Template: &TemplateParams{}}), "template has no name"},
		{message(&CreateMessageParams{Content: "x", BCC: []string{"y"}}), "email address"},
		{message(&CreateMessageParams{Content: "x", ContentAttributes: map[string]any{"f": func() {}}}), "cannot be encoded as JSON"},
		{message(&CreateMessageParams{Rich: &RichContent{}}), "the rich content is empty"},
		{message(&CreateMessageParams{Rich: InputSelect(Choice{})}), "a choice needs a title and a value"},
		{message(&CreateMessageParams{Rich: Cards(Card{Title: "c"})}), "has no action"},
		{message(&CreateMessageParams{Rich: Cards(NewCard("c", CardAction{}))}), "no text or no type"},
		{message(&CreateMessageParams{Rich: Form(FormField{})}), "a form field needs a name and a type"},
		{message(&CreateMessageParams{Rich: Form(FormField{Name: "n", Type: "select"})}), "no options"},
		{message(&CreateMessageParams{Rich: Articles(Article{})}), "an article needs a title and a link"},
		{contact(nil), "params are required"},
		{contact(&ContactParams{PhoneNumber: Set("015112345")}), "E.164"},
		{contact(&ContactParams{PhoneNumber: Set("+0151")}), "E.164"},
		{contact(&ContactParams{PhoneNumber: Set("+49 151")}), "E.164"},
		{contact(&ContactParams{Email: Set("a@b@c")}), "email address"},
		{contact(&ContactParams{Name: Set(strings.Repeat("n", 256))}), "the name has 256 characters"},
		{contact(&ContactParams{SourceID: "s"}), "needs the id of its inbox"},
		{contact(&ContactParams{Avatar: &File{BlobID: "x"}}), "the avatar needs a Reader"},
		{open(nil), "params are required"},
		{open(&CreateConversationParams{InboxID: 1}), "both required"},
		{open(&CreateConversationParams{InboxID: 1, SourceID: "s"}), "both required"},
		{open(&CreateConversationParams{InboxID: -1, ContactID: 1}), "must not be negative"},
		{open(&CreateConversationParams{InboxID: 1, ContactID: 1, Status: "new"}), `got "new"`},
		{open(&CreateConversationParams{InboxID: 1, ContactID: 1, SnoozedUntil: time.Now()}), "needs StatusSnoozed"},
		{open(&CreateConversationParams{InboxID: 1, ContactID: 1, Message: &CreateMessageParams{Attachments: files[:1]}}), "cannot have attachments"},
		{open(&CreateConversationParams{InboxID: 1, ContactID: 1, Message: &CreateMessageParams{}}), "the message is empty"},
		{open(&CreateConversationParams{InboxID: 1, ContactID: 1, CustomAttributes: map[string]any{"t": strings.Repeat("x", 1500)}}), "attribute t"},
		{c.Do(t.Context(), "OPTIONS", "x", nil, nil), "the method must be"},
		{c.Do(t.Context(), "GET", "", nil, nil), "the path must belong to this server"},
		{c.Do(t.Context(), "GET", "https://evil.example/", nil, nil), "the path must belong to this server"},
		{c.Do(t.Context(), "GET", "//evil.example/", nil, nil), "the path must belong to this server"},
		{c.Do(t.Context(), "GET", "inboxes/../../2/inboxes", nil, nil), `the path segment ".." is malformed or changes the endpoint`},
		{c.Do(t.Context(), "GET", "inboxes/%2e%2E/x", nil, nil), `is malformed or changes the endpoint`},
		{c.Do(t.Context(), "GET", "inboxes/%zz", nil, nil), `is malformed or changes the endpoint`},
		{c.Do(t.Context(), "POST", "inboxes", make(chan int), nil), "cannot be encoded as JSON"},
		{err2(c.Profile.Get(t.Context(), nil)), "an option is nil"},
		{err2(c.Profile.Get(t.Context(), WithTimeout(0))), "the timeout must be positive"},
		{err2(c.Profile.Get(t.Context(), WithToken(""))), "the token is empty"},
		{err2(c.Profile.Get(t.Context(), WithHeader("api_access_token", "x"))), "cannot be set"},
		{err2(c.Profile.Get(t.Context(), WithHeader("Idempotency-Key", "x"))), "cannot be set"},
		{err2(c.Profile.Get(t.Context(), WithHeader("X-A", "b\r\nc: d"))), "line break"},
		{err2(c.Profile.Get(t.Context(), WithRetry(RetryPolicy{MaxAttempts: -1}))), "no value may be negative"},
		{err2(c.Profile.Get(t.Context(), WithResponse(nil))), "the response is nil"},
		{err2(c.Profile.Get(noContext)), "the context is nil"},
	}
	for _, bad := range cases {
		assert.ErrorIs(t, bad.err, ErrBadInput, bad.want)
		assert.ErrorContains(t, bad.err, bad.want)
	}
}

func TestRichContents(t *testing.T) {
	t.Parallel()
	card := NewCard("Shoe", LinkAction("View", "https://x.example"), PostbackAction("Buy", "buy-1"))
	card.Description, card.MediaURL = "Red", "https://x.example/shoe.png"
	for want, rich := range map[string]*RichContent{
		`{"message_type":"outgoing","content_type":"cards","content_attributes":{"items":[{"title":"Shoe","description":"Red","media_url":"https://x.example/shoe.png","actions":[{"text":"View","type":"link","uri":"https://x.example"},{"text":"Buy","type":"postback","payload":"buy-1"}]}]}}`: Cards(card),
		`{"message_type":"outgoing","content_type":"form","content_attributes":{"items":[{"name":"size","type":"select","label":"Size","required":true,"options":[{"label":"Small","value":"s"}]}]}}`:                                                                                              Form(FormField{Name: "size", Type: "select", Label: "Size", Required: true, Options: []FormOption{{"Small", "s"}}}),
		`{"message_type":"outgoing","content_type":"article","content_attributes":{"items":[{"title":"Returns","link":"https://x.example/returns"}]}}`:                                                                                                                                             Articles(Article{Title: "Returns", Link: "https://x.example/returns"}),
		`{"message_type":"outgoing","content_type":"input_email"}`: InputEmail(),
		`{"message_type":"outgoing","content_type":"input_csat"}`:  InputCSAT(),
	} {
		got := sent(t, `{"id":1}`, func(c *Client) error {
			return err2(c.Messages.Create(t.Context(), 1, &CreateMessageParams{Rich: rich}))
		})
		assert.JSONEq(t, want, got[0].Body)
	}
}

func TestNewValidatesInput(t *testing.T) {
	t.Parallel()
	cases := []struct {
		account int64
		token   string
		opts    []Option
		want    string
	}{
		{0, "t", nil, "the account id must be positive, got 0"},
		{-3, "t", nil, "the account id must be positive"},
		{1, "", nil, "the token is empty"},
		{1, " \n", nil, "the token is empty"},
		{1, fmt.Sprint(Secret("abc")), nil, "the token is [secret], which is what a Secret prints"},
		{1, "tok\n", nil, "the token contains an invalid character"},
		{1, "t", []Option{nil}, "an option is nil"},
		{1, "t", []Option{WithBaseURL("")}, "must begin with https://"},
		{1, "t", []Option{WithBaseURL("desk.example")}, "must begin with https://"},
		{1, "t", []Option{WithBaseURL("ftp://desk.example")}, "must begin with https://"},
		{1, "t", []Option{WithBaseURL("https://")}, "names no host"},
		{1, "t", []Option{WithBaseURL("https://desk.example?a=b")}, "must not have a query"},
		{1, "t", []Option{WithBaseURL("https://desk.example#x")}, "must not have a fragment"},
		{1, "t", []Option{WithBaseURL("https://u:p@desk.example")}, "must not carry a user name"},
		{1, "t", []Option{WithBaseURL("https://desk example")}, "does not parse"},
		{1, "t", []Option{WithHTTPClient(nil)}, "the client is nil"},
		{1, "t", []Option{WithTransport(nil)}, "the transport is nil"},
		{1, "t", []Option{WithUserAgent("")}, "cannot be sent"},
		{1, "t", []Option{WithLogger(nil)}, "the logger is nil"},
		{1, "t", []Option{WithTokenHeader("a b")}, "is not the name of a header"},
		{1, "t", []Option{WithMaxResponseSize(0)}, "the size must be positive"},
	}
	for _, c := range cases {
		client, err := New(c.account, c.token, c.opts...)
		assert.Nil(t, client)
		assert.ErrorIs(t, err, ErrBadInput)
		assert.ErrorContains(t, err, c.want)
	}
}

func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		got = req.Header.Clone()
		return respond(req, 200, `{"id":1}`), nil
	}, WithUserAgent("crm/2"), WithHeader("X-Tenant", "a"))
	_, err := c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "x"}, WithHeader("X-Trace", "b"), WithToken("bot-token"))
	require.NoError(t, err)
	assert.Equal(t, http.Header{
		"Accept": {"application/json"}, "Api-Access-Token": {"bot-token"}, "Content-Type": {"application/json"}, "User-Agent": {"crm/2 ndoto-go/" + Version},
		"X-Tenant": {"a"}, "X-Trace": {"b"},
	}, got)
	_, err = c.Profile.Get(t.Context())
	require.NoError(t, err)
	assert.Equal(t, http.Header{
		"Accept": {"application/json"}, "Api-Access-Token": {testToken}, "User-Agent": {"crm/2 ndoto-go/" + Version}, "X-Tenant": {"a"},
	}, got, "a call's options end with it")
}

func TestDo(t *testing.T) {
	t.Parallel()
	var out struct{ ID int64 }
	var resp Response
	got := sent(t, `{"id":3}`, func(c *Client) error {
		require.NoError(t, c.Do(t.Context(), "GET", "inboxes/3?x=1", nil, &out))
		require.NoError(t, c.Do(t.Context(), "GET", `contacts/search?q=Ada "Lovelace" é&u=https://x`, nil, &out))
		require.NoError(t, c.Do(t.Context(), "PATCH", "/api/v2/things/a%2Fb", map[string]int{"n": 1}, nil, WithResponse(&resp)))
		return c.Do(t.Context(), "DELETE", "inboxes/3", nil, nil)
	})
	assert.EqualValues(t, 3, out.ID)
	assert.Equal(t, 200, resp.StatusCode)
	assert.Equal(t, []sentRequest{
		{"GET", account + "inboxes/3", "x=1", ""}, {"GET", account + "contacts/search", "q=Ada%20%22Lovelace%22%20%C3%A9&u=https://x", ""}, {"PATCH", "/prefix/api/v2/things/a%2Fb", "", `{"n":1}`}, {"DELETE", account + "inboxes/3", "", ""},
	}, got)
	c := newTestClient(t, always(200, ""))
	assert.NoError(t, c.Do(context.Background(), "GET", "x", nil, &out), "an empty answer leaves out as it is")
	assert.Error(t, newTestClient(t, always(200, "<")).Do(context.Background(), "GET", "x", nil, &out))
	assert.ErrorIs(t, newTestClient(t, always(500, "")).Do(context.Background(), "POST", "x", nil, &out), ErrAmbiguous)
}

func TestAssignReportsSilentUnassignment(t *testing.T) {
	t.Parallel()
	s := &script{steps: []roundTripper{always(200, `{"id":9,"name":"support"}`), always(200, "null")}}
	a, err := newTestClient(t, s.roundTrip).Conversations.Assign(t.Context(), 1, AssignParams{AgentID: 99, TeamID: 9})
	assert.ErrorIs(t, err, ErrNotFound)
	assert.ErrorContains(t, err, "the account has no agent 99, and the server has unassigned the conversation instead")
	assert.Equal(t, Assignment{Team: &Team{ID: 9, Name: "support"}}, a, "what the first request did is there")
}

func TestQueriesOfReports(t *testing.T) {
	t.Parallel()
	since := time.Unix(1_795_076_031, 0).In(time.FixedZone("", 5*3600+1800))
	params := &ReportParams{Since: since, Until: since.AddDate(0, 0, 7), Scope: ReportInbox, ScopeID: 3, BusinessHours: true, GroupBy: "week"}
	period := &PeriodParams{Since: since, Until: params.Until}
	got := sent(t, `{"payload":[],"meta":{}}`, func(c *Client) error {
		_, err := c.Reports.TrafficCSV(t.Context(), 3)
		assert.ErrorIs(t, err, ErrNotJSON, "it is not a file")
		_, err = c.Reports.ByLabelCSV(t.Context(), period)
		assert.ErrorIs(t, err, ErrNotJSON)
		_, err = c.CSAT.CSV(t.Context(), &CSATParams{Since: since, Until: params.Until, Rating: 1})
		assert.ErrorIs(t, err, ErrNotJSON)
		return err2(c.Reports.Records(t.Context(), MetricReplyTime, since.AddDate(0, 0, 1), params, &PageParams{2}))
	})
	const reports = "/prefix/api/v2/accounts/7/reports/"
	assert.Equal(t, []sentRequest{
		{"GET", reports + "conversation_traffic", "days_before=3&timezone_offset=0", ""},
		{"GET", reports + "labels", "since=1795076031&until=1795680831", ""},
		{"GET", account + "csat_survey_responses/download", "rating=1&since=1795076031&until=1795680831", ""},
		{"GET", reports + "drilldown", "bucket_timestamp=1795162431&business_hours=true&group_by=week&id=3&metric=reply_time&page=2&per_page=100&since=1795076031&timezone_offset=5.5&type=inbox&until=1795680831", ""},
	}, got)
}

func TestBodiesOfCaptain(t *testing.T) {
	t.Parallel()
	got := sent(t, `{"response":"Because.","models":{}}`, func(c *Client) error {
		_, err := c.CaptainPreferences.Update(t.Context(), &CaptainPreferencesParams{Models: map[string]string{"editor": ""}})
		require.NoError(t, err)
		return err2(c.CaptainAssistants.Ask(t.Context(), 5, "Why?", []CaptainTurn{{Role: "user", Content: "Hi"}}))
	})
	assert.Equal(t, []sentRequest{
		{"PATCH", account + "captain/preferences", "", `{"captain_models":{"editor":""}}`},
		{"POST", account + "captain/assistants/5/playground", "", `{"assistant":{"message_content":"Why?","message_history":[{"role":"user","content":"Hi"}]}}`},
	}, got)
}
