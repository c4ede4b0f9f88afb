package ndoto_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestEnsureTwiceChangesNothing runs each Ensure twice and concurrently, with and without network failures.
func TestEnsureTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	type ensure func(c *ndoto.Client, contact, inbox int64) (id int64, created bool, err error)
	cases := map[string]ensure{
		"label": func(c *ndoto.Client, _, _ int64) (int64, bool, error) {
			l, created, err := c.Labels.Ensure(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("VIP"), Color: ndoto.Set("#00ff00")})
			if err != nil {
				return 0, false, err
			}
			return l.ID, created, nil
		},
		"team": func(c *ndoto.Client, _, _ int64) (int64, bool, error) {
			v, created, err := c.Teams.Ensure(t.Context(), &ndoto.TeamParams{Name: ndoto.Set("Billing")})
			if err != nil {
				return 0, false, err
			}
			return v.ID, created, nil
		},
		"webhook": func(c *ndoto.Client, _, _ int64) (int64, bool, error) {
			v, created, err := c.Webhooks.Ensure(t.Context(), &ndoto.WebhookParams{URL: ndoto.Set("https://hooks.example/a"), Subscriptions: []ndoto.Event{ndoto.EventMessageCreated}})
			if err != nil {
				return 0, false, err
			}
			return v.ID, created, nil
		},
		"inbox": func(c *ndoto.Client, _, _ int64) (int64, bool, error) {
			v, created, err := c.Inboxes.Ensure(t.Context(), "Bridge", ndoto.APIChannel{WebhookURL: "https://bridge.example"}, nil)
			if err != nil {
				return 0, false, err
			}
			return v.ID, created, nil
		},
		"conversation": func(c *ndoto.Client, contact, inbox int64) (int64, bool, error) {
			v, created, err := c.Conversations.Ensure(t.Context(), &ndoto.CreateConversationParams{InboxID: inbox, ContactID: contact}, ndoto.ReuseOpen)
			if err != nil {
				return 0, false, err
			}
			return v.ID, created, nil
		},
	}
	for name, call := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, faults := range [][]fault{nil, {lostBefore}, {lostAfter}, {statusAfter(500, "")}} {
				srv := ndototest.New(t)
				contact := srv.AddContact(ndototest.Contact{})
				client, _ := faultyClient(t, srv, faults...)
				var calls sync.WaitGroup
				var mu sync.Mutex
				ids, created := map[int64]bool{}, 0
				for range 12 {
					calls.Go(func() {
						id, isNew, err := call(client, contact, srv.InboxID)
						assert.NoError(t, err)
						mu.Lock()
						defer mu.Unlock()
						ids[id] = true
						if isNew {
							created++
						}
					})
				}
				calls.Wait()
				assert.Equal(t, []int{1, 1}, []int{len(ids), created})
				writes := 0
				for _, r := range srv.Requests() {
					if r.Method != "GET" && len(faults) == 0 {
						writes++
					}
				}
				assert.LessOrEqual(t, writes, 1, "the other calls write nothing")
			}
		})
	}
}

func TestEnsureWebhookSetsEvents(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	params := &ndoto.WebhookParams{URL: ndoto.Set("https://hooks.example/a")}
	w, created, err := c.Webhooks.Ensure(t.Context(), params)
	require.NoError(t, err)
	assert.True(t, created)
	assert.Len(t, w.Subscriptions, 8)
	params.Subscriptions = []ndoto.Event{ndoto.EventMessageCreated, ndoto.EventContactUpdated}
	w, created, err = c.Webhooks.Ensure(t.Context(), params)
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, params.Subscriptions, w.Subscriptions)
	assert.NotEmpty(t, string(w.Secret))
}

func TestEnsureConversationByPolicy(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	contact := srv.AddContact(ndototest.Contact{})
	resolved := srv.AddConversation(ndototest.Conversation{ContactID: contact, Status: "resolved"})
	params := &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact, Message: &ndoto.CreateMessageParams{Content: "hi"}}
	latest, created, err := c.Conversations.Ensure(t.Context(), params, ndoto.ReopenLatest)
	require.NoError(t, err)
	assert.Equal(t, resolved, latest.ID)
	assert.Equal(t, ndoto.StatusOpen, latest.Status)
	assert.False(t, created)
	_, err = c.Conversations.ToggleStatus(t.Context(), resolved, ndoto.StatusResolved)
	require.NoError(t, err)
	fresh, created, err := c.Conversations.Ensure(t.Context(), params, ndoto.ReuseOpen)
	require.NoError(t, err)
	assert.True(t, created && fresh.ID != resolved)
	assert.Len(t, srv.Messages(fresh.ID), 1)
}

func TestTeamAndInboxMembers(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	ids := func(list []ndoto.Agent, err error) (ids []int64) {
		require.NoError(t, err)
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		return ids
	}
	assert.Equal(t, []int64{srv.AdminID}, ids(c.Teams.AddMembers(t.Context(), srv.TeamID, []int64{srv.AgentID, srv.AdminID})), "only those who were not in it")
	require.NoError(t, c.Teams.RemoveMembers(t.Context(), srv.TeamID, []int64{srv.AgentID}))
	assert.Equal(t, []int64{srv.AdminID}, ids(c.Teams.Members(t.Context(), srv.TeamID)))
	assert.Equal(t, []int64{srv.OutsiderID}, ids(c.Teams.SetMembers(t.Context(), srv.TeamID, []int64{srv.OutsiderID})))
	_, err := c.Teams.AddMembers(t.Context(), srv.TeamID, []int64{999})
	assert.ErrorIs(t, err, ndoto.ErrForbidden)
	assert.ErrorContains(t, err, "Invalid User IDs")

	assert.Equal(t, []int64{srv.AdminID, srv.AgentID, srv.OutsiderID}, ids(c.Inboxes.AddMembers(t.Context(), srv.InboxID, []int64{srv.OutsiderID})), "all who are in it")
	require.NoError(t, c.Inboxes.RemoveMembers(t.Context(), srv.InboxID, []int64{srv.AgentID}))
	assert.Equal(t, []int64{srv.AdminID, srv.OutsiderID}, ids(c.Inboxes.Members(t.Context(), srv.InboxID)))
	assert.Equal(t, []int64{srv.AgentID}, ids(c.Inboxes.SetMembers(t.Context(), srv.InboxID, []int64{srv.AgentID})))
	assert.Equal(t, []int64{srv.AdminID, srv.AgentID}, ids(c.Inboxes.AssignableAgents(t.Context(), []int64{srv.InboxID})))
}

func TestInboxForEveryChannel(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	for want, channel := range map[string]ndoto.Channel{
		"Channel::Api": ndoto.APIChannel{WebhookURL: "https://bridge.example"}, "Channel::WebWidget": ndoto.WebWidgetChannel{WebsiteURL: "https://shop.example"},
		"Channel::Email":    ndoto.EmailChannel{Email: "help@example.com", Settings: map[string]any{"imap_enabled": true}},
		"Channel::Line":     ndoto.LineChannel{ChannelID: "1", ChannelSecret: "2", ChannelToken: "3"},
		"Channel::Telegram": ndoto.TelegramChannel{BotToken: "4"}, "Channel::Whatsapp": ndoto.WhatsAppChannel{PhoneNumber: "+250788123456"},
		"Channel::Sms": ndoto.SMSChannel{PhoneNumber: "+250788123457"},
	} {
		in, err := c.Inboxes.Create(t.Context(), "x", channel, &ndoto.InboxParams{GreetingEnabled: ndoto.Set(true), GreetingMessage: ndoto.Set("Hello")})
		require.NoError(t, err)
		assert.Equal(t, want, in.ChannelType)
		assert.Equal(t, "x", in.Name)
		assert.Equal(t, "Hello", in.GreetingMessage)
		if want == "Channel::Email" {
			assert.True(t, in.IMAPEnabled)
		}
	}
	in, err := c.Inboxes.Update(t.Context(), srv.InboxID, &ndoto.UpdateInboxParams{
		InboxParams: ndoto.InboxParams{WorkingHoursEnabled: ndoto.Set(true), WorkingHours: []ndoto.WorkingHours{{DayOfWeek: 1, OpenHour: 9, CloseHour: 17}}},
		Channel:     map[string]any{"webhook_url": "https://new.example"},
	})
	require.NoError(t, err)
	assert.Equal(t, "https://new.example", in.WebhookURL)
	assert.Equal(t, 9, in.WorkingHours[1].OpenHour)
	in, err = c.Inboxes.Update(t.Context(), srv.InboxID, &ndoto.UpdateInboxParams{Avatar: &ndoto.File{Name: "me.png", Reader: strings.NewReader("\x89PNG\r\n\x1a\n")}})
	require.NoError(t, err)
	assert.Contains(t, in.AvatarURL, "me.png")
	old := in.Secret
	in, err = c.Inboxes.ResetSecret(t.Context(), srv.InboxID)
	require.NoError(t, err)
	assert.NotEqual(t, old, in.Secret)

	require.NoError(t, c.Inboxes.SetAgentBot(t.Context(), srv.InboxID, srv.BotID))
	bot, err := c.Inboxes.AgentBot(t.Context(), srv.InboxID)
	require.NoError(t, err)
	assert.Equal(t, srv.BotID, bot.ID)
	require.NoError(t, c.Inboxes.UnsetAgentBot(t.Context(), srv.InboxID))
	bot, err = c.Inboxes.AgentBot(t.Context(), srv.InboxID)
	require.NoError(t, err)
	assert.Nil(t, bot)
	_, err = c.Inboxes.Get(t.Context(), srv.InboxID, ndoto.WithToken(srv.OutsiderToken))
	assert.ErrorIs(t, err, ndoto.ErrForbidden)
}

func TestResetTokens(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	me, err := c.Profile.ResetAccessToken(t.Context())
	require.NoError(t, err)
	_, err = c.Profile.Get(t.Context())
	assert.ErrorIs(t, err, ndoto.ErrInvalidToken, "the old one dies at once")
	me, err = c.Profile.Get(t.Context(), ndoto.WithToken(string(me.AccessToken)))
	require.NoError(t, err)
	assert.Equal(t, srv.AdminID, me.ID)
}

func TestAccountRecords(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	_, err := c.Labels.Create(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("vip")})
	require.NoError(t, err)
	_, err = c.Labels.Create(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("VIP")})
	assert.ErrorIs(t, err, ndoto.ErrConflict)
	for _, code := range []string{"hi", "bye"} {
		_, err = c.CannedResponses.Create(t.Context(), &ndoto.CannedResponseParams{ShortCode: ndoto.Set(code), Content: ndoto.Set("Well, " + code)})
		require.NoError(t, err)
	}
	found, err := c.CannedResponses.List(t.Context(), "BYE")
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.False(t, found[0].CreatedAt.IsZero())
	all, err := c.CannedResponses.List(t.Context(), "")
	require.NoError(t, err)
	assert.Len(t, all, 2)
	me, err := c.Profile.Update(t.Context(), &ndoto.UpdateProfileParams{DisplayName: ndoto.Set("A."), Avatar: &ndoto.File{Name: "me.png", Reader: strings.NewReader("x")}})
	require.NoError(t, err)
	assert.Equal(t, "A.", me.DisplayName)
	assert.Contains(t, me.AvatarURL, "me.png")
	_, err = c.Profile.Update(t.Context(), &ndoto.UpdateProfileParams{Password: "new", CurrentPassword: "wrong"})
	assert.ErrorIs(t, err, ndoto.ErrValidation)
	a, err := c.Account.Update(t.Context(), &ndoto.AccountParams{AutoResolveAfter: ndoto.Set(60)})
	require.NoError(t, err)
	assert.EqualValues(t, 60, a.Settings.Int("auto_resolve_after"))
}

func TestBadInputForAccountIsRefused(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	second := func(_ any, err error) error { return err }
	third := func(_ any, _ bool, err error) error { return err }
	for want, err := range map[string]error{
		"a team needs a Name":                                             second(c.Teams.Create(t.Context(), &ndoto.TeamParams{Description: ndoto.Set("x")})),
		"name of the team is empty":                                       second(c.Teams.Update(t.Context(), 1, &ndoto.TeamParams{Name: ndoto.Set(" ")})),
		"the params are required":                                         second(c.Teams.Update(t.Context(), 1, nil)),
		"no user ids given":                                               c.Teams.RemoveMembers(t.Context(), 1, nil),
		"the team id must be positive":                                    c.Teams.Delete(t.Context(), 0),
		"the email address \"x\"":                                         second(c.Agents.Create(t.Context(), &ndoto.CreateAgentParams{Email: "x"})),
		"role must be agent or administrator, got \"boss\"":               second(c.Agents.Create(t.Context(), &ndoto.CreateAgentParams{Email: "a@b.c", Role: "boss"})),
		"availability must be online, busy or offline, got \"away\"":      second(c.Agents.Update(t.Context(), 1, &ndoto.UpdateAgentParams{Availability: ndoto.Set(ndoto.Availability("away"))})),
		"no email addresses given":                                        c.Agents.Invite(t.Context(), nil),
		"email address \"y\"":                                             c.Agents.Invite(t.Context(), []string{"a@b.c", "y"}),
		"the title of the label \"a b\"":                                  second(c.Labels.Create(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("a b")})),
		"the color \"red\"":                                               second(c.Labels.Create(t.Context(), &ndoto.LabelParams{Title: ndoto.Set("ab"), Color: ndoto.Set("red")})),
		"a label needs a Title":                                           third(c.Labels.Ensure(t.Context(), &ndoto.LabelParams{Color: ndoto.Set("#ffffff")})),
		"a webhook needs a URL":                                           third(c.Webhooks.Ensure(t.Context(), &ndoto.WebhookParams{})),
		"must begin with https://":                                        second(c.Webhooks.Create(t.Context(), &ndoto.WebhookParams{URL: ndoto.Set("x")})),
		"the event \"x\"":                                                 second(c.Webhooks.Update(t.Context(), 1, &ndoto.WebhookParams{Subscriptions: []ndoto.Event{"x"}})),
		"a webhook without events":                                        second(c.Webhooks.Update(t.Context(), 1, &ndoto.WebhookParams{Subscriptions: []ndoto.Event{}})),
		"an inbox needs a name":                                           second(c.Inboxes.Create(t.Context(), "", ndoto.APIChannel{}, nil)),
		"an inbox needs a channel":                                        second(c.Inboxes.Create(t.Context(), "x", nil, nil)),
		"the channel needs WebsiteURL":                                    second(c.Inboxes.Create(t.Context(), "x", ndoto.WebWidgetChannel{}, nil)),
		"the channel needs ChannelSecret":                                 second(c.Inboxes.Create(t.Context(), "x", ndoto.LineChannel{ChannelID: "1"}, nil)),
		"the phone number \"1\"":                                          second(c.Inboxes.Create(t.Context(), "x", ndoto.SMSChannel{PhoneNumber: "1"}, nil)),
		"the channel needs APIKeySID":                                     second(c.Inboxes.Create(t.Context(), "x", ndoto.VoiceChannel{PhoneNumber: "+250788123456", AccountSID: "AC1", AuthToken: "a"}, nil)),
		"the phone number \"3\"":                                          second(c.Inboxes.Create(t.Context(), "x", ndoto.VoiceChannel{PhoneNumber: "3"}, nil)),
		"the layout must have {{ content_for_layout }}":                   c.Account.SetBrandedEmailLayout(t.Context(), "<html></html>"),
		"the phone number \"2\"":                                          second(c.Inboxes.Create(t.Context(), "x", ndoto.WhatsAppChannel{PhoneNumber: "2"}, nil)),
		"the email address \"\"":                                          second(c.Inboxes.Create(t.Context(), "x", ndoto.EmailChannel{}, nil)),
		"cannot be changed in one request":                                second(c.Inboxes.Update(t.Context(), 1, &ndoto.UpdateInboxParams{Channel: map[string]any{"a": 1}, Avatar: &ndoto.File{}})),
		"sender name type must be friendly or professional, got \"rude\"": second(c.Inboxes.Update(t.Context(), 1, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{SenderNameType: ndoto.Set("rude")}})),
		"not within a day":                                                second(c.Inboxes.Update(t.Context(), 1, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{WorkingHours: []ndoto.WorkingHours{{OpenHour: 25}}}})),
		"the bot id must be positive":                                     c.Inboxes.SetAgentBot(t.Context(), 1, 0),
		"the inbox id must be positive":                                   second(c.Inboxes.AddMembers(t.Context(), 0, []int64{1})),
		"no inbox ids given":                                              second(c.Inboxes.AssignableAgents(t.Context(), nil)),
		"an agent bot needs a Name":                                       second(c.AgentBots.Create(t.Context(), &ndoto.AgentBotParams{})),
		"needs a ShortCode and a Content":                                 second(c.CannedResponses.Create(t.Context(), &ndoto.CannedResponseParams{ShortCode: ndoto.Set("x")})),
		"the content is empty":                                            second(c.CannedResponses.Update(t.Context(), 1, &ndoto.CannedResponseParams{Content: ndoto.Set("")})),
		"needs Key, DisplayName, DisplayType":                             second(c.CustomAttributes.Create(t.Context(), &ndoto.CustomAttributeParams{Key: ndoto.Set("x")})),
		"number, currency, percent, link, date, list or checkbox, got \"blob\"":                   second(c.CustomAttributes.Update(t.Context(), 1, &ndoto.CustomAttributeParams{DisplayType: ndoto.Set(ndoto.AttributeType("blob"))})),
		"model must be conversation_attribute, contact_attribute or company_attribute, got \"x\"": second(c.CustomAttributes.Update(t.Context(), 1, &ndoto.CustomAttributeParams{Model: ndoto.Set(ndoto.AttributeModel("x"))})),
		"a new password needs the current":                                                        second(c.Profile.Update(t.Context(), &ndoto.UpdateProfileParams{Password: "x"})),
		"the availability must be":                                                                second(c.Profile.SetAvailability(t.Context(), "away")),
		"there is nothing to update":                                                              second(c.Account.Update(t.Context(), nil)),
		"the policy must be":                                                                      third(c.Conversations.Ensure(t.Context(), &ndoto.CreateConversationParams{InboxID: 1, ContactID: 1}, "")),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, want)
		assert.ErrorContains(t, err, want)
	}
	assert.Empty(t, srv.Requests())
}

// TestVoiceInbox creates an inbox for calls, which an account may only have with the feature.
func TestVoiceInbox(t *testing.T) {
	t.Parallel()
	channel := ndoto.VoiceChannel{PhoneNumber: "+250788123456", AccountSID: "AC1", AuthToken: "token", APIKeySID: "SK1", APIKeySecret: "secret"}
	srv := ndototest.New(t, ndototest.WithFeatures("channel_voice"))
	inbox, err := srv.Client().Inboxes.Create(t.Context(), "Calls", channel, nil)
	require.NoError(t, err)
	assert.Equal(t, ndoto.Inbox{
		ChannelType: "Channel::TwilioSms", PhoneNumber: "+250788123456", AccountSID: "AC1", AuthToken: "token", APIKeySID: "SK1", HasAPIKeySecret: true,
		VoiceEnabled: true, VoiceConfigured: true,
	}, ndoto.Inbox{
		ChannelType: inbox.ChannelType, PhoneNumber: inbox.PhoneNumber, AccountSID: inbox.AccountSID, AuthToken: inbox.AuthToken, APIKeySID: inbox.APIKeySID,
		HasAPIKeySecret: inbox.HasAPIKeySecret, VoiceEnabled: inbox.VoiceEnabled, VoiceConfigured: inbox.VoiceConfigured,
	})
	_, err = ndototest.New(t).Client().Inboxes.Create(t.Context(), "Calls", channel, nil)
	assert.ErrorIs(t, err, ndoto.ErrForbidden)
	_, err = ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42)).Client().Inboxes.Create(t.Context(), "Calls", channel, nil)
	assert.ErrorIs(t, err, ndoto.ErrValidation)
}

// TestBrandedEmailLayouts sets the layout of the account and of an inbox, and removes them.
func TestBrandedEmailLayouts(t *testing.T) {
	t.Parallel()
	const layout = "<html>{{ content_for_layout }}</html>"
	set := &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{BrandedEmailLayout: ndoto.Set(layout)}}
	c := ndototest.New(t, ndototest.WithFeatures("branded_email_templates")).Client()
	require.NoError(t, c.Account.SetBrandedEmailLayout(t.Context(), layout))
	got, err := c.Account.BrandedEmailLayout(t.Context())
	require.NoError(t, err)
	assert.Equal(t, layout, got)
	require.NoError(t, c.Account.SetBrandedEmailLayout(t.Context(), ""))
	got, err = c.Account.BrandedEmailLayout(t.Context())
	require.NoError(t, err)
	assert.Empty(t, got)

	mail, err := c.Inboxes.Create(t.Context(), "Mail", ndoto.EmailChannel{Email: "help@example.com"}, nil)
	require.NoError(t, err)
	mail, err = c.Inboxes.Update(t.Context(), mail.ID, set)
	require.NoError(t, err)
	assert.Equal(t, layout, mail.BrandedEmailLayout)
	mail, err = c.Inboxes.Update(t.Context(), mail.ID, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{BrandedEmailLayout: ndoto.Null[string]()}})
	require.NoError(t, err)
	assert.Empty(t, mail.BrandedEmailLayout)

	srv := ndototest.New(t)
	_, err = srv.Client().Inboxes.Update(t.Context(), srv.InboxID, set)
	assert.ErrorContains(t, err, "Branded email templates feature is not enabled")
	assert.ErrorIs(t, srv.Client().Account.SetBrandedEmailLayout(t.Context(), layout), ndoto.ErrValidation)
}
