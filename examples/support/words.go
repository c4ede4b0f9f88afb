package main

import "github.com/usendoto/ndoto-go"

// words is what the bot says in a language.
type words struct {
	howCanWeHelp, whichOrder, oneMoment, unknownOrder, hereIsOrder, track, closed, colleague string

	order, otherLanguage, person ndoto.Choice
}

var languages = map[string]words{
	"en": {
		"How can we help?", "What is the number of your order? It looks like A-1007.", "One moment, we are looking it up.",
		"We do not know the order %s.", "Here is your order %s.", "Track it",
		"We are closed now. A colleague will answer you first thing when we open.", "A colleague will answer you in a moment.",
		ndoto.Choice{Title: "My order", Value: "order"}, ndoto.Choice{Title: "Français", Value: "fr"}, ndoto.Choice{Title: "Talk to a person", Value: "person"},
	},
	"fr": {
		"Comment pouvons-nous vous aider ?", "Quel est le numéro de votre commande ? Il commence par une lettre : A-1007.", "Un instant, nous cherchons.",
		"Nous ne connaissons pas la commande %s.", "Voici votre commande %s.", "Suivre",
		"Nous sommes fermés. Un conseiller vous répondra dès l'ouverture.", "Un conseiller vous répond dans un instant.",
		ndoto.Choice{Title: "Ma commande", Value: "order"}, ndoto.Choice{Title: "English", Value: "en"}, ndoto.Choice{Title: "Parler à un conseiller", Value: "person"},
	},
}
