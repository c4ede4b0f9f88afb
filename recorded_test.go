package ndoto

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
	"github.com/usendoto/ndoto-go/internal/recording"
)

// recorded is a response of a server.
type recorded struct {
	Method, Path, Body string
	Status             int
	Cut                bool // whether it was too long to be recorded
}

// request is the method and the path, without a query and a format.
func (r recorded) request() string {
	path, _, _ := strings.Cut(r.Path, "?")
	return r.Method + " " + strings.TrimSuffix(path, ".json")
}

// isObject reports whether it is a success with an object or a list.
func (r recorded) isObject() bool {
	return r.Method != "" && r.Status < 300 && !r.Cut && strings.HasPrefix(strings.TrimLeft(r.Body, " \n[{"), `"`) || strings.HasPrefix(r.Body, "[")
}

// operationOn returns the operation with the most exact route for a request, or nil.
func operationOn(request string) (found *operation) {
	for _, o := range operations {
		more := found == nil || strings.Count(o.route(), "{") < strings.Count(found.route(), "{")
		if more && o.variantOf == nil && matchesRoute(request, o.method+" "+o.route()) {
			found = o
		}
	}
	return found
}

var (
	places  = regexp.MustCompile(`\[\d+\]`)
	texts   = regexp.MustCompile(`"(?:[^"\\]|\\.)+"(\s*:)?`)
	numbers = regexp.MustCompile(`-?[1-9][0-9.e+-]*`)
)

// kindsOf is a body whose values are replaced by ones of their kind: two with the same kinds decode alike.
func kindsOf(body string) string {
	body = texts.ReplaceAllStringFunc(body, func(text string) string {
		if strings.HasSuffix(text, ":") {
			return text
		}
		return `"text"`
	})
	return numbers.ReplaceAllString(body, "1")
}

// fieldsSeen are the fields of types, and whether a server has sent them.
type fieldsSeen map[string]bool

// see notes the fields that a text has a member for.
func (f fieldsSeen) see(data []byte, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Map && decode.IsNested(t.Elem()):
		for _, member := range jsontext.Members(data) {
			f.see(member, t.Elem())
		}
	case !decode.IsNested(t):
	case t.Kind() == reflect.Slice:
		for element := range jsontext.Elements(data) {
			f.see(element, t.Elem())
		}
	default:
		shape := decode.ShapeOf(t)
		for name, raw := range jsontext.Members(data) {
			if m, ok := shape.Find(name); ok {
				field := t.FieldByIndex(m.Index)
				f[nameOf(t, field)] = true
				f.see(raw, field.Type)
			}
		}
		for _, field := range reflect.VisibleFields(t) {
			if _, ok := shape.Find(strings.Split(field.Tag.Get("json"), ",")[0]); ok && field.IsExported() {
				f[nameOf(t, field)] = f[nameOf(t, field)]
			}
		}
	}
}

// nameOf names a field by the type that declares it.
func nameOf(t reflect.Type, field reflect.StructField) string {
	if outer := field.Index[:len(field.Index)-1]; len(outer) > 0 {
		for t = t.FieldByIndex(outer).Type; t.Kind() == reflect.Pointer; {
			t = t.Elem()
		}
	}
	return t.Name() + "." + field.Name
}

// TestEveryRecordedBodyIsDecoded decodes what two servers sent as the operation of the request does.
func TestEveryRecordedBodyIsDecoded(t *testing.T) {
	t.Parallel()
	lostBy, sent, done, bodies := map[string]int{}, fieldsSeen{}, map[string]bool{}, 0
	for _, server := range recordedServers {
		files, err := filepath.Glob("ndototest/testdata/conformance/" + server.folder + "/*.jsonl.gz")
		require.NoError(t, err)
		for _, file := range files {
			for _, r := range recording.Lines[recorded](t, file) {
				o := operationOn(r.request())
				if o == nil || !r.isObject() {
					continue
				}
				bodies++
				kinds := o.name + kindsOf(r.Body)
				if done[kinds] {
					continue
				}
				done[kinds] = true
				for _, member := range lostIn(t, o, []byte(r.Body), sent) {
					lostBy[places.ReplaceAllString(member, "")]++
				}
			}
		}
	}
	for _, f := range fixtures(t) {
		data, err := os.ReadFile(f.path)
		require.NoError(t, err)
		if shape := embeddedShapes[f.name]; shape != nil {
			sent.see(data, reflect.TypeOf(shape()))
		} else if f.operation != nil {
			lostIn(t, f.operation, data, sent)
		}
	}
	t.Logf("%d bodies", bodies)
	assert.Greater(t, bodies, 14_000)
	assert.Equal(t, unreached, lostBy)
	known := map[string]string{}
	for reason, fields := range unsent {
		for _, field := range fields {
			known[field] = reason
		}
	}
	for field, seen := range sent {
		switch reason, isKnown := known[field]; {
		case !seen && !isKnown:
			t.Errorf("no server has sent %s: remove it, or say in unsent why it is there", field)
		case seen && isKnown:
			t.Errorf("%s was sent after all: take it out of %q", field, reason)
		}
	}
}

// unreached are members of recorded bodies that reached no field, and how many kinds of bodies have them.
var unreached = map[string]int{
	"Contacts.List.meta.current_page is zero": 2, // as it was asked for: "0"
}

// unsent are the fields that neither the recorded bodies nor those in testdata have, by why they are there.
var unsent = map[string][]string{
	"channels that the recorded servers could not connect": {
		"Inbox.APIKeySID", "Inbox.BotName", "Inbox.BrandedEmailLayout", "Inbox.ContentTemplates", "Inbox.ForwardingEnabled",
		"Inbox.HasAPIKeySecret", "Inbox.IMAPAuthentication", "Inbox.InboundCallsEnabled", "Inbox.TweetsEnabled",
		"Inbox.VoiceCallWebhookURL", "Inbox.VoiceConfigured", "Inbox.VoiceEnabled", "Inbox.VoiceStatusWebhookURL",
	},
	"Captain, whose settings the recorded requests left alone": {
		"CaptainConfig.FeatureCitation", "CaptainConfig.FeatureContactAttributes",
		"CaptainConfig.FeatureFAQ", "CaptainConfig.FeatureMemory", "CaptainConfig.HandoffMessage", "CaptainConfig.Instructions",
		"CaptainConfig.ResolutionMessage", "CaptainConfig.Temperature", "CaptainConfig.WelcomeMessage",
	},
	"updates of inbox limits, which were not recorded": {"InboxLimit.InboxName"},
	"what the recorded records had not: files of rules, parents, owners, notes of a team": {
		"ArticleMeta.Description", "AutomationRule.Files", "CapacityExclusions.OlderThanHours", "Category.Parent",
		"MacroFile.AccountID", "MacroFile.AutomationRuleID", "MacroFile.MacroID", "Portal.Inbox", "Portal.SSL",
		"PortalCounts.Mine", "SearchConversation.Agent",
	},
	"servers newer than the recorded ones": {"Assignee.AssigneeType", "ListedAttachment.ConversationID"},
	"contacts in webhooks":                 {"Contact.Account", "Contact.Type"},
	"lists as Ndoto documents all of them": {"csatPage.Meta"},
}

// lostIn returns the members of a body that reached no field of what its operation returns, and notes what was sent.
func lostIn(t *testing.T, o *operation, body []byte, sent fieldsSeen) []string {
	t.Helper()
	var fewest []string
	for i, d := range decodedBy(t, o, body) {
		v := reflect.ValueOf(d.value).Elem()
		sent.see(d.data, v.Type())
		if members := lost(o.name, d.data, v); i == 0 || len(members) < len(fewest) {
			fewest = members
		}
	}
	return fewest
}
