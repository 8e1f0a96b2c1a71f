package provider

import (
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidConditions shows the conditions of taking part, filled in from what the
// organisation answered before.
func (p Pages) BidConditions(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	known, err := p.reusable(c, o)
	if err != nil {
		return err
	}
	values := url.Values{}
	for _, cond := range o.conditions() {
		a, ok := o.Answers[cond.Key]
		if k, reuse := known[cond.Key]; !ok && reuse {
			a = bid.Answer{Choice: k.Choice, Expires: k.Expires}
		}
		values.Set(bid.ConditionField(cond.Key), a.Choice)
		if day, err := time.Parse(time.DateOnly, a.Expires); err == nil {
			keepDay(values, bid.ExpiryField(cond.Key), day.Format(time.DateOnly))
		}
	}
	return p.showConditions(c, o, form.Prefill(values), nil)
}

// reusable gives what the organisation answered to the same conditions before
// and what has not expired since, by the condition's key.
func (p Pages) reusable(c *gin.Context, o ownBid) (map[string]store.OrganisationCondition, error) {
	all, err := p.Query(c).OrganisationConditions(o.m.Organisation)
	if err != nil {
		return nil, err
	}
	today := text.London(o.now).Format(time.DateOnly)
	known := map[string]store.OrganisationCondition{}
	for _, cond := range o.conditions() {
		for _, k := range all {
			if k.Kind == bid.ConditionKind(cond) && (k.Expires == "" || k.Expires >= today) {
				known[cond.Key] = k
			}
		}
	}
	return known, nil
}

// SaveConditions keeps the answers to the conditions.
func (p Pages) SaveConditions(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	seen, all := o.readConditions(f, later(f))
	if !f.OK() {
		return p.showConditions(c, o, f, nil)
	}
	to := o.after("/conditions")
	if later(f) {
		to = o.at("")
	}
	if len(all) == 0 {
		return p.Redirect(c, to, "")
	}
	saved, err := p.Steps.SaveConditions(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), seen, all)
	if f.Refuse(err) {
		return p.showConditions(c, o, f, nil)
	}
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Stale {
		if err := p.noteAttempt(c, o, "Save the conditions", r); err != nil {
			return err
		}
		if o, err = p.ownBid(c); err != nil {
			return err
		}
		return p.showConditions(c, o, f, r)
	}
	if err != nil {
		return p.bidRefused(c, o, "Save the conditions", err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, to, o.saidOf(saved))
}

func (o ownBid) readConditions(f *form.Form, later bool) (seen map[string]int64, all []bid.Answer) {
	seen = map[string]int64{}
	for _, cond := range o.conditions() {
		ask := form.Ask{Missing: "Select yes or no: " + cond.Text}
		if later {
			ask.Missing = ""
		}
		a := bid.Answer{Key: cond.Key, Choice: f.Choice(bid.ConditionField(cond.Key), ask, "yes", "no").Value, Completed: true}
		if cond.Expires {
			day := f.Day(bid.ExpiryField(cond.Key), form.Ask{Label: "The date on which it expires"})
			if a.Choice == "yes" && !day.Set && !day.Invalid() && !later {
				f.Problem(bid.ExpiryField(cond.Key), "Enter the date on which it expires")
			}
			if day.Set {
				a.Expires = day.Value.Format(time.DateOnly)
			}
		}
		seen[cond.Key] = f.HiddenNumber("revision-" + cond.Key)
		if a.Choice != "" {
			all = append(all, a)
		}
	}
	return seen, all
}

func (p Pages) showConditions(c *gin.Context, o ownBid, f *form.Form, stale *refusal.Error) error {
	if len(o.conditions()) == 0 {
		return refusal.Missing("page")
	}
	if stale != nil {
		f.Problem("", "%s", stale.Reason)
	}
	v := templates.BidConditionsView{View: p.bidPage(c, "Conditions of taking part", o, f), Action: o.at("/conditions"), Side: o.side()}
	var err error
	if v.Key, err = p.newFormKey(); err != nil {
		return err
	}
	known, err := p.reusable(c, o)
	if err != nil {
		return err
	}
	for _, cond := range o.conditions() {
		if !o.mayEdit() {
			row := components.Summary{Key: cond.Name(), Lines: append([]string{conditionText(cond)}, conditionAnswer(o.Answers[cond.Key])...)}
			if o.KeyGone {
				row.Lines = []string{seal.ErrKeyGone.Reason}
			}
			v.ReadOnly = append(v.ReadOnly, row)
			continue
		}
		v.Seen = append(v.Seen, components.Hide{Name: "revision-" + cond.Key, Value: strconv.FormatInt(o.Revision[cond.Key], 10)})
		one := conditionField(f, cond)
		if k, reused := known[cond.Key]; reused && o.Revision[cond.Key] == 0 {
			one.Reused = "Filled in from what your organisation answered on " + text.ShortDate(k.SavedAt.Time) + ". Check that it is still right."
		}
		v.Conditions = append(v.Conditions, one)
	}
	return p.Render(c, staleStatus(f, stale), templates.BidConditions(v))
}

func conditionField(f *form.Form, cond tender.Condition) templates.BidCondition {
	name := bid.ConditionField(cond.Key)
	choice := f.Choice(name, form.Ask{}, "yes", "no")
	choice.Error = f.Error(name)
	out := templates.BidCondition{Answer: choice.Radios(components.Radios{Legend: components.Legend{Text: conditionText(cond), Size: "s"}, Inline: true, Options: []components.Option{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No"}}})}
	if cond.Expires {
		day := f.Day(bid.ExpiryField(cond.Key), form.Ask{})
		day.Error = f.Error(bid.ExpiryField(cond.Key) + "-day")
		date := day.Date(components.Date{Legend: components.Legend{Text: "When does it expire?", Size: "s"}, Hint: "For example, 31 3 2028"})
		out.Expires = &date
	}
	return out
}

func conditionAnswer(a bid.Answer) []string {
	if a.Choice == "" {
		return []string{"Not answered"}
	}
	out := []string{text.Capital(a.Choice)}
	if a.Expires != "" {
		out = append(out, "Expires "+text.Day(a.Expires))
	}
	return out
}
