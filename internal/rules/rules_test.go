package rules_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/internal/rules"
)

func TestIsEmail(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"ada@example.com": true, "a@b": true, "": false, "ada": false, "@example.com": false, "ada@": false, "a@b@c": false, "a b@c": false, "a@b\n": false,
	} {
		assert.Equal(t, want, rules.IsEmail(address), address)
	}
}

func TestIsPhone(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"+4915123456789": true, "+12": true, "+123456789012345": true, "": false, "+": false, "+1": false, "+0123": false, "4915123": false,
		"+1234567890123456": false, "+49 151": false,
	} {
		assert.Equal(t, want, rules.IsPhone(number), number)
	}
}

func TestIsWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"pt_BR": true, "zh-CN": true, "A1": true, "": false, "en/de": false, "en.json": false, "en de": false, "en\n": false, "a%2fb": false} {
		assert.Equal(t, want, rules.IsWord(text), text)
	}
}
