package ndoto

import (
	"context"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// CaptainPreferencesService chooses what Captain, the AI of the server, does in the account, and with which models. It
// needs Chatwoot 4.10. Agent bots may not use it.
type CaptainPreferencesService struct{ client *Client }

// CaptainPreferences are the models that the server knows, and the features with the choice of the account.
type CaptainPreferences struct {
	Models   CaptainModels   `json:"models"`
	Features CaptainFeatures `json:"features"`
	// Providers are the companies that run the models.
	Providers Attributes `json:"providers"`
	Extra     Attributes `json:"-"`
}

// CaptainModels are language models by their IDs.
type CaptainModels map[string]CaptainModel

// UnmarshalJSON decodes an object.
func (m *CaptainModels) UnmarshalJSON(data []byte) error {
	models, err := decodeByName[CaptainModel](data)
	for id, model := range models {
		model.ID = id
		models[id] = model
	}
	*m = models
	return err
}

// CaptainFeatures are features by their names, such as "editor", "copilot" and "label_suggestion".
type CaptainFeatures map[string]CaptainFeature

// UnmarshalJSON decodes an object.
func (f *CaptainFeatures) UnmarshalJSON(data []byte) error {
	features, err := decodeByName[CaptainFeature](data)
	*f = features
	return err
}

// decodeByName decodes the members of an object, with their Extra.
func decodeByName[T any](data []byte) (map[string]T, error) {
	all := map[string]T{}
	for name, raw := range jsontext.Members(data) {
		var v T
		if err := decode.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		all[name] = v
	}
	return all, nil
}

// CaptainModel is a language model.
type CaptainModel struct {
	ID          string `json:"id"`
	DisplayName string `json:"display_name"`
	Provider    string `json:"provider"`
	// ComingSoon models cannot be chosen yet.
	ComingSoon       bool       `json:"coming_soon"`
	CreditMultiplier Decimal    `json:"credit_multiplier"`
	Extra            Attributes `json:"-"`
}

// CaptainFeature is something that Captain can do.
type CaptainFeature struct {
	Models  []CaptainModel `json:"models"`
	Default string         `json:"default"`
	Enabled bool           `json:"enabled"`
	// Model is the ID of the one that is used, and so is Selected. Source says whether it is the "default" or an
	// "account_override".
	Model    string     `json:"model"`
	Selected string     `json:"selected"`
	Provider string     `json:"provider"`
	Source   string     `json:"source"`
	Extra    Attributes `json:"-"`
}

// CaptainPreferencesParams holds the changes that Update makes, by the names of features. Others are left unchanged.
type CaptainPreferencesParams struct {
	// Models are IDs; "" is the default of the server.
	Models   map[string]string `json:"captain_models,omitzero"`
	Features map[string]bool   `json:"captain_features,omitzero"`
}

func (p *CaptainPreferencesParams) validate() error {
	if p == nil || len(p.Models) == 0 && len(p.Features) == 0 {
		return badInput("there is nothing to update")
	}
	return nil
}

// Get returns the preferences of the account.
//
// GET /api/v1/accounts/{account_id}/captain/preferences, known from the server software from Chatwoot 4.10.
func (s *CaptainPreferencesService) Get(ctx context.Context, opts ...RequestOption) (*CaptainPreferences, error) {
	return do[CaptainPreferences](ctx, s.client, opGetCaptainPreferences, pathOf(), opts)
}

// Update changes the preferences of the account. Features that the server does not know have no effect; a model that is
// not for a feature is refused with [ErrValidation]. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/captain/preferences, known from the server software from Chatwoot 4.10.
func (s *CaptainPreferencesService) Update(ctx context.Context, params *CaptainPreferencesParams, opts ...RequestOption) (*CaptainPreferences, error) {
	return do[CaptainPreferences](ctx, s.client, opUpdateCaptainPreferences, pathOf().json(params), opts)
}
