package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
)

func titles(list ...string) []ndoto.Choice {
	var choices []ndoto.Choice
	for _, title := range list {
		choices = append(choices, ndoto.Choice{Title: title, Value: "value of " + title})
	}
	return choices
}

// TestWhatPeopleTypeForAChoice where there are no buttons. The number is that of the choice; 0 is none.
func TestWhatPeopleTypeForAChoice(t *testing.T) {
	t.Parallel()
	for name, menu := range map[string]struct {
		titles []string
		typed  map[string]int
	}{
		"yes and no": {[]string{"Yes", "No", "I don't know"}, map[string]int{
			"Yes": 1, "yes": 1, "YES": 1, " yes ": 1, "Yes!": 1, "yes.": 1, "“Yes”": 1, `"yes"`: 1, "'yes'": 1, "`yes`": 1, "«yes»": 1, "*Yes*": 1, "yes…": 1,
			"ｙｅｓ": 1, "Yes\u200b": 1, "\u200fyes": 1, "\ufeffyes": 1, "yes\n": 1, "Yes 1": 0, "yes no": 0, "value of yes": 1,
			"i dont know": 3, "I don’t know": 3, "I DON'T KNOW!!": 3, "I  don't\tknow": 3, "": 0, " ": 0, "?": 0, "!!": 0, "maybe": 0,
		}},
		"by number": {[]string{"Billing", "Delivery", "A person"}, map[string]int{
			"1": 1, "1.": 1, "1)": 1, "(1)": 1, "#1": 1, " 2 ": 2, "2!": 2, "３": 3, "①": 1, "⒉": 2, "❸": 3, "➁": 2, "1️⃣": 1, "2⃣": 2, "٢": 2, "۳": 3, "२": 2, "𝟏": 1, "๓": 3,
			"01": 1, "0": 0, "4": 0, "-1": 1, "1.5": 0, "12": 0, "1 2": 0, "1st": 0, "½": 0, "²": 2, "99999999999999999999": 0,
			"1. Billing": 1, "2) delivery": 2, "2 Billing": 0, "3 - a person": 3,
		}},
		"many": {strings.Split("a b c d e f g h i j", " "), map[string]int{"10": 10, "🔟": 10, "❿": 10, "１０": 10, "١٠": 10, "j": 10}},
		"accents and cases": {[]string{"Café", "Straße", "Łódź", "İstanbul", "Ελλάς", "Œuvre", "Да", "はい", "ไม่", "Résumé\u0301"}, map[string]int{
			"café": 1, "cafe\u0301": 1, "CAFÉ": 1, "cafe": 1, "CAFE!": 1, "strasse": 2, "STRASSE": 2, "strase": 0, "lodz": 3, "istanbul": 4, "ISTANBUL": 4, "ελλας": 5, "ΕΛΛΑΣ": 5,
			"oeuvre": 6, "да": 7, "ДА!": 7, "はい。": 8, "ﾊｲ": 0, "ไม่": 9, "resume": 10,
		}},
		"told apart by accents": {[]string{"Pêche", "Péché"}, map[string]int{"pêche": 1, "péché": 2, "peche": 0, "2": 2}},
		"numbers":               {[]string{"10", "20", "2 pairs"}, map[string]int{"10": 1, "20": 2, "1": 0, "2": 0, "３": 0, "2 pairs": 3, "2 pairs.": 3}},
		"signs":                 {[]string{"👍", "👎", "❤️", "???"}, map[string]int{"👍": 1, "👍🏽": 1, "👎": 2, "❤": 3, "???": 4, "2": 2}},
		"cut by a channel": {[]string{"Talk to somebody of the sales team", "Talk to somebody of the support team", "Something else"}, map[string]int{
			"Talk to somebody of the sa": 1, "Talk to somebody of the": 0, "Talk to somebody of the su…": 2, "Someth…": 3, "Some…": 0, "Some": 0, "So...": 0,
		}},
		"twice": {[]string{"Yes", "yes!", "No"}, map[string]int{"yes": 0, "2": 2, "no": 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for typed, want := range menu.typed {
				assert.Equal(t, want, choose(typed, titles(menu.titles...))+1, "%q of %q", typed, menu.titles)
			}
		})
	}
}

// FuzzMenuAnswer: a title is its choice, whatever is typed around it, and nothing panics.
func FuzzMenuAnswer(f *testing.F) {
	for _, seed := range []string{"yes", "1.", "café", "1️⃣", "\u200f«Да»", "½", "ﷺ", "\xff", "👍🏽", "'", "-1", strings.Repeat("é", 1000)} {
		f.Add(seed, "Yes", "No")
		f.Add(seed, seed, "café")
	}
	f.Fuzz(func(t *testing.T, typed, first, second string) {
		if len(first)+len(second) > 1000 {
			return // the server takes no such titles
		}
		choices := titles(first, second)
		for _, text := range []string{typed, first, second} {
			i := choose(text, choices)
			assert.True(t, -1 <= i && i < len(choices), i)
			assert.Equal(t, i, choose(text, choices), "the same text means the same")
		}
		if !utf8.ValidString(first) {
			return
		}
		if name := normalize(first); name != "" && name != normalize(second) && name != normalize("value of "+second) {
			for _, text := range []string{first, " " + first + " ", first + "!", "“" + first + "”"} {
				if normalize(text) == name { // a sign that is a choice takes no others
					assert.Equal(t, 0, choose(text, choices), "%q is the first of %q and %q", text, first, second)
				}
			}
		}
		if again := normalize(normalize(first)); again != normalize(first) {
			t.Errorf("%q becomes %q, and that %q", first, normalize(first), again)
		}
	})
}
