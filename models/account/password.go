package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Lengths of a password, in characters. There are no rules of composition: a
// password is compared exactly as typed, spaces and all (trust: 3.6; OWASP
// ASVS 5.0, 6.2).
const (
	MinPassword = 12
	MaxPassword = 128
)

// left is how many characters a password must have beside the words anybody
// would try first for this site and this person.
const left = 8

// Password refuses a password that is too short, too long, among the common
// ones, or little more than a word of the context: the site's, the
// organisation's and the person's own names, their address, names of roles.
func Password(typed string, common func(string) bool, context []string) error {
	n := utf8.RuneCountInString(typed)
	switch {
	case typed == "":
		return refusal.Field("password", "Enter a password")
	case !utf8.ValidString(typed):
		return refusal.Field("password", "Password contains a character we cannot read")
	case n < MinPassword:
		return refusal.Field("password", "Password must be 12 characters or more. Three words you will remember are a good one")
	case n > MaxPassword:
		return refusal.Field("password", "Password must be 128 characters or fewer")
	case common(typed):
		return refusal.Field("password", "Choose a password that is harder to guess. This one is on a list of common passwords")
	case beside(typed, context) < left:
		return refusal.Field("password", "Choose a password that is harder to guess. This one is mostly a name that others know, such as yours or this site’s")
	}
	return nil
}

// beside counts the characters of a password that belong to no context word.
func beside(typed string, context []string) int {
	rest := strings.ToLower(typed)
	for _, w := range contextWords(context) {
		rest = strings.ReplaceAll(rest, w, "")
	}
	return utf8.RuneCountInString(rest)
}

// roles are words that attackers try on a site like this one.
var roles = []string{"hundredweight", "commissioning", "commissioner", "evaluator", "administrator", "moderator", "operator", "provider", "password"}

// contextWords cuts names and addresses into words of four letters or more,
// longest first, so that "northmere" goes before "north".
func contextWords(context []string) []string {
	var all []string
	for _, c := range append(append([]string(nil), context...), roles...) {
		for _, w := range strings.FieldsFunc(strings.ToLower(c), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(w) >= 4 {
				all = append(all, w)
			}
		}
	}
	for i := range all { // few words: insertion is enough
		for j := i; j > 0 && len(all[j]) > len(all[j-1]); j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all
}
