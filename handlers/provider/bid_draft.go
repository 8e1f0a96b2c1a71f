package provider

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/seal"
	"hundredweight/templates/text"
)

// DownloadDraft hands out what was typed, as plain text: also after the
// deadline, for as long as the working copy was not shut.
func (p Pages) DownloadDraft(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	if o.KeyGone {
		return seal.ErrKeyGone
	}
	return p.attachBytes(c, "bid-"+o.Tender.Ref+"-"+o.Bid.Ref+".txt", "text/plain; charset=utf-8", []byte(o.written()))
}

// written is everything that was typed into the bid, to read. Of what was sealed
// it says when.
func (o ownBid) written() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nTender %s of %s\nBid %s of %s, %s\nDeadline %s\n", o.Tender.Title, o.Tender.Ref, o.Tender.OrgName, o.Bid.Ref, o.m.Name, o.Bid.Status.Words(), text.When(o.deadline()))
	if len(o.Content.Lots) > 1 {
		fmt.Fprintf(&b, "For %s\n", o.lotNames(o.Bid.Lots()))
	}
	for i, q := range o.questions() {
		fmt.Fprintf(&b, "\n\n%d. %s\n%s\n\n", i+1, q.Title, q.Text)
		b.WriteString(o.answerRow(q).Value + "\n")
		for _, one := range o.FilesOf(q.Key) {
			fmt.Fprintf(&b, "File: %s, %s, SHA-256 %s, sealed %s\n", one.Name, text.Bytes(one.Bytes), one.ContentHash, text.Stamp(one.SealedAt.Time))
		}
	}
	if len(o.Promises) > 0 {
		b.WriteString("\n\nPromises\n")
	}
	for _, one := range o.Promises {
		fmt.Fprintf(&b, "\n- %s\n", one.Outcome)
		for _, about := range o.promiseAbout(one) {
			fmt.Fprintf(&b, "  %s: %s\n", about.Key, about.Value)
		}
	}
	if len(o.conditions()) > 0 {
		b.WriteString("\n\nConditions of taking part\n\n")
	}
	for _, cond := range o.conditions() {
		fmt.Fprintf(&b, "- %s: %s\n", conditionText(cond), strings.Join(conditionAnswer(o.Answers[cond.Key]), ", "))
	}
	for _, l := range o.pricedLots() {
		row := o.priceRow(l)
		if len(row.Lines) == 0 {
			row.Lines = []string{row.Value}
		}
		fmt.Fprintf(&b, "\n%s: %s\n", row.Key, strings.Join(row.Lines, "; "))
	}
	return b.String()
}
