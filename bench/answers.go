package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/digitalocean/godo"
	"github.com/google/go-github/v88/github"
	gitlab "gitlab.com/gitlab-org/api/client-go"
)

//go:embed conversation.json webhook.json
var files embed.FS

// answers are the bodies of the server, by their routes.
func answers() map[string]string {
	page := conversations(25)
	return map[string]string{
		"GET /api/v1/accounts/1/conversations":                     page,
		"GET /api/v1/accounts/1/contacts":                          leanPage(),
		"POST /api/v1/accounts/1/conversations/{id}/toggle_status": statusBody,
		"GET /repos/o/r/issues":                                    list("", githubIssue(), len(page)),
		"GET /api/v4/projects/1/issues":                            list("", gitlabIssue(), len(page)),
		"GET /v2/droplets":                                         list(`{"droplets":`, droplet(), len(page)) + `,"links":{},"meta":{"total":1}}`,
	}
}

const statusBody = `{"payload":{"success":true,"conversation_id":42,"current_status":"resolved","snoozed_until":null}}`

// conversations is a page as the server sends it.
func conversations(n int) string {
	return `{"data":{"meta":{"mine_count":1,"assigned_count":2,"unassigned_count":3,"all_count":25},"payload":[` + strings.TrimSuffix(strings.Repeat(read("conversation.json")+",", n), ",") + `]}}`
}

// leanPage is one of contacts who have told little, of 10 KB.
func leanPage() string {
	var rows []string
	for i := range 15 {
		rows = append(rows, fmt.Sprintf(`{"additional_attributes":{"city":"Kigali","country":"Rwanda","country_code":"RW","company_name":"Acme Traders","social_profiles":{"twitter":"","facebook":"","linkedin":"","github":""}},"availability_status":"offline","email":"customer-%d@example.com","id":%d,"name":"Customer %d","phone_number":"+25078812345%d","blocked":false,"identifier":"crm-%d","thumbnail":"","custom_attributes":{"plan":"gold","seats":12,"language":"rw","since":"2024-11-02","newsletter":true,"account_manager":"Amara Admin"},"last_activity_at":1750163690,"created_at":1750160000,"contact_inboxes":[{"source_id":"00000000-0000-4000-8000-0000000000%02d","inbox":{"id":4,"avatar_url":"","channel_id":4,"name":"API","channel_type":"Channel::Api","provider":null}}]}`, i, i+1, i, i%10, i, i))
	}
	return `{"meta":{"count":15,"current_page":1},"payload":[` + strings.Join(rows, ",") + `]}`
}

func read(name string) string {
	data, _ := files.ReadFile(name) // it is embedded
	var compact bytes.Buffer
	_ = json.Compact(&compact, data)
	return compact.String()
}

// list repeats a row until a page is as long as ours.
func list(before, row string, length int) string {
	n := max(1, (length+len(row)/2)/len(row))
	return before + "[" + strings.TrimSuffix(strings.Repeat(row+",", n), ",") + "]"
}

// The rows of others are made by their own types, with all fields that a list usually has.

func githubIssue() string {
	user := &github.User{Login: new("octocat"), ID: new(int64(1)), NodeID: new("MDQ6VXNlcjE="), AvatarURL: new("https://github.com/images/error/octocat_happy.gif"), HTMLURL: new("https://github.com/octocat"), URL: new("https://api.github.com/users/octocat"), Type: new("User"), SiteAdmin: new(false), EventsURL: new("https://api.github.com/users/octocat/events{/privacy}"), FollowersURL: new("https://api.github.com/users/octocat/followers"), ReposURL: new("https://api.github.com/users/octocat/repos")}
	return encode(&github.Issue{
		ID: new(int64(1)), Number: new(1347), State: new("open"), Title: new("Found a bug"), Body: new(strings.Repeat("I'm having a problem with this. ", 20)), User: user, Assignee: user, Assignees: []*github.User{user},
		Labels:   []*github.Label{{ID: new(int64(208045946)), Name: new("bug"), Color: new("f29513"), Description: new("Something isn't working"), Default: new(true), URL: new("https://api.github.com/repos/octocat/Hello-World/labels/bug")}},
		Comments: new(3), URL: new("https://api.github.com/repos/octocat/Hello-World/issues/1347"), HTMLURL: new("https://github.com/octocat/Hello-World/issues/1347"), CommentsURL: new("https://api.github.com/repos/octocat/Hello-World/issues/1347/comments"), EventsURL: new("https://api.github.com/repos/octocat/Hello-World/issues/1347/events"),
		Milestone: &github.Milestone{ID: new(int64(1)), Number: new(1), Title: new("v1.0"), Description: new("Tracking milestone for version 1.0"), Creator: user, OpenIssues: new(4), ClosedIssues: new(8), State: new("open")}, Locked: new(false),
	})
}

func gitlabIssue() string {
	author := &gitlab.IssueAuthor{ID: 18, Username: "eileen.lowe", Name: "Alexandra Bashirian", State: "active", AvatarURL: "https://gitlab.example.com/uploads/user/avatar/18/avatar.png", WebURL: "https://gitlab.example.com/eileen.lowe"}
	return encode(&gitlab.Issue{
		ID: 76, IID: 6, ProjectID: 1, Title: "Consequatur vero maxime deserunt laboriosam est voluptas dolorem.", Description: strings.Repeat("Ratione dolores corrupti mollitia soluta quia. ", 20), State: "opened", Author: author,
		Assignees: []*gitlab.IssueAssignee{{ID: 1, Username: "root", Name: "Administrator", State: "active", AvatarURL: "https://gitlab.example.com/avatar.png", WebURL: "https://gitlab.example.com/root"}}, Labels: gitlab.Labels{"foo", "bar"}, Upvotes: 4, Downvotes: 0,
		WebURL: "http://gitlab.example.com/my-group/my-project/issues/6", References: &gitlab.IssueReferences{Short: "#6", Relative: "my-group/my-project#6", Full: "my-group/my-project#6"}, TimeStats: &gitlab.TimeStats{},
		Milestone: &gitlab.Milestone{ID: 38, IID: 4, ProjectID: 11, Title: "v3.0", Description: "Rerum est voluptatem provident consequuntur molestias similique ipsum dolor.", State: "closed", WebURL: "https://gitlab.example.com/milestones/4"},
		Links:     &gitlab.IssueLinks{Self: "http://gitlab.example.com/api/v4/projects/1/issues/76", Notes: "http://gitlab.example.com/api/v4/projects/1/issues/76/notes", AwardEmoji: "http://gitlab.example.com/api/v4/projects/1/issues/76/award_emoji", Project: "http://gitlab.example.com/api/v4/projects/1"},
	})
}

func droplet() string {
	region := &godo.Region{Slug: "nyc3", Name: "New York 3", Sizes: []string{"s-1vcpu-1gb", "s-1vcpu-2gb", "s-2vcpu-2gb"}, Available: true, Features: []string{"private_networking", "backups", "ipv6", "metadata"}}
	return encode(&godo.Droplet{
		ID: 3164444, Name: "example.com", Memory: 1024, Vcpus: 1, Disk: 25, Region: region, SizeSlug: "s-1vcpu-1gb", BackupIDs: []int{53893572}, SnapshotIDs: []int{67512819}, Locked: false, Status: "active", Created: "2020-07-21T18:37:44Z", Features: []string{"backups", "private_networking", "ipv6"}, Tags: []string{"web", "env:prod"}, VolumeIDs: []string{"506f78a4-e098-11e5-ad9f-000f53306ae1"}, VPCUUID: "760e09ef-dc84-11e8-981e-3cfdfeaae000",
		Image:    &godo.Image{ID: 63663980, Name: "20.04 (LTS) x64", Type: "base", Distribution: "Ubuntu", Slug: "ubuntu-20-04-x64", Public: true, Regions: []string{"nyc1", "sgp1", "lon1", "nyc2", "nyc3"}, MinDiskSize: 20, SizeGigaBytes: 2.36, Created: "2020-05-15T05:47:50Z", Description: "Ubuntu 20.04 x64 20200514", Status: "available"},
		Size:     &godo.Size{Slug: "s-1vcpu-1gb", Memory: 1024, Vcpus: 1, Disk: 25, PriceMonthly: 5, PriceHourly: 0.00743999984115362, Regions: []string{"ams2", "ams3", "blr1", "fra1", "lon1", "nyc1"}, Available: true, Transfer: 1, Description: "Basic"},
		Networks: &godo.Networks{V4: []godo.NetworkV4{{IPAddress: "104.236.32.182", Netmask: "255.255.192.0", Gateway: "104.236.0.1", Type: "public"}, {IPAddress: "10.128.192.124", Netmask: "255.255.0.0", Gateway: "nil", Type: "private"}}},
	})
}

func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(data)
}

var compressions sync.Map

// compressed is made once for each body, as a proxy's cache would.
func compressed(data []byte) []byte {
	key := string(data[:min(len(data), 64)]) + fmt.Sprint(len(data))
	if done, ok := compressions.Load(key); ok {
		return done.([]byte)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	compressions.Store(key, b.Bytes())
	return b.Bytes()
}
