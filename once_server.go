package ndoto

import (
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/jsontext"
	"github.com/usendoto/ndoto-go/internal/oncekey"
)

// keySupport is what a client has learnt about what its server does with the keys of messages.
type keySupport struct {
	mu     sync.Mutex
	known  bool  // whether it is known if the server keeps content attributes
	kept   bool  // whether it does
	hidden bool  // whether its lists of messages show none
	listed bool  // whether a list has shown that
	newest int64 // the greatest id of a message that was seen: those that are sent later have greater ones

	blind   map[tokenID]bool     // the tokens that may not read messages
	senders map[tokenID]senderID // who the tokens belong to
	api     map[int64]bool       // whether the inbox of a conversation is an API inbox
}

// tokenID identifies a token without holding it.
type tokenID [sha256.Size]byte

// senderID is who has written a message. Its zero value is nobody known.
type senderID struct {
	kind SenderKind
	id   int64
}

// visible reports whether keys are known to be seen: what is not found by its key has not arrived.
func (k *keySupport) visible() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known && k.kept && !k.hidden
}

// invisible reports whether keys are known not to be seen.
func (k *keySupport) invisible() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known && !k.kept || k.hidden
}

// isUnlisted reports whether no list has shown yet whether lists show keys.
func (k *keySupport) isUnlisted() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.listed
}

func (k *keySupport) isHidden() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.hidden
}

// learnEcho learns from a response that shows whether the key of a message was kept.
func (k *keySupport) learnEcho(kept bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known, k.kept = true, kept
}

// saw notes the id of a message.
func (k *keySupport) saw(id int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newest = max(k.newest, id)
}

// learnPage learns from messages that were listed: whether they are shown with their content attributes, and with keys.
func (k *keySupport) learnPage(page *MessagePage, data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	rows, meta := opListMessages.open(data, isArray)
	for first := range jsontext.Elements(rows) {
		_, shown := jsontext.Member(first, "content_attributes")
		k.hidden, k.listed = !shown, true
		break
	}
	for i := range page.Messages {
		m := &page.Messages[i]
		k.newest = max(k.newest, m.ID)
		if _, keyed := m.ContentAttributes.Lookup(oncekey.Attribute); keyed {
			k.known, k.kept = true, true
		}
	}
	if k.known {
		return
	}
	contact, _ := jsontext.Member(meta, "contact")
	if _, modern := jsontext.Member(contact, "company_id"); modern { // from Chatwoot 4.15
		k.known, k.kept = true, true
	}
}

func (k *keySupport) newestID() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.newest
}

// askAgain is how long a server whose version could not be read is not asked for it again.
const askAgain = time.Minute

// serverVersion is the version of the server of a client, once it is known.
type serverVersion struct {
	mu      sync.Mutex
	text    string
	refused time.Time // when it did not say
}

// serverIs reports whether the server has a version or a later one. A server that does not say is taken for an older
// one.
func (c *Client) serverIs(ctx context.Context, major, minor int, opts []RequestOption) (bool, error) {
	text, err := c.versionOfServer(ctx, opts)
	is, _ := atLeast(text, major, minor)
	return is, err
}

// versionOfServer asks the server for its version the first time. It returns no version if the server, or a proxy in
// front of it, has no such route.
func (c *Client) versionOfServer(ctx context.Context, opts []RequestOption) (string, error) {
	v := c.version
	v.mu.Lock()
	text, skip := v.text, v.text != "" || !v.refused.IsZero() && time.Since(v.refused) < askAgain
	v.mu.Unlock()
	if skip {
		return text, nil
	}
	info, err := c.Account.ServerInfo(ctx, opts...)
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case err == nil && info.Version != "":
		v.text = info.Version
	case err != nil && (ctx.Err() != nil || passing(err) && !answeredOK(err)):
		return "", err
	default:
		v.refused = time.Now()
	}
	return v.text, nil
}

// answeredOK reports whether an error is of a response with a status of success, such as the start page of an
// application.
func answeredOK(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode/100 == 2
}

// learnKeys finds out from the version of the server what it does with keys, unless that is known already. Content
// attributes are kept from Chatwoot 4.9.0 on.
func (c *Client) learnKeys(ctx context.Context, opts []RequestOption) error {
	k := c.keys
	k.mu.Lock()
	known := k.known
	k.mu.Unlock()
	if known {
		return nil
	}
	text, err := c.versionOfServer(ctx, opts)
	if err != nil {
		return err
	}
	if kept, ok := atLeast(text, 4, 9); ok {
		k.mu.Lock()
		defer k.mu.Unlock()
		if !k.known {
			k.known, k.kept = true, kept
		}
	}
	return nil
}

// atLeast compares a version such as 4.16.2. The second result reports whether it is one.
func atLeast(version string, major, minor int) (bool, bool) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	second, _, _ := strings.Cut(rest, ".")
	a, err := strconv.Atoi(first)
	b, err2 := strconv.Atoi(second)
	return a > major || a == major && b >= minor, err == nil && err2 == nil
}

// tokenOf identifies the token that a call sends.
func (c *Client) tokenOf(token hidden) tokenID {
	if token == nil {
		token = c.auth.token
	}
	if token == nil {
		return tokenID{}
	}
	return sha256.Sum256([]byte(token()))
}

// lookingToken is the token that the looks of a call are made with.
func lookingToken(set settings) hidden {
	if set.lookToken != nil {
		return set.lookToken
	}
	return set.token
}

// blind reports whether the looks of a call are in vain, as with the token of an agent bot.
func (c *Client) blind(set settings) bool {
	id := c.tokenOf(lookingToken(set))
	c.keys.mu.Lock()
	defer c.keys.mu.Unlock()
	return c.keys.blind[id]
}

func (c *Client) learnBlind(set settings) {
	id := c.tokenOf(lookingToken(set))
	c.keys.mu.Lock()
	defer c.keys.mu.Unlock()
	remember(&c.keys.blind, id, true)
}

// sender returns who a call sends as, or the zero value if that cannot be known. A bot cannot ask for its id.
func (c *Client) sender(ctx context.Context, set settings, opts []RequestOption) senderID {
	id := c.tokenOf(set.token)
	c.keys.mu.Lock()
	known, ok := c.keys.senders[id]
	c.keys.mu.Unlock()
	if ok {
		return known
	}
	profile, err := c.Profile.Get(ctx, opts...)
	switch {
	case errors.Is(err, ErrBotNotAllowed):
		return senderID{kind: SenderAgentBot}
	case err != nil:
		return senderID{}
	}
	known = senderID{SenderUser, profile.ID}
	c.learnSender(set, known)
	return known
}

func (c *Client) learnSender(set settings, s senderID) {
	id := c.tokenOf(set.token)
	c.keys.mu.Lock()
	defer c.keys.mu.Unlock()
	remember(&c.keys.senders, id, s)
}

// inAPIInbox reports whether a conversation is in an API inbox.
func (c *Client) inAPIInbox(ctx context.Context, conversationID int64, opts []RequestOption) (bool, error) {
	c.keys.mu.Lock()
	api, known := c.keys.api[conversationID]
	c.keys.mu.Unlock()
	if known {
		return api, nil
	}
	conversation, err := c.Conversations.Get(ctx, conversationID, opts...)
	if err != nil {
		return false, err
	}
	c.keys.learnInbox(conversation)
	return isAPIInbox(conversation), nil
}

func isAPIInbox(c *Conversation) bool { return c.Meta.Channel == "Channel::Api" }

// learnInbox notes whether a conversation is in an API inbox.
func (k *keySupport) learnInbox(c *Conversation) {
	k.mu.Lock()
	defer k.mu.Unlock()
	remember(&k.api, c.ID, isAPIInbox(c))
}

// remember puts a value into a map, which it empties when it has become large.
func remember[K comparable, V any](into *map[K]V, key K, value V) {
	if *into == nil || len(*into) >= maxRemembered {
		*into = map[K]V{}
	}
	(*into)[key] = value
}
