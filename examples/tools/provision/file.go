package main

import "github.com/usendoto/ndoto-go"

// file is what the account is to be. Without Account, it is the one that the environment names.
type file struct {
	Account *struct {
		Name         string `yaml:"name"`
		ID           int64  `yaml:"id"` // of one that is there, for servers that cannot list accounts
		Locale       string `yaml:"locale"`
		SupportEmail string `yaml:"support_email"`
	} `yaml:"account"`
	Agents []agent `yaml:"agents"`
	Teams  []struct {
		Name        string   `yaml:"name"`
		Description string   `yaml:"description"`
		Members     []string `yaml:"members"` // addresses of agents
	} `yaml:"teams"`
	Labels []struct {
		Title       string `yaml:"title"`
		Description string `yaml:"description"`
		Color       string `yaml:"color"`
	} `yaml:"labels"`
	Inboxes []struct {
		Name       string   `yaml:"name"`
		WebhookURL string   `yaml:"webhook_url"`
		Greeting   string   `yaml:"greeting"`
		Members    []string `yaml:"members"`
	} `yaml:"inboxes"`
	Bots []struct {
		Name    string   `yaml:"name"`
		URL     string   `yaml:"url"`
		Inboxes []string `yaml:"inboxes"` // names of those that it answers in
	} `yaml:"bots"`
	Attributes []struct {
		Key    string              `yaml:"key"`
		Name   string              `yaml:"name"`
		Type   ndoto.AttributeType `yaml:"type"`
		For    string              `yaml:"for"` // contact or conversation
		Values []string            `yaml:"values"`
	} `yaml:"attributes"`
	CannedResponses []struct {
		ShortCode string `yaml:"short_code"`
		Content   string `yaml:"content"`
	} `yaml:"canned_responses"`
	Webhooks []struct {
		URL    string        `yaml:"url"`
		Events []ndoto.Event `yaml:"events"`
	} `yaml:"webhooks"`
}

type agent struct {
	Email string     `yaml:"email"`
	Name  string     `yaml:"name"`
	Role  ndoto.Role `yaml:"role"` // agent or administrator
}
