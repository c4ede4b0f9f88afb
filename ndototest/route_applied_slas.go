package ndototest

import "net/http"

// Nobody applies agreements here: none is ever missed.
var appliedSLARoutes = []route{
	{http.MethodGet, "applied_slas", accessAdmins, func(c *call) reply {
		return ok(object{"payload": []object{}, "meta": object{"count": 0, "current_page": c.pageParam()}})
	}},
	{http.MethodGet, "applied_slas/metrics", accessAdmins, func(*call) reply {
		return ok(object{"total_applied_slas": 0, "number_of_sla_misses": 0, "hit_rate": "100%"})
	}},
}

// Nobody calls here.
var callRoutes = []route{{http.MethodGet, "calls", accessAgents, func(c *call) reply {
	return ok(object{"meta": object{"count": 0, "current_page": max(c.int("page"), 1), "total_pages": 0}, "payload": []object{}})
}}}
