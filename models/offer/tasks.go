package offer

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"hundredweight/models/addedvalue"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

// Section is one task of the task list.
type Section string

// The tasks, in order.
const (
	Describe   Section = "describe"
	Where      Section = "where"
	PriceGuide Section = "price"
	AddedValue Section = "added-value"
	Ask        Section = "contact"
	Checks     Section = "cover"
)

// Sections lists the tasks in order.
var Sections = []Section{Describe, Where, PriceGuide, AddedValue, Ask, Checks}

// Title is the task's name on the page.
func (s Section) Title() string {
	switch s {
	case Describe:
		return "Describe the service"
	case Where:
		return "Where you work"
	case PriceGuide:
		return "Price guide"
	case AddedValue:
		return "Added value"
	case Ask:
		return "Contact"
	case Checks:
		return "Insurance and safeguarding"
	}
	return ""
}

// Progress is how far a task is. It is worked out, never ticked by hand.
type Progress string

// How far a task is.
const (
	NotStarted Progress = "Not started"
	InProgress Progress = "In progress"
	Completed  Progress = "Completed"
	NotYet     Progress = "Cannot start yet"
	Optional   Progress = "Optional"
)

// Task is one line of the task list.
type Task struct {
	Section  Section
	Title    string
	Progress Progress
	Hint     string
}

// Longest texts, in characters, and bounds of lists.
const (
	MaxTitle   = 100
	MaxSummary = 300
	MaxAbout   = 5000
	MaxLine    = 200
	MostAreas  = 150
	MostCodes  = 10
)

// Tasks gives the task list as the facts stand.
func (c Content) Tasks() []Task {
	var out []Task
	for _, s := range Sections {
		t := Task{Section: s, Title: s.Title(), Progress: c.progress(s)}
		if s == AddedValue && len(c.Claims) > 0 {
			t.Hint = claimsHint(c.Claims)
		}
		out = append(out, t)
	}
	return out
}

func claimsHint(claims []addedvalue.Claim) string {
	if len(claims) == 1 {
		return "1 claim"
	}
	return fmt.Sprintf("%d claims", len(claims))
}

func (c Content) progress(s Section) Progress {
	switch {
	case !c.begun(s) && s == Checks:
		return Optional
	case !c.begun(s):
		return NotStarted
	case len(c.Check(s)) > 0:
		return InProgress
	}
	return Completed
}

func (c Content) begun(s Section) bool {
	switch s {
	case Describe:
		return c.Summary+c.About+c.Who+c.Theme != "" || len(c.CPV) > 0
	case Where:
		return len(c.Areas) > 0 || c.Capacity.Room != nil || c.When != ""
	case PriceGuide:
		return c.Price.Basis != ""
	case AddedValue:
		return len(c.Claims) > 0
	case Ask:
		return c.Contact != Contact{}
	case Checks:
		return c.Cover != Cover{}
	}
	return false
}

// Done counts the tasks that are completed, and those there are.
func (c Content) Done() (done, of int) {
	for _, t := range c.Tasks() {
		if t.Progress == Optional {
			continue
		}
		of++
		if t.Progress == Completed {
			done++
		}
	}
	return done, of
}

// Check tells what is wrong with one task. The fields are the names of the
// form's inputs; those of a claim are its reference.
func (c Content) Check(s Section) []refusal.Problem {
	var p problems
	switch s {
	case Describe:
		c.checkDescribe(&p)
	case Where:
		c.checkWhere(&p)
	case PriceGuide:
		c.checkPrice(&p)
	case AddedValue:
		c.checkClaims(&p)
	case Ask:
		c.checkContact(&p)
	case Checks:
		c.checkCover(&p)
	}
	return p
}

func (c Content) checkDescribe(p *problems) {
	p.text("title", "The name of the service", "Enter the name of the service", c.Title, MaxTitle)
	p.text("summary", "The summary", "Enter a summary of one or two sentences", c.Summary, MaxSummary)
	p.text("about", "The description", "Describe what happens, how often and who runs it", c.About, MaxAbout)
	p.text("who", "Whom it is for", "Enter whom it is for", c.Who, MaxLine)
	if _, ok := addedvalue.ThemeByKey(c.Theme); !ok {
		p.add("theme", "Select the need it answers")
	}
	switch {
	case len(c.CPV) == 0:
		p.add("cpv", "Enter at least one service code, like 85312400")
	case len(c.CPV) > MostCodes:
		p.add("cpv", "Enter %d service codes or fewer", MostCodes)
	}
	for _, v := range c.CPV {
		if !ValidCPV(v.Code) {
			p.add("cpv", "%s is not a service code. Enter 8 digits, like 85312400", short(v.Code))
			break
		}
	}
}

func (c Content) checkWhere(p *problems) {
	switch {
	case len(c.Areas) == 0:
		p.add("areas", "Select at least one area, or enter the code of one")
	case len(c.Areas) > MostAreas:
		p.add("areas", "Select %d areas or fewer", MostAreas)
	}
	for _, a := range c.Areas {
		if !ValidArea(a.Code) {
			p.add("codes", "%s is not the code of an area. Enter a letter and 8 digits, like E08000033", short(a.Code))
			break
		}
	}
	p.most("when", "Days and times", c.When, MaxLine)
	switch {
	case c.Capacity.Room == nil:
		p.add("room", "Enter how many more you have room for. Enter 0 if you are full")
	case *c.Capacity.Room < 0 || *c.Capacity.Room > 1_000_000:
		p.add("room", "Room must be between 0 and 1,000,000")
	}
	if name(CapacityUnits, c.Capacity.Unit) == "" {
		p.add("room_unit", "Select what there is room for")
	}
	p.most("room_from", "From when", c.Capacity.From, 60)
}

func (c Content) checkPrice(p *problems) {
	if name(Bases, string(c.Price.Basis)) == "" {
		p.add("basis", "Select what the price is for")
		return
	}
	if c.Price.Basis.HasAmount() && (c.Price.Amount <= 0 || c.Price.Amount > money.Most) {
		p.add("amount", "Enter an amount in pounds and pence, like 1,250.00")
	}
	if c.Price.AtMost != 0 && c.Price.AtMost < c.Price.Amount {
		p.add("at_most", "The highest price must be more than the lowest")
	}
	p.most("note", "What the price includes", c.Price.Note, MaxLine)
}

func (c Content) checkClaims(p *problems) {
	switch {
	case len(c.Claims) == 0:
		p.add("claims", "Add at least one claim. A claim without evidence is allowed, and is marked as one")
	case len(c.Claims) > addedvalue.MostClaims:
		p.add("claims", "Keep %d claims or fewer", addedvalue.MostClaims)
	}
	for _, claim := range c.Claims {
		if all := claim.Problems(); len(all) > 0 {
			p.add(claim.Ref, "%s: %s", title(claim.Outcome), all[0].Reason)
		} else if !claim.Saved {
			p.add(claim.Ref, "%s: read the claim back and save it", title(claim.Outcome))
		}
	}
}

func title(outcome string) string {
	if outcome == "" {
		return "A claim without a name"
	}
	return short(outcome)
}

func (c Content) checkContact(p *problems) {
	p.text("name", "The name", "Enter the name or job title of the person to ask", c.Contact.Name, MaxLine)
	switch {
	case c.Contact.Email == "":
		p.add("email", "Enter an email address")
	case !ValidEmail(c.Contact.Email):
		p.add("email", "Enter an email address in the correct format, like name@example.com")
	}
	if c.Contact.Phone != "" && !validPhone(c.Contact.Phone) {
		p.add("phone", "Enter a phone number, like 01632 960 001")
	}
	if c.Contact.Web != "" && !addedvalue.SafeLink(c.Contact.Web) {
		p.add("web", "Enter a web address starting https://")
	}
}

func (c Content) checkCover(p *problems) {
	if c.Cover.Insured && !isDate(c.Cover.InsuredUntil) {
		p.add("insured_until-day", "Enter the date your insurance ends")
	}
	if c.Cover.Safeguarding && !isDate(c.Cover.ReviewedOn) {
		p.add("reviewed_on-day", "Enter the date your safeguarding policy was last reviewed")
	}
}

// Ready tells whether the service may be sent for review: every task that is
// not optional is complete.
func (c Content) Ready() error {
	var all []refusal.Problem
	for _, s := range Sections {
		for _, one := range c.Check(s) {
			all = append(all, refusal.Problem{Field: string(s), Reason: s.Title() + ": " + one.Reason})
		}
	}
	return refusal.Fields(all)
}

// Valid tells whether the dates that are claimed still hold on the day of
// publication.
func (c Content) Valid(today time.Time) error {
	var p problems
	day := today.Format(DateForm)
	if c.Cover.Insured && c.Cover.InsuredUntil < day {
		p.add(string(Checks), "Your insurance ended on %s. Enter the new date, or take the claim out", dated(c.Cover.InsuredUntil))
	}
	if c.Cover.Safeguarding && c.Cover.ReviewedOn > day {
		p.add(string(Checks), "The review of your safeguarding policy is dated in the future")
	}
	return refusal.Fields(p)
}

func dated(day string) string {
	t, err := time.Parse(DateForm, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}

// ValidCPV tells whether a code is well formed: eight digits.
func ValidCPV(code string) bool { return len(code) == 8 && digits(code) }

// ValidArea tells whether a GSS code is well formed: a letter of the four
// nations, or K and J for wider areas, and eight digits.
func ValidArea(code string) bool {
	return len(code) == 9 && strings.ContainsRune("EWSNKJ", rune(code[0])) && digits(code[1:])
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// ValidEmail tells whether an address can be written to: one @, a dot after
// it, no spaces, no line ends, at most 254 characters.
func ValidEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > 254 || strings.ContainsAny(s, " \t\r\n<>\",;:\\()[]") || strings.Contains(domain, "@") {
		return false
	}
	dot := strings.LastIndex(domain, ".")
	return dot > 0 && dot < len(domain)-1 && !strings.Contains(domain, "..")
}

func validPhone(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n++
		case !strings.ContainsRune(" +-()", r):
			return false
		}
	}
	return n >= 8 && n <= 15
}

func isDate(s string) bool { _, err := time.Parse(DateForm, s); return err == nil }

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// problems collects what is wrong.
type problems []refusal.Problem

func (p *problems) add(field, format string, a ...any) {
	*p = append(*p, refusal.Problem{Field: field, Reason: fmt.Sprintf(format, a...)})
}

func (p *problems) text(field, label, missing, value string, most int) {
	if strings.TrimSpace(value) == "" {
		p.add(field, "%s", missing)
		return
	}
	p.most(field, label, value, most)
}

func (p *problems) most(field, label, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		p.add(field, "%s must be %d characters or fewer (you entered %d)", label, most, n)
	}
}
