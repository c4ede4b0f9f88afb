package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

// policies are those of assignment, and what only an enterprise server has.
func (d *desk) policies() []step {
	c := d.client
	steps := []step{
		read("AssignmentPolicies.List", c.AssignmentPolicies.List).finding(&d.policy),
		create("AssignmentPolicies.Create", &d.policy, c.AssignmentPolicies.Create, &ndoto.AssignmentPolicyParams{Name: ndoto.Set(d.name), Enabled: ndoto.Set(false)}).
			undoneBy("AssignmentPolicies.Delete", c.AssignmentPolicies.Delete),
		readOf("AssignmentPolicies.Get", &d.policy, c.AssignmentPolicies.Get),
		update("AssignmentPolicies.Update", &d.policy, c.AssignmentPolicies.Update, &ndoto.AssignmentPolicyParams{Description: ndoto.Set(madeBy)}),
		write("Inboxes.SetAssignmentPolicy", func(ctx context.Context) (any, error) {
			return c.Inboxes.SetAssignmentPolicy(ctx, d.website.made, d.policy.made)
		}, &d.website, &d.policy),
		readOf("AssignmentPolicies.Inboxes", &d.policy, c.AssignmentPolicies.Inboxes),
		change("Inboxes.AssignmentPolicy", &d.website, c.Inboxes.AssignmentPolicy).needing(&d.policy),
		act("Inboxes.RemoveAssignmentPolicy", &d.website, c.Inboxes.RemoveAssignmentPolicy).needing(&d.policy),
	}
	return append(steps, ofEnterprise(
		read("SLAPolicies.List", c.SLAPolicies.List).finding(&d.sla),
		readWith("SLAPolicies.Missed", c.SLAPolicies.Missed, nil),
		readWith("SLAPolicies.Metrics", c.SLAPolicies.Metrics, nil),
		readWith("SLAPolicies.MissedCSV", c.SLAPolicies.MissedCSV, nil),
		create("SLAPolicies.Create", &d.sla, c.SLAPolicies.Create, &ndoto.SLAPolicyParams{Name: ndoto.Set(d.name)}).
			undoneBy("SLAPolicies.Delete", c.SLAPolicies.Delete),
		readOf("SLAPolicies.Get", &d.sla, c.SLAPolicies.Get),
		update("SLAPolicies.Update", &d.sla, c.SLAPolicies.Update, &ndoto.SLAPolicyParams{Description: ndoto.Set(madeBy)}),

		read("CustomRoles.List", c.CustomRoles.List).finding(&d.role),
		create("CustomRoles.Create", &d.role, c.CustomRoles.Create, &ndoto.CustomRoleParams{Name: ndoto.Set(d.name), Permissions: []string{"report_manage"}}).
			undoneBy("CustomRoles.Delete", c.CustomRoles.Delete),
		readOf("CustomRoles.Get", &d.role, c.CustomRoles.Get),
		update("CustomRoles.Update", &d.role, c.CustomRoles.Update, &ndoto.CustomRoleParams{Description: ndoto.Set(madeBy)}),

		read("CapacityPolicies.List", c.CapacityPolicies.List).finding(&d.capacity),
		create("CapacityPolicies.Create", &d.capacity, c.CapacityPolicies.Create, &ndoto.CapacityPolicyParams{Name: ndoto.Set(d.name)}).
			undoneBy("CapacityPolicies.Delete", c.CapacityPolicies.Delete),
		readOf("CapacityPolicies.Get", &d.capacity, c.CapacityPolicies.Get),
		update("CapacityPolicies.Update", &d.capacity, c.CapacityPolicies.Update, &ndoto.CapacityPolicyParams{Description: ndoto.Set(madeBy)}),
		readOf("CapacityPolicies.Agents", &d.capacity, c.CapacityPolicies.Agents),
		write("CapacityPolicies.CreateInboxLimit", func(ctx context.Context) (any, error) {
			return c.CapacityPolicies.CreateInboxLimit(ctx, d.capacity.made, d.website.made, 5)
		}, &d.capacity, &d.website).making(&d.limit).
			undoneBy("CapacityPolicies.DeleteInboxLimit", func(ctx context.Context, id int64, o ...ndoto.RequestOption) error {
				return c.CapacityPolicies.DeleteInboxLimit(ctx, d.capacity.made, id, o...)
			}),
		write("CapacityPolicies.UpdateInboxLimit", func(ctx context.Context) (any, error) {
			return c.CapacityPolicies.UpdateInboxLimit(ctx, d.capacity.made, d.limit.made, 6)
		}, &d.limit),
	)...)
}

// captain makes an assistant that has nothing to do: it is connected to the website that is none. Its answers and
// documents would go through a language model, which costs money: only what the account has is read.
func (d *desk) captain() []step {
	c := d.client
	return ofEnterprise(
		read("CaptainAssistants.List", c.CaptainAssistants.List).finding(&d.assistant),
		create("CaptainAssistants.Create", &d.assistant, c.CaptainAssistants.Create, &ndoto.CaptainAssistantParams{
			Name: ndoto.Set(d.name), Description: ndoto.Set(madeBy), Config: ndoto.Set(ndoto.CaptainConfig{ProductName: d.name}),
		}).undoneBy("CaptainAssistants.Delete", c.CaptainAssistants.Delete),
		readOf("CaptainAssistants.Get", &d.assistant, c.CaptainAssistants.Get),
		update("CaptainAssistants.Update", &d.assistant, c.CaptainAssistants.Update, &ndoto.CaptainAssistantParams{Description: ndoto.Set("still " + madeBy)}),
		write("CaptainAssistants.Connect", func(ctx context.Context) (any, error) {
			return c.CaptainAssistants.Connect(ctx, d.assistant.made, d.website.made)
		}, &d.assistant, &d.website),
		read("CaptainAssistants.Tools", c.CaptainAssistants.Tools),
		readOf("CaptainScenarios.List", &d.assistant, c.CaptainScenarios.List),
		write("CaptainScenarios.Create", func(ctx context.Context) (any, error) {
			return c.CaptainScenarios.Create(ctx, d.assistant.made, &ndoto.CaptainScenarioParams{
				Title: ndoto.Set(d.name), Description: ndoto.Set(madeBy), Instruction: ndoto.Set("Say hello."), Enabled: ndoto.Set(false),
			})
		}, &d.assistant).making(&d.scenario).
			undoneBy("CaptainScenarios.Delete", func(ctx context.Context, id int64, o ...ndoto.RequestOption) error {
				return c.CaptainScenarios.Delete(ctx, d.assistant.made, id, o...)
			}),
		view("CaptainScenarios.Get", func(ctx context.Context) (any, error) {
			return c.CaptainScenarios.Get(ctx, d.assistant.made, d.scenario.made)
		}, &d.scenario),
		write("CaptainScenarios.Update", func(ctx context.Context) (any, error) {
			return c.CaptainScenarios.Update(ctx, d.assistant.made, d.scenario.made, &ndoto.CaptainScenarioParams{Description: ndoto.Set("still " + madeBy)})
		}, &d.scenario),
		read("CaptainTools.List", c.CaptainTools.List).finding(&d.tool),
		create("CaptainTools.Create", &d.tool, c.CaptainTools.Create, &ndoto.CaptainToolParams{
			Title: ndoto.Set(d.name), Description: ndoto.Set(madeBy), EndpointURL: ndoto.Set(d.address()), Enabled: ndoto.Set(false),
		}).undoneBy("CaptainTools.Delete", c.CaptainTools.Delete),
		readOf("CaptainTools.Get", &d.tool, c.CaptainTools.Get),
		update("CaptainTools.Update", &d.tool, c.CaptainTools.Update, &ndoto.CaptainToolParams{Description: ndoto.Set("still " + madeBy)}),
		readOf("CaptainAssistants.Inboxes", &d.assistant, c.CaptainAssistants.Inboxes),
		write("CaptainAssistants.Disconnect", func(ctx context.Context) (any, error) {
			return nil, c.CaptainAssistants.Disconnect(ctx, d.assistant.made, d.website.made)
		}, &d.assistant, &d.website),
		readOf("Conversations.Assistant", &d.conversation, c.Conversations.Assistant),
		readWith("CaptainResponses.List", c.CaptainResponses.List, nil).finding(&d.faq),
		readOf("CaptainResponses.Get", &d.faq, c.CaptainResponses.Get),
		readWith("CaptainSuggestions.List", c.CaptainSuggestions.List, nil).finding(&d.suggestion),
		readOf("CaptainSuggestions.Get", &d.suggestion, c.CaptainSuggestions.Get),
		readWith("CaptainDocuments.List", c.CaptainDocuments.List, nil).finding(&d.document),
		readOf("CaptainDocuments.Get", &d.document, c.CaptainDocuments.Get),
	)
}
