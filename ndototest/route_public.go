package ndototest

import (
	"net/http"
	"time"
)

var publicRoutes = []route{
	{http.MethodGet, "/api", accessAnybody, status},
	{http.MethodGet, "/health", accessAnybody, func(*call) reply { return ok(object{"status": "woot"}) }},
}

func status(c *call) reply {
	version := "4.16.2"
	if c.dialect == Chatwoot42 {
		version = "4.2.0"
	}
	return ok(object{"version": version, "timestamp": c.now().UTC().Format(time.DateTime), "queue_services": "ok", "data_services": "ok"})
}
