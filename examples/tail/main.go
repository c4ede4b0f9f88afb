// Command tail follows an account in the terminal: what customers and agents write, and what happens to conversations.
package main

import (
	"cmp"
	"context"
	"os"

	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

func main() {
	program := tool.New("tail", `follows an account in the terminal, through breaks of the connection. The token is a user's, who is
shown as online for 20 s after each connection: set them to busy if the account assigns conversations by itself.`)
	t := &tail{out: program.Out}
	program.Flags.Int64Var(&t.inbox, "inbox", 0, "show one inbox only")
	program.Flags.Int64Var(&t.conversation, "conversation", 0, "show one conversation only")
	program.Flags.BoolVar(&t.messagesOnly, "messages", false, "show messages only")
	program.Flags.BoolVar(&t.color, "color", os.Getenv("NO_COLOR") == "", "color the lines")
	program.Run = func(ctx context.Context) error {
		client, err := tool.ClientFromEnv()
		if err != nil {
			return err
		}
		return cmp.Or(t.follow(ctx, client), ctx.Err())
	}
	program.Main()
}
