// Package oncekey names what the client and the bot have to agree on about messages that are sent once.
package oncekey

// Attribute carries the key of a message or a conversation that is sent once. It must not be the source id: the server does not
// deliver a message that has one.
const Attribute = "ndoto_once"
