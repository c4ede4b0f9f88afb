package ndototest

import "slices"

// WithFeatures turns on features that an account does not have by itself, such as "data_import" and "saml".
func WithFeatures(names ...string) Option {
	return func(s *Server) { s.moreFeatures = append(s.moreFeatures, names...) }
}

// dormantFeatures are those that the newest version has, and turns on for nobody.
var dormantFeatures = []string{"data_import", "saml", "branded_email_templates", "channel_voice", "custom_tools", "captain_integration_v2"}

// knowsFeature reports whether a server of this version has a feature that can be turned on.
func (w *world) knowsFeature(name string) bool {
	return w.allFeatures()[name] != nil || w.server.dialect != Chatwoot42 && slices.Contains(dormantFeatures, name)
}

func (w *world) hasFeature(name string) bool { return w.features()[name] == true }
