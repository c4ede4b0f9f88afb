package ndototest

import "regexp"

// knownDifference is a difference that stays, with its reason and how often it occurs. An empty field matches
// everything.
type knownDifference struct {
	times  map[string]int // how often it occurs, by version
	step   *regexp.Regexp
	route  *regexp.Regexp // method and path
	note   *regexp.Regexp // matches each of the exchange's notes
	reason string
}

// ofAccount is the beginning of the paths of an account.
const ofAccount = `/api/v1/accounts/\d+/`

var knownDifferences = []knownDifference{{
	times:  map[string]int{"4.16": 1},
	step:   regexp.MustCompile(`^hc portal logo$`),
	note:   regexp.MustCompile(`^missing \.logo$`),
	reason: "the upload of the logo was not recorded",
}, {
	times:  map[string]int{"4.16": 2},
	step:   regexp.MustCompile(`^rest capacity users?$`),
	note:   regexp.MustCompile(`\.ui_settings( is empty object|\.year_in_review_)`),
	reason: "the agent has looked at the review of the year, which is a page of the dashboard",
}, {
	times:  map[string]int{"4.16": 1},
	step:   regexp.MustCompile(`^rest company contacts search$`),
	note:   regexp.MustCompile(`^row 2464 is not in the list$`),
	reason: "it finds a customer by the random name that the server has made up",
}, {
	times:  map[string]int{"4.2": 1},
	step:   regexp.MustCompile(`^hc article as agent$`),
	note:   regexp.MustCompile(`^status is 401, want 404`),
	reason: "4.2 looks for the portal of an article before it looks at the rights",
}, {
	times:  map[string]int{"4.16": 3, "4.2": 2},
	route:  regexp.MustCompile(`^(GET ` + ofAccount + `conversations|POST ` + ofAccount + `conversations/filter)$`),
	note:   regexp.MustCompile(`^row 79 is not in the list$|\.messages\[\]\.(sender_id|sender_type) is `),
	reason: "the jobs that resolve conversation 79 and that write activities were behind",
}, {
	times:  map[string]int{"4.16": 1},
	route:  regexp.MustCompile(`^GET ` + ofAccount + `conversations$`),
	note:   regexp.MustCompile(`^row 141 is not in the list$`),
	reason: "it is in the inbox of Twilio, which takes only contacts with a phone number",
}, {
	times:  map[string]int{"4.16": 2, "4.2": 2},
	route:  regexp.MustCompile(`^GET ` + ofAccount + `audit_logs$`),
	note:   regexp.MustCompile(`^extra \.audit_logs\[\]\.audited_changes\.`),
	reason: "the page of a busy account has other records",
}, {
	times:  map[string]int{"4.16": 1, "4.2": 1},
	route:  regexp.MustCompile(`^POST ` + ofAccount + `channels/twilio_channel$`),
	note:   regexp.MustCompile(`^status is 200, want 422`),
	reason: "the recorded server had no network to ask Twilio; here any credentials will do",
}, {
	times:  map[string]int{"4.16": 4, "4.2": 4},
	step:   regexp.MustCompile(`^setup$`),
	route:  regexp.MustCompile(`^POST ` + ofAccount + `(contacts(/\d+/notes)?|conversations(/\d+/messages)?)$`),
	note:   regexp.MustCompile(`^status is (422, want 200.*contact phone number|404, want 200)`),
	reason: "what followed went into the inbox of Twilio, which takes only contacts with a phone number",
}, {
	times:  map[string]int{"4.2": 3},
	route:  regexp.MustCompile(`^GET ` + ofAccount + `agent_bots$`),
	note:   regexp.MustCompile(`^\[\]\.(account_id|name) is `),
	reason: "the installation had a bot of its own, without a name",
}, {
	times:  map[string]int{"4.2": 1},
	route:  regexp.MustCompile(`^GET .*/summary_reports/team$`),
	note:   regexp.MustCompile(`^\[\]\.avg_resolution_time is null, want float$`),
	reason: "the job that measured a resolution had not run when the team was taken away again",
}, {
	times:  map[string]int{"4.16": 3, "4.2": 3},
	step:   regexp.MustCompile(`^bad GET /`),
	note:   regexp.MustCompile(`^status is 404, want (401|302|406)`),
	reason: "there is one account, and no web pages",
}}

func (d difference) isKnown(k knownDifference) bool {
	if k.times[d.version] == 0 || k.step != nil && !k.step.MatchString(d.step) || k.route != nil && !k.route.MatchString(d.route) {
		return false
	}
	for _, note := range d.notes {
		if k.note != nil && !k.note.MatchString(note) {
			return false
		}
	}
	return true
}

// late is why a delivery shows a value that the event does not have yet.
const late = "the server renders conversations in jobs, which were behind: they show what came after the event"

// In deliveries each note is a difference of its own, and the route is receiver, event, record and what changed.
var knownDeliveries = []knownDifference{{
	times:  map[string]int{"4.16": 4},
	note:   regexp.MustCompile(`\.attachments\[\]\.(width|height) is null, want int$`),
	reason: "the server had measured the pictures before it rendered the message",
}, {
	times:  map[string]int{"4.16": 8, "4.2": 32},
	note:   regexp.MustCompile(`^(missing )?(\.conversation)?\.labels(\[\]| is empty array, want array)$`),
	reason: late,
}, {
	times:  map[string]int{"4.16": 2, "4.2": 14},
	note:   regexp.MustCompile(`^(\.conversation)?\.priority is null, want string$`),
	reason: late,
}, {
	times:  map[string]int{"4.16": 12, "4.2": 64},
	note:   regexp.MustCompile(`^(missing )?(\.conversation)?(\.meta\.sender)?\.custom_attributes(\.\w+| is empty object, want object)$`),
	reason: late,
}, {
	times:  map[string]int{"4.16": 10, "4.2": 39},
	note:   regexp.MustCompile(`^(missing )?(\.conversation)?\.meta\.team(\.\w+| is null, want object)$`),
	reason: late,
}, {
	times:  map[string]int{"4.2": 126},
	note:   regexp.MustCompile(`^(missing )?(\.conversation)?(\.meta\.assignee(\.\w+| is null, want object)|\.messages\[\]\.conversation\.assignee_id is null, want int)$`),
	reason: late,
}, {
	times:  map[string]int{"4.16": 6},
	note:   regexp.MustCompile(`^(extra )?\.meta\.(assignee(\.\w+| is object, want null)|assignee_type is string, want null)$`),
	reason: late,
}, {
	times:  map[string]int{"4.16": 2, "4.2": 2},
	note:   regexp.MustCompile(`^\.conversation\.first_reply_created_at is (time, want null|null, want time)$`),
	reason: "the server notes the first reply in a job, before or after it renders the conversation",
}, {
	times:  map[string]int{"4.16": 40, "4.2": 37},
	note:   regexp.MustCompile(`^(missing |extra )?(\.conversation)?\.messages(\[\]$| is empty array, want array$|\[\]\.(content_attributes|sender)\b)`),
	reason: "the server renders the last message in jobs, which were behind: it is one that came after the event",
}, {
	times:  map[string]int{"4.16": 3},
	route:  regexp.MustCompile(`^account inbox_(created|updated) `),
	note:   regexp.MustCompile(`^not sent$`),
	reason: "a server sends them only if its environment has ENABLE_INBOX_EVENTS",
}, {
	times:  map[string]int{"4.16": 2},
	note:   regexp.MustCompile(`^missing \.changed_attributes\[\]\.cached_label_list$`),
	reason: "the server fills its cache of labels, from null to empty, with whatever is saved next",
}}
