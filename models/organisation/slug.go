package organisation

import (
	"strconv"
	"strings"
)

// maxSlug is the most characters of an organisation's address on the site.
const maxSlug = 60

// folds are letters of names in the United Kingdom that are not a to z.
var folds = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ŵ", "w", "ẁ", "w", "ẃ", "w", "ŷ", "y", "ý", "y", "ÿ", "y", "æ", "ae", "œ", "oe", "ß", "ss", "þ", "th", "ð", "d", "’", "", "'", "", "&", " and ")

// reserved are addresses that are pages of their own.
var reserved = map[string]bool{"new": true, "org": true, "admin": true, "account": true}

// Slug makes an organisation's address on the site of its name: "The Willow
// Trust" → "the-willow-trust". A name without a letter or number gives "". An
// address that looks like a register number is never made: those lead to
// checked organisations.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range folds.Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := strings.Trim(b.String(), "-")
	if len(s) > maxSlug {
		s = s[:maxSlug]
		if cut := strings.LastIndexByte(s, '-'); cut > maxSlug/2 {
			s = s[:cut]
		}
		s = strings.Trim(s, "-")
	}
	if reserved[s] || strings.HasPrefix(s, "gb-") {
		s = "the-" + s
	}
	return s
}

// SlugTry gives the nth address to try for a name: the slug, then slug-2, slug-3 …
func SlugTry(name string, n int) string {
	if n <= 1 {
		return Slug(name)
	}
	return Slug(name) + "-" + strconv.Itoa(n)
}
