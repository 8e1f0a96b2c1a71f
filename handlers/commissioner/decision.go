package commissioner

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/chart"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	"hundredweight/templates/text"
)

// decided is a decision for the person who looks, with its waiting period.
type decided struct {
	commissioning.Decision
	roles   []account.Role
	notices []store.AwardNotice // newest first
	waiting store.StandstillRow
	waits   bool
	now     time.Time
	opens   func(at string) bool
	home    string
}

func (p Pages) decidedOf(c *gin.Context) (decided, error) {
	d, err := p.Steps.Decision(c.Request.Context(), page.Actor(c), c.Param("ref"))
	if err != nil {
		return decided{}, err
	}
	out := decided{Decision: d, roles: page.Appointed(c).Roles, now: p.Now(), home: tenderHome(d.Tender), opens: func(at string) bool { return p.Opens(c, tenderPattern+at) }}
	q := p.Query(c)
	if out.notices, err = q.AwardNotices(d.Tender.ID); err != nil {
		return out, err
	}
	out.waiting, out.waits, err = q.StandstillOf(d.Tender.ID)
	return out, err
}

// is tells whether the person who looks has one of the roles.
func (d decided) is(anyOf ...account.Role) bool {
	for _, have := range d.roles {
		for _, r := range anyOf {
			if have == r {
				return true
			}
		}
	}
	return false
}

// link leads to a page of the tender that the person may open; nil for none.
func (d decided) link(words, at string) *components.Link {
	if !d.opens(at) {
		return nil
	}
	return &components.Link{Text: words, Href: d.home + at}
}

// href is the address of a page of the tender that the person may open; "" for none.
func (d decided) href(at string) string {
	if !d.opens(at) {
		return ""
	}
	return d.home + at
}

// frame is what every page of a decision begins with.
func (d decided) frame(v layout.View, back string) layout.View {
	v.Back = &components.Link{Text: "Back to the tender", Href: d.home}
	if back != "" {
		v.Back = &components.Link{Text: "Back to the award", Href: d.home + back}
	}
	return v
}

func (d decided) kicker() string { return d.Tender.Title + ", tender " + d.Tender.Ref }

// last is the last day of the waiting period; "" for none.
func (d decided) last() calendar.Date { return calendar.Date(d.waiting.LastDay) }

// days are the days of the waiting period as they were counted, with the first
// day on which a signature can be recorded.
func (d decided) days() (all []chart.Day) {
	var counted []calendar.Day
	if err := json.Unmarshal([]byte(d.waiting.Days), &counted); err != nil {
		return nil // written by us; the page says the days in words all the same
	}
	today, n := calendar.On(d.now), 0
	for _, one := range counted {
		day := chart.Day{On: midnight(one.Date), Today: one.Date == today}
		switch {
		case one.Counted:
			n++
			day.Number = n
			if string(one.Date) == d.waiting.PublishedOn {
				day.Why = "Notice published"
			}
		case one.Why != one.Date.Weekday().String():
			day.Why = one.Why + ". One anywhere in the United Kingdom counts"
		}
		all = append(all, day)
	}
	return append(all, chart.Day{On: midnight(d.last().Add(1)), Sign: true, Today: today == d.last().Add(1)})
}

func midnight(day calendar.Date) time.Time {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return time.Time{}
	}
	return t
}

// strip draws the days; nil when there is no waiting period.
func (d decided) strip() *chart.Strip {
	if !d.waits {
		return nil
	}
	s := &chart.Strip{ID: "days", About: "Eight working days of waiting (standstill)", Finding: "Eight working days. Weekends are not counted", Days: d.days()}
	var not []chart.Day
	for _, day := range s.Days {
		if day.Number == 0 && !day.Sign && day.On.Weekday() != time.Saturday && day.On.Weekday() != time.Sunday {
			not = append(not, day)
		}
	}
	switch len(not) {
	case 0:
	case 1:
		s.Finding = not[0].On.Format("Monday 2 January") + " is not counted: it is a " + lower(firstSentence(not[0].Why))
	default:
		s.Finding = strconv.Itoa(len(not)) + " bank holidays are not counted, and no weekend is"
	}
	return s
}

// dayNumber tells how many working days of the waiting period have begun.
func (d decided) dayNumber() (n int) {
	today := midnight(calendar.On(d.now))
	for _, day := range d.days() {
		if day.Number > 0 && !day.On.After(today) {
			n = day.Number
		}
	}
	return n
}

func firstSentence(s string) string {
	for i, r := range s {
		if r == '.' {
			return s[:i]
		}
	}
	return s
}

// longDay writes a day without its year, as people say it: Thursday 3 December.
func longDay(day calendar.Date) string { return midnight(day).Format("Monday 2 January") }

// progress says where the waiting period is: "Day 4 of 8".
func (d decided) progress() string {
	n := d.dayNumber()
	if n == 0 {
		return "Not begun"
	}
	return "Day " + strconv.Itoa(n) + " of " + strconv.Itoa(calendar.StandstillDays)
}

// price says what a chosen bid costs.
func (d decided) price(net int64) string {
	gross := d.Gross(net)
	if gross == money.Pence(net) {
		return gross.Whole() + ". No VAT is charged"
	}
	return gross.Whole() + " including VAT, " + money.Pence(net).Whole() + " without"
}

// points says how a bid did in a part (lot), and how far the next one is.
func (d decided) points(lot, ref string) string {
	var own, next string
	for _, b := range d.Rankings[lot].Result.Bids {
		switch {
		case b.ID == ref:
			own = b.Total
		case b.Status == scoring.Ranked && next == "" && own != "":
			next = b.Total
		}
	}
	if own == "" {
		return ""
	}
	words := award.Points(own) + " of 100"
	if next == "" {
		return words + ", the only bid that was compared"
	}
	return words + ", " + award.Less(own, next) + " more than the next bid"
}

// thin counts the letters with a reason that is too thin to send.
func (d decided) thin() (n int) {
	switch d.Tender.Status {
	case tender.AwardRecommended, tender.AwardApproved:
	default:
		return 0
	}
	all, _, err := d.Draft()
	if err != nil {
		return 0 // the page of the summaries says why
	}
	for _, s := range all {
		if len(s.Gaps()) > 0 {
			n++
		}
	}
	return n
}

// thinWords is the warning about letters that say too little.
func thinWords(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 feedback letter is too thin to send"
	}
	return strconv.Itoa(n) + " feedback letters are too thin to send"
}

// bidCounts says how many bids there were, as the award notice counts them.
func (d decided) bidCounts() string {
	c := d.Counts()
	words := strconv.Itoa(c.Received) + " received in time, " + strconv.Itoa(c.Assessed) + " assessed"
	if c.AssessedVCSE > 0 {
		words += ", " + strconv.Itoa(c.AssessedVCSE) + " of them from charities and social enterprises"
	}
	return words
}

// several tells whether the tender has more than one part (lot).
func (d decided) several() bool { return len(d.Content.Lots) > 1 }

// lotName names a part (lot) as people say it.
func (d decided) lotName(id string) string {
	if !d.several() {
		return d.Tender.Title
	}
	return "Part " + id + ": " + d.LotTitle(id)
}

// holders names who has a role on the tender.
func (p Pages) holders(c *gin.Context, d decided, role account.Role) (string, error) {
	names, err := p.Query(c).WhoIs(d.Tender.ID, []account.Role{role})
	if err != nil || len(names) == 0 {
		return "nobody yet: somebody must be appointed", err
	}
	return text.List(names), nil
}

// ofLot names what a table of one part (lot) shows, so that no two tables of a
// page are called alike; lot is "" where the tender is not divided.
func ofLot(what, lot string) string {
	if lot == "" {
		return what
	}
	return what + ": " + lot
}
