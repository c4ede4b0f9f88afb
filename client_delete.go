package ndoto

import (
	"context"
	"errors"
	"net/http"
)

// deleteRow deletes one of the records for whose ids the server fails where it should say that it does not find them:
// with 500, which is also what a second DELETE gets if the response to the first was lost. So after a failure it looks
// whether the record is still there.
func deleteRow(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption, isThere func() (bool, error)) error {
	err := doNothing(ctx, c, op, r, opts)
	failed := (*Error)(nil)
	if !errors.As(err, &failed) || failed.StatusCode != http.StatusInternalServerError {
		return err
	}
	switch there, lookErr := isThere(); {
	case lookErr != nil || there:
		return err
	case failed.lost:
		return nil
	}
	failed.class = ErrNotFound
	return failed
}

// isListed returns a look into the list of all records of a kind.
func isListed[T any](ctx context.Context, c *Client, list *operation, opts []RequestOption, isIt func(*T) bool) func() (bool, error) {
	return func() (bool, error) {
		rows, err := doList[T](ctx, c, list, pathOf(), opts)
		found, err := findIn(rows, err, isIt)
		return found != nil, err
	}
}
