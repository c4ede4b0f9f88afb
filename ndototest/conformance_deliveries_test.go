package ndototest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordedDelivery is a webhook that a server sent.
type recordedDelivery struct {
	Kind   string            `json:"kind"`
	Header map[string]string `json:"header"` // without what the connection needs; secrets and ids are left out
	Body   string            `json:"body"`
}

// TestConformanceDeliveries replays what made two servers send webhooks, and compares this server's with theirs: which
// events each receiver gets of which record, the headers, and the shapes of the bodies. Workers of the servers deliver
// in any order, but a bot that answers a message has received it before.
func TestConformanceDeliveries(t *testing.T) {
	t.Parallel()
	for _, version := range recordedVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			exchanges := readLines[exchange](t, version.name, webhooksStory.name)
			recorded := readLines[recordedDelivery](t, version.name, "deliveries")
			p := webhooksStory.start(t, version, exchanges, recorded)
			for i, x := range exchanges {
				p.play(i, x)
			}
			var sent []recordedDelivery
			for _, d := range p.Deliveries() {
				sent = append(sent, recordedDelivery{d.Kind, plainHeader(d.Header), string(d.Body)})
			}
			all := tally{exchanges: len(recorded)}
			all.sort(compareDeliveries(version.name, recorded, sent), knownDeliveries)
			all.report(t, version, "deliveries compared", knownDeliveries)
			assert.Equal(t, talk(t, recorded), talk(t, sent), "the messages that the bot receives, in order")
		})
	}
}

// plainHeader leaves out the values that differ in each delivery.
func plainHeader(h map[string][]string) map[string]string {
	plain := map[string]string{}
	for name := range h {
		plain[name] = ""
		if name == "Accept" || name == "Content-Type" {
			plain[name] = strings.Join(h[name], ", ")
		}
	}
	return plain
}

// about names a delivery: receiver, event, record, and what changed but for what the server keeps for itself.
func (d recordedDelivery) about() string {
	body, _ := parse(d.Body).(object)
	conv, _ := body["conversation"].(object)
	if _, isMessage := body["message_type"]; isMessage {
		conv = nil
	}
	var changed []string
	list, _ := body["changed_attributes"].([]any)
	for _, attribute := range list {
		for name := range attribute.(object) {
			if name != "updated_at" && name != "cached_label_list" {
				changed = append(changed, name)
			}
		}
	}
	slices.Sort(changed)
	return fmt.Sprintf("%s %v %v%v%q", d.Kind, body["event"], orBlank(body["id"]), orBlank(conv["id"]), changed)
}

func orBlank(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// compareDeliveries pairs deliveries by what they are about.
func compareDeliveries(version string, recorded, sent []recordedDelivery) []difference {
	wanted, found := byAbout(recorded), byAbout(sent)
	topics := maps.Clone(wanted)
	maps.Copy(topics, found)
	var list []difference
	for _, about := range slices.Sorted(maps.Keys(topics)) {
		want, got := wanted[about], found[about]
		for i := range max(len(want), len(got)) {
			var notes []string
			switch {
			case i >= len(got):
				notes = []string{"not sent"}
			case i >= len(want):
				notes = []string{"sent, but not recorded"}
			default:
				notes = compareShapes(parse(want[i].Body), parse(got[i].Body))
				if !maps.Equal(want[i].Header, got[i].Header) {
					notes = append(notes, fmt.Sprintf("header is %v, want %v", got[i].Header, want[i].Header))
				}
			}
			for _, note := range notes {
				list = append(list, difference{version: version, story: "deliveries", number: i + 1, route: about, notes: []string{note}})
			}
		}
	}
	return list
}

func byAbout(list []recordedDelivery) map[string][]recordedDelivery {
	m := map[string][]recordedDelivery{}
	for _, d := range list {
		m[d.about()] = append(m[d.about()], d)
	}
	return m
}

// talk lists the messages that a bot receives.
func talk(t *testing.T, list []recordedDelivery) []string {
	t.Helper()
	var said []string
	for _, d := range list {
		var body struct {
			Event, Content string
			ID             int64
		}
		require.NoError(t, json.Unmarshal([]byte(d.Body), &body))
		if d.Kind == "bot" && strings.HasPrefix(body.Event, "message_") {
			said = append(said, fmt.Sprintf("%s %d: %s", body.Event, body.ID, body.Content))
		}
	}
	return said
}
