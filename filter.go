package ndoto

import (
	"encoding/json"
	"strings"
	"time"
)

// Filter is a query for conversations or contacts: conditions joined with And and Or, where And binds tighter, as in
// SQL. There are no parentheses. Build one with [Where]: the zero Filter is empty, which no server accepts. Filters
// are values: And and Or do not change the one that they are called on.
//
//	ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen)).And(ndoto.FilterTeam.IsPresent())
type Filter struct {
	conditions []Condition
}

// Condition is one condition of a Filter. Make one with the methods of the variables that start with Filter.
type Condition struct {
	key      string
	operator string
	values   []any
	model    AttributeModel
	joinNext string // what the server wants on each condition but the last
	problem  error
}

// AttributeModel says whose custom attribute a condition is about.
type AttributeModel string

// The values of AttributeModel.
const (
	ConversationAttribute AttributeModel = "conversation_attribute"
	ContactAttribute      AttributeModel = "contact_attribute"
	// CompanyAttribute is for companies, on enterprise servers from Chatwoot 4.7.
	CompanyAttribute AttributeModel = "company_attribute"
)

func (m AttributeModel) valid() bool {
	return m == ConversationAttribute || m == ContactAttribute || m == CompanyAttribute
}

// Where starts a Filter.
func Where(c Condition) Filter { return Filter{[]Condition{c}} }

// And narrows the filter.
func (f Filter) And(c Condition) Filter { return f.join("AND", c) }

// Or widens the filter.
func (f Filter) Or(c Condition) Filter { return f.join("OR", c) }

func (f Filter) join(operator string, c Condition) Filter {
	n := len(f.conditions)
	joined := append(make([]Condition, 0, n+1), f.conditions...)
	if n > 0 {
		joined[n-1].joinNext = operator
	}
	return Filter{append(joined, c)}
}

// Of says whose custom attribute the condition is about, if both a conversation and its contact may have it.
func (c Condition) Of(m AttributeModel) Condition {
	c.model = m
	return c
}

func (f Filter) validate() error {
	if len(f.conditions) == 0 {
		return badInput("the filter is empty: start it with Where")
	}
	for _, c := range f.conditions {
		if c.problem != nil {
			return c.problem
		}
		if c.key == "" || c.operator == "" {
			return badInput("a condition of the filter is empty: make it with a constant such as FilterStatus")
		}
	}
	return nil
}

// validateForContacts refuses what would silently go wrong for contacts: their filter reads the first value only.
func (f Filter) validateForContacts() error {
	for _, c := range f.conditions {
		if len(c.values) > 1 {
			return badInput("the condition on %s has %d values, and the server reads only the first for contacts: join them with Or", c.key, len(c.values))
		}
	}
	return nil
}

// MarshalJSON returns the body of a request to the filter routes.
func (f Filter) MarshalJSON() ([]byte, error) { return json.Marshal(payload[[]filterRow]{f.rows()}) }

type filterRow struct {
	Key      string         `json:"attribute_key"`
	Operator string         `json:"filter_operator"`
	Values   []any          `json:"values"`
	Join     *string        `json:"query_operator"`
	Model    AttributeModel `json:"custom_attribute_type,omitzero"`
}

// rows returns the conditions as they are sent. All but the last must have a query operator.
func (f Filter) rows() []filterRow {
	rows := make([]filterRow, len(f.conditions))
	for i, c := range f.conditions {
		if days := c.values; c.operator == daysBefore {
			c = DateField(c.key).Before(time.Now().UTC().AddDate(0, 0, -days[0].(int))).Of(c.model)
		}
		rows[i] = filterRow{Key: c.key, Operator: c.operator, Values: c.values, Model: c.model}
		if i < len(f.conditions)-1 {
			rows[i].Join = &f.conditions[i].joinNext
		}
	}
	return rows
}

// The attributes that conversations can be filtered by. FilterLabels, FilterCreatedAt, FilterLastActivityAt and
// custom attributes also work for contacts. Filter by a custom attribute with the field of its type and its key:
// TextField("plan").Equal("gold"), NumberField("seats").GreaterThan(10), DateField("renewal").Before(t). Custom
// attributes of the types currency and percent cannot be filtered by: the server fails on every operator. A key that a
// server does not know is [ErrValidation]. Contains and NotContains of FilterDisplayID fail on Chatwoot 4.2.
const (
	FilterStatus               EnumField[ConversationStatus] = "status"
	FilterPriority             EnumField[Priority]           = "priority"
	FilterAssignee             RefField[int64]               = "assignee_id"
	FilterInbox                RefField[int64]               = "inbox_id"
	FilterTeam                 RefField[int64]               = "team_id"
	FilterCampaign             RefField[int64]               = "campaign_id"
	FilterContact              EnumField[int64]              = "contact_id" // from Chatwoot 4.16
	FilterLabels               RefField[string]              = "labels"
	FilterDisplayID            TextField                     = "display_id"
	FilterReferer              TextField                     = "referer"
	FilterMailSubject          TextField                     = "mail_subject"
	FilterBrowserLanguage      EnumField[string]             = "browser_language"
	FilterConversationLanguage EnumField[string]             = "conversation_language"
	FilterCreatedAt            DateField                     = "created_at"
	FilterLastActivityAt       DateField                     = "last_activity_at"
)

// The attributes that contacts can be filtered by. FilterCountryCode also works for conversations, up to Chatwoot 4.9.
// FilterCompany and FilterCompanyName are the same: Contacts.Filter sends the name that the server has for it, which
// changed in Chatwoot 4.14.0. A saved filter keeps the one that it has.
const (
	FilterName        TextField         = "name"
	FilterEmail       TextField         = "email"
	FilterPhone       PhoneField        = "phone_number"
	FilterIdentifier  EnumField[string] = "identifier"
	FilterCountryCode EnumField[string] = "country_code"
	FilterCity        TextField         = "city"
	FilterCompany     TextField         = "company"
	FilterCompanyName TextField         = "company_name"
	FilterBlocked     EnumField[bool]   = "blocked"
)

func condition[T any](key, operator string, values ...T) Condition {
	c := Condition{key: key, operator: operator, values: make([]any, len(values))}
	for i, v := range values {
		c.values[i] = v
		if status, ok := any(v).(ConversationStatus); ok && !status.Valid() && status != StatusAll {
			c.problem = badInput("the status must be open, resolved, pending, snoozed or all, got %q", status)
		}
		if priority, ok := any(v).(Priority); ok && c.problem == nil {
			c.problem = validatePriority(priority)
		}
	}
	return c
}

func oneOrMore[T any](first T, more []T) []T { return append([]T{first}, more...) }

// EnumField is an attribute with a fixed set of values.
type EnumField[T any] string

// Equal holds if the attribute is one of the values.
func (f EnumField[T]) Equal(first T, more ...T) Condition {
	return condition(string(f), "equal_to", oneOrMore(first, more)...)
}

// NotEqual holds if the attribute equals none of the values.
func (f EnumField[T]) NotEqual(first T, more ...T) Condition {
	return condition(string(f), "not_equal_to", oneOrMore(first, more)...)
}

// RefField is an attribute that refers to something, or to nothing.
type RefField[T any] string

// Equal holds if the attribute is one of the values.
func (f RefField[T]) Equal(first T, more ...T) Condition {
	return EnumField[T](f).Equal(first, more...)
}

// NotEqual holds if the attribute equals none of the values.
func (f RefField[T]) NotEqual(first T, more ...T) Condition {
	return EnumField[T](f).NotEqual(first, more...)
}

// IsPresent holds if the attribute refers to something.
func (f RefField[T]) IsPresent() Condition { return condition[T](string(f), "is_present") }

// IsNotPresent holds if the attribute refers to nothing.
func (f RefField[T]) IsNotPresent() Condition { return condition[T](string(f), "is_not_present") }

// TextField is an attribute that is a text.
type TextField string

// Equal holds if the text is one of the values; case does not matter for most attributes of contacts.
func (f TextField) Equal(first string, more ...string) Condition {
	return EnumField[string](f).Equal(first, more...)
}

// NotEqual holds if the text equals none of the values.
func (f TextField) NotEqual(first string, more ...string) Condition {
	return EnumField[string](f).NotEqual(first, more...)
}

// Contains holds if the text contains the value.
func (f TextField) Contains(value string) Condition { return condition(string(f), "contains", value) }

// NotContains holds if the text does not contain the value.
func (f TextField) NotContains(value string) Condition {
	return condition(string(f), "does_not_contain", value)
}

// PhoneField is sent without the plus, which the server adds (app/services/contacts/filter_service.rb).
type PhoneField string

// Equal holds if the phone number is the value, with or without a plus.
func (f PhoneField) Equal(phone string) Condition {
	return TextField(f).Equal(strings.TrimPrefix(phone, "+"))
}

// NotEqual holds if the phone number is not the value.
func (f PhoneField) NotEqual(phone string) Condition {
	return TextField(f).NotEqual(strings.TrimPrefix(phone, "+"))
}

// Contains holds if the phone number has the digits anywhere.
func (f PhoneField) Contains(digits string) Condition {
	return TextField(f).Contains(strings.TrimPrefix(digits, "+"))
}

// NumberField is a custom attribute that is a number.
type NumberField string

// Equal holds if the number is one of the values.
func (f NumberField) Equal(first float64, more ...float64) Condition {
	return EnumField[float64](f).Equal(first, more...)
}

// NotEqual holds if the number equals none of the values.
func (f NumberField) NotEqual(first float64, more ...float64) Condition {
	return EnumField[float64](f).NotEqual(first, more...)
}

// GreaterThan holds if the number is greater than the value.
func (f NumberField) GreaterThan(value float64) Condition {
	return condition(string(f), "is_greater_than", value)
}

// LessThan holds if the number is less than the value.
func (f NumberField) LessThan(value float64) Condition {
	return condition(string(f), "is_less_than", value)
}

// DateField is an attribute that is a date. The server compares whole days.
type DateField string

// After holds if the date is later than the day of t, in the location of t.
func (f DateField) After(t time.Time) Condition {
	return condition(string(f), "is_greater_than", t.Format(time.DateOnly))
}

// Before holds if the date is earlier than the day of t, in the location of t.
func (f DateField) Before(t time.Time) Condition {
	return condition(string(f), "is_less_than", t.Format(time.DateOnly))
}

// daysBefore is the operator of DaysBefore. Chatwoot 4.16 fails on it, so it is never sent.
const daysBefore = "days_before"

// DaysBefore holds if the date is more than this many days before the day, in UTC, on which the filter is sent. In a
// filter that is saved it stays that day.
func (f DateField) DaysBefore(days int) Condition {
	c := condition(string(f), daysBefore, days)
	if days < 0 {
		c.problem = badInput("DaysBefore must not be negative, got %d", days)
	}
	return c
}

// BoolField is a custom attribute that is a checkbox.
type BoolField string

// Is holds if the checkbox has the value.
func (f BoolField) Is(value bool) Condition { return EnumField[bool](f).Equal(value) }
