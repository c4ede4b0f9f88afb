package bot

import (
	"context"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go"
)

// Stream sends the parts of a text as one message when the last has come, while the customer sees that somebody types.
// An error of a part ends it, and nothing is sent.
func (t *Turn) Stream(ctx context.Context, parts iter.Seq2[string, error]) (*ndoto.Message, error) {
	var text strings.Builder
	for part, err := range parts {
		if err != nil {
			return nil, err
		}
		text.WriteString(part)
	}
	return t.Reply(ctx, strings.TrimSpace(text.String()))
}

// StreamSentences sends each sentence of a text as a message of its own as soon as it is complete; short sentences are
// sent with the next. An error of a part ends it; the sentences before it are sent.
func (t *Turn) StreamSentences(ctx context.Context, parts iter.Seq2[string, error]) ([]*ndoto.Message, error) {
	var messages []*ndoto.Message
	var rest string
	send := func(text string) error {
		if text = strings.TrimSpace(text); text == "" {
			return nil
		}
		m, err := t.Reply(ctx, text)
		if err == nil {
			messages = append(messages, m)
		}
		return err
	}
	for part, err := range parts {
		if err != nil {
			return messages, err
		}
		rest += part
		for {
			end := sentenceEnd(rest)
			if end == 0 {
				break
			}
			if err := send(rest[:end]); err != nil {
				return messages, err
			}
			rest = rest[end:]
		}
	}
	return messages, send(rest)
}

// shortestSentence keeps "Yes. " from being a message of its own, and "No. 5" from being two.
const shortestSentence = 40

// sentenceEnd returns where the first sentence of a text ends that is long enough, or 0. A mark ends one if white space
// follows, other than in Chinese and Japanese.
func sentenceEnd(text string) int {
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		switch {
		case i+1 < shortestSentence && r != '\n':
		case r == '\n' && strings.TrimSpace(text[:i]) != "", strings.ContainsRune("。！？", r):
			return end
		case strings.ContainsRune(".!?…।؟", r):
			if next, size := utf8.DecodeRuneInString(text[end:]); size > 0 && unicode.IsSpace(next) {
				return end
			}
		}
	}
	return 0
}
