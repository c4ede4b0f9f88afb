package ndototest

import (
	"net/http"
	"slices"
)

// The routes for platform apps, under /platform/api/v1 (app/controllers/platform). There is one app.

// permit is what the app may reach besides itself: what it has created, and people whose address it was told.
type permit struct {
	kind string
	id   int64
}

func (i *installation) permits(kind string, id int64) bool {
	return slices.Contains(i.permitted, permit{kind, id})
}

func (i *installation) allow(kind string, id int64) {
	if !i.permits(kind, id) {
		i.permitted = append(i.permitted, permit{kind, id})
	}
}

// authenticatePlatform lets only the app in. Tokens of users and bots are no better than a wrong one.
func (c *call) authenticatePlatform(token string) *reply {
	if token != c.PlatformToken {
		return failure(http.StatusUnauthorized, "Invalid access_token")
	}
	return nil
}

// nonPermissible is the response for what exists but is not the app's.
func nonPermissible() reply { return *failure(http.StatusUnauthorized, "Non permissible resource") }

// withOwn runs a handler with the record in the path, which must exist and be the app's.
func withOwn[T any](kind string, byID func(*call, int64) *T, handler func(*call, *T) reply) func(*call) reply {
	return func(c *call) reply {
		row := byID(c, c.id("id"))
		switch {
		case row == nil:
			return frameworkError(http.StatusNotFound)
		case !c.permits(kind, c.id("id")):
			return nonPermissible()
		}
		return handler(c, row)
	}
}
