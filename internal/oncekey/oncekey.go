// Package oncekey names what the client and the bot have to agree on about messages that are sent once.
package oncekey

import (
	"crypto/sha256"
	"encoding/hex"
)

// Attribute carries the key of a message or a conversation that is sent once. It must not be the source id: outside API
// inboxes, the server does not deliver a message that has one.
const Attribute = "ndoto_once"

// SourceID carries the key of a message in an API inbox of a server that drops the attribute.
func SourceID(key string) string {
	const longest = 255 // the server's column
	id := Attribute + ":" + key
	if len(id) <= longest {
		return id
	}
	sum := sha256.Sum256([]byte(key))
	return Attribute + ":" + hex.EncodeToString(sum[:])
}
