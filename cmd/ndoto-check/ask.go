package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// asker asks the user. Ctrl-C is a no.
type asker struct {
	ctx context.Context
	in  *bufio.Reader
	out io.Writer
	yes bool // -yes
}

// toWrite asks before the first write.
func (a asker) toWrite() bool {
	return a.yes || a.agrees(`
Next: an API inbox, an inbox for a website that does not exist, some contacts with conversations, and one each of what an
account has lists of, such as a label and a macro, are made, used and deleted. No customer sees them. Agents may see them
for some seconds, and the webhooks and automation rules of the account hear of them. Go on?`)
}

// old is the age from which the leftovers of a run cannot be those of one that is still at work.
const old = time.Hour

// toRemove asks what to do with the leftovers of other runs. It returns which of them to remove by their time.
func (a asker) toRemove(runs string) func(time.Time) bool {
	switch {
	case a.yes:
		return func(at time.Time) bool { return time.Since(at) > old }
	case a.agrees(fmt.Sprintf("\nRuns that were killed have left things behind: %s.\nDelete them? Say no if one of these runs is still at work.", runs)):
		return func(time.Time) bool { return true }
	}
	return nil
}

func (a asker) agrees(question string) bool {
	_, _ = fmt.Fprint(a.out, question+" [y/N] ")
	answers := make(chan string, 1)
	go func() { // a read of standard input cannot be interrupted
		answer, _ := a.in.ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes"
	case <-a.ctx.Done():
		return false
	}
}
