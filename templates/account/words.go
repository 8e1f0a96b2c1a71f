package account

import (
	"unicode"
	"unicode/utf8"
)

// sentence begins words with a capital: "bid writer" → "Bid writer".
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
