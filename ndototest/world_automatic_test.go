package ndototest_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/ndototest"
)

// TestTemplatesThatFollowMessages is what the server says by itself, a minute after the customer or an agent has
// written something.
func TestTemplatesThatFollowMessages(t *testing.T) {
	t.Parallel()
	const (
		site      = "Channel::WebWidget"
		wednesday = 3
	)
	type settings = map[string]any
	hours := func(opens, closes int) []any {
		return []any{settings{"day_of_week": wednesday, "open_hour": opens, "open_minutes": 0, "close_hour": closes, "close_minutes": 0}}
	}
	closed := func(zone string, hours []any) settings {
		return settings{"working_hours_enabled": true, "out_of_office_message": "We sleep.", "timezone": zone, "working_hours": hours}
	}
	greets := settings{"greeting_enabled": true, "greeting_message": "Welcome!"}
	for _, c := range []struct {
		rule, channel string
		settings      settings
		contact       ndototest.Contact
		said          []string // "customer" or "agent" or "note", at noon, and each a minute after the one before
		want          []string // without what was said
	}{
		{"a greeting follows the first message", "", greets, ndototest.Contact{}, []string{"customer", "customer"}, []string{"Welcome!"}},
		{"who was written to first is not greeted", "", greets, ndototest.Contact{}, []string{"agent", "customer"}, nil},
		{"nor is whom a note is about", "", greets, ndototest.Contact{}, []string{"note", "customer"}, nil},
		{"a closed inbox says so once", "", closed("UTC", hours(13, 17)), ndototest.Contact{}, []string{"customer", "customer"}, []string{"We sleep."}},
		{"and does not greet", "", merge(closed("UTC", hours(13, 17)), greets), ndototest.Contact{}, []string{"customer"}, []string{"We sleep."}},
		{"an open one says nothing", "", closed("UTC", hours(9, 17)), ndototest.Contact{}, []string{"customer"}, nil},
		{"until its last minute begins", "", closed("UTC", hours(9, 12)), ndototest.Contact{}, []string{"customer"}, nil},
		{"and not after it", "", closed("UTC", hours(9, 12)), ndototest.Contact{}, []string{"agent", "wait", "wait", "wait", "wait", "customer"}, []string{"We sleep."}},
		{"hours are those of its time zone", "", closed("America/New_York", hours(8, 17)), ndototest.Contact{}, []string{"customer"}, []string{"We sleep."}},
		{"in which it may be open", "", closed("Africa/Kigali", hours(13, 17)), ndototest.Contact{}, []string{"customer"}, nil},
		{"while an agent writes nobody is told of the hours", "", closed("UTC", hours(13, 17)), ndototest.Contact{}, []string{"agent", "wait", "wait", "wait", "customer"}, nil},
		{"a note is not for the customer", "", closed("UTC", hours(13, 17)), ndototest.Contact{}, []string{"note", "customer"}, []string{"We sleep."}},
		{"a site asks once for an address", site, nil, ndototest.Contact{}, []string{"customer", "customer"}, []string{"Give the team a way to reach you.", "Get notified by email"}},
		{"after it has greeted", site, greets, ndototest.Contact{}, []string{"customer"}, []string{"Welcome!", "Give the team a way to reach you.", "Get notified by email"}},
		{"but not for one that it knows", site, nil, ndototest.Contact{Email: "ada@example.com"}, []string{"customer"}, nil},
		{"nor if it is set not to", site, settings{"enable_email_collect": false}, ndototest.Contact{}, []string{"customer"}, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			now := noon
			srv := ndototest.New(t, ndototest.WithClock(func() time.Time { return now }))
			inbox := srv.AddInbox(ndototest.Inbox{ChannelType: c.channel, Settings: c.settings})
			customer := srv.Simulate(ndototest.Conversation{InboxID: inbox, ContactID: srv.AddContact(c.contact)})
			d := desk{Server: srv, t: t, conversation: customer.ConversationID}
			for _, who := range c.said {
				switch who {
				case "customer":
					customer.Says("said")
				case "agent":
					d.send("POST", "conversations/{c}/messages", `{"content":"said"}`)
				case "note":
					d.send("POST", "conversations/{c}/messages", `{"content":"said","private":true}`)
				}
				now = now.Add(time.Minute)
			}
			var got []string
			for _, m := range srv.Messages(customer.ConversationID) {
				if m.Content != "said" {
					assert.Equal(t, "template", m.Type)
					got = append(got, m.Content)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func merge(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func TestAnAssistantSendsNoTemplates(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	assert.Equal(t, 200, d.send("POST", "captain/assistants", `{"name":"Cap","description":"answers"}`).status)
	for status, want := range map[string]int{"open": 2, "pending": 1} {
		inbox := d.AddInbox(ndototest.Inbox{Settings: map[string]any{"greeting_enabled": true, "greeting_message": "Welcome!"}})
		assert.Equal(t, 200, d.send("POST", "captain/assistants/1/inboxes", `{"inbox":{"inbox_id":`+fmt.Sprint(inbox)+`}}`).status)
		customer := d.Simulate(ndototest.Conversation{InboxID: inbox, Status: status})
		customer.Says("hello")
		assert.Len(t, d.Messages(customer.ConversationID), want, status)
	}
}

// TestSurveys is which conversations are to be rated when they are resolved, and how.
func TestSurveys(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	labeled := func(operator string) object {
		return object{"survey_rules": object{"operator": operator, "values": []any{"vip"}}}
	}
	const asked = "Please rate the conversation"
	for _, c := range []struct {
		rule    string
		dialect ndototest.Dialect
		inbox   ndototest.Inbox
		config  object
		label   string
		silent  bool // whether the customer has not written
		want    []string
		display any
	}{
		{"the text is the server's", 0, ndototest.Inbox{}, nil, "", true, []string{asked}, "emoji"},
		{"or the inbox's", 0, ndototest.Inbox{}, object{"message": "How was it?", "display_type": "star"}, "", false, []string{"How was it?"}, "star"},
		{"with the label that it asks for", 0, ndototest.Inbox{}, labeled("contains"), "vip", false, []string{asked}, "emoji"},
		{"but not with another", 0, ndototest.Inbox{}, labeled("contains"), "trial", false, nil, nil},
		{"without the label that it excludes", 0, ndototest.Inbox{}, labeled("does_not_contain"), "trial", false, []string{asked}, "emoji"},
		{"but not with it", 0, ndototest.Inbox{}, labeled("does_not_contain"), "vip", false, nil, nil},
		{"not to whom nobody may write", 0, ndototest.Inbox{ChannelType: "Channel::Whatsapp"}, nil, "", true, []string{"CSAT survey not sent due to outgoing message restrictions"}, nil},
		{"before 4.13 not to whom has not written", ndototest.Chatwoot42, ndototest.Inbox{}, nil, "", true, nil, nil},
		{"but to whom has", ndototest.Chatwoot42, ndototest.Inbox{}, nil, "", false, []string{asked}, "emoji"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t, ndototest.WithDialect(c.dialect))
			c.inbox.Settings = object{"csat_survey_enabled": true, "csat_config": c.config}
			customer := srv.Simulate(ndototest.Conversation{InboxID: srv.AddInbox(c.inbox), Labels: []string{c.label}})
			if !c.silent {
				customer.Says("hello")
			}
			d := desk{Server: srv, t: t, conversation: customer.ConversationID}
			d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
			var got []string
			for _, m := range srv.Messages(customer.ConversationID) {
				if m.ContentType == "input_csat" {
					assert.Equal(t, c.display, m.ContentAttributes["display_type"])
				}
				if m.Type == "template" || strings.HasPrefix(m.Content, "CSAT") {
					got = append(got, m.Content)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestASurveyIsSentOnce(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	inbox := srv.AddInbox(ndototest.Inbox{Settings: map[string]any{"csat_survey_enabled": true}})
	d := desk{Server: srv, t: t, conversation: srv.AddConversation(ndototest.Conversation{InboxID: inbox})}
	for _, status := range []string{"resolved", "open", "resolved"} {
		d.send("POST", "conversations/{c}/toggle_status", `{"status":"`+status+`"}`)
	}
	var types []string
	for _, m := range srv.Messages(d.conversation) {
		types = append(types, m.Type)
	}
	assert.Equal(t, []string{"activity", "template", "activity", "activity"}, types)
}

// TestAssignmentByTheServer is to members of the inbox who are online, when a conversation is opened or gets a team.
func TestAssignmentByTheServer(t *testing.T) {
	t.Parallel()
	const opens = `{"status":"open"}`
	for _, c := range []struct {
		rule     string
		dialect  ndototest.Dialect
		automata bool   // the inbox assigns
		team     string // the team's automatic assignment, if it has one
		assignee string // before
		want     string // after
	}{
		{"an inbox assigns whoever works there", 0, true, "", "", "member"},
		{"unless it is set not to", 0, false, "", "", ""},
		{"who works there stays assigned", 0, true, "", "offline", "offline"},
		{"and who does not is replaced", 0, true, "", "outsider", "member"},
		{"within the team", 0, true, "true", "", "teammate"},
		{"which may be set not to", 0, true, "false", "", ""},
		{"before 4.16 whatever the team", ndototest.Chatwoot42, true, "false", "", "member"},
		{"a bot makes room", 0, true, "", "bot", "member"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t, ndototest.WithDialect(c.dialect))
			online := func() int64 { return srv.AddAgent(ndototest.Agent{Availability: "online"}) }
			who := map[string]int64{"": 0, "offline": srv.AgentID, "outsider": srv.OutsiderID, "member": online(), "teammate": online()}
			inbox := srv.AddInbox(ndototest.Inbox{MemberIDs: []int64{who["teammate"], who["member"], srv.AgentID}, Settings: map[string]any{"enable_auto_assignment": c.automata}})
			conv := ndototest.Conversation{InboxID: inbox, Status: "pending", AssigneeID: who[c.assignee]}
			if c.assignee == "bot" {
				conv.AssigneeBotID = srv.BotID
			}
			d := desk{Server: srv, t: t}
			if c.team != "" {
				conv.TeamID = srv.AddTeam(ndototest.Team{Name: "night", MemberIDs: []int64{who["teammate"]}})
				assert.Equal(t, 200, d.send("PATCH", "teams/"+fmt.Sprint(conv.TeamID), `{"allow_auto_assign":`+c.team+`}`).status)
			}
			d.conversation = srv.AddConversation(conv)
			d.send("POST", "conversations/{c}/toggle_status", opens)
			after, _ := srv.Conversation(d.conversation)
			assert.Equal(t, []int64{who[c.want], 0}, []int64{after.AssigneeID, after.AssigneeBotID})
		})
	}
	t.Run("a team assigns as it is set, whatever the inbox", func(t *testing.T) {
		t.Parallel()
		for _, allowed := range []bool{true, false} {
			srv := ndototest.New(t)
			member := srv.AddAgent(ndototest.Agent{Availability: "online"})
			inbox := srv.AddInbox(ndototest.Inbox{MemberIDs: []int64{member}, Settings: map[string]any{"enable_auto_assignment": false}})
			team := srv.AddTeam(ndototest.Team{Name: "night", MemberIDs: []int64{member}})
			d := desk{Server: srv, t: t, conversation: srv.AddConversation(ndototest.Conversation{InboxID: inbox})}
			want := member
			if !allowed {
				want = 0
				d.send("PATCH", "teams/"+fmt.Sprint(team), `{"allow_auto_assign":false}`)
			}
			d.send("POST", "conversations/{c}/assignments", `{"team_id":`+fmt.Sprint(team)+`}`)
			after, _ := srv.Conversation(d.conversation)
			assert.Equal(t, want, after.AssigneeID)
		}
	})
}
