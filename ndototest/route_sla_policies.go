package ndototest

import (
	"net/http"
	"slices"
)

var slaPolicyTable = table{
	path: "sla_policies", key: "sla_policy", reads: accessAgents, shows: accessAgents, writes: accessAdmins, list: payloadOf, one: payloadOfOne,
	deleted: http.StatusOK, required: []string{"name"},
	missing: map[string]func() reply{http.MethodGet: crash, http.MethodPatch: crash, http.MethodDelete: empty},
	columns: slices.Concat(
		columnsOf(stringColumn, "name", "description"), columnsOf(boolColumn, "only_during_business_hours"),
		columnsOf(floatColumn, "first_response_time_threshold", "next_response_time_threshold", "resolution_time_threshold"),
	),
	defaults: func(*call) object {
		return object{
			"name": nil, "description": nil, "first_response_time_threshold": nil, "next_response_time_threshold": nil,
			"resolution_time_threshold": nil, "only_during_business_hours": false,
		}
	},
}
