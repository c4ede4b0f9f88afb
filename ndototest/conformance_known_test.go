package ndototest

import "regexp"

// knownDifference is a difference that stays, with its reason. An empty field matches everything.
type knownDifference struct {
	version string
	step    *regexp.Regexp
	route   *regexp.Regexp // method and path
	note    *regexp.Regexp // matches each of the exchange's notes
	reason  string
}

var knownDifferences = []knownDifference{}

func (d difference) isKnown(k knownDifference) bool {
	if k.version != "" && k.version != d.version || k.step != nil && !k.step.MatchString(d.step) || k.route != nil && !k.route.MatchString(d.route) {
		return false
	}
	for _, note := range d.notes {
		if k.note != nil && !k.note.MatchString(note) {
			return false
		}
	}
	return true
}
