package record

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Columns are those of the CSV form, which has a row for each message, and one for a conversation without messages.
var Columns = []string{
	"conversation", "status", "labels", "created_at", "name", "email", "phone", "identifier",
	"message", "type", "private", "at", "sender", "content", "files",
}

// Rows returns the CSV form.
func (r Record) Rows() [][]string {
	head := []string{
		r.ID, string(r.Status), strings.Join(r.Labels, " "), formatTime(r.CreatedAt),
		r.Contact.Name, r.Contact.Email, r.Contact.Phone, r.Contact.Identifier,
	}
	if len(r.Messages) == 0 {
		return [][]string{append(head, make([]string, len(Columns)-len(head))...)}
	}
	rows := make([][]string, len(r.Messages))
	for i, m := range r.Messages {
		rows[i] = append(slices.Clip(head),
			m.ID, m.Type, strconv.FormatBool(m.Private), formatTime(m.At), m.Sender, m.Content, strings.Join(m.Files, " "))
	}
	return rows
}

// FromRow reads a row, given by column. The record has the message of the row, if it has one.
func FromRow(row map[string]string) (r Record, err error) {
	r = Record{
		ID: row["conversation"], Status: ndoto.ConversationStatus(row["status"]), Labels: strings.Fields(row["labels"]),
		Contact: Contact{Name: row["name"], Email: row["email"], Phone: row["phone"], Identifier: row["identifier"]},
	}
	if r.CreatedAt, err = parseTime(row["created_at"]); err != nil {
		return r, err
	}
	if row["content"] == "" && row["message"] == "" {
		return r, nil
	}
	m := Message{
		ID: row["message"], Type: row["type"], Sender: row["sender"], Content: row["content"], Files: strings.Fields(row["files"]),
	}
	if m.Private, err = strconv.ParseBool(cmp.Or(row["private"], "false")); err != nil {
		return r, err
	}
	m.At, err = parseTime(row["at"])
	r.Messages = []Message{m}
	return r, err
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}
