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
func (c *call) authenticate(token string, rt route) *reply {
	needs := rt.access
	switch needs {
	case accessAnybody:
		return nil
	case accessPlatform:
		return c.authenticatePlatform(token)
	default:
	}
	if strings.TrimSpace(token) == "" {
		return signInFirst()
	}
	who := find(c.people, func(p *person) bool { return p.token == token })
	c.bot = c.botBy(token)
	switch {
	case who == nil && c.bot == nil:
		return failure(http.StatusUnauthorized, "Invalid Access Token")
	case c.bot != nil && needs != accessBots && (needs != accessNewBots || c.dialect == Chatwoot42):
		return failure(http.StatusUnauthorized, "Access to this endpoint is not authorized for bots")
	}
	account := c.request.PathValue("account")
	if account == "" { // of a profile
		c.world, c.user = c.home(who)
		return nil
	}
	if refusal := c.enter(toInt(account), who, rt.isOfAccount()); refusal != nil {
		return refusal
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

// isOfAccount reports whether a route is about the account itself, which members find also while it is suspended
// (app/controllers/api/v1/accounts_controller.rb).
func (r route) isOfAccount() bool {
	return r.path == "/api/v1/accounts/{account}" || r.path == "cache_keys"
}

// enter makes an account the one of the call, if the caller may use it.
func (c *call) enter(id int64, who *person, isOfAccount bool) *reply {
	w := c.accountWith(id)
	if w == nil || isOfAccount && w.user(who.id) == nil {
		return failure(http.StatusNotFound, "Resource could not be found")
	}
	c.world = w
	switch {
	case w.isSuspended() && !isOfAccount:
		return failure(http.StatusUnauthorized, "Account is suspended")
	case c.bot != nil:
		if !w.admits(c.bot) {
			return failure(http.StatusUnauthorized, "Bot is not authorized to access this account")
		}
		return nil
	}
	if c.user = w.user(who.id); c.user == nil {
		return failure(http.StatusUnauthorized, "You are not authorized to access this account")
	}
	return nil
}

// admits reports whether a bot may make calls in the account: those of the account itself may from Chatwoot 4.3.
func (w *world) admits(b *bot) bool {
	return w.server.dialect != Chatwoot42 && b.account == w.accountID || slices.ContainsFunc(w.inboxes, func(in *inbox) bool { return in.bot == b.id })
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
