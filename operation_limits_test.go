package ndoto

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOperationsAgreeWithLimitedRoutes compares what operations say of themselves with what Client.Do goes by.
func TestOperationsAgreeWithLimitedRoutes(t *testing.T) {
	t.Parallel()
	for _, o := range operations {
		raw := &operation{name: rawName, method: o.method, path: strings.NewReplacer("{account_id}", "7", "_id}", "}").Replace(o.route()), bucket: bucketGeneral}
		raw.limitRaw()
		assert.Equal(t, o.bucket, raw.bucket, o.name)
		assert.Empty(t, raw.gate, o.name)
	}
}

func TestGatesOfRawRoutes(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"GET contacts/search?q=a":                         "contacts/search",
		"GET contacts/search.json":                        "contacts/search",
		"GET contacts/searches":                           "GET /api/v1/accounts/*/contacts/searches",
		"POST conversations/meta":                         "POST /api/v1/accounts/*/conversations/meta",
		"GET /api/v1/accounts/12/conversations/meta":      "conversations/meta",
		"POST conversations/4/transcript":                 "transcript",
		"DELETE conversations/4/":                         "delete",
		"DELETE conversations/4/participants":             "general",
		"POST agents/bulk_create":                         "agents/create",
		"PATCH agents/3":                                  "general",
		"DELETE agents/3":                                 "agents/delete",
		"GET /api/v2/accounts/7/reports/drilldown":        "reports/drilldown",
		"GET /api/v2/accounts/7/reports":                  "reports",
		"GET /api/v2/accounts/7/reports/agents.csv":       "reports",
		"POST /api/v1/profile/mfa/verify":                 "mfa",
		"POST /api/v1/accounts":                           "accounts/create",
		"GET captain/custom_gear/3/documents/0123456789":  "GET /api/v1/accounts/*/captain/custom_gear/*/documents/*",
		"GET /api/v1/accounts/7/captain/custom_gear/4444": "GET /api/v1/accounts/*/captain/custom_gear/*",
	}
	for request, limit := range cases {
		method, path, _ := strings.Cut(request, " ")
		op, err := rawOperation(method, path)
		assert.NoError(t, err, request)
		assert.Equal(t, limit, op.limit(), request)
	}
}
