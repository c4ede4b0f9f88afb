package ndototest

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// holds reports whether a record matches. Null matches nothing, except that it is not present; the values of custom
// attributes that are null differ from all.
func (f conditions) holds(attribute func(key string, custom bool) any) bool {
	all := true
	for _, cond := range f {
		all = all && cond.holds(attribute(cond.key, cond.custom))
		if cond.or {
			if all {
				return true
			}
			all = true
		}
	}
	return all
}

func (cond condition) holds(value any) bool {
	if labels, isSet := value.([]string); isSet && cond.data == labelData {
		return cond.holdsLabels(labels)
	}
	if cond.data == foldedData {
		value = foldedOrNull(value)
	}
	switch cond.operator {
	case "is_present":
		return value != nil
	case "is_not_present":
		return value == nil
	}
	if value == nil {
		return cond.custom && cond.operator == "not_equal_to"
	}
	switch cond.operator {
	case "equal_to":
		return cond.matches(value)
	case "not_equal_to":
		return !cond.matches(value)
	case "contains":
		return cond.contains(value)
	case "does_not_contain":
		return !cond.contains(value)
	case "starts_with":
		return strings.HasPrefix(toText(value), toText(cond.values[0]))
	case "is_greater_than":
		return cond.compare(value) > 0
	case "is_less_than":
		return cond.compare(value) < 0
	}
	return false
}

func foldedOrNull(v any) any {
	if v == nil {
		return nil
	}
	return strings.ToLower(toText(v))
}

func (cond condition) holdsLabels(labels []string) bool {
	has := slices.ContainsFunc(cond.values, func(v any) bool { return slices.Contains(labels, toText(v)) })
	switch cond.operator {
	case "equal_to":
		return has
	case "not_equal_to":
		return !has
	case "is_present":
		return len(labels) > 0
	}
	return len(labels) == 0
}

func (cond condition) matches(value any) bool {
	return slices.ContainsFunc(cond.values, func(want any) bool {
		switch cond.data {
		case foldedData:
			return value == strings.ToLower(toText(want))
		case booleanData:
			return castBool(value) == castBool(want)
		case numberData:
			return compareNumbers(value, want) == 0
		case enumData:
			return value == want || cond.key == "status" && want == "all"
		}
		return toText(value) == toText(want)
	})
}

func (cond condition) contains(value any) bool {
	return slices.ContainsFunc(cond.values, func(want any) bool { return iLike(toText(value), strings.TrimSpace(toText(want))) })
}

// compare compares days or numbers.
func (cond condition) compare(value any) int {
	if cond.data == numberData {
		return compareNumbers(value, cond.values[0])
	}
	at, isTime := value.(time.Time)
	if !isTime {
		at, _ = castTime(value)
	}
	with, _ := castTime(cond.values[0])
	return strings.Compare(at.UTC().Format(time.DateOnly), with.UTC().Format(time.DateOnly))
}

func compareNumbers(a, b any) int {
	x, isNumber := new(big.Rat).SetString(strings.TrimSpace(toText(a)))
	y, alsoNumber := new(big.Rat).SetString(strings.TrimSpace(toText(b)))
	if !isNumber || !alsoNumber {
		return -1
	}
	return x.Cmp(y)
}
