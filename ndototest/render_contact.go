package ndototest

func (c *call) renderContact(p *contact, withInboxes bool) view {
	availability := "offline"
	if p.isOnline() {
		availability = "online"
	}
	inboxes := any(omitted{})
	if withInboxes {
		list := []object{}
		for _, ci := range c.contactInbox {
			if ci.contact == p.id {
				list = append(list, c.renderContactInbox(ci))
			}
		}
		inboxes = list
	}
	return c.view(view{
		{"additional_attributes", p.additional}, {"availability_status", availability}, {"email", orNull(p.email)}, {"id", p.id}, {"name", p.name},
		{"phone_number", orNull(p.phone)}, {"blocked", p.blocked}, {"identifier", orNull(p.identifier)}, {"thumbnail", p.avatar},
		{"custom_attributes", p.custom}, {"company_id", onlyIf(c.hasCompanies(), idOrNull(p.company))},
		{"last_activity_at", onlyIf(!p.lastActivity.IsZero(), epoch(p.lastActivity))}, {"created_at", onlyIf(!p.created.IsZero(), epoch(p.created))},
		{"contact_inboxes", inboxes},
	})
}

func (c *call) renderContactInbox(ci *contactInbox) object {
	return object{"source_id": ci.source, "inbox": renderInboxSlim(c.inbox(ci.inbox))}
}

func renderInboxSlim(in *inbox) object {
	return object{"id": in.id, "avatar_url": "", "channel_id": in.id, "name": in.name, "channel_type": in.channel, "provider": nil}
}

// renderInboxRow is the raw record that the creation of a contact answers with.
func (c *call) renderInboxRow(in *inbox) object {
	o := object{
		"id": in.id, "channel_id": in.id, "account_id": c.accountID, "name": in.name, "created_at": iso(in.created), "updated_at": iso(in.created),
		"channel_type": in.channel, "enable_auto_assignment": true, "greeting_enabled": false, "greeting_message": nil, "email_address": nil,
		"working_hours_enabled": false, "out_of_office_message": nil, "timezone": "UTC", "enable_email_collect": true, "csat_survey_enabled": false,
		"allow_messages_after_resolved": true, "auto_assignment_config": object{}, "lock_to_single_conversation": in.locked, "portal_id": nil,
		"sender_name_type": "friendly", "business_name": nil, "csat_config": object{},
	}
	return o
}

// contactEvent is Contact#push_event_data.
func (c *call) contactEvent(p *contact) view {
	return c.view(view{
		{"additional_attributes", p.additional}, {"custom_attributes", p.custom}, {"email", orNull(p.email)}, {"id", p.id},
		{"identifier", orNull(p.identifier)}, {"name", p.name}, {"phone_number", orNull(p.phone)}, {"thumbnail", p.avatar}, {"blocked", p.blocked},
		{"type", "contact"}, {"company_id", onlyIf(c.hasCompanies(), idOrNull(p.company))},
	})
}
