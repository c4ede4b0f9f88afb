package main

import (
	"fmt"
	"html"
	"strings"
)

// chart draws a race as bars, in colors that work on light and on dark.
func chart(results []result) string {
	const left, width, row = 220, 420, 30
	longest := 0.0
	for _, r := range results {
		longest = max(longest, r.micros)
	}
	var b strings.Builder
	height := row*len(results) + 60
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 %d" font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="Microseconds for a page of about 85 KB">`, height)
	fmt.Fprint(&b, `<style>text{fill:#333}.soft{fill:#777}rect{fill:#9aa2b6}.own{fill:#4f46e5}@media(prefers-color-scheme:dark){text{fill:#ddd}.soft{fill:#999}.own{fill:#8b85ff}}</style>`)
	fmt.Fprint(&b, `<text x="0" y="20" font-weight="600">A page of a list, typed: microseconds a call (less is better)</text>`)
	for i, r := range results {
		y := 40 + i*row
		class := ""
		if i == 0 {
			class = ` class="own"`
		}
		bar := r.micros / longest * width
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text><rect%s x="%d" y="%d" width="%.1f" height="18" rx="3"/><text class="soft" x="%.1f" y="%d">%.0f</text>`,
			left-10, y+14, html.EscapeString(r.name), class, left, y, bar, left+bar+8, y+14, r.micros)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
