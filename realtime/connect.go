package realtime

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/wait"
)

const (
	// confirmTime is how long the server may take to confirm a subscription.
	confirmTime = 10 * time.Second
	// staleTime is how long nothing may come: pings come every 3 s.
	staleTime = 10 * time.Second
	// probeTime is how long no event may come before it is checked whether one would.
	probeTime = 45 * time.Second
	// presenceTime is how often a user says that they are there.
	presenceTime = 20 * time.Second
	// overlap is how much more than the break is asked for: events can be on their way for some time.
	overlap = time.Minute

	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// feed is whom a connection is for.
type feed interface {
	// identifier is the subscription. An error that is fatal ends the connection.
	identifier(ctx context.Context) (string, error)
	// unconfirmed says why the server does not confirm the subscription, as far as the API can tell.
	unconfirmed(ctx context.Context) error
	// concerns reports whether an event is for them.
	concerns(e Event) bool
	// missed calls found for each conversation that was changed since a time, by the server's clock, with its new
	// messages, the oldest first.
	missed(ctx context.Context, since time.Time, within time.Duration, found func(Event) error) error
}

// connection is a call of Connect.
type connection struct {
	*settings
	*dispatcher
	feed
	reach bridge.Reach

	seen      seen
	proven    time.Time     // when an event came last, or would have come
	ahead     time.Duration // how far the server's clock is ahead
	confirmed bool          // ever
	attempts  int           // without success
}

// Connect tells of what happens in the account of a client, whose token is a user's, until ctx ends; it returns nil
// then. After a break it connects again, and first delivers what was missed. It returns an error of the class
// [ndoto.ErrUnauthorized], [ErrNotMember] or [ErrBadInput] if another attempt would not help, and [ErrNoUpgrade] if
// the first one shows that websockets do not get through. When it returns, all handlers have.
//
// The websocket is known from the server software (Chatwoot 4.2 to 4.16), and GET /api/v1/profile and the lists of
// conversations and messages are documented by Ndoto.
func Connect(ctx context.Context, client *ndoto.Client, opts ...Option) error {
	if client == nil {
		return badInput("the client is nil")
	}
	return connect(ctx, client, &userFeed{client: client}, opts)
}

// ConnectCustomer tells a customer of what happens in their conversations. See [Connect]. The contact is that of
// Contacts.Create or Get.
func ConnectCustomer(ctx context.Context, client *customer.Client, contact *customer.Contact, opts ...Option) error {
	if client == nil || contact == nil || contact.PubSubToken == "" {
		return badInput("the client and a contact with its PubSubToken are required: Contacts.Get returns it")
	}
	return connect(ctx, client, &customerFeed{client: client, contact: contact}, opts)
}

func connect(ctx context.Context, client any, f feed, opts []Option) error {
	s, err := newSettings(opts)
	if err != nil {
		return err
	}
	reach, ok := bridge.ReachOf(client)
	if !ok {
		return badInput("the client is not made by New")
	}
	if s.cable == "" {
		s.cable = strings.TrimSuffix(reach.BaseURL, "/") + "/cable"
	}
	c := &connection{settings: s, dispatcher: newDispatcher(s), feed: f, reach: reach, proven: s.since}
	ctx, cancel := context.WithCancel(ctx)
	handled := make(chan struct{})
	go func() { defer close(handled); c.dispatcher.run(ctx) }()
	err = c.keep(ctx)
	if ctx.Err() != nil {
		err = nil // it was to end
	}
	cancel()
	<-handled
	return err
}

// keep connects again and again.
func (c *connection) keep(ctx context.Context) error {
	for {
		err := c.session(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if _, final := errors.AsType[fatal](err); final || errors.Is(err, ErrNoUpgrade) && !c.confirmed {
			return err
		}
		pause := c.pause(err)
		c.settings.logger.WarnContext(ctx, "realtime: disconnected", "error", err, "retry", pause)
		if err := c.push(ctx, &Disconnected{Err: err, Retry: pause}); err != nil {
			return err
		}
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

// pause is the time until the next attempt: a random share of a limit that doubles, so that the clients of a server
// that comes back do not come all at once.
func (c *connection) pause(err error) time.Duration {
	limit := min(firstPause<<min(c.attempts, 10), longestPause)
	c.attempts++
	pause := rand.N(limit) //nolint:gosec // it is no secret
	if told, ok := errors.AsType[later](err); ok {
		pause += told.after
	}
	return pause
}
