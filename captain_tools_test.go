package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestAnAssistantUsesYourAPI gives an assistant a tool, and a scenario that refers to it.
func TestAnAssistantUsesYourAPI(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t, ndototest.WithFeatures("custom_tools"), ndototest.WithCaptain(func(task, text string) string { return task + ": " + text }))
	c := srv.Client()
	assistant, err := c.CaptainAssistants.Create(ctx, &ndoto.CaptainAssistantParams{Name: ndoto.Set("Cap"), Description: ndoto.Set("Knows the shop")})
	require.NoError(t, err)
	argument := ndoto.CaptainToolArgument{Name: "order_id", Type: "string", Description: "The number of the order", Required: true}
	tool, err := c.CaptainTools.Create(ctx, &ndoto.CaptainToolParams{
		Title: ndoto.Set("Order Status"), EndpointURL: ndoto.Set("https://api.shop.example/orders/{{ order_id }}"), Arguments: []ndoto.CaptainToolArgument{argument},
		AuthType: ndoto.Set("bearer"), AuthConfig: map[string]ndoto.Secret{"token": "hush"},
	})
	require.NoError(t, err)
	assert.Equal(t, "custom_order_status", tool.Slug)
	assert.Equal(t, []ndoto.CaptainToolArgument{argument}, tool.Arguments)
	seen, err := c.CaptainTools.Get(ctx, tool.ID, ndoto.WithToken(srv.AgentToken))
	require.NoError(t, err)
	assert.Zero(t, seen.AuthConfig, "agents do not see it")

	scenario, err := c.CaptainScenarios.Create(ctx, assistant.ID, &ndoto.CaptainScenarioParams{
		Title: ndoto.Set("Where is my order?"), Description: ndoto.Set("The customer waits"),
		Instruction: ndoto.Set("Look it up with [Order Status](tool://custom_order_status). If it is late, set [Update Priority](tool://update_priority)."),
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"custom_order_status", "update_priority"}, scenario.Tools)
	_, err = c.CaptainScenarios.Update(ctx, assistant.ID, scenario.ID, &ndoto.CaptainScenarioParams{Instruction: ndoto.Set("[x](tool://custom_nothing)")})
	assert.ErrorContains(t, err, "contains invalid tools: custom_nothing")
	_, err = c.CaptainScenarios.Get(ctx, assistant.ID+1, scenario.ID)
	assert.ErrorIs(t, err, ndoto.ErrNotFound, "it is another assistant's")
	_, err = c.CaptainScenarios.Update(ctx, assistant.ID, scenario.ID, &ndoto.CaptainScenarioParams{Enabled: ndoto.Set(false)})
	require.NoError(t, err)
	enabled, err := c.CaptainScenarios.List(ctx, assistant.ID)
	require.NoError(t, err)
	assert.Empty(t, enabled)

	answer, err := c.CaptainAssistants.Ask(ctx, assistant.ID, "Where is A-1?", []ndoto.CaptainTurn{{Role: "user", Content: "Hi"}, {Role: "assistant", Content: "Hello!"}})
	require.NoError(t, err)
	assert.Equal(t, "playground: Where is A-1?", answer.Response)
	require.NoError(t, c.CaptainAssistants.Delete(ctx, assistant.ID))
	_, err = c.CaptainScenarios.List(ctx, assistant.ID)
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
}

// TestManyAnswersAndDocuments changes those that there are, and leaves out the others.
func TestManyAnswersAndDocuments(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t, ndototest.WithCaptain(func(task, _ string) string { return task }))
	c := srv.Client()
	assistant, err := c.CaptainAssistants.Create(ctx, &ndoto.CaptainAssistantParams{Name: ndoto.Set("Cap"), Description: ndoto.Set("Knows the shop")})
	require.NoError(t, err)
	var answers, documents []int64
	for _, word := range []string{"one", "two", "three"} {
		answer, err := c.CaptainResponses.Create(ctx, &ndoto.CaptainResponseParams{Question: ndoto.Set(word), Answer: ndoto.Set(word), AssistantID: ndoto.Set(assistant.ID)})
		require.NoError(t, err)
		document, err := c.CaptainDocuments.Create(ctx, &ndoto.CaptainDocumentParams{AssistantID: assistant.ID, URL: "https://shop.example/" + word})
		require.NoError(t, err)
		answers, documents = append(answers, answer.ID), append(documents, document.ID)
	}
	srv.Drain()
	synced, err := c.CaptainDocuments.SyncMany(ctx, append(documents, 999))
	require.NoError(t, err)
	assert.Equal(t, documents, synced)
	require.NoError(t, c.CaptainDocuments.DeleteMany(ctx, documents[:2]))
	require.NoError(t, c.CaptainResponses.DeleteMany(ctx, append(answers[:1:1], 999)))
	left, err := c.CaptainDocuments.List(ctx, nil)
	require.NoError(t, err)
	known, err := c.CaptainResponses.List(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2}, []int{len(left.Documents), len(known.Responses)})
	assert.ErrorContains(t, c.CaptainResponses.DeleteMany(ctx, nil), "there are no ids")
	assert.ErrorContains(t, c.CaptainDocuments.DeleteMany(ctx, []int64{0}), "must be positive, got 0")
}

func TestCaptainPreferences(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := ndototest.New(t).Client()
	set, err := c.CaptainPreferences.Update(ctx, &ndoto.CaptainPreferencesParams{Models: map[string]string{"editor": "gpt-5.1"}, Features: map[string]bool{"editor": true}})
	require.NoError(t, err)
	editor := set.Features["editor"]
	editor.Models = nil
	assert.Equal(t, ndoto.CaptainFeature{Default: "gpt-4.1-mini", Enabled: true, Model: "gpt-5.1", Selected: "gpt-5.1", Provider: "openai", Source: "account_override"}, editor)
	_, err = c.CaptainPreferences.Update(ctx, &ndoto.CaptainPreferencesParams{Models: map[string]string{"audio_transcription": "gpt-5.1"}})
	assert.ErrorContains(t, err, "'gpt-5.1' is not a valid model for audio_transcription")
	reset, err := c.CaptainPreferences.Update(ctx, &ndoto.CaptainPreferencesParams{Models: map[string]string{"editor": ""}})
	require.NoError(t, err)
	assert.Equal(t, []any{"gpt-4.1-mini", "default", true}, []any{reset.Features["editor"].Model, reset.Features["editor"].Source, reset.Features["editor"].Enabled})
}

func TestCaptainRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	_, err := c.CaptainTools.List(ctx)
	assert.ErrorIs(t, err, ndoto.ErrForbidden, "the account does not have the feature")
	sent := len(srv.Requests())
	tool := func(change func(*ndoto.CaptainToolParams)) error {
		p := &ndoto.CaptainToolParams{Title: ndoto.Set("Order"), EndpointURL: ndoto.Set("https://shop.example")}
		change(p)
		return errOf(c.CaptainTools.Create(ctx, p))
	}
	for want, err := range map[string]error{
		"the params are required":                  errOf(c.CaptainTools.Create(ctx, nil)),
		"a tool needs a Title and an EndpointURL":  tool(func(p *ndoto.CaptainToolParams) { p.Title = ndoto.Opt[string]{} }),
		`must begin with https://, got "http://x"`: tool(func(p *ndoto.CaptainToolParams) { p.EndpointURL = ndoto.Set("http://x") }),
		`must be GET or POST, got "PUT"`:           tool(func(p *ndoto.CaptainToolParams) { p.HTTPMethod = ndoto.Set("PUT") }),
		`basic or api_key, got "oauth"`:            tool(func(p *ndoto.CaptainToolParams) { p.AuthType = ndoto.Set("oauth") }),
		"an argument needs a Name":                 tool(func(p *ndoto.CaptainToolParams) { p.Arguments = make([]ndoto.CaptainToolArgument, 1) }),
		"a scenario needs a Title":                 errOf(c.CaptainScenarios.Create(ctx, 1, &ndoto.CaptainScenarioParams{})),
		"the instruction of the scenario is empty": errOf(c.CaptainScenarios.Update(ctx, 1, 1, &ndoto.CaptainScenarioParams{Instruction: ndoto.Set(" ")})),
		"there is nothing to update":               errOf(c.CaptainPreferences.Update(ctx, nil)),
		"the question is empty":                    errOf(c.CaptainAssistants.Ask(ctx, 1, " ", nil)),
		`user or assistant, got "system"`:          errOf(c.CaptainAssistants.Ask(ctx, 1, "Hi", []ndoto.CaptainTurn{{Role: "system"}})),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput)
		assert.ErrorContains(t, err, want)
	}
	assert.Len(t, srv.Requests(), sent)
}
