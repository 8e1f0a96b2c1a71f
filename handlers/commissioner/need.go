package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// The most characters of a tender's texts.
const (
	summaryMost = 400
	textMost    = 20_000
)

// Need asks what the tender is called, what it is for and whom it helps.
func (p Pages) Need(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showNeed(c, w, form.Prefill(nil)) })
}

// SaveNeed keeps it.
func (p Pages) SaveNeed(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		title := f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title", Max: titleMost}).Value
		summary := f.Text("summary", form.Ask{Label: "The summary", Missing: unlessLater(f, "Enter a summary in one or two sentences"), Max: summaryMost}).Value
		need := f.Text("need", form.Ask{Label: "The description", Missing: unlessLater(f, "Describe the need and who it is for"), Max: textMost, Lines: true}).Value
		return p.keep(c, f, w, "need", func(ct *tender.Content) error {
			if len(ct.Lots) == 1 && ct.Lots[0].Title == ct.Title {
				ct.Lots[0].Title = title // not divided: the part is the whole
			}
			ct.Title, ct.Summary, ct.Need = title, summary, need
			return nil
		}, func(w writing) error { return p.showNeed(c, w, f) })
	})
}

func (p Pages) showNeed(c *gin.Context, w writing, f *form.Form) error {
	ct := w.Content
	v := templates.NeedView{Head: p.head(c, w, "The need and who it is for", f), Buttons: w.buttons()}
	v.Name = f.Kept("title", ct.Title).Input(components.Input{Label: "Title", LabelSize: "s", Hint: "Use the words that bidders and residents use"})
	v.Summary = f.Kept("summary", ct.Summary).Textarea(components.Textarea{Label: "Summary", LabelSize: "s", Hint: "One or two sentences, shown in lists of tenders", Rows: "3"})
	v.Need = f.Kept("need", ct.Need).Textarea(components.Textarea{Label: "The need", LabelSize: "s", Hint: "Who needs what, how many people, what should change for them, and what there is now. Say what you want to happen, not how", Rows: "12"})
	return p.Render(c, w.status(f), templates.Need(v))
}
