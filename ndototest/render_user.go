package ndototest

import (
	"cmp"
	"slices"
	"strings"
)

func (c *call) userEvent(u *user) object {
	availability := any(u.availabilityStatus())
	if c.request == nil || strings.HasPrefix(c.request.URL.Path, "/public/") { // neither jobs nor customers have a current account
		availability = nil
	}
	return object{"id": u.id, "name": u.name, "available_name": u.availableName(), "avatar_url": u.avatar(), "type": "user", "availability_status": availability, "thumbnail": u.avatar()}
}

func botEvent(b *bot) object {
	return object{"id": b.id, "name": b.name, "avatar_url": b.avatar, "type": "agent_bot"}
}

func (c *call) renderAgent(u *user) object {
	o := object{
		"id": u.id, "account_id": c.accountID, "availability_status": u.availabilityStatus(), "auto_offline": !u.autoOnline, "confirmed": !u.invited,
		"email": u.email, "available_name": u.availableName(), "name": u.name, "role": u.role, "thumbnail": u.avatar(), "custom_role_id": idOrNull(u.customRole),
	}
	if len(u.custom) > 0 {
		o["custom_attributes"] = u.custom
	}
	if c.dialect != Chatwoot42 {
		o["provider"] = "email"
	}
	return o
}

func renderBotSlim(b *bot) object {
	return object{"id": b.id, "name": b.name, "description": orNull(b.description), "thumbnail": b.avatar, "outgoing_url": orNull(b.outgoingURL), "bot_type": "webhook"}
}

func (c *call) renderTeam(t *team) object {
	o := object{
		"id": t.id, "name": t.name, "description": orNull(t.description), "allow_auto_assign": !t.manual, "account_id": c.accountID,
		"is_member": c.user != nil && slices.Contains(t.members, c.user.id),
	}
	if c.dialect != Chatwoot42 {
		o["icon"], o["icon_color"] = t.icon, t.iconColor
	}
	if c.dialect == NdotoDocs {
		o["created_at"], o["updated_at"] = epoch(t.created), max(epoch(t.created), epoch(t.updated))
	}
	return o
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
