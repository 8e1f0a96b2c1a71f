package commissioner

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Timetable shows the dates of a tender; a new one begins with dates that keep
// every legal minimum.
func (p Pages) Timetable(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showTimetable(c, w, form.Prefill(nil)) })
}

// SaveTimetable keeps the dates.
func (p Pages) SaveTimetable(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		read := readTimetable(f, w, p.Now())
		done, err := p.save(c, f, &w, "timetable", func(ct *tender.Content) error { return read.into(ct) })
		if err != nil {
			return err
		}
		if !done {
			return p.showTimetable(c, w, f)
		}
		return p.Redirect(c, w.base()+"/timetable", "The timetable is saved.")
	})
}

// dates is what was typed on the page of dates.
type dates struct {
	timetable tender.Timetable
	deadlines []time.Time
}

func (d dates) into(c *tender.Content) error {
	c.Timetable = d.timetable
	c.Stages = stagesOf(*c)
	for i := range c.Stages {
		if i < len(d.deadlines) {
			c.Stages[i].Deadline = d.deadlines[i]
		}
	}
	return nil
}

// stagesOf gives the stages of a tender; one where none was set up yet.
func stagesOf(c tender.Content) []tender.Stage {
	if len(c.Stages) == 0 {
		return []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender"}}
	}
	return append([]tender.Stage(nil), c.Stages...)
}

func deadlineName(i int) string { return "deadline-" + strconv.Itoa(i+1) }

// situations of section 54 that a public contract can be in.
var situations = []struct {
	value     calendar.Situation
	name, why string
}{
	{calendar.Electronic, "Bids come in here, and every document is there with the notice", "25 days. The usual case"},
	{calendar.LaterDocuments, "Some documents follow later", "30 days"},
	{calendar.Neither, "Neither", "35 days"},
	{calendar.Qualifying, "A qualifying planned procurement notice was published", "10 days. Published 40 days to 12 months before"},
	{calendar.Urgent, "A state of urgency makes longer impractical", "10 days"},
	{calendar.PreSelected, "Only suppliers who were selected before may bid", "10 days"},
}

func readTimetable(f *form.Form, w writing, now time.Time) dates {
	d := dates{timetable: w.Content.Timetable}
	c := w.Content
	if asksPeriod(c) {
		var allowed []string
		for _, s := range situations {
			allowed = append(allowed, string(s.value))
		}
		d.timetable.PeriodEntry = f.Choice("period", form.Ask{Missing: "Select which minimum applies"}, allowed...).Value
		c.Timetable.PeriodEntry = d.timetable.PeriodEntry
	}
	if !w.Amends {
		d.timetable.Publish = readPublish(f, now)
	}
	d.timetable.QuestionsClose = moment(f, "questions", "Questions close", "Enter the day on which questions close")
	d.timetable.AnswersBy = moment(f, "answers", "The last answers", "Enter the day by which questions are answered")
	for i, s := range stagesOf(c) {
		d.deadlines = append(d.deadlines, readDeadline(f, i, s, w, d, now))
	}
	if day := f.Day("decision", form.Ask{Label: "The decision"}); day.Set {
		d.timetable.DecisionBy = day.Value.Format(time.DateOnly)
		if last := d.deadlines[len(d.deadlines)-1]; !last.IsZero() && calendar.Date(d.timetable.DecisionBy) <= calendar.On(last) {
			f.Problem("decision", "The decision must come after bids close")
		}
	} else {
		d.timetable.DecisionBy = ""
	}
	checkOrder(f, d)
	return d
}

func readPublish(f *form.Form, now time.Time) time.Time {
	day := f.Day("publish", form.Ask{Label: "The publication", Missing: "Enter the day on which you plan to publish"})
	if !day.Set {
		return time.Time{}
	}
	d := calendar.Date(day.Value.Format(time.DateOnly))
	if d < calendar.On(now) {
		f.Problem("publish", "The day of publication must be today or later")
	}
	return d.At(12, 0)
}

// moment reads a day and a time of day in London.
func moment(f *form.Form, name, label, missing string) time.Time {
	day := f.Day(name, form.Ask{Label: label, Missing: missing})
	at := f.Time(name+"_time", form.Ask{Label: "The time", Missing: "Enter a time, like 5pm"})
	if !day.Set || !at.Set {
		return time.Time{}
	}
	t, err := calendar.Deadline(calendar.Date(day.Value.Format(time.DateOnly)), at.Hour, at.Minute)
	beside(f, name+"_time", err)
	return t
}

// beside puts a rule's refusal beside a field, whatever the rule calls it.
func beside(f *form.Form, name string, err error) {
	if r, ok := refusal.As(err); ok {
		for _, problem := range r.Problems {
			f.Problem(name, "%s", problem.Reason)
		}
	}
}

// readDeadline reads when a stage closes: a working day, in the future, not
// before the minimum period is over.
func readDeadline(f *form.Form, i int, s tender.Stage, w writing, d dates, now time.Time) time.Time {
	name := deadlineName(i)
	missing := "Enter the day on which bids close"
	if i > 0 {
		missing = "Enter the day on which stage " + strconv.Itoa(s.Seq) + " closes"
	}
	t := moment(f, name, "The closing day", missing)
	if t.IsZero() {
		return t
	}
	cal := calendar.Union()
	beside(f, name, tender.CheckClosingDay(cal, name, calendar.On(t)))
	switch {
	case !t.After(now):
		f.Problem(name, "The closing day must be in the future")
	case w.Amends && i == 0 && t.Before(w.Row.ClosesAt.Time):
		f.Problem(name, "A deadline can only be moved later")
	case i > 0 && !d.deadlines[i-1].IsZero() && !t.After(d.deadlines[i-1]):
		f.Problem(name, "Stage %d must close after stage %d", s.Seq, s.Seq-1)
	case i == 0 && !w.Amends && !d.timetable.Publish.IsZero():
		c := w.Content
		c.Timetable.PeriodEntry = d.timetable.PeriodEntry
		beside(f, name, commissioning.CheckPeriod(c, calendar.On(d.timetable.Publish), t))
	}
	return t
}

func checkOrder(f *form.Form, d dates) {
	t, first := d.timetable, d.deadlines[0]
	if !t.QuestionsClose.IsZero() && !t.Publish.IsZero() && calendar.On(t.QuestionsClose) <= calendar.On(t.Publish) {
		f.Problem("questions", "Questions must close after the tender is published")
	}
	if !t.QuestionsClose.IsZero() && !first.IsZero() && !t.QuestionsClose.Before(first) {
		f.Problem("questions", "Questions must close before bids do")
	}
	if !t.AnswersBy.IsZero() && !t.QuestionsClose.IsZero() && t.AnswersBy.Before(t.QuestionsClose) {
		f.Problem("answers", "The last answers must come after questions close")
	}
	if !t.AnswersBy.IsZero() && !first.IsZero() && !t.AnswersBy.Before(first) {
		f.Problem("answers", "The last answers must come before bids close")
	}
}

// asksPeriod tells whether the minimum of section 54 depends on how the tender
// is run: only of a public contract.
func asksPeriod(c tender.Content) bool { return commissioning.RegimeOf(c) == regime.PublicContract }

func (p Pages) showTimetable(c *gin.Context, w writing, f *form.Form) error {
	v := templates.TimetableView{Head: p.head(c, w, "Timetable", f), Warnings: tender.Warnings(calendar.Union(), w.Content), CanPublish: !w.Amends}
	plan, proposed := p.proposal(w)
	v.Proposed = proposed
	days, _, err := calendar.TenderMinimum(commissioning.SituationOf(w.Content), calendar.On(p.Now()))
	if err == nil {
		v.Minimum = minimumWords(w.Content, days)
	}
	if asksPeriod(w.Content) {
		radios := components.Radios{Legend: components.Legend{Text: "Which minimum applies?", Size: "m"}, Hint: "Days in which bids can come in, counted from the day after the notice (section 54). The same for everybody"}
		for _, s := range situations {
			radios.Options = append(radios.Options, components.Option{Value: string(s.value), Text: s.name, Hint: s.why})
		}
		chosen := form.Choice{Field: f.Kept("period", string(commissioning.SituationOf(w.Content)))}.Radios(radios)
		v.Period = &chosen
	}
	fillTimetable(&v, f, w, plan)
	if !proposed {
		v.Plan, v.Room = saved(w.Content), room(w.Content)
	}
	return p.Render(c, w.status(f), templates.Timetable(v))
}

// saved is the timetable that is kept, in order.
func saved(c tender.Content) (all []components.Moment) {
	add := func(at time.Time, what string) {
		if !at.IsZero() {
			all = append(all, components.Moment{When: text.When(at), Text: what})
		}
	}
	if at := c.Timetable.Publish; !at.IsZero() {
		all = append(all, components.Moment{When: text.Date(at), Text: "Planned publication"})
	}
	add(c.Timetable.QuestionsClose, "Last moment to ask a question")
	add(c.Timetable.AnswersBy, "Last answers published")
	for _, s := range c.Stages {
		what := "Bids close"
		if len(c.Stages) > 1 {
			what = "Stage " + strconv.Itoa(s.Seq) + " closes"
		}
		add(s.Deadline, what)
	}
	if day := c.Timetable.DecisionBy; day != "" {
		all = append(all, components.Moment{When: "By " + text.Day(day), Text: "Everyone told, with reasons"})
	}
	return all
}

// room says how much time bidders have for each thing.
func room(c tender.Content) (all []components.Pair) {
	add := func(key string, from, to time.Time) {
		if n := tender.DaysApart(from, to); n >= 0 {
			all = append(all, components.Pair{Key: key, Value: text.Plural(n, "day", "days")})
		}
	}
	t, first := c.Timetable, stagesOf(c)[0].Deadline
	add("To bid", t.Publish, first)
	add("To ask", t.Publish, t.QuestionsClose)
	add("To use the last answers", t.AnswersBy, first)
	return all
}

// proposal gives the dates to begin with: those kept, or for a tender without
// any those that keep every minimum.
func (p Pages) proposal(w writing) (plan tender.Plan, proposed bool) {
	t, stages := w.Content.Timetable, stagesOf(w.Content)
	if stages[0].Deadline.IsZero() && t.QuestionsClose.IsZero() {
		made, err := tender.Propose(calendar.Union(), commissioning.SituationOf(w.Content), calendar.On(p.Now()), len(stages))
		if err == nil {
			return made, true
		}
	}
	if !t.Publish.IsZero() {
		plan.Publish = calendar.On(t.Publish)
	}
	plan.QuestionsClose, plan.AnswersBy, plan.DecisionBy = t.QuestionsClose, t.AnswersBy, calendar.Date(t.DecisionBy)
	for _, s := range stages {
		plan.Deadlines = append(plan.Deadlines, s.Deadline)
	}
	return plan, false
}

// minimumWords says how long bids must be able to come in.
func minimumWords(c tender.Content, days int) string {
	r := commissioning.RegimeOf(c)
	switch {
	case days > 0:
		return "Bids must be able to come in for at least " + text.Plural(days, "day", "days") + " after the notice (Procurement Act 2023, section 54). The closing day counts."
	case r == regime.LightTouch:
		return "The light touch rules set no minimum. Give small organisations the time a public contract would: 25 days or more."
	case r == regime.BelowThreshold:
		return "Below the threshold the time must be reasonable and the same for everybody (section 87(6)). 25 days or more is kind to small organisations."
	}
	return ""
}

func fillTimetable(v *templates.TimetableView, f *form.Form, w writing, plan tender.Plan) {
	v.Publish = f.KeptDay("publish", string(plan.Publish)).Date(components.Date{Legend: components.Legend{Text: "Planned publication", Size: "m"}, Hint: "On the national platform first, then here. The minimum is counted again from the real day"})
	v.Questions = momentFields(f, "questions", plan.QuestionsClose, "Questions close", "The last day on which bidders can ask", "5pm")
	v.Answers = momentFields(f, "answers", plan.AnswersBy, "Last answers", "By when every question is answered in public", "5pm")
	for i, s := range stagesOf(w.Content) {
		title := "Bids close"
		if len(w.Content.Stages) > 1 {
			title = "Stage " + strconv.Itoa(s.Seq) + " closes: " + s.Name
		}
		at := time.Time{}
		if i < len(plan.Deadlines) {
			at = plan.Deadlines[i]
		}
		v.Deadlines = append(v.Deadlines, momentFields(f, deadlineName(i), at, title, "A working day that is not a Monday. A bid received at this time or later is late", "12:00"))
	}
	v.Decision = f.KeptDay("decision", string(plan.DecisionBy)).Date(components.Date{Legend: components.Legend{Text: "Decision by (optional)", Size: "m"}, Hint: "When everybody is told, with reasons"})
}

// momentFields are the fields of a day and a time.
func momentFields(f *form.Form, name string, at time.Time, title, hint, usual string) templates.MomentFields {
	day, clock := "", usual
	if !at.IsZero() {
		day, clock = string(calendar.On(at)), at.In(calendar.London()).Format("15:04")
	}
	return templates.MomentFields{
		Day:  f.KeptDay(name, day).Date(components.Date{Legend: components.Legend{Text: title, Size: "m"}, Hint: hint}),
		Time: f.Kept(name+"_time", clock).Input(components.Input{Label: "Time (UK)", Hint: "Like 12:00 or 5pm", Width: "5"}),
	}
}
