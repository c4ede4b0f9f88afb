package main

import (
	"maps"
	"slices"
	"strings"
)

// summary says what became of the operations, and which are not on the server or were not exercised, and why.
func (c *checker) summary() {
	r := &c.report
	c.say("\n%d work, %d are not on this server, %d are not allowed for this token, %d failed, %d were not exercised; %d requests, %d met a rate limit.\n",
		r.count(works), r.count(missing), r.count(refused), r.count(failed), r.count(skipped), r.Requests, r.RateLimited)
	if len(r.Limited) > 0 {
		c.say("The limits were those of %s; they were waited for.\n", strings.Join(r.Limited, ", "))
	}
	for _, o := range []outcome{missing, refused, failed, skipped} {
		results := r.by(o)
		for _, why := range slices.Sorted(maps.Keys(results)) {
			var names []string
			for _, one := range results[why] {
				name := one.Operation
				if one.Since != "" {
					name += " (" + one.Since + ")"
				}
				names = append(names, name)
			}
			title := string(o)
			if why != "" {
				title += ", " + string(why)
			}
			list := ":\n  " + strings.Join(names, ", ")
			if slices.Contains([]reason{readOnly, declined, interrupted}, why) {
				list = "" // all that would be next
			}
			c.say("\n%d %s%s\n", len(names), title, list)
		}
	}
}
