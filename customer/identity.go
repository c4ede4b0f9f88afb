package customer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// Identity says who a contact is in another system, and proves it. The zero value says nothing.
type Identity struct {
	// Identifier is the customer's ID in the other system.
	Identifier string
	// Hash is the HMAC-SHA256 of the Identifier with the key of the inbox, in lower-case hex. Whoever has both is the
	// customer, for good. A backend that hands it to the customer's program takes string(identity.Hash).
	Hash ndoto.Secret

	keyless bool // whether Identify had no key
}

// Identify returns the identity of a customer who has signed in, with its hash. It is for a backend: the key, which
// administrators find as [ndoto.Inbox.HMACToken], must not reach customers. Calls refuse an identity that was made with
// an empty key.
func Identify(key ndoto.Secret, identifier string) Identity {
	mac := hmac.New(sha256.New, []byte(string(key)))
	mac.Write([]byte(identifier))
	return Identity{Identifier: identifier, Hash: ndoto.Secret(hex.EncodeToString(mac.Sum(nil))), keyless: key == ""}
}

func (i Identity) validate() error {
	hash := string(i.Hash)
	digest, err := hex.DecodeString(hash)
	switch {
	case i.keyless:
		return bridge.BadInput("the identity was made with an empty key: give Identify the HMACToken of the inbox, which administrators see")
	case hash == "":
		return nil
	case i.Identifier == "":
		return bridge.BadInput("the identity has a hash, but no identifier")
	case err != nil || len(digest) != sha256.Size || strings.ToLower(hash) != hash:
		return bridge.BadInput("the hash of the identity must be 64 digits of lower-case hex")
	}
	return nil
}
