package ndototest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// filterKey is an attribute that a filter may name, with its operators (lib/filters/filter_keys.yml).
type filterKey struct {
	name      string
	data      filterData
	operators []string
}

type filterData int

const (
	textData    filterData = iota
	foldedData             // text regardless of case
	numberData             // of a column with numbers
	enumData               // names
	labelData              // sets of labels
	dateData               // days
	booleanData            // true and false
)

// filterKeys are the attributes of a model, in the order in which errors list them.
type filterKeys struct {
	model string // of the custom attributes
	keys  []filterKey
}

var (
	equality  = []string{"equal_to", "not_equal_to"}
	reference = []string{"equal_to", "not_equal_to", "is_present", "is_not_present"}
	texts     = []string{"equal_to", "not_equal_to", "contains", "does_not_contain"}
	phones    = []string{"equal_to", "not_equal_to", "contains", "does_not_contain", "starts_with"}
	dates     = []string{"is_greater_than", "is_less_than", "days_before"}
)

func conversationFilter(d Dialect) filterKeys {
	keys := []filterKey{
		{"status", enumData, equality}, {"assignee_id", numberData, reference}, {"inbox_id", numberData, reference}, {"team_id", numberData, reference},
		{"contact_id", numberData, equality}, {"priority", enumData, equality}, {"display_id", numberData, texts}, {"campaign_id", numberData, reference},
		{"labels", labelData, reference}, {"browser_language", textData, equality}, {"conversation_language", textData, equality},
		{"referer", textData, texts}, {"created_at", dateData, dates}, {"last_activity_at", dateData, dates}, {"mail_subject", textData, texts},
	}
	if d == Chatwoot42 {
		keys = slices.DeleteFunc(keys, func(k filterKey) bool { return k.name == "contact_id" })
		keys = slices.Insert(keys, 10, filterKey{"country_code", textData, equality})
	}
	return filterKeys{"conversation_attribute", keys}
}

func contactFilter(d Dialect) filterKeys {
	company := "company_name"
	if d == Chatwoot42 {
		company = "company"
	}
	return filterKeys{"contact_attribute", []filterKey{
		{"name", foldedData, texts}, {"phone_number", textData, phones}, {"email", foldedData, texts}, {"identifier", foldedData, equality},
		{"country_code", foldedData, equality}, {"city", foldedData, texts}, {company, foldedData, texts}, {"labels", labelData, reference},
		{"created_at", dateData, dates}, {"last_activity_at", dateData, dates}, {"blocked", booleanData, equality},
	}}
}

func (k filterKeys) find(name string) *filterKey {
	if i := slices.IndexFunc(k.keys, func(key filterKey) bool { return key.name == name }); i >= 0 {
		return &k.keys[i]
	}
	return nil
}

// conditions is a filter as sent (app/services/filter_service.rb). AND binds tighter than OR.
type conditions []condition

type condition struct {
	key, operator string
	data          filterData
	custom        bool
	values        []any
	or            bool // joined with the next condition by OR
}

// readFilter reads and checks the payload.
func (c *call) readFilter(known filterKeys) (conditions, *reply) {
	crashed := crash()
	rows, isList := c.params["payload"].([]any)
	if !isList {
		return nil, &crashed
	}
	for _, v := range rows {
		row, _ := v.(object)
		if join := strings.ToUpper(toText(row["query_operator"])); join != "" && join != "AND" && join != "OR" {
			r := unprocessable("Query operator must be either \"AND\" or \"OR\".")
			return nil, &r
		}
	}
	var f conditions
	for i, v := range rows {
		row, isObject := v.(object)
		if !isObject {
			return nil, &crashed
		}
		cond, refusal := c.readCondition(row, known)
		if refusal != nil {
			return nil, refusal
		}
		join := toText(row["query_operator"])
		if (join == "") != (i == len(rows)-1) {
			return nil, &crashed // a syntax error in SQL
		}
		cond.or = strings.EqualFold(join, "or")
		f = append(f, cond)
	}
	return f, nil
}

func (c *call) readCondition(row object, known filterKeys) (condition, *reply) {
	fail := func(r reply) (condition, *reply) { return condition{}, &r }
	cond := condition{key: toText(row["attribute_key"]), operator: toText(row["filter_operator"])}
	switch values := row["values"].(type) {
	case []any:
		cond.values = values
	case nil:
	default:
		cond.values = []any{values}
	}
	key := known.find(cond.key)
	if key != nil && !slices.Contains(key.operators, cond.operator) {
		return fail(unprocessable("Invalid operator. The allowed operators for " + cond.key + " are [" + strings.Join(key.operators, ",") + "]."))
	}
	if len(cond.values) == 0 && cond.operator != "is_present" && cond.operator != "is_not_present" {
		return fail(invalidFilterValue(cond.key))
	}
	kind := ""
	if key != nil {
		cond.data = key.data
	} else {
		model := known.model
		if named := toText(row["custom_attribute_type"]); named != "" {
			model = named
		}
		kind = c.attributeType(model, cond.key)
		cond.custom, cond.data = true, dataOfCustom(kind)
	}
	unknown := key == nil && kind == ""
	if !unknown || c.dialect != Chatwoot42 {
		if refusal := c.checkCondition(&cond, kind); refusal != nil {
			return condition{}, refusal
		}
	}
	if unknown {
		names := make([]string, len(known.keys))
		for i, k := range known.keys {
			names[i] = k.name
		}
		return fail(unprocessable(fmt.Sprintf(
			"Invalid attribute key - [%s]. The key should be one of [%s] or a custom attribute defined in the account.", cond.key, strings.Join(names, ","),
		)))
	}
	if known.model == "contact_attribute" && len(cond.values) > 1 {
		cond.values = cond.values[:1] // the others are not read
	}
	if cond.key == "phone_number" && (cond.operator == "equal_to" || cond.operator == "not_equal_to") {
		phone := toText(cond.values[0])
		if c.dialect != Chatwoot42 {
			phone = strings.ReplaceAll(phone, "+", "")
		}
		cond.values = []any{"+" + phone}
	}
	return cond, nil
}

// dataOfCustom is how the values of custom attributes of a display type are compared.
func dataOfCustom(kind string) filterData {
	if kind == "" || kind == "text" || kind == "link" || kind == "list" {
		return foldedData
	}
	return map[string]filterData{"number": numberData, "date": dateData, "checkbox": booleanData}[kind]
}

func invalidFilterValue(key string) reply {
	return unprocessable("Invalid value. The values provided for " + key + " are invalid")
}

// checkCondition refuses what the query of a condition fails with.
func (c *call) checkCondition(cond *condition, kind string) *reply {
	crashed, old := crash(), c.dialect == Chatwoot42
	untyped := kind == "currency" || kind == "percent" // they have no type in SQL
	switch cond.operator {
	case "days_before":
		if !old {
			return &crashed // a fault of the server
		}
		cond.operator, cond.values = "is_less_than", []any{c.now().UTC().AddDate(0, 0, -int(toInt(cond.values[0]))).Format(time.DateOnly)}
		if untyped {
			return &crashed
		}
	case "is_greater_than", "is_less_than":
		valid := cond.data == dateData && isDate(cond.values[0]) || cond.data == numberData && isNumber(cond.values[0])
		if valid && !untyped {
			return nil
		}
		if old {
			return &crashed
		}
		r := invalidFilterValue(cond.key)
		return &r
	case "contains", "does_not_contain":
		if slices.ContainsFunc(cond.values, notText) {
			return &crashed // numbers cannot be stripped
		}
		if cond.data == numberData && old || cond.custom && (cond.data != foldedData || untyped) {
			return &crashed
		}
	case "equal_to", "not_equal_to":
		if untyped || cond.data == enumData && slices.ContainsFunc(cond.values, notText) {
			return &crashed
		}
		if cond.data == numberData && slices.ContainsFunc(cond.values, func(v any) bool { return !isNumber(v) }) ||
			cond.data == booleanData && cond.custom && slices.ContainsFunc(cond.values, func(v any) bool { return castBool(v) == nil }) {
			return &crashed
		}
	}
	return nil
}

func notText(v any) bool {
	_, isText := v.(string)
	return !isText
}

func isDate(v any) bool {
	_, ok := castTime(v)
	return ok
}

func isNumber(v any) bool {
	_, ok := new(big.Rat).SetString(strings.TrimSpace(toText(v)))
	return ok
}

func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
