// Package bot answers customers. It receives what the server tells an agent bot (or a webhook of the account), leaves
// out what is not to be answered, and gives the rest to your functions, each with a [Turn] to answer with.
//
//	b, err := bot.New(client, bot.WithReceiver(webhook.WithSecrets(secret)))
//	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
//		_, err := t.Reply(ctx, "You said: "+t.Text())
//		return err
//	})
//	err = b.Serve(ctx, ":8080")
//
// # What a Bot leaves out
//
// It answers what a customer wrote: no messages of agents, of bots, of itself or of templates, no private notes, no
// activities and no automatic replies. It answers in conversations that are the bot's: pending ones ([WithStatuses]
// sets others) that nobody else is assigned to. A human who writes, opens, resolves, snoozes or is assigned takes a
// conversation over, also while a function is thinking: its context ends, and what it sends is refused with
// [ErrTakenOver]. The bot is silent until the conversation comes back to it.
//
// Messages that come twice, late or out of order are the receiver's business, see package webhook.
//
// # Which function is called
//
// For what a customer wrote, in this order: the command of [Bot.OnCommand], the open [Turn.Prompt], the answer to an
// open question of [Turn.Ask], the first of OnText, OnPattern and OnCommand that matches, OnAttachment for files
// without a text, and OnMessage. Customers answer questions by a click, or by typing where a channel shows no buttons.
//
// # What it promises
//
// Replies are sent once, also if your function fails in the middle and is called again, or decides otherwise then: what
// it has sent before is not sent again. For that, and to read a history, agent bots need the token of a user besides
// their own, as they may not read messages: [WithUserToken].
//
// No customer waits in vain: a turn that fails for good opens the conversation for humans, with a note, and tells the
// operator ([WithAlert]); who wrote while the bot was down is answered when it is back ([Bot.Recover]); and
// [Bot.Serve] stops so that nothing is lost.
//
// # On a server that behaves as Ndoto documents it
//
// The documented events name the customer, but not who wrote a message: the bot asks the server then, and is silent if
// it cannot know, as without [WithUserToken]. The documented lists show neither keys nor questions, so that
//
//   - a reply of a process that died is recognized by its text after the customer's message;
//   - a bot whose store was lost does not recognize the answer to a menu from before, and takes it for a message;
//   - a program that answers with a user's token is taken for that user, and the bot is silent after it;
//   - webhooks are not signed: give [webhook.WithURLToken].
//
// # Neighbors
//
// Package bot/bottest tests bots in virtual time. Package webhook receives the events, and has the options of
// [WithReceiver]: journals, brokers, retries. Package ndoto is the client of [Turn.Client], for what a Turn has no
// method for. The modules boltjournal, redisstore and sqlstore have a [Store].
package bot
