package ocds

import (
	"fmt"
	"regexp"
	"strconv"

	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
)

var lotNumber = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)

// lots reads the parts of the tender with their values. A tender without lots
// has one.
func (r *reader) lots(t *node) {
	all := r.elements(t.get("lots"), maxLots)
	numbered := true
	seen := map[string]bool{}
	for _, l := range all {
		id := r.line(l.get("id"), 200)
		numbered = numbered && lotNumber.MatchString(id) && !seen[id]
		seen[id] = true
	}
	if !numbered && len(all) > 1 {
		r.note(t.get("lots"), "The parts (lots) are numbered from 1 in the order of the notice")
	}
	for i, l := range all {
		id := strconv.Itoa(i + 1)
		if numbered {
			id = r.line(l.get("id"), 200)
		}
		r.lot(l, id, len(all) == 1)
	}
	if len(r.c.Lots) == 0 {
		r.c.Lots = []tender.Lot{{ID: "1", Title: r.c.Title}}
	}
}

func (r *reader) lot(l *node, id string, only bool) {
	lot := tender.Lot{ID: id, Title: clip(r.line(l.get("title"), maxText), maxTitle), Description: r.str(l.get("description"), maxText)}
	r.hear(l.get("description"))
	switch {
	case lot.Title == "" && only:
		lot.Title = r.c.Title
	case lot.Title == "":
		lot.Title = "Lot " + id
	}
	a := r.amount(l.get("value"))
	r.values[id] = a
	if a.hasNet {
		lot.NetPence = a.net
	}
	if a.currency != "" && a.currency != "GBP" {
		lot.Currency = a.currency
	}
	if status := r.line(l.get("status"), 40); ended(status) && !r.over {
		r.ask("lot_"+id+"_status", l.get("status"), fmt.Sprintf("The notice says that %s was ended (%s). Should it be in this tender?", nameOf(lot), status),
			choice("keep", "Yes, keep it"), choice("drop", "No, take it out"))
	}
	r.c.Lots = append(r.c.Lots, lot)
}

func nameOf(l tender.Lot) string {
	if l.Title == "Lot "+l.ID {
		return "part (lot) " + l.ID
	}
	return "part (lot) " + l.ID + ", “" + clip(l.Title, 80) + "”"
}

// budget reads the value of the whole and compares it with its parts.
func (r *reader) budget(t *node) {
	a := r.amount(t.get("value"))
	if !a.hasNet && !a.hasGross {
		a = r.valueOfLots()
	}
	r.c.Budget.Published = a.hasNet || a.hasGross
	if a.hasNet {
		r.c.Budget.NetPence = a.net
	}
	if a.hasGross {
		r.c.Regime.GrossPence = a.gross
	}
	if a.n != nil && a.currency != "GBP" {
		r.ask("currency", a.n.get("currency"), fmt.Sprintf("The value of the tender is in %s. Tenders here are in pounds. What is it worth?", clip(a.currency, 10)),
			choice("GBP:"+strconv.FormatInt(a.net, 10), "It is in pounds: %s without VAT", money.Pence(a.net).Whole()), choice("enter", "I will enter the value in pounds"))
	}
	r.vat(a)
	r.lotCurrencies(a)
	r.sumOfLots(a)
}

// valueOfLots gives the whole where only the parts have values: their sum, if
// each has one in one currency.
func (r *reader) valueOfLots() (sum amount) {
	for i, l := range r.c.Lots {
		a := r.values[l.ID]
		if !a.hasNet || i > 0 && a.currency != sum.currency {
			return amount{}
		}
		sum.net, sum.gross = sum.net+a.net, sum.gross+a.gross
		sum.hasNet, sum.hasGross, sum.currency, sum.n = true, a.hasGross && (i == 0 || sum.hasGross), a.currency, a.n
	}
	return sum
}

// vatRates are the kinds of VAT that net and gross can tell apart.
var vatRates = []struct {
	id string
	bp int
}{{"standard", 2000}, {"reduced", 500}}

// vat reads the kind of VAT from net and gross, to the pound, and asks where
// they do not tell.
func (r *reader) vat(a amount) {
	if a.hasNet && a.hasGross {
		for _, rate := range vatRates {
			if v, err := money.VAT(money.Pence(a.net), rate.bp); err == nil && near(a.gross, a.net+int64(v)) {
				r.c.Budget.VAT = rate.id
				return
			}
		}
	}
	if !a.hasNet && !a.hasGross {
		return // the value is asked for on the task list, and VAT with it
	}
	at := a.n
	choices := []tender.Choice{choice("standard", "Standard rate, 20%%"), choice("reduced", "Reduced rate, 5%%"), choice("zero", "Zero rate"), choice("exempt", "Exempt or outside the scope of VAT")}
	switch {
	case a.hasNet && a.hasGross && a.gross == a.net:
		r.ask("vat", at, "The notice gives the same value with and without VAT. How is this service taxed?", choices[2:]...)
	case a.hasNet && a.hasGross:
		r.ask("vat", at, fmt.Sprintf("The notice gives %s without VAT and %s with it, which is no rate of VAT. How is this service taxed?", money.Pence(a.net).Whole(), money.Pence(a.gross).Whole()), choices...)
	case a.hasNet:
		r.ask("vat", at, fmt.Sprintf("The notice gives a value of %s without VAT. How is this service taxed?", money.Pence(a.net).Whole()), choices...)
	default:
		r.ask("vat", at, fmt.Sprintf("The notice gives a value of %s with VAT and none without. How is this service taxed? The value without VAT is worked out from your answer.", money.Pence(a.gross).Whole()), choices...)
	}
}

func near(a, b int64) bool { return a-b <= 100 && b-a <= 100 }

// lotCurrencies asks about each lot in another currency than the tender's.
func (r *reader) lotCurrencies(whole amount) {
	for _, l := range r.c.Lots {
		a := r.values[l.ID]
		if l.Currency == "" {
			continue
		}
		tenderIs := "tenders here are in pounds"
		if whole.currency != "" && whole.currency != a.currency {
			tenderIs = "the tender is in " + clip(whole.currency, 10)
			if whole.hasNet && whole.net == a.net && len(r.c.Lots) == 1 {
				tenderIs += " with the same figure"
			}
		}
		r.ask("lot_"+l.ID+"_currency", a.n.get("currency"), fmt.Sprintf("The value of part (lot) %s is %s in %s, and %s. What is it worth?", l.ID, money.Pence(a.net).Whole()[len("£"):], clip(l.Currency, 10), tenderIs),
			choice("GBP:"+strconv.FormatInt(a.net, 10), "%s: the currency is a slip in the notice", money.Pence(a.net).Whole()),
			choice("enter", "The figure is not in pounds: I will enter the value"))
	}
}

// sumOfLots asks when the parts do not add up to the whole.
func (r *reader) sumOfLots(whole amount) {
	var sum int64
	for _, l := range r.c.Lots {
		a := r.values[l.ID]
		if !a.hasNet || a.currency != whole.currency {
			return
		}
		sum += a.net
	}
	if !whole.hasNet || near(sum, whole.net) {
		return
	}
	r.ask("lots_sum", whole.n, fmt.Sprintf("The tender is worth %s, and its parts (lots) add up to %s. What is the whole worth without VAT?", money.Pence(whole.net).Whole(), money.Pence(sum).Whole()),
		choice(strconv.FormatInt(whole.net, 10), "%s, as the tender says", money.Pence(whole.net).Whole()), choice(strconv.FormatInt(sum, 10), "%s, the sum of its parts (lots)", money.Pence(sum).Whole()), choice("enter", "I will enter the value"))
}

// classes maps the buyer's class in a notice to ours.
var classes = map[string]regime.Authority{"publicAuthorityCentralGovernment": regime.Central, "publicAuthoritySubCentralGovernment": regime.SubCentral, "publicUtility": regime.Utility}

var healthCare = regexp.MustCompile(`(?i)\bprovider selection regime\b`)

// healthRules asks when a text says that the Provider Selection Regime applies:
// it has its own procedure, notices and standstill, which a tender here has not.
func (r *reader) healthRules() {
	for _, t := range r.texts {
		if healthCare.MatchString(t.text) {
			r.ask("psr", t.n, "The text of the notice names the NHS Provider Selection Regime, for health care services. Does your tender fall under it?",
				choice("no", "No, it follows the Procurement Act 2023"), choice("yes", "Yes, it is health care under that regime"))
			return
		}
	}
}

// rules compares the rules that the notice names with those that its codes and
// value lead to. Neither is believed over the other.
func (r *reader) rules(t *node) {
	r.healthRules()
	above, given := r.flag(t.get("aboveThreshold"))
	light := false
	for _, n := range t.get("specialRegime").list() {
		n.used = true
		light = light || text(n) == "lightTouch"
	}
	authority := regime.SubCentral
	for _, party := range r.release.get("parties").list() {
		for _, role := range party.get("roles").list() {
			for _, class := range party.get("details", "classifications").list() {
				if a, ok := classes[text(class.get("id"))]; ok && text(role) == "buyer" {
					authority = a
				}
			}
		}
	}
	if !given || r.c.Budget.NetPence == 0 || r.c.Budget.VAT == "" || r.c.Category == "" {
		return
	}
	in := regime.Input{Starts: string(calendar.On(r.now)), Authority: authority, Category: r.c.Category, Net: money.Pence(r.c.Budget.NetPence), VAT: r.c.Budget.VAT}
	for _, code := range r.c.CPV {
		in.CPV = append(in.CPV, code.Code)
	}
	ours, err := regime.Decide(in)
	if err != nil {
		r.note(t.get("aboveThreshold"), "Whether the rules that the notice names are right could not be worked out: %s", err.Error())
		return
	}
	theirs := regime.BelowThreshold
	if above {
		theirs = regime.PublicContract
		if light {
			theirs = regime.LightTouch
		}
	}
	if theirs == ours.Regime {
		return
	}
	r.ask("regime", t.get("aboveThreshold"), fmt.Sprintf("The notice was published under the rules for a %s. Its codes and value lead to those for one %s: %s. Which rules does your tender follow?", theirs.Words(), ours.Regime.Words(), ours.Because),
		choice("notice:"+string(theirs), "As in the notice: %s", theirs.Words()), choice("rules:"+string(ours.Regime), "As worked out: %s", ours.Regime.Words()))
}
