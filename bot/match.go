package bot

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/usendoto/ndoto-go"
)

// How people type the answer to a question where there are no buttons.

// match finds what a text answers: a choice by its title, its value or its number; a form of one field; an e-mail
// address.
func (q *question) match(text string) (Answer, bool) {
	if q == nil {
		return Answer{}, false
	}
	a := Answer{MessageID: q.MessageID}
	switch q.Type {
	case ndoto.ContentInputEmail:
		address, err := mail.ParseAddress(strings.TrimSpace(strings.Trim(visible(text), " .,;<>")))
		if err != nil {
			return a, false
		}
		a.Email = address.Address
		return a, true
	case ndoto.ContentForm:
		if q.Field == "" || strings.TrimSpace(text) == "" {
			return a, false
		}
		a.Values = map[string]string{q.Field: strings.TrimSpace(text)}
		return a, true
	}
	i := choose(text, q.Choices)
	if i < 0 {
		return a, false
	}
	a.Choice = q.Choices[i]
	return a, true
}

// longestAnswer is the longest text that is compared with choices, in bytes: a title has at most 255 characters.
const longestAnswer = 2000

// choose returns the index of the choice that a text means, or -1: in the order of how certain it is.
func choose(text string, choices []ndoto.Choice) int {
	if len(text) > longestAnswer {
		return -1
	}
	typed := normalize(text)
	if typed == "" {
		return -1
	}
	position := numberOf(typed)
	if slices.ContainsFunc(choices, func(c ndoto.Choice) bool { return numberOf(normalize(c.Title)) >= 0 }) {
		position = -1 // where choices are numbers, another number is none of them
	}
	for _, is := range []func(c ndoto.Choice, number int) bool{
		func(c ndoto.Choice, _ int) bool { return typed == normalize(c.Title) || typed == normalize(c.Value) },
		func(_ ndoto.Choice, number int) bool { return position == number },
		func(c ndoto.Choice, number int) bool { return typed == strconv.Itoa(number)+" "+normalize(c.Title) },
		func(c ndoto.Choice, _ int) bool { return isCutFrom(text, c.Title) },
		func(c ndoto.Choice, _ int) bool { return plain(typed) == plain(normalize(c.Title)) },
	} {
		found := -1
		for i, c := range choices {
			if !is(c, i+1) {
				continue
			}
			if found >= 0 { // it could mean either
				found = -1
				break
			}
			found = i
		}
		if found >= 0 {
			return found
		}
	}
	return -1
}

// normalize brings a text into the form in which it is compared: without accents in two forms, widths, case,
// punctuation, signs that are not seen, and spaces at the ends or several in a row.
func normalize(text string) string {
	folded := strings.ToLower(norm.NFKC.String(visible(signs.Replace(text))))
	words := strings.FieldsFunc(folded, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	if len(words) == 0 { // a choice may be a sign
		return strings.TrimSpace(visible(text))
	}
	return norm.NFC.String(strings.Join(words, " "))
}

// signs are what Unicode does not take for the same: apostrophes, which people leave out, and numbers in circles.
var signs = strings.NewReplacer(
	"'", "", "’", "", "‘", "", "ʼ", "", "＇", "", "`", "", "´", "",
	"🔟", "10", "❶", "1", "❷", "2", "❸", "3", "❹", "4", "❺", "5", "❻", "6", "❼", "7", "❽", "8", "❾", "9", "❿", "10",
	"➀", "1", "➁", "2", "➂", "3", "➃", "4", "➄", "5", "➅", "6", "➆", "7", "➇", "8", "➈", "9", "➉", "10",
	"➊", "1", "➋", "2", "➌", "3", "➍", "4", "➎", "5", "➏", "6", "➐", "7", "➑", "8", "➒", "9", "➓", "10",
)

// visible leaves out what is not seen, and what only changes how a sign looks: marks of direction, joiners, variation
// selectors, byte order marks, the frames of emoji digits, skin tones.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r == '\u20e3', '\U0001f3fb' <= r && r <= '\U0001f3ff',
			unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		}
		return r
	}, text)
}

// plain leaves out accents, for people who do not type them, and writes letters with strokes and ligatures as people do
// who have no keys for them.
func plain(text string) string {
	return strokes.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text)))
}

var strokes = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ħ", "h", "ı", "i", "ς", "σ")

// numberOf reads a number in the digits of any script, or returns -1.
func numberOf(text string) int {
	digits := make([]byte, 0, len(text))
	for _, r := range text {
		d := digit(r)
		if d < 0 || len(digits) == 4 {
			return -1
		}
		digits = append(digits, byte('0'+d))
	}
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return -1
	}
	return n
}

// digit is the value of a decimal digit, or -1. Those of a script follow each other, ten in a row.
func digit(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	return -1
}

// shortestCut is the shortest title that a channel cuts: buttons of WhatsApp have 20 characters, rows of a list 24.
const shortestCut = 20

// isCutFrom reports whether a text is the beginning of a title that a channel has cut.
func isCutFrom(text, title string) bool {
	text = strings.TrimSpace(text)
	cut := strings.TrimRight(text, ".… ")
	if cut == text && utf8.RuneCountInString(text) < shortestCut-1 || utf8.RuneCountInString(cut) < shortestCut/4 {
		return false
	}
	return strings.HasPrefix(normalize(title), normalize(cut))
}
