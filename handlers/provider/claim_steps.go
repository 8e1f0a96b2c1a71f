package provider

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hundredweight/handlers/form"
	"hundredweight/models/addedvalue"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// Step 1: what changes, and what is counted.

func keptOutcome(one addedvalue.Claim) url.Values {
	return url.Values{"outcome": {one.Outcome}, "measure": {one.Measure}, "unit": {one.Unit}, "unit_other": {one.UnitOther}, "direction": {one.Direction}, "pillar": {string(one.Pillar)}, "codes": {strings.Join(one.Codes, ", ")}}
}

func readOutcome(f *form.Form, _ stepOf) claimFields {
	outcome := f.Text("outcome", form.Ask{Label: "What changes", Max: 200})
	measure := f.Text("measure", form.Ask{Label: "What you count", Max: 200})
	units := []string{addedvalue.UnitOther}
	list := components.Select{Label: "What is one of them?", LabelSize: "s", Options: []components.Option{{Text: "Select a unit"}}}
	for _, u := range addedvalue.Units {
		units = append(units, u.Key)
		list.Options = append(list.Options, components.Option{Value: u.Key, Text: u.Name})
	}
	list.Options = append(list.Options, components.Option{Value: addedvalue.UnitOther, Text: "something else"})
	unit := f.Choice("unit", form.Ask{}, units...)
	other := f.Text("unit_other", form.Ask{Label: "The unit", Max: 40})
	direction := f.Choice("direction", form.Ask{}, addedvalue.More, addedvalue.Fewer)
	pillar := f.Choice("pillar", form.Ask{}, string(addedvalue.Social), string(addedvalue.Economic), string(addedvalue.Environmental))
	codes := f.Text("codes", form.Ask{Label: "Framework codes", Max: 200})
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Outcome, one.Measure, one.Unit, one.UnitOther = outcome.Value, measure.Value, unit.Value, ""
			if unit.Value == addedvalue.UnitOther {
				one.UnitOther = other.Value
			}
			one.Direction, one.Pillar, one.Codes = direction.Value, addedvalue.Pillar(pillar.Value), split(codes.Value)
		},
		show: func() []templ.Component {
			return []templ.Component{
				components.InputOf(outcome.Input(components.Input{Label: "What changes", LabelSize: "s", Hint: "In one sentence, as you would say it, like fewer people fall"})),
				components.InputOf(measure.Input(components.Input{Label: "What do you count?", LabelSize: "s", Hint: "Like people who fell in the year after"})),
				components.SelectOf(unit.Select(list)),
				components.InputOf(other.Input(components.Input{Label: "If it is something else, what?", Width: "20"})),
				components.RadiosOf(direction.Radios(components.Radios{Legend: components.Legend{Text: "Which is better?", Size: "s"}, Inline: true, Options: []components.Option{{Value: addedvalue.More, Text: "More of them"}, {Value: addedvalue.Fewer, Text: "Fewer of them"}}})),
				components.RadiosOf(pillar.Radios(components.Radios{Legend: components.Legend{Text: "What sort of value is it? (optional)", Size: "s"}, Inline: true, Options: []components.Option{{Value: string(addedvalue.Social), Text: "Social"}, {Value: string(addedvalue.Economic), Text: "Economic"}, {Value: string(addedvalue.Environmental), Text: "Environmental"}}})),
				components.InputOf(codes.Input(components.Input{Label: "Framework codes (optional)", Hint: "Only if a buyer asked you for them, like NT1", Width: "20", NoSpell: true})),
			}
		},
	}
}

// Step 2: for whom, how many, over what time.

func keptPeople(one addedvalue.Claim) url.Values {
	kept := url.Values{"who": {one.Who}, "quantity": {string(one.Quantity)}, "basis": {one.Basis}, "period": {one.Period}, "baseline": {string(one.Baseline)}, "barrier": {one.Barrier}, "place": {one.Place}}
	if one.GroupSize != nil {
		kept.Set("group_size", strconv.FormatInt(*one.GroupSize, 10))
	}
	return kept
}

func readPeople(f *form.Form, s stepOf) claimFields {
	who := f.Text("who", form.Ask{Label: "Who it is for", Max: 200})
	quantity, counted := figure(f, "quantity", "How many")
	basis := f.Choice("basis", form.Ask{}, addedvalue.Measured, addedvalue.Expected)
	period := f.Text("period", form.Ask{Label: "Over what time", Max: 100})
	baseline, before := figure(f, "baseline", "The figure before")
	group := f.Number("group_size", form.Ask{Label: "The size of the group"}, 0, 100_000_000)
	barrier := f.Text("barrier", form.Ask{Label: "The group facing barriers", Max: 200})
	codes := []string{""}
	places := components.Select{Label: "Where? (optional)", LabelSize: "s", Options: []components.Option{{Text: "Wherever the service works"}}}
	for _, a := range s.o.c.Areas {
		codes = append(codes, a.Code)
		places.Options = append(places.Options, components.Option{Value: a.Code, Text: a.Label()})
	}
	place := f.Choice("place", form.Ask{}, codes...)
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Who, one.Quantity, one.Basis, one.Period, one.Baseline, one.Barrier, one.Place = who.Value, counted, basis.Value, period.Value, before, barrier.Value, place.Value
			one.GroupSize = nil
			if group.Set {
				n := group.Value
				one.GroupSize = &n
			}
		},
		show: func() []templ.Component {
			all := []templ.Component{
				components.InputOf(who.Input(components.Input{Label: "Who is it for?", LabelSize: "s", Hint: "Like people aged 65 or over who fell in the last year"})),
				components.InputOf(quantity.Input(components.Input{Label: "How many? (leave empty if you have not counted)", LabelSize: "s", Hint: howManyHint(s.one), Width: "10", InputMode: "decimal"})),
				components.RadiosOf(basis.Radios(components.Radios{Legend: components.Legend{Text: "Did you count this, or expect it?", Size: "s"}, Inline: true, Options: []components.Option{{Value: addedvalue.Measured, Text: "We counted it"}, {Value: addedvalue.Expected, Text: "We expect it"}}})),
				components.InputOf(period.Input(components.Input{Label: "Over what time?", LabelSize: "s", Hint: "Like April 2025 to March 2026", Width: "20"})),
				components.InputOf(baseline.Input(components.Input{Label: "What was the figure before? (optional)", LabelSize: "s", Width: "10", InputMode: "decimal"})),
				components.InputOf(group.Input(components.Input{Label: "How many such people are there? (optional)", LabelSize: "s", Hint: "The group that could be helped, where you work", Width: "10", InputMode: "numeric"})),
				components.InputOf(barrier.Input(components.Input{Label: "Do they face a barrier that others do not? (optional)", LabelSize: "s", Hint: "Like people without English, or people leaving prison"})),
			}
			if len(s.o.c.Areas) > 1 {
				all = append(all, components.SelectOf(place.Select(places)))
			}
			return all
		},
	}
}

func howManyHint(one addedvalue.Claim) string {
	if one.Measure == "" {
		return "A number, like 412"
	}
	return strings.TrimRight(one.Measure, ".") + ", in " + first(one.UnitName(), "numbers")
}

// figure reads an exact figure. Nothing typed is not known, never nought.
func figure(f *form.Form, name, label string) (*form.Text, addedvalue.Number) {
	t := f.Text(name, form.Ask{Label: label, Max: 30})
	n, ok := addedvalue.ParseNumber(t.Value)
	if !ok && t.Error == "" {
		f.Problem(name, "%s must be a number, like 12 or 12.5", label)
	}
	return t, n
}

// Step 3: how it is known, in five pictures.

func keptKnow(one addedvalue.Claim) url.Values {
	kept := url.Values{"know": {string(one.Know)}, "how_we_know": {one.HowWeKnow}, "confidence": {one.Confidence}}
	if one.Repeated {
		kept.Set("repeated", "yes")
	}
	return kept
}

func readKnow(f *form.Form, _ stepOf) claimFields {
	var levels []string
	pictures := components.Radios{Legend: components.Legend{Text: "Choose the one that is nearest", Size: "s"}}
	for _, r := range addedvalue.Pictures {
		levels = append(levels, string(r.Level))
		pictures.Options = append(pictures.Options, components.Option{Value: string(r.Level), Text: r.Choose, Hint: r.Hint, Picture: components.StrengthOf(components.Strength{Dots: r.Dots, Text: r.Name})})
	}
	know := f.Choice("know", form.Ask{}, levels...)
	repeated := f.Tick("repeated", form.Ask{})
	how := f.Text("how_we_know", form.Ask{Label: "How you know", Max: 600, Lines: true})
	unsure := f.Text("confidence", form.Ask{Label: "What is uncertain", Max: 600, Lines: true})
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Know, one.Repeated, one.HowWeKnow, one.Confidence = addedvalue.Level(know.Value), repeated.Value == "yes", how.Value, unsure.Value
		},
		show: func() []templ.Component {
			return []templ.Component{
				components.RadiosOf(know.Radios(pictures)),
				components.CheckboxesOf(repeated.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Only for a study", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "It was a trial in the UK, or it was repeated somewhere else"}}})),
				components.TextareaOf(how.Textarea(components.Textarea{Label: "How do you know, in your own words?", LabelSize: "s", Hint: "Like calls at 3, 6 and 12 months, set against 390 people on the waiting list", Rows: "4"})),
				components.TextareaOf(unsure.Textarea(components.Textarea{Label: "What is uncertain? (optional)", LabelSize: "s", Hint: "Saying it makes the rest more believable", Rows: "3"})),
			}
		},
	}
}

// Step 4: what would have happened anyway, who else helped, how long it lasts.

func keptShare(one addedvalue.Claim) url.Values {
	kept := url.Values{"not_claimed": {one.NotClaimed}}
	for _, q := range addedvalue.Questions {
		s := one.Share(q.Field)
		if s.Source != addedvalue.FromProvider && s.Source != addedvalue.FromStudy {
			continue
		}
		kept.Set(q.Field, strings.TrimSuffix(s.String(), "%"))
		kept.Set(q.Field+"_reason", s.Reason)
		if s.Source == addedvalue.FromStudy {
			kept.Set(q.Field+"_study", "yes")
		}
	}
	if one.Years > 0 {
		kept.Set("years", strconv.Itoa(one.Years))
	}
	if one.StartOffset > 0 {
		kept.Set("start_offset", strconv.Itoa(one.StartOffset))
	}
	return kept
}

// shareFields is one of the four questions as it was read. Without a figure
// the default is kept.
type shareFields struct {
	q      addedvalue.Question
	figure *form.Quantity
	reason *form.Text
	study  *form.Choice
}

func readShareOf(f *form.Form, q addedvalue.Question) shareFields {
	s := shareFields{
		q:      q,
		figure: f.Quantity(q.Field, form.Ask{}),
		reason: f.Text(q.Field+"_reason", form.Ask{Label: "The reason", Max: 200}),
		study:  f.Tick(q.Field+"_study", form.Ask{}),
	}
	if s.figure.Set && s.figure.Value%10 != 0 {
		f.Problem(q.Field, "Enter a percentage with up to 2 decimal places, like 35 or 12.5")
	}
	return s
}

func (s shareFields) share() addedvalue.Share {
	if !s.figure.Set {
		return s.q.Keep()
	}
	// Thousandths of a per cent to basis points; no number that a form takes
	// comes near the end of an int.
	out := addedvalue.Share{BP: int(s.figure.Value / 10), Source: addedvalue.FromProvider, Reason: s.reason.Value}
	if s.study.Value == "yes" {
		out.Source = addedvalue.FromStudy
	}
	return out
}

func (s shareFields) show() templ.Component {
	return pages.ShareQuestion(pages.Share{
		Ask: s.q.Ask, Hint: s.q.Hint, Default: s.q.Keep().String(), Open: s.figure.Raw != "" || s.figure.Invalid() || s.reason.Invalid(),
		Fields: []templ.Component{
			components.InputOf(s.figure.Input(components.Input{Label: "Your figure", Suffix: "%", Width: "4", InputMode: "decimal"})),
			components.InputOf(s.reason.Input(components.Input{Label: "Why, in one line?", Hint: "Needed where it is lower than most"})),
			components.CheckboxesOf(s.study.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Where is it from?"}, Small: true, Options: []components.Option{{Value: "yes", Text: "It comes from a study"}}})),
		},
	})
}

func readShare(f *form.Form, _ stepOf) claimFields {
	var all []shareFields
	for _, q := range addedvalue.Questions {
		all = append(all, readShareOf(f, q))
	}
	years := f.Number("years", form.Ask{Label: "How long it lasts"}, 1, 30)
	begins := f.Number("start_offset", form.Ask{Label: "When it begins"}, 0, 30)
	not := f.Text("not_claimed", form.Ask{Label: "What you do not claim", Max: 600, Lines: true})
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Deadweight, one.Attribution, one.Displacement, one.DropOff = all[0].share(), all[1].share(), all[2].share(), all[3].share()
			one.Years, one.StartOffset, one.NotClaimed = int(years.Value), int(begins.Value), not.Value
		},
		show: func() []templ.Component {
			var out []templ.Component
			for _, s := range all {
				out = append(out, s.show())
			}
			return append(out,
				components.InputOf(years.Input(components.Input{Label: "How long does it last, in years? (optional)", LabelSize: "s", Width: "2", InputMode: "numeric"})),
				components.InputOf(begins.Input(components.Input{Label: "How many years until it begins? (optional)", LabelSize: "s", Width: "2", InputMode: "numeric"})),
				components.TextareaOf(not.Textarea(components.Textarea{Label: "What do you not claim? (optional)", LabelSize: "s", Hint: "In your own words, like the whole drop: three points of it happened to people who were only waiting. If you write nothing, the shares above are shown", Rows: "3"})),
			)
		},
	}
}

// Step 5: core or extra.

func keptExtra(one addedvalue.Claim) url.Values {
	return url.Values{"core_or_added": {one.CoreOrAdded}, "existing": {one.Existing}}
}

func readExtra(f *form.Form, _ stepOf) claimFields {
	core := f.Choice("core_or_added", form.Ask{}, addedvalue.Core, addedvalue.Added)
	existing := f.Choice("existing", form.Ask{}, addedvalue.Existing, addedvalue.New)
	return claimFields{
		set: func(one *addedvalue.Claim) { one.CoreOrAdded, one.Existing = core.Value, existing.Value },
		show: func() []templ.Component {
			return []templ.Component{
				components.RadiosOf(core.Radios(components.Radios{Legend: components.Legend{Text: "Does a contract for this service pay for it?", Size: "s"}, Hint: "Both count. They are added up apart, so that nobody pays twice", Options: []components.Option{
					{Value: addedvalue.Core, Text: "Yes, it is what the contract pays for", Hint: "It stands in the specification, or any provider would have to do it"},
					{Value: addedvalue.Added, Text: "No, it comes on top"},
				}})),
				components.RadiosOf(existing.Radios(components.Radios{Legend: components.Legend{Text: "Do you do this already?", Size: "s"}, Options: []components.Option{
					{Value: addedvalue.Existing, Text: "Yes"}, {Value: addedvalue.New, Text: "No, it would be new"},
				}})),
			}
		},
	}
}

// Step 6: evidence from the library, or the word that there is none.

func keptEvidence(one addedvalue.Claim) url.Values {
	kept := url.Values{"evidence": one.Evidence}
	if one.Unevidenced {
		kept.Set("unevidenced", "yes")
	}
	return kept
}

func readEvidence(f *form.Form, s stepOf) claimFields {
	var refs []string
	boxes := components.Checkboxes{Legend: components.Legend{Text: "From your library", Size: "s"}, Hint: "Select all that show this claim. Everybody will be able to open them"}
	for _, e := range s.library {
		refs = append(refs, e.ref)
		boxes.Options = append(boxes.Options, components.Option{Value: e.ref, Text: e.title, Hint: e.hint})
	}
	chosen := f.Choices("evidence", form.Ask{}, refs...)
	none := f.Tick("unevidenced", form.Ask{})
	if s.add != "" {
		for _, r := range refs {
			if r == s.add && !chosen.Has(r) {
				chosen.Values = append(chosen.Values, r)
				none.Raw, none.Value = "", ""
			}
		}
	}
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Evidence, one.Unevidenced = append([]string(nil), chosen.Values...), none.Value == "yes"
		},
		show: func() []templ.Component {
			var out []templ.Component
			if len(refs) > 0 {
				out = append(out, components.CheckboxesOf(chosen.Checkboxes(boxes)))
			}
			return append(out,
				pages.LibraryLink(evidenceAt(s.o.m.Slug)+"/new?"+url.Values{"service": {s.o.row.Ref}, "claim": {s.one.Ref}}.Encode()),
				components.CheckboxesOf(none.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Or skip this", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "We have nothing to show yet", Hint: "The claim is shown with one dot of five: claim only"}}})),
			)
		},
	}
}

// Step 7: read back, and pounds for those who want them.

func keptValue(one addedvalue.Claim) url.Values {
	if one.Value == nil {
		return nil
	}
	return url.Values{"pounds": {"yes"}, "per_unit": {one.Value.PerUnit.Plain()}, "source": {one.Value.Source}, "price_year": {strconv.Itoa(one.Value.PriceYear)}}
}

func readValue(f *form.Form, s stepOf) claimFields {
	on := f.Tick("pounds", form.Ask{})
	per := f.Pounds("per_unit", form.Ask{Label: "The amount"}, 0)
	source := f.Text("source", form.Ask{Label: "Where the figure is from", Max: 200})
	year := f.Number("price_year", form.Ask{Label: "The year of the prices"}, 1990, 2100)
	return claimFields{
		set: func(one *addedvalue.Claim) {
			one.Value = nil
			if on.Value == "yes" {
				one.Value = &addedvalue.Value{Source: source.Value, PerUnit: per.Value, PriceYear: int(year.Value)}
			}
		},
		show: func() []templ.Component {
			var working []string
			if sum, ok := s.one.InPounds(); ok {
				working = sum.Lines
			}
			open := on.Value == "yes" || !f.OK()
			return []templ.Component{
				pages.ReadBack(s.one.ReadBack(), components.ClaimAs(s.one, s.cited())),
				pages.Pounds(open, []templ.Component{
					components.CheckboxesOf(on.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Do you want to show it?", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Show what it is worth in pounds"}}})),
					components.InputOf(per.Input(components.Input{Label: "What is one of them worth in a year?", Hint: "One of what you count: " + first(s.one.UnitName(), "the unit"), Prefix: "£", Width: "10", InputMode: "decimal"})),
					components.InputOf(source.Input(components.Input{Label: "Where is that figure from?", Hint: "Like Unit costs of health and social care 2025"})),
					components.InputOf(year.Input(components.Input{Label: "Of which year are the prices?", Width: "4", InputMode: "numeric"})),
				}, working),
			}
		},
	}
}

// cited are the pieces that the claim rests on, by their titles.
func (s stepOf) cited() []components.Link {
	var all []components.Link
	for _, ref := range s.one.Evidence {
		for _, e := range s.library {
			if e.ref == ref {
				all = append(all, components.Link{Text: e.title, Href: evidenceAt(s.o.m.Slug) + "/" + ref})
			}
		}
	}
	return all
}
