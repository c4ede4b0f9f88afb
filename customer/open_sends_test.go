package customer

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOpenSendsForgetTheOldest: else a key that is given again would be sent a second time.
func TestOpenSendsForgetTheOldest(t *testing.T) {
	t.Parallel()
	var open openSends
	for i := range maxOpen + 1 {
		open.put(strconv.Itoa(i), &openSend{floor: int64(i)})
	}
	assert.Nil(t, open.get("0"))
	for i := range maxOpen {
		assert.NotNil(t, open.get(strconv.Itoa(i+1)))
	}
}
