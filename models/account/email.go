package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// MaxEmail is the most bytes an address may have: RFC 5321, 4.5.3.1.3, less
// its angle brackets.
const MaxEmail = 254

// Sentences about addresses. The first is the design system's own.
const (
	emailFormat = "Enter an email address in the correct format, like name@example.com"
	emailLong   = "Email address must be 254 characters or fewer"
	emailQuoted = "We cannot send email to an address with quotation marks. Enter another address"
	emailPlain  = "We cannot send email to an address with accented or non-Latin letters. Enter another address"
)

// Email gives an address as it is kept: without space around it and in small
// letters, so that one person has one account. Nothing else about it is
// changed; "name+word@" is an address of its own. What cannot be used is
// refused with one sentence, beside the field "email".
func Email(typed string) (string, error) {
	a := strings.TrimSpace(typed)
	switch {
	case a == "":
		return "", refusal.Field("email", "Enter an email address")
	case len(a) > MaxEmail:
		return "", refusal.Field("email", emailLong)
	case !utf8.ValidString(a) || strings.ContainsFunc(a, unicode.IsControl):
		return "", refusal.Field("email", emailFormat)
	case strings.Contains(a, `"`):
		return "", refusal.Field("email", emailQuoted)
	case strings.ContainsFunc(a, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }):
		return "", refusal.Field("email", emailPlain)
	}
	local, domain, found := strings.Cut(a, "@")
	if !found || !localPart(local) || !domainName(domain) {
		return "", refusal.Field("email", emailFormat)
	}
	return strings.ToLower(a), nil
}

func localPart(s string) bool {
	if s == "" || len(s) > 64 || strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !alphanumeric(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r)
	})
}

func domainName(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return false
		}
		if strings.ContainsFunc(l, func(r rune) bool { return !alphanumeric(r) && r != '-' }) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(last) >= 2 && !strings.ContainsFunc(last[:1], unicode.IsDigit)
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// MaxName is the most characters a person's name may have.
const MaxName = 100

// Name gives a person's name as it is kept. Names appear in mail to others, so
// an address of a site is no name.
func Name(typed string) (string, error) {
	n := strings.Join(strings.Fields(typed), " ")
	lower := strings.ToLower(n)
	switch {
	case n == "":
		return "", refusal.Field("name", "Enter your full name")
	case utf8.RuneCountInString(n) > MaxName:
		return "", refusal.Field("name", "Full name must be 100 characters or fewer")
	case !utf8.ValidString(n) || strings.ContainsFunc(n, unicode.IsControl):
		return "", refusal.Field("name", "Full name contains a character we cannot store")
	case strings.Contains(lower, "://") || strings.Contains(lower, "www.") || strings.ContainsAny(n, "<>@"):
		return "", refusal.Field("name", "Full name must not include an address of a website or an email address")
	}
	return n, nil
}
