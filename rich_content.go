package ndoto

// RichContent is content that customers answer or browse. Make it with InputSelect, Cards, Form, Articles, InputEmail
// or InputCSAT. The text next to it is the Content of the message. Answers arrive in the content attributes of the
// message, as submitted_values or submitted_email.
type RichContent struct {
	contentType ContentType
	items       any
	invalid     error
}

func (r *RichContent) problem() error {
	if r.contentType == "" {
		return badInput("the rich content is empty: make it with a function such as InputSelect")
	}
	return r.invalid
}

// Choice is an item of a menu.
type Choice struct {
	Title string `json:"title"`
	// Value is what you get back when the customer picks the choice.
	Value string `json:"value"`
}

// InputSelect returns a menu.
func InputSelect(first Choice, more ...Choice) *RichContent {
	r := &RichContent{contentType: ContentInputSelect}
	choices := oneOrMore(first, more)
	for _, c := range choices {
		if c.Title == "" || c.Value == "" {
			r.invalid = badInput("a choice needs a title and a value, got %+v", c)
		}
	}
	r.items = choices
	return r
}

// Card is a picture with text and buttons. Make it with NewCard, then set the optional fields.
type Card struct {
	Title       string       `json:"title"`
	Description string       `json:"description,omitzero"`
	MediaURL    string       `json:"media_url,omitzero"`
	Actions     []CardAction `json:"actions"`
}

// CardAction is a button of a card. Make it with LinkAction or PostbackAction.
type CardAction struct {
	Text    string `json:"text"`
	Type    string `json:"type"`
	Payload string `json:"payload,omitzero"`
	URI     string `json:"uri,omitzero"`
}

// NewCard returns a card with at least one button, as the server requires.
func NewCard(title string, first CardAction, more ...CardAction) Card {
	return Card{Title: title, Actions: oneOrMore(first, more)}
}

// LinkAction returns a button that opens a URL.
func LinkAction(text, uri string) CardAction { return CardAction{Text: text, Type: "link", URI: uri} }

// PostbackAction returns a button that sends a payload to the bot.
func PostbackAction(text, payload string) CardAction {
	return CardAction{Text: text, Type: "postback", Payload: payload}
}

// Cards returns a row of cards.
func Cards(first Card, more ...Card) *RichContent {
	r := &RichContent{contentType: ContentCards}
	cards := oneOrMore(first, more)
	for _, c := range cards {
		if len(c.Actions) == 0 {
			r.invalid = badInput("the card %q has no action: make it with NewCard", c.Title)
		}
		for _, a := range c.Actions {
			if a.Text == "" || a.Type == "" {
				r.invalid = badInput("an action of the card %q has no text or no type: make it with LinkAction or PostbackAction", c.Title)
			}
		}
	}
	r.items = cards
	return r
}

// FormField is a field of a form.
type FormField struct {
	// Name is the key of the answer.
	Name string `json:"name"`
	// Type is "text", "text_area", "email", "number" or "select".
	Type        string `json:"type"`
	Label       string `json:"label,omitzero"`
	Placeholder string `json:"placeholder,omitzero"`
	Default     string `json:"default,omitzero"`
	// Required makes the server's widget insist on an answer.
	Required bool `json:"required,omitzero"`
	// Pattern is a regular expression that the answer must match. If it does not, PatternError is shown.
	Pattern      string `json:"pattern,omitzero"`
	PatternError string `json:"pattern_error,omitzero"`
	Title        string `json:"title,omitzero"`
	// Options are the options of a field of type select.
	Options []FormOption `json:"options,omitzero"`
}

// FormOption is an option of a field of type select.
type FormOption struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Form returns a form.
func Form(first FormField, more ...FormField) *RichContent {
	r := &RichContent{contentType: ContentForm}
	fields := oneOrMore(first, more)
	for _, f := range fields {
		switch {
		case f.Name == "" || f.Type == "":
			r.invalid = badInput("a form field needs a name and a type, got name %q and type %q", f.Name, f.Type)
		case f.Type == "select" && len(f.Options) == 0:
			r.invalid = badInput("the form field %q is of type select but has no options", f.Name)
		}
	}
	r.items = fields
	return r
}

// Article is a link to an article.
type Article struct {
	Title       string `json:"title"`
	Description string `json:"description,omitzero"`
	Link        string `json:"link"`
}

// Articles returns a list of articles.
func Articles(first Article, more ...Article) *RichContent {
	r := &RichContent{contentType: ContentArticle}
	articles := oneOrMore(first, more)
	for _, a := range articles {
		if a.Title == "" || a.Link == "" {
			r.invalid = badInput("an article needs a title and a link, got %+v", a)
		}
	}
	r.items = articles
	return r
}

// InputEmail returns content that asks for an email address.
func InputEmail() *RichContent { return &RichContent{contentType: ContentInputEmail} }

// InputCSAT returns content that asks how satisfied the customer is.
func InputCSAT() *RichContent { return &RichContent{contentType: ContentInputCSAT} }
