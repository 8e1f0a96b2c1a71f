package email_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"hundredweight/templates/email"
)

var site = email.Letters{Base: "https://northmere.example", Operator: "Northmere Commissioning"}

// facts of every mail's text, by name.
func sample() map[string]string {
	return map[string]string{
		"token": "TOKEN", "until": "2026-11-23T12:30:00Z", "when": "2026-11-23T12:00:00Z",
		"name": "Mo Ahmed", "person": "Sam Lee", "organisation": "Willow Trust", "slug": "willow-trust", "number": "Charity Commission for England and Wales, 1123456",
		"outcome": "checked", "reason": "Name and number agree.", "next": "You can publish your services now.", "permissions": "- Can write services, evidence and bids", "by": "you left",
		"title": "Community meals", "ref": "cwt-2026-0143", "bid": "q8k2m4x0az", "buyer": "Westhaven Council", "last": "Thursday 3 December 2026", "from": "Friday 4 December 2026", "contract": "cwt-c-2026-0031", "status": "approved",
	}
}

func TestEveryMailIsPlainAndSaysWhatItIsAbout(t *testing.T) {
	for _, kind := range email.Kinds() {
		t.Run(kind, func(t *testing.T) {
			subject, body, err := site.Write(kind, sample())
			if err != nil {
				t.Fatal(err)
			}
			if f := sample(); strings.Contains(body, f["until"]) || strings.Contains(body, f["when"]) {
				t.Errorf("a moment is not in words: %q", body)
			}
			if !strings.HasPrefix(subject, "Northmere Commissioning: ") && !strings.HasPrefix(subject, "Willow Trust: ") && !strings.HasPrefix(subject, "Community meals: ") {
				t.Errorf("the subject begins with no thing: %q", subject)
			}
			if len(subject) > 78 {
				t.Errorf("the subject has %d characters", len(subject))
			}
			if strings.Contains(body, "{{") || strings.Contains(body, "<") || strings.Contains(body, "!") {
				t.Errorf("not plain text: %q", body)
			}
			for _, link := range regexp.MustCompile(`https?://\S+`).FindAllString(body, -1) {
				if !strings.HasPrefix(link, site.Base+"/") {
					t.Errorf("a link leads elsewhere: %s", link)
				}
			}
			if m := regexp.MustCompile(`(?i)\b(tomorrow|today|in \d+ (minutes|days|hours))\b`).FindString(body); m != "" {
				t.Errorf("a time is not absolute: %s", m)
			}
			if _, err := os.Stat(kind + ".txt"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAMailWithoutAFactIsNotSent(t *testing.T) {
	if _, _, err := site.Write("invitation", map[string]string{"person": "Sam"}); err == nil {
		t.Error("it was written with gaps")
	}
	if _, _, err := site.Write("no_such_mail", nil); err == nil {
		t.Error("a mail that does not exist was written")
	}
}

func TestANameInASubjectEndsNoHeader(t *testing.T) {
	f := sample()
	f["organisation"] = "Willow\r\nBcc: all@example.org"
	subject, _, err := site.Write("invitation", f)
	if err != nil || strings.ContainsAny(subject, "\r\n") {
		// The first line ends the subject: what follows is text of the body.
		t.Errorf("got %q, %v", subject, err)
	}
}
