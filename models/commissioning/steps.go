// Package commissioning holds the steps: one thing a person can do, one file,
// one transaction. A step loads, lets a rule package decide, saves, and
// returns the audit event. It is the only package that joins rules and store.
package commissioning

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/file"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// Steps is what every step needs. Now is business time (rules, events,
// receipts); Wall is the clock on the wall (links, throttles, leases). Both
// are handed in at start, as is the source of randomness.
type Steps struct {
	DB      *store.DB
	Now     func() time.Time
	Wall    func() time.Time
	Rand    io.Reader
	Keys    *seal.Keys        // the folder of keys outside the database
	Files   *file.Store       // the folder of files beside the database
	Union   calendar.Calendar // of working days in every part of the United Kingdom; the one shipped when it is zero
	Pace    *Pace             // how often an organisation may save its bids; nil for no limit
	BaseURL string            // "https://northmere.example", no slash at the end; links in mail begin with it
	// Letter writes a mail of a kind with the facts that its text names
	// (templates/email). Moments among the facts are RFC 3339.
	Letter func(kind string, facts map[string]string) (subject, body string, err error)

	contents contents
}

// now is business time as it is stored: UTC at microseconds.
func (s *Steps) now() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// wall is wall time as it is stored: UTC at microseconds.
func (s *Steps) wall() time.Time { return s.Wall().UTC().Truncate(time.Microsecond) }

// crockford is the alphabet of references: no I, L, O or U to misread.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// letters makes the reference of a bid, service, piece of evidence or
// receipt: ten random letters, 50 bits, so that nobody counts or guesses them.
func (s *Steps) letters() (string, error) {
	b := make([]byte, 10)
	if _, err := io.ReadFull(s.Rand, b); err != nil {
		return "", fmt.Errorf("random reference: %w", err)
	}
	var out strings.Builder
	for _, one := range b {
		out.WriteByte(crockford[one%32])
	}
	return out.String(), nil
}

// tenderRef gives the next reference of a year: cwt-2026-0143. Numbers are
// never reused. The counter is one row, which is no hot path: tenders are
// created a few times a day, never by the thousand at a deadline.
func tenderRef(tx *store.Tx, at time.Time) (string, error) {
	year := at.UTC().Year()
	n, err := tx.NextNumber(fmt.Sprintf("tender-numbers-%d", year))
	if err != nil {
		return "", fmt.Errorf("next tender reference: %w", err)
	}
	return fmt.Sprintf("cwt-%04d-%04d", year, n), nil
}
