package ndototest

import (
	"cmp"
	"slices"
	"strings"
)

func (c *call) userEvent(u *user) view {
	availability := any(u.availabilityStatus())
	if c.request == nil || strings.HasPrefix(c.request.URL.Path, "/public/") { // neither jobs nor customers have a current account
		availability = nil
	}
	return c.view(view{
		{"id", u.id}, {"name", u.name}, {"available_name", u.availableName()}, {"avatar_url", u.avatar()}, {"type", "user"},
		{"availability_status", availability}, {"thumbnail", u.avatar()},
	})
}

func (c *call) botEvent(b *bot) view {
	return c.view(view{{"id", b.id}, {"name", b.name}, {"avatar_url", b.avatar}, {"type", "agent_bot"}})
}

func (c *call) renderAgent(u *user) view {
	return c.view(view{
		{"id", u.id}, {"account_id", c.accountID}, {"availability_status", u.availabilityStatus()}, {"auto_offline", !u.autoOnline},
		{"confirmed", !u.invited}, {"email", u.email}, {"provider", onlyIf(c.dialect != Chatwoot42, "email")}, {"available_name", u.availableName()},
		{"custom_attributes", onlyIf(len(u.custom) > 0, u.custom)}, {"name", u.name}, {"role", u.role}, {"thumbnail", u.avatar()},
		{"custom_role_id", idOrNull(u.customRole)},
	})
}

func (c *call) renderBotSlim(b *bot) view {
	return c.view(view{
		{"id", b.id}, {"name", b.name}, {"description", orNull(b.description)}, {"thumbnail", b.avatar}, {"outgoing_url", orNull(b.outgoingURL)},
		{"bot_type", "webhook"},
	})
}

func (c *call) renderTeam(t *team) view {
	modern, documented := c.dialect != Chatwoot42, c.dialect == NdotoDocs
	return c.view(view{
		{"id", t.id}, {"name", t.name}, {"description", orNull(t.description)}, {"allow_auto_assign", !t.manual}, {"account_id", c.accountID},
		{"is_member", c.user != nil && slices.Contains(t.members, c.user.id)}, {"icon", onlyIf(modern, t.icon)}, {"icon_color", onlyIf(modern, t.iconColor)},
		{"created_at", onlyIf(documented, epoch(t.created))}, {"updated_at", onlyIf(documented, max(epoch(t.created), epoch(t.updated)))},
	})
}

// teamEvent is Team#push_event_data.
func (c *call) teamEvent(t *team) object {
	if c.dialect == Chatwoot42 {
		return object{"id": t.id, "name": t.name}
	}
	return object{"id": t.id, "name": t.name, "icon": t.icon, "icon_color": t.iconColor}
}

// availabilityStatus is what others see: users are offline without a connection, unless they turned that off.
func (u *user) availabilityStatus() string {
	if u.isPresent() || u.autoOnline {
		return u.availability
	}
	return "offline"
}

func (u *user) availableName() string { return cmp.Or(toText(u.profile["display_name"]), u.name) }

func (u *user) avatar() string { return toText(u.profile["avatar_url"]) }
