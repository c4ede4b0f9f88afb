package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/usendoto/ndoto-go"
)

// router finds the handler of an event.
type router struct {
	middleware []Middleware
	routes     []route
	prompts    map[string]Handler

	onStart, onMessage, onAttachment, onChoice, onForm, onEmail, onCSAT Handler
	onOpened, onResolved, onGivenBack, onAssigned                       Handler
}

// isEmpty reports whether no handler is set.
func (r *router) isEmpty() bool {
	single := []Handler{r.onStart, r.onMessage, r.onAttachment, r.onChoice, r.onForm, r.onEmail, r.onCSAT, r.onOpened, r.onResolved, r.onGivenBack, r.onAssigned}
	return len(r.routes) == 0 && len(r.prompts) == 0 && !slices.ContainsFunc(single, func(h Handler) bool { return h != nil })
}

// Middleware wraps all handlers, for what they share: who the customer is, a language, a log, an error of a kind.
type Middleware func(next Handler) Handler

// Use adds middleware. The first is the outermost.
func (b *Bot) Use(m ...Middleware) { b.middleware = append(b.middleware, m...) }

// route is a handler for some texts.
type route struct {
	match func(text string) (match []string, ok bool)
	h     Handler
}

// OnCommand is called for a text that begins with a slash and a name, such as "/order 1007". [Turn.Match] has the rest
// of the text. Commands come before everything else that a text may mean.
func (b *Bot) OnCommand(name string, h Handler) {
	name = "/" + strings.TrimPrefix(name, "/")
	b.routes = append(b.routes, route{h: h, match: func(text string) ([]string, bool) {
		text = strings.TrimSpace(text)
		word, rest := text, ""
		if end := strings.IndexFunc(text, unicode.IsSpace); end >= 0 {
			word, rest = text[:end], strings.TrimSpace(text[end:])
		}
		return []string{rest}, strings.EqualFold(word, name)
	}})
}

// OnText is called for a text that is one of these, as people type it: in any case, with punctuation or without.
func (b *Bot) OnText(h Handler, texts ...string) {
	wanted := make([]string, 0, len(texts))
	for _, text := range texts {
		wanted = append(wanted, normalize(text))
	}
	b.routes = append(b.routes, route{h: h, match: func(text string) ([]string, bool) {
		return []string{text}, slices.Contains(wanted, normalize(text))
	}})
}

// OnPattern is called for a text that a regular expression matches. [Turn.Match] has the match and its groups.
func (b *Bot) OnPattern(pattern *regexp.Regexp, h Handler) {
	b.routes = append(b.routes, route{h: h, match: func(text string) ([]string, bool) {
		match := pattern.FindStringSubmatch(text)
		return match, match != nil
	}})
}

// OnStart is called before the first message of a conversation is answered, to greet the customer.
func (b *Bot) OnStart(h Handler) { b.onStart = h }

// OnMessage is called for what a customer wrote that no other handler is for: after WithDebounce for several messages
// at once.
func (b *Bot) OnMessage(h Handler) { b.onMessage = h }

// OnAttachment is called for files without a text. Without it, they go to OnMessage.
func (b *Bot) OnAttachment(h Handler) { b.onAttachment = h }

// OnChoice is called when a customer picked a choice of a menu of this bot, or wrote its title, its value or its number
// as a text, where a channel shows no menus. Without it, such a text goes to OnMessage.
func (b *Bot) OnChoice(h Handler) { b.onChoice = h }

// OnForm is called when a customer submitted a form of this bot, or submitted it again with a correction. Where a
// channel shows no forms, the next text is the answer to a form of one field.
func (b *Bot) OnForm(h Handler) { b.onForm = h }

// OnEmail is called when a customer answered the question of this bot for an e-mail address, or wrote one as a text.
func (b *Bot) OnEmail(h Handler) { b.onEmail = h }

// OnPrompt is called for the text that answers a [Turn.Prompt] of this name.
func (b *Bot) OnPrompt(name string, h Handler) {
	if b.prompts == nil {
		b.prompts = map[string]Handler{}
	}
	b.prompts[name] = h
}

// OnCSAT is called when a customer rated a conversation: see [Answer]. The conversation is resolved then, and so the
// bot cannot reply.
func (b *Bot) OnCSAT(h Handler) { b.onCSAT = h }

// OnOpened is called when a conversation was opened, by an agent, by a customer who wrote again, or by the bot itself.
// The bot's statuses do not matter for it. The conversation is a human's: the bot can write notes, and not reply.
func (b *Bot) OnOpened(h Handler) { b.onOpened = h }

// OnResolved is called when a conversation was resolved. The bot can write notes, and not reply.
func (b *Bot) OnResolved(h Handler) { b.onResolved = h }

// OnGivenBack is called when a conversation that humans had is the bot's again.
func (b *Bot) OnGivenBack(h Handler) { b.onGivenBack = h }

// OnAssigned is called when a conversation was assigned to somebody else, or to nobody.
func (b *Bot) OnAssigned(h Handler) { b.onAssigned = h }

// wrap applies the middleware.
func (r *router) wrap(h Handler) Handler {
	for _, m := range slices.Backward(r.middleware) {
		h = m(h)
	}
	return h
}

// route finds the handler for a text.
func (r *router) route(text string) (Handler, []string) {
	for _, route := range r.routes {
		if match, ok := route.match(text); ok {
			return route.h, match
		}
	}
	return nil, nil
}

// isCommand reports whether a text is a command of the bot.
func (r *router) isCommand(text string) bool {
	if !strings.HasPrefix(strings.TrimSpace(text), "/") {
		return false
	}
	h, _ := r.route(text)
	return h != nil
}

// answerTo returns the handler for the answer to a question.
func (r *router) answerTo(kind ndoto.ContentType) Handler {
	switch kind {
	case ndoto.ContentInputSelect:
		return r.onChoice
	case ndoto.ContentForm:
		return r.onForm
	case ndoto.ContentInputEmail:
		return r.onEmail
	case ndoto.ContentInputCSAT:
		return r.onCSAT
	}
	return nil
}
