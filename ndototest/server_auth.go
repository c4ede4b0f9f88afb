package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

func isTokenHeader(name string) bool {
	return strings.EqualFold(strings.ReplaceAll(name, "_", "-"), "Api-Access-Token")
}

// tokenOf joins the values of every spelling of the header, as older Rack servers do.
func tokenOf(h http.Header) string {
	var values []string
	for name, v := range h {
		if isTokenHeader(name) {
			values = append(values, v...)
		}
	}
	slices.Sort(values)
	return strings.Join(values, ",")
}

// authenticate finds the owner of the token and checks that they may call the route
// (app/controllers/concerns/access_token_auth_helper.rb, ensure_current_account_helper.rb).
func (c *call) authenticate(token string, needs access) *reply {
	if strings.TrimSpace(token) == "" {
		return signInFirst()
	}
	c.user = find(c.users, func(u *user) bool { return u.token == token })
	c.bot = find(c.bots, func(b *bot) bool { return b.token == token })
	switch {
	case c.user == nil && c.bot == nil:
		return failure(http.StatusUnauthorized, "Invalid Access Token")
	case c.bot != nil && needs != accessBots && (needs != accessNewBots || c.dialect == Chatwoot42):
		return failure(http.StatusUnauthorized, "Access to this endpoint is not authorized for bots")
	}
	if account := c.request.PathValue("account"); account != "" && toInt(account) != c.AccountID {
		return failure(http.StatusNotFound, "Resource could not be found")
	}
	if c.bot != nil && c.dialect == Chatwoot42 && !slices.ContainsFunc(c.inboxes, func(in *inbox) bool { return in.bot == c.bot.id }) {
		return failure(http.StatusUnauthorized, "Bot is not authorized to access this account")
	}
	if needs == accessAdmins || needs == accessNewAdmins && c.dialect != Chatwoot42 {
		if c.isAdmin() {
			return nil
		}
		refusal := forbidden()
		return &refusal
	}
	return nil
}

func (c *call) isAdmin() bool { return c.user != nil && c.user.role == "administrator" }

// sees reports whether the caller may see a conversation: administrators and bots see all, agents those of their
// inboxes and, from 4.8.0, of their teams (app/policies/conversation_policy.rb).
func (c *call) sees(conv *conversation) bool {
	if c.user == nil || c.isAdmin() || slices.Contains(conv.inbox.members, c.user.id) {
		return true
	}
	t := c.team(conv.team)
	return c.dialect != Chatwoot42 && t != nil && slices.Contains(t.members, c.user.id)
}

// withConversation runs a handler with the conversation in the path.
func withConversation(handler func(*call, *conversation) reply) func(*call) reply {
	return func(c *call) reply {
		conv := c.conversations[c.id("id")]
		switch {
		case conv == nil:
			return notFound()
		case !c.sees(conv):
			return forbidden()
		}
		if c.request.Method != http.MethodGet {
			c.track(conv)
		}
		return handler(c, conv)
	}
}

// withMessage runs a handler with the message in the path.
func withMessage(handler func(*call, *message) reply) func(*call) reply {
	return withConversation(func(c *call, conv *conversation) reply {
		m := c.messages[c.id("message")]
		if m == nil || m.conversation != conv {
			return notFound()
		}
		return handler(c, m)
	})
}

// withContact runs a handler with the contact in the path.
func withContact(handler func(*call, *contact) reply) func(*call) reply {
	return func(c *call) reply {
		who := c.contacts[c.id("id")]
		if who == nil {
			return notFound()
		}
		return handler(c, who)
	}
}
