package ndototest

import (
	"net/http"
)

var dashboardAppTable = table{
	path: "dashboard_apps", key: "dashboard_app", reads: accessAgents, shows: accessAgents, writes: accessNewAdmins, list: bareList, one: bare,
	deleted:  http.StatusNoContent,
	columns:  []column{{name: "title"}, {name: "content", kind: jsonColumn}},
	notNull:  []string{"title"},
	defaults: func(c *call) object { return object{"title": nil, "content": nil, "created_at": iso(c.now())} },
	check: func(_ *call, row object, p *problems) {
		if !validFrames(row["content"]) {
			p.add("content", ": Invalid data")
		}
	},
}

// validFrames reports whether a content is a list of at least one frame.
func validFrames(content any) bool {
	frames, _ := content.([]any)
	for _, v := range frames {
		frame, _ := v.(object)
		if frame["type"] != "frame" || !webURL.MatchString(toText(frame["url"])) {
			return false
		}
	}
	return len(frames) > 0
}
