package main

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
)

// present are the messages of a conversation that are there already, by their keys or, on a server whose lists show no
// source IDs, as Ndoto documents them, by what they say.
type present struct {
	keys  map[string]bool
	alike map[likeness]int
}

type likeness struct {
	kind    ndoto.MessageType
	private bool
	content string
}

func (i *importer) present(ctx context.Context, conversation int64) (p present, err error) {
	p = present{map[string]bool{}, map[likeness]int{}}
	for m, err := range i.client.Messages.All(ctx, conversation, nil) {
		switch {
		case err != nil:
			return p, err
		case m.SourceID != "":
			p.keys[m.SourceID] = true
		case m.MessageType != ndoto.MessageActivity:
			p.alike[likeness{m.MessageType, m.Private, strings.TrimSpace(m.Content)}]++
		}
	}
	if len(p.keys) > 0 {
		p.alike = nil // what has none was written by somebody else
	}
	return p, nil
}

// has reports whether a message is there, and counts each that has no key for one.
func (p present) has(key string, like likeness) bool {
	if p.alike[like] > 0 {
		p.alike[like]--
		return true
	}
	return p.keys[key]
}

func (p present) isEmpty() bool { return len(p.keys) == 0 && len(p.alike) == 0 }
