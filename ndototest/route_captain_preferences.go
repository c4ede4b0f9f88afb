package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// captainPreferenceRoutes came after Chatwoot 4.2.
var captainPreferenceRoutes = []route{
	{http.MethodGet, "captain/preferences", accessAgents, showCaptainPreferences},
	{http.MethodPatch, "captain/preferences", accessAdmins, updateCaptainPreferences},
}

// languageModel is one of config/llm.yml.
type languageModel struct {
	id, name, provider string
	credits            int
	comingSoon         bool
}

var languageModels = []languageModel{
	{"gpt-4.1", "GPT-4.1", "openai", 3, false},
	{"gpt-4.1-mini", "GPT-4.1 Mini", "openai", 1, false},
	{"gpt-4.1-nano", "GPT-4.1 Nano", "openai", 1, false},
	{"gpt-5.1", "GPT-5.1", "openai", 2, false},
	{"gpt-5-mini", "GPT-5 Mini", "openai", 1, false},
	{"gpt-5-nano", "GPT-5 Nano", "openai", 1, false},
	{"gpt-5.2", "GPT-5.2", "openai", 3, false},
	{"claude-haiku-4.5", "Claude Haiku 4.5", "anthropic", 2, true},
	{"claude-sonnet-4.5", "Claude Sonnet 4.5", "anthropic", 3, true},
	{"gemini-3-flash", "Gemini 3 Flash", "gemini", 1, true},
	{"gemini-3-pro", "Gemini 3 Pro", "gemini", 3, true},
	{"whisper-1", "Whisper", "openai", 1, false},
	{"gpt-4o-mini-transcribe", "GPT-4o Mini Transcribe", "openai", 1, false},
	{"text-embedding-3-small", "Text Embedding 3 Small", "openai", 1, false},
}

// captainFeature is something that Captain does, with one of its models.
type captainFeature struct{ name, model, models string }

var captainFeatures = []captainFeature{
	{"editor", "gpt-4.1-mini", "gpt-4.1-mini gpt-4.1-nano gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 gemini-3-flash gemini-3-pro"},
	{"assistant", "gpt-4.1", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"copilot", "gpt-4.1", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"label_suggestion", "gpt-4.1-mini", "gpt-4.1-nano gpt-4.1-mini gpt-5-mini gemini-3-flash claude-haiku-4.5"},
	{"document_faq_generation", "gpt-4.1-mini", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"conversation_faq_generation", "gpt-5.2", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"conversation_faq_matching", "gpt-4.1-mini", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"pdf_faq_generation", "gpt-4.1-mini", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2"},
	{"help_center_article_generation", "gpt-5.2", "gpt-4.1-mini gpt-5-mini gpt-4.1 gpt-5.1 gpt-5.2 claude-haiku-4.5 claude-sonnet-4.5 gemini-3-flash gemini-3-pro"},
	{"onboarding_content_generation", "gpt-4.1", "gpt-4.1 gpt-4.1-mini gpt-5-mini gpt-5.1 gpt-5.2"},
	{"help_center_query_translation", "gpt-4.1-nano", "gpt-4.1-nano gpt-4.1-mini gpt-5-mini"},
	{"audio_transcription", "gpt-4o-mini-transcribe", "gpt-4o-mini-transcribe whisper-1"},
	{"help_center_search", "text-embedding-3-small", "text-embedding-3-small"},
}

func modelOf(id string) languageModel {
	return languageModels[slices.IndexFunc(languageModels, func(m languageModel) bool { return m.id == id })]
}

// accountSetting is an object among the settings of the account.
func (w *world) accountSetting(name string) object {
	settings, _ := w.account["settings"].(object)
	setting, _ := settings[name].(object)
	return setting
}

func showCaptainPreferences(c *call) reply {
	models, features := object{}, object{}
	for _, m := range languageModels {
		o := object{"provider": m.provider, "display_name": m.name, "credit_multiplier": m.credits}
		if m.comingSoon {
			o["coming_soon"] = true
		}
		models[m.id] = o
	}
	for _, f := range captainFeatures {
		features[f.name] = c.renderCaptainFeature(f)
	}
	named := func(name string) object { return object{"display_name": name} }
	providers := object{"openai": named("OpenAI"), "anthropic": named("Anthropic"), "gemini": named("Gemini")}
	return ok(object{"providers": providers, "models": models, "features": features})
}

func (c *call) renderCaptainFeature(f captainFeature) object {
	model, source := f.model, "default"
	if chosen := toText(c.accountSetting("captain_models")[f.name]); chosen != "" {
		model, source = chosen, "account_override"
	}
	choice := []object{}
	for id := range strings.FieldsSeq(f.models) {
		m := modelOf(id)
		o := object{"id": m.id, "display_name": m.name, "provider": m.provider, "coming_soon": nil, "credit_multiplier": m.credits}
		if m.comingSoon {
			o["coming_soon"] = true
		}
		choice = append(choice, o)
	}
	return object{
		"models": choice, "default": f.model, "enabled": c.accountSetting("captain_features")[f.name] == true, "model": model, "selected": model,
		"provider": modelOf(model).provider, "source": source,
	}
}

// updateCaptainPreferences drops features that there are not, and refuses models that are not for one.
func updateCaptainPreferences(c *call) reply {
	models, features := merged(c.accountSetting("captain_models"), nil), merged(c.accountSetting("captain_features"), nil)
	for _, f := range captainFeatures {
		if model, sent := c.object("captain_models")[f.name]; sent && isBlank(model) {
			delete(models, f.name)
		} else if sent {
			if !slices.Contains(strings.Fields(f.models), toText(model)) {
				problem := fmt.Sprintf("'%s' is not a valid model for %s. Allowed: %s", toText(model), f.name, strings.Join(strings.Fields(f.models), ", "))
				return invalid("Captain models "+problem, "captain_models")
			}
			models[f.name] = model
		}
		if on, sent := c.object("captain_features")[f.name]; sent {
			features[f.name] = on
		}
	}
	settings, _ := c.account["settings"].(object)
	c.account = merged(c.account, object{"settings": merged(settings, object{"captain_models": models, "captain_features": features})})
	return showCaptainPreferences(c)
}
