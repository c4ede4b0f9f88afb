package bot

import "github.com/usendoto/ndoto-go/webhook"

// Store keeps what a bot remembers of conversations and contacts. A bot that runs in several processes, or that must
// remember across restarts, needs one that they share, such as those of the modules redisstore and sqlstore. It may be
// the store of the receiver, too.
type Store = webhook.Store
