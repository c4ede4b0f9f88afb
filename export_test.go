package ndoto

import (
	"reflect"
)

// Exports for the tests against ndototest, which cannot be in this package because ndototest imports it.

// Update is the flag -update.
var Update = update

type (
	APICall = apiCall
	World   = world
)

func NewWorld(conversation, message, contact, other, note, inbox, website, whatsApp, agent, team int64, file string, label, webhook, canned, attribute int64) World {
	return world{conversation, message, contact, other, note, inbox, website, whatsApp, agent, team, file, label, webhook, canned, attribute, 1}
}

func Calls(w World) map[string]APICall { return calls(w) }

// Lost returns the leaves of a text that reached no field of v, a pointer.
func Lost(at string, data []byte, v any) []string { return lost(at, data, reflect.ValueOf(v).Elem()) }

// OperationInfo is what tests outside the package need to know about an operation.
type OperationInfo struct {
	Creates, ForAdmins, ForBots, ForAnybody bool
}

// OperationInfos returns the registry by the name of the Go method.
func OperationInfos() map[string]OperationInfo {
	infos := make(map[string]OperationInfo, len(operations))
	for _, op := range operations {
		infos[op.name] = OperationInfo{
			Creates: op.effect == effectCreating, ForAdmins: op.access == accessAdmins, ForBots: op.access == accessBots || op.access == accessAnybody,
			ForAnybody: op.access == accessAnybody,
		}
	}
	return infos
}
