package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
)

// customer is what the bot remembers of somebody, in all conversations.
type customer struct{ Language string }

var orderNumber = regexp.MustCompile(`\b[A-Z]-\d{4}\b`)

// newBot returns the bot of a shop.
func newBot(client *ndoto.Client, find lookup, opts ...bot.Option) (*bot.Bot, error) {
	b, err := bot.New(client, append(opts, bot.WithName("support"), bot.WithTimeLimit(time.Minute, handOver))...)
	if err != nil {
		return nil, err
	}
	b.OnMessage(menu)
	b.OnText(handOver, "person", "human", "agent", "personne", "conseiller")
	order := func(ctx context.Context, t *bot.Turn) error { return answerOrder(ctx, t, find) }
	b.OnPattern(orderNumber, order)
	b.OnPrompt("order", order)
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		switch choice := t.Answer.Choice.Value; choice {
		case "order":
			return order(ctx, t)
		case "person":
			return handOver(ctx, t)
		default: // a language
			return errors.Join(t.SaveSession(ctx, customer{choice}, 365*24*time.Hour), menu(ctx, t))
		}
	})
	return b, nil
}

// wordsFor returns what the bot says in the language of a customer.
func wordsFor(ctx context.Context, t *bot.Turn) (words, error) {
	c := customer{Language: "en"}
	err := t.LoadSession(ctx, &c)
	return languages[c.Language], err
}

func menu(ctx context.Context, t *bot.Turn) error {
	w, err := wordsFor(ctx, t)
	if err != nil {
		return err
	}
	_, err = t.Ask(ctx, w.howCanWeHelp, ndoto.InputSelect(w.order, w.otherLanguage, w.person))
	return err
}

// answerOrder shows the order whose number the customer wrote. If the process dies while it waits for the shop, another
// one goes on: it does not say again that it looks, and shows the order once.
func answerOrder(ctx context.Context, t *bot.Turn, find lookup) error {
	w, err := wordsFor(ctx, t)
	if err != nil {
		return err
	}
	number := orderNumber.FindString(t.Text())
	if number == "" {
		return t.Prompt(ctx, "order", w.whichOrder)
	}
	if _, err := t.Reply(ctx, w.oneMoment); err != nil {
		return err
	}
	o, err := find(ctx, number)
	switch {
	case errors.Is(err, errNoOrder):
		_, err = t.Reply(ctx, fmt.Sprintf(w.unknownOrder, number))
	case err == nil:
		card := ndoto.NewCard(number+": "+o.Status, ndoto.LinkAction(w.track, o.URL))
		_, err = t.Send(ctx, &ndoto.CreateMessageParams{Content: fmt.Sprintf(w.hereIsOrder, number), Rich: ndoto.Cards(card)})
	}
	return err
}

// handOver gives the conversation to the team, which reads in a note what to do if nobody is there now.
func handOver(ctx context.Context, t *bot.Turn) error {
	w, unknownLanguage := wordsFor(ctx, t)
	open, unknownHours := t.OpenNow(ctx)
	if err := errors.Join(unknownLanguage, unknownHours); err != nil {
		return err
	}
	reply, h := w.colleague, bot.Handoff{Note: "The customer needs a person. Last: " + t.Text()}
	if !open {
		reply, h = w.closed, bot.Handoff{Note: "It was outside business hours: answer first thing. Last: " + t.Text(), Labels: []string{"call-back"}}
	}
	if _, err := t.Reply(ctx, reply); err != nil {
		return err
	}
	return t.Handoff(ctx, h)
}
