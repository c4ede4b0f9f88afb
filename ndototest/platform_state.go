package ndototest

// Platform is what belongs to no account.
type Platform struct {
	// Agents work in no account.
	Agents []Agent
	// BotIDs are the bots that every account sees.
	BotIDs []int64
	// AccountIDs, AgentIDs and OwnBotIDs are those that the platform app may reach.
	AccountIDs, AgentIDs, OwnBotIDs []int64
}

func (i *installation) exportPlatform() (p Platform) {
	for _, who := range i.people {
		if len(i.memberships(who)) == 0 {
			p.Agents = append(p.Agents, Agent{ID: who.id, Name: who.name, Email: who.email, Token: who.token})
		}
	}
	for _, b := range i.sharedBots {
		p.BotIDs = append(p.BotIDs, b.id)
	}
	for _, own := range i.permitted {
		switch own.kind {
		case "Account":
			p.AccountIDs = append(p.AccountIDs, own.id)
		case "User":
			p.AgentIDs = append(p.AgentIDs, own.id)
		default:
			p.OwnBotIDs = append(p.OwnBotIDs, own.id)
		}
	}
	return p
}

func (i *installation) restorePlatform(p Platform) {
	for _, a := range p.Agents {
		who := i.newPerson(a.ID)
		who.name, who.email, who.token = a.Name, a.Email, a.Token
	}
	for _, id := range p.BotIDs {
		if b := i.accounts[0].bot(id); b != nil {
			b.account = 0
			i.sharedBots = append(i.sharedBots, b)
		}
	}
	for kind, ids := range map[string][]int64{"Account": p.AccountIDs, "User": p.AgentIDs, "AgentBot": p.OwnBotIDs} {
		for _, id := range ids {
			i.allow(kind, id)
		}
	}
}
