package ndoto

import (
	"time"
)

// PeriodParams selects the period of a report with a row for each agent, inbox, team or label.
type PeriodParams struct {
	// Since and Until are required. Unlike those of other reports, they are not rounded to days.
	Since time.Time `url:"since,omitempty,unix"`
	Until time.Time `url:"until,omitempty,unix"`
	// BusinessHours counts working hours only.
	BusinessHours bool `url:"business_hours,omitempty"`
}

func (p *PeriodParams) validate() error {
	if p == nil || p.Since.IsZero() || p.Until.IsZero() {
		return badInput("a report needs Since and Until")
	}
	return validatePeriod(p.Since, p.Until)
}

// validatePeriod refuses half a period, which the server silently ignores.
func validatePeriod(since, until time.Time) error {
	if since.IsZero() != until.IsZero() || since.After(until) {
		return badInput("Since and Until must both be set, in this order, got %v and %v", since, until)
	}
	return nil
}
