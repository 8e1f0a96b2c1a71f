package provider

import (
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
)

// coverForm is the task "Insurance and safeguarding".
type coverForm struct {
	has             *form.Choices
	until, reviewed *form.Day
}

// What a provider may say it has.
const (
	hasInsurance    = "insured"
	hasSafeguarding = "safeguarding"
)

func readCover(f *form.Form) coverForm {
	return coverForm{
		has:      f.Choices("has", form.Ask{}, hasInsurance, hasSafeguarding),
		until:    f.Day("insured_until", form.Ask{Label: "The date your insurance ends"}),
		reviewed: f.Day("reviewed_on", form.Ask{Label: "The date of the review"}),
	}
}

func (d coverForm) set(c *offer.Content) {
	c.Cover = offer.Cover{Insured: d.has.Has(hasInsurance), InsuredUntil: dayKept(d.until), Safeguarding: d.has.Has(hasSafeguarding), ReviewedOn: dayKept(d.reviewed)}
}

func dayKept(d *form.Day) string {
	if !d.Set {
		return ""
	}
	return d.Value.Format(offer.DateForm)
}

func keptCover(c offer.Content) url.Values {
	kept := url.Values{}
	if c.Cover.Insured {
		kept.Add("has", hasInsurance)
	}
	if c.Cover.Safeguarding {
		kept.Add("has", hasSafeguarding)
	}
	keepDay(kept, "insured_until", c.Cover.InsuredUntil)
	keepDay(kept, "reviewed_on", c.Cover.ReviewedOn)
	return kept
}

func keepDay(kept url.Values, name, day string) {
	t, err := time.Parse(offer.DateForm, day)
	if err != nil {
		return // none was kept
	}
	kept.Set(name+"-day", strconv.Itoa(t.Day()))
	kept.Set(name+"-month", strconv.Itoa(int(t.Month())))
	kept.Set(name+"-year", strconv.Itoa(t.Year()))
}

// ServiceCover asks for insurance and safeguarding.
func (p Pages) ServiceCover(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f := form.Prefill(keptCover(o.c))
	return p.showCover(c, o, f, readCover(f))
}

// SaveServiceCover saves it.
func (p Pages) SaveServiceCover(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := readCover(f)
	return p.saveSection(c, o, f, offer.Checks, d.set, func(o ownService) error { return p.showCover(c, o, f, d) })
}

func (p Pages) showCover(c *gin.Context, o ownService, f *form.Form, d coverForm) error {
	t := p.task(c, o, f, offer.Checks.Title(), "/cover")
	t.Lines = []string{"This is optional. Most buyers ask for it before they buy, so it saves a question. A listing with insurance is shown until the insurance ends."}
	t.Fields = append(t.Fields,
		components.CheckboxesOf(d.has.Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "What do you have?", Size: "s"}, Hint: "Select all that are true", Options: []components.Option{
			{Value: hasInsurance, Text: "Insurance for this service", Hint: "Public liability, and what else the work needs"},
			{Value: hasSafeguarding, Text: "A safeguarding policy", Hint: "Reviewed in the last few years"},
		}})),
		components.DateOf(d.until.Date(components.Date{Legend: components.Legend{Text: "When does your insurance end?", Size: "s"}, Hint: "For example, 31 3 2027"})),
		components.DateOf(d.reviewed.Date(components.Date{Legend: components.Legend{Text: "When was your safeguarding policy last reviewed?", Size: "s"}, Hint: "For example, 14 6 2026"})),
	)
	return p.showTask(c, f, t)
}
