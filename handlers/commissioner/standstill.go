package commissioner

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Standstill explains what pausing the waiting period does, and records a claim
// or how it ended.
func (p Pages) Standstill(c *gin.Context) error { return p.showStandstill(c, form.Prefill(nil)) }

// PauseStandstill records a claim: signing stops at once.
func (p Pages) PauseStandstill(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	day, reason := notifiedOf(f, "Enter the day on which the claim was notified"), claimOf(f)
	if !f.OK() {
		return p.showStandstill(c, f)
	}
	notified := p.Now()
	if today := dateOf(day); today.At(12, 0).Before(notified) || today.At(0, 0).After(notified) {
		notified = today.At(12, 0) // an earlier day, or one that the step refuses
	}
	err = p.Steps.PauseStandstill(c.Request.Context(), page.Actor(c), c.Param("ref"), reason.Value, notified)
	if f.Refuse(err) {
		return p.showStandstill(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/standstill", "The waiting period is paused. Nothing can be signed.")
}

// ResumeStandstill records how the claim ended.
func (p Pages) ResumeStandstill(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	outcome := outcomeOf(f)
	if !f.OK() {
		return p.showStandstill(c, f)
	}
	err = p.Steps.ResumeStandstill(c.Request.Context(), page.Actor(c), c.Param("ref"), outcome.Value)
	if f.Refuse(err) {
		return p.showStandstill(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/award", "The waiting period goes on.")
}

func notifiedOf(f *form.Form, missing string) *form.Day {
	return f.Day("notified", form.Ask{Label: "The day of the claim", Missing: missing})
}

func claimOf(f *form.Form) *form.Text {
	return f.Text("reason", form.Ask{Label: "What was notified", Max: 4000, Lines: true})
}

func outcomeOf(f *form.Form) *form.Text {
	return f.Text("outcome", form.Ask{Label: "How the claim ended", Max: 4000, Lines: true})
}

func (p Pages) showStandstill(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	v := templates.StandstillView{View: d.frame(p.Refused(c, "Waiting period", f), "/award"), Kicker: d.kicker(), Action: d.home + "/standstill", Strip: d.strip()}
	v.Tag, v.Colour = statusTag(d.Tender.Status)
	v.Lede = d.lede("")
	switch d.Tender.Status {
	case tender.Standstill, tender.ReadyToSign:
		v.CanPause = d.is(account.RoleAuthor)
		v.Text = "A claim that is notified within the waiting period (standstill) stops the signing by law (section 101). One that comes later stops it here as well, because you decide to wait."
		v.Day = notifiedOf(f, "").Date(components.Date{Legend: components.Legend{Text: "When was the claim notified?", Size: "s"}})
		v.Reason = claimOf(f).Textarea(components.Textarea{Label: "What was notified, and by whom", Hint: "Your team reads it. It is not public", Rows: "4"})
	case tender.Suspended:
		v.CanResume = d.is(account.RoleAuthor)
		v.Text = "Record how the claim ended: withdrawn, settled or decided. The waiting period (standstill) keeps its days; when they are over, a signature can be recorded."
		v.Outcome = outcomeOf(f).Textarea(components.Textarea{Label: "How did the claim end?", Rows: "4"})
	}
	for _, claim := range d.Claims {
		one := templates.ClaimRow{When: "Notified " + text.Date(claim.NotifiedAt.Time), Reason: claim.Reason, Ended: "Still open"}
		if claim.Automatic {
			one.When += ", within the waiting period"
		}
		if !claim.EndedAt.IsZero() {
			one.Ended = "Ended " + text.Date(claim.EndedAt.Time) + ". " + claim.Outcome
		}
		v.Claims = append(v.Claims, one)
	}
	return p.Render(c, f.Status(), templates.Standstill(v))
}

// StandstillDays gives the waiting period as an entry for calendars.
func (p Pages) StandstillDays(c *gin.Context) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	if !d.waits {
		return refusal.Missing("waiting period")
	}
	day := func(s string) string { return strings.ReplaceAll(s, "-", "") }
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hundredweight//EN", "BEGIN:VEVENT",
		"UID:" + d.Tender.Ref + "-sign-from@hundredweight", "DTSTAMP:" + d.now.UTC().Format("20060102T150405Z"),
		"DTSTART;VALUE=DATE:" + day(string(d.last().Add(1))), "SUMMARY:" + escapeICS("First day a signature can be recorded: "+d.Tender.Title),
		"DESCRIPTION:" + escapeICS("The waiting period (standstill) of "+d.Tender.Ref+" runs from "+d.waiting.FirstDay+" to the end of "+d.waiting.LastDay+"."),
		"END:VEVENT", "END:VCALENDAR", "",
	}
	c.Writer.Header().Set("Content-Disposition", `attachment; filename="`+d.Tender.Ref+`-standstill.ics"`)
	return p.Text(c, http.StatusOK, "text/calendar; charset=utf-8", []byte(strings.Join(lines, "\r\n")))
}

// escapeICS keeps text from ending a line or a value (RFC 5545, 3.3.11).
func escapeICS(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace(s)
}
