// Package bot answers customers. It receives what the server tells an agent bot (or a webhook of the account), leaves
// out what is not to be answered, and gives the rest to your functions, each with a [Turn] to answer with.
//
//	b, err := bot.New(client, bot.WithReceiver(webhook.WithSecrets(secret)))
//	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
//		_, err := t.Reply(ctx, "You said: "+t.Text())
//		return err
//	})
//	http.Handle("POST /bot", b)
//
// # What a Bot leaves out
//
// It answers what a customer wrote: no messages of agents, of bots, of itself or of templates, no private notes and no
// activities. It answers in conversations that are the bot's, which are the pending ones ([WithStatuses] sets others),
// and no longer once it has handed one over. Messages that come twice, late or out of order are the receiver's
// business, see package webhook.
//
// # What it promises
//
// Replies are sent once, also if your function fails in the middle and is called again: what it has sent before is not
// sent again, as long as it sends the same number of messages in the same order. For that, and to read a history, agent
// bots need the token of a user besides their own, as they may not read messages: [WithUserToken]. Without it, a reply
// of which it is open whether it arrived is not sent again.
//
// # Neighbors
//
// Package bot/bottest tests bots in virtual time. Package webhook receives the events, and has the options of
// [WithReceiver]: journals, brokers, retries. Package ndoto is the client of [Turn.Client], for what a Turn has no method
// for. The modules boltjournal, redisstore and sqlstore have a [Store].
package bot
