package evaluation

import (
	"slices"
	"strings"

	"hundredweight/models/account"
)

// ConnectedYears is how far back a membership of a bidder counts (trust notes,
// section 3.5, conflicts 3).
const ConnectedYears = 3

// Appointee is somebody who acts on a tender, as compared with its bidders.
type Appointee struct {
	ID    account.PersonID
	Name  string
	Email string
}

// BidderPerson is somebody who is, or was in the last three years, a member of
// an organisation that bids.
type BidderPerson struct {
	ID           account.PersonID
	Organisation string
	Email        string
}

// Connection is a possible connection of an appointee with a bidder. It is
// found by comparing records: a reason to ask, never a finding against anybody.
type Connection struct {
	Person       account.PersonID `json:"person"`
	Name         string           `json:"name"`
	Organisation string           `json:"organisation"`
	Member       bool             `json:"member,omitempty"` // is or was a member: suspended until replaced
	Domain       string           `json:"domain,omitempty"` // both write from this part of an e-mail address
}

// sharedDomains are e-mail domains that many unrelated people use, and the
// names reserved for examples: sharing one says nothing.
var sharedDomains = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk",
	"icloud.com", "me.com", "mac.com", "aol.com", "btinternet.com", "bt.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk",
	"proton.me", "protonmail.com", "gmx.com", "gmx.co.uk", "mail.com", "zoho.com", "fastmail.com", "nhs.net",
	"example.org", "example.com", "example.net",
}

// Connections compares the people who act on a tender with the people of its
// bidders: the same person, or an e-mail domain that only one organisation uses.
func Connections(appointees []Appointee, bidders []BidderPerson) []Connection {
	var out []Connection
	add := func(c Connection) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, a := range appointees {
		domain := domainOf(a.Email)
		for _, b := range bidders {
			switch {
			case a.ID == b.ID:
				add(Connection{Person: a.ID, Name: a.Name, Organisation: b.Organisation, Member: true})
			case domain != "" && domain == domainOf(b.Email):
				add(Connection{Person: a.ID, Name: a.Name, Organisation: b.Organisation, Domain: domain})
			}
		}
	}
	return out
}

// domainOf gives the domain of an address that one organisation uses, "" when
// many do.
func domainOf(email string) string {
	_, domain, ok := strings.Cut(strings.ToLower(email), "@")
	if !ok || slices.Contains(sharedDomains, domain) {
		return ""
	}
	return domain
}
