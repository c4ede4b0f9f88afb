package ndototest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// conditions is a filter as sent (app/services/filter_service.rb). AND binds tighter than OR.
type conditions []conditionRow

type conditionRow struct {
	key, operator, model string
	values               []any
	or                   bool // joined with the next condition by OR
}

// The operators of each attribute (lib/filters/filter_keys.yml).
var (
	equality  = []string{"equal_to", "not_equal_to"}
	reference = []string{"equal_to", "not_equal_to", "is_present", "is_not_present"}
	texts     = []string{"equal_to", "not_equal_to", "contains", "does_not_contain"}
	dates     = []string{"is_greater_than", "is_less_than", "days_before"}
	every     = []string{"equal_to", "not_equal_to", "contains", "does_not_contain", "is_present", "is_not_present", "is_greater_than", "is_less_than", "days_before"}

	conversationKeys = map[string][]string{
		"status": equality, "priority": equality, "assignee_id": reference, "inbox_id": reference, "team_id": reference, "campaign_id": reference,
		"labels": reference, "display_id": texts, "referer": texts, "mail_subject": texts, "browser_language": equality, "conversation_language": equality,
		"country_code": equality, "created_at": dates, "last_activity_at": dates, "contact_id": equality,
	}
	contactKeys = map[string][]string{
		"name": texts, "email": texts, "phone_number": texts, "identifier": texts, "country_code": equality, "city": texts, "company": texts,
		"company_name": texts, "labels": reference, "created_at": dates, "last_activity_at": dates, "blocked": equality,
	}
)

// readFilter reads and checks the payload.
func (c *call) readFilter(keys map[string][]string) (conditions, *reply) {
	fail := func(r reply) (conditions, *reply) { return nil, &r }
	if !c.has("payload") {
		return fail(crash())
	}
	var f conditions
	rows := c.list("payload")
	for i, v := range rows {
		row, _ := v.(object)
		cond := conditionRow{key: toText(row["attribute_key"]), operator: toText(row["filter_operator"]), model: toText(row["custom_attribute_type"])}
		cond.values, _ = row["values"].([]any)
		operators, known := keys[cond.key]
		if !known {
			operators = every
		}
		if c.dialect == Chatwoot42 && cond.key == "contact_id" || cond.key == "" {
			return fail(unprocessable(fmt.Sprintf("Invalid attribute key - [%s]. The key should be one of [%s] or a custom attribute defined in the account.", cond.key, "")))
		}
		if !slices.Contains(operators, cond.operator) {
			return fail(unprocessable("Invalid operator. The allowed operators for " + cond.key + " are [" + strings.Join(operators, ",") + "]."))
		}
		if len(cond.values) == 0 && !strings.HasSuffix(cond.operator, "present") {
			return fail(unprocessable("Invalid value. The values provided for " + cond.key + " are invalid"))
		}
		switch join := toText(row["query_operator"]); {
		case i == len(rows)-1 && join != "":
			return fail(unprocessable("Query operator must be either \"AND\" or \"OR\"."))
		case i < len(rows)-1 && join == "":
			return fail(crash()) // a syntax error in SQL
		case i < len(rows)-1 && !strings.EqualFold(join, "and") && !strings.EqualFold(join, "or"):
			return fail(unprocessable("Query operator must be either \"AND\" or \"OR\"."))
		default:
			cond.or = strings.EqualFold(join, "or")
		}
		f = append(f, cond)
	}
	return f, nil
}

func (f conditions) holds(attribute func(key, model string) any, now time.Time) bool {
	all := true
	for _, cond := range f {
		all = all && cond.holds(attribute(cond.key, cond.model), now)
		if cond.or {
			if all {
				return true
			}
			all = true
		}
	}
	return all
}

func (cond conditionRow) holds(value any, now time.Time) bool {
	switch cond.operator {
	case "equal_to":
		return cond.matches(value)
	case "not_equal_to":
		return !cond.matches(value)
	case "contains":
		return strings.Contains(fold(value), fold(cond.values[0]))
	case "does_not_contain":
		return !strings.Contains(fold(value), fold(cond.values[0]))
	case "is_present":
		return isPresent(value)
	case "is_not_present":
		return !isPresent(value)
	case "days_before":
		at, isTime := value.(time.Time)
		return isTime && at.Before(now.AddDate(0, 0, -int(toInt(cond.values[0]))))
	case "is_greater_than":
		return compare(value, cond.values[0]) > 0
	case "is_less_than":
		return compare(value, cond.values[0]) < 0
	}
	return false
}

func (cond conditionRow) matches(value any) bool {
	return slices.ContainsFunc(cond.values, func(want any) bool {
		if list, isList := value.([]string); isList {
			return slices.ContainsFunc(list, func(v string) bool { return fold(v) == fold(want) })
		}
		return fold(value) == fold(want) || cond.key == "status" && toText(want) == "all"
	})
}

func fold(v any) string { return strings.ToLower(toText(v)) }

func isPresent(v any) bool {
	switch v := v.(type) {
	case []string:
		return len(v) > 0
	case int64:
		return v != 0
	}
	return toText(v) != ""
}

// compare compares days or numbers.
func compare(value, with any) int {
	if at, isTime := value.(time.Time); isTime {
		return strings.Compare(at.UTC().Format(time.DateOnly), toText(with))
	}
	return int(toInt(value) - toInt(with))
}
