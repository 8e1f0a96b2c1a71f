package provider

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/seal"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidCheck shows a bid before it is sent: what was typed, and of what was sealed
// only when.
func (p Pages) BidCheck(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	v := templates.BidCheckView{View: p.bidPage(c, "Check your answers", o, nil), Kicker: o.kicker(), Side: o.side()}
	if o.KeyGone {
		v.State = seal.ErrKeyGone.Reason
		return p.Render(c, http.StatusOK, templates.BidCheck(v))
	}
	if !o.closed() {
		v.Needs = o.gapLinks()
	}
	for _, q := range o.questions() {
		v.Answers = append(v.Answers, o.answerRow(q))
	}
	for _, cond := range o.conditions() {
		v.Conditions = append(v.Conditions, components.Summary{Key: cond.Name(), Lines: append([]string{conditionText(cond)}, conditionAnswer(o.Answers[cond.Key])...), Action: o.change("/conditions", cond.Text)})
	}
	for _, one := range o.Promises {
		v.Promises = append(v.Promises, components.Summary{Key: one.Outcome, Lines: []string{one.Quantity + " " + one.Unit + " by " + text.Day(one.By), "For " + one.Who, one.Evidence}, Action: o.change("/commitments/"+one.Ref, one.Outcome)})
	}
	for _, l := range o.pricedLots() {
		v.Sealed = append(v.Sealed, o.priceRow(l))
	}
	for _, q := range o.questions() {
		for _, one := range o.FilesOf(q.Key) {
			v.Sealed = append(v.Sealed, components.Summary{Key: one.Name, Lines: []string{"File for “" + q.Title + "”, " + text.Bytes(one.Bytes), "Sealed " + text.Stamp(one.SealedAt.Time)}, Action: o.change("/questions/"+q.Key+"/files", one.Name)})
		}
	}
	v.State, v.Next = o.checkState()
	return p.Render(c, http.StatusOK, templates.BidCheck(v))
}

// change leads to where something is changed, as long as it can be.
func (o ownBid) change(path, what string) *components.Action {
	if !o.mayEdit() {
		return nil
	}
	return &components.Action{Text: "Change", Href: o.at(path), Hidden: what}
}

func (o ownBid) answerRow(q tender.Question) components.Summary {
	a := o.Answers[q.Key]
	row := components.Summary{Key: q.Title, Value: a.Text, Action: o.change("/questions/"+q.Key, q.Title)}
	switch {
	case a.Choice != "":
		row.Value = strings.TrimSpace(text.Capital(a.Choice) + "\n" + a.Text)
	case a.Text == "" && len(o.FilesOf(q.Key)) > 0:
		row.Value = "Answered by " + text.Plural(len(o.FilesOf(q.Key)), "file", "files")
	case a.Text == "" && len(o.promisesOf(q.Key)) > 0:
		row.Value = "Answered by " + text.Plural(len(o.promisesOf(q.Key)), "promise", "promises")
	case a.Text == "":
		row.Value = "Not answered"
	}
	return row
}

func (o ownBid) priceRow(l tender.Lot) components.Summary {
	row := components.Summary{Key: o.priceHeading(l), Value: "Not entered", Action: o.change("/prices/"+l.ID, o.priceHeading(l))}
	sealed, waiting := o.PriceOf(l.ID)
	if sealed != nil {
		row.Lines = append(row.Lines, "Sealed "+text.Stamp(sealed.SealedAt.Time))
		if sealed.Outdated {
			row.Lines = append(row.Lines, "The buyer has changed the schedule since. Enter your prices again")
		}
	}
	if waiting != nil {
		row.Lines = append(row.Lines, "New prices sealed "+text.Stamp(waiting.SealedAt.Time)+" wait for a signatory")
	}
	return row
}

func (o ownBid) checkState() (state string, next *components.Link) {
	newest, lodged := o.Newest()
	switch {
	case o.closed() && lodged:
		return "The tender is closed. Version " + text.Number(newest.N) + " was sent in time; this page shows your working copy.", nil
	case o.closed():
		return "The tender is closed. This bid was never sent.", nil
	case len(o.Ready) == 0:
		return "This bid is not complete yet, so nothing of it can be sent. It needs:", nil
	case o.Bid.DeclaredAt.IsZero() && len(o.Gaps) > 0:
		return "Complete: " + o.lotNames(o.Ready) + ". The rest needs:", &components.Link{Text: "Continue to the declaration", Href: o.at("/declaration")}
	case o.Bid.DeclaredAt.IsZero():
		return "This bid is complete. It is sent when a signatory declares.", &components.Link{Text: "Continue to the declaration", Href: o.at("/declaration")}
	case len(o.Gaps) > 0:
		return text.Capital(o.lotNames(o.Ready)) + " sent. The rest needs:", &components.Link{Text: "Go back to your bid", Href: o.at("")}
	}
	return "This bid was declared: what you see is sent with each complete save.", &components.Link{Text: "Go back to your bid", Href: o.at("")}
}
