package public

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/audit"
	"hundredweight/models/store"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// TenderHistory shows every public step of a tender, each with its entry in the
// public log.
func (p Pages) TenderHistory(c *gin.Context) error {
	q := p.Query(c)
	t, err := p.published(c, q, current)
	if err != nil {
		return err
	}
	events, err := q.TenderHistory(int64(t.row.ID), true)
	if err != nil {
		return err
	}
	versions, err := q.TenderVersions(t.row.ID)
	if err != nil {
		return err
	}
	v := templates.TenderHistoryView{View: p.View(c, "History: "+t.content.Title), Ref: t.row.Ref, Title: t.content.Title}
	v.Crumbs = tenderCrumbs(t)
	for _, e := range events {
		one, err := happened(t.row.Ref, e)
		if err != nil {
			return err
		}
		v.Events = append(v.Events, one)
	}
	for _, one := range versions {
		v.Versions = append(v.Versions, templates.VersionLink{N: one.N, When: text.When(one.PublishedAt.Time), Reason: one.Reason})
	}
	return p.Render(c, http.StatusOK, templates.TenderHistoryPage(v))
}

// happened writes a public event in words.
func happened(ref string, e store.EventRow) (templates.Happened, error) {
	var event audit.Event
	if err := json.Unmarshal([]byte(e.Body), &event); err != nil {
		return templates.Happened{}, fmt.Errorf("event %d of %s: %w", e.ID, ref, err)
	}
	h := templates.Happened{When: text.When(e.At.Time), What: eventWords(event), Leaf: hex.EncodeToString(e.LeafHash)}
	switch n := event.Facts["n"]; {
	case event.Kind == "contract.signed":
		h.Href, h.HrefText = "/contracts/"+event.Subject.Ref, text.Say("", "Contract {ref}", "ref", event.Subject.Ref)
	case event.Kind == "tender.question_answered" && n != "":
		h.Href, h.HrefText = "/tenders/"+ref+"/questions#q"+n, text.Say("", "Question {n}", "n", n)
	case event.Facts["reason"] != "":
		h.Detail = text.Say("", "Because: {reason}", "reason", event.Facts["reason"])
	case event.Facts["root"] != "":
		h.Hash = event.Facts["root"]
		if n := event.Facts["failed"]; n != "" && n != "0" {
			h.Detail = text.Say("", "Could not be opened, and kept: {n}", "n", n)
		}
	case event.Facts["standstill_ends"] != "":
		id, ends := event.Facts["notice"], text.Day(event.Facts["standstill_ends"])
		h.Detail = text.Say("", "Official notice {id}. The waiting period (standstill) runs to the end of {day}", "id", id, "day", ends)
	case event.Facts["notice"] != "":
		h.Detail = text.Say("", "Official notice {id}", "id", event.Facts["notice"])
	}
	if e.LeafIndex != nil {
		h.Entry = strconv.FormatInt(*e.LeafIndex, 10)
	}
	return h, nil
}

// eventWords says what happened. A kind without words of its own is written as
// it is called, so that no public step is ever left out.
func eventWords(e audit.Event) string {
	switch e.Kind {
	case "tender.published":
		return text.Say("", "Published here, after its official notice")
	case "tender.amended":
		return text.Say("", "Changed: a new version was published and everybody was told")
	case "tender.question_answered":
		return text.Say("", "A question was answered for everybody")
	case "tender.closed":
		return text.Say("", "Closed: no bid is taken any more")
	case "tender.closing_root":
		return text.Say("", "The fingerprint of all bids received was fixed. No bid can be added, changed or taken out unseen")
	case "tender.document_added":
		return text.Say("", "A document was added, and everybody was told")
	case "tender.cancelled":
		return text.Say("", "Cancelled. Bids that were sent stay sealed")
	case "tender.lot_ended":
		return text.Say("", "A part (lot) ended without a contract")
	case "tender.termination_notice":
		return text.Say("", "The termination notice was published")
	case "opening.bids_opened":
		if e.Facts["bids"] == "1" {
			return text.Say("", "Two officers opened the only bid together, and found it as it was when bids closed")
		}
		return text.Say("", "Two officers opened the {n} bids together, and found them as they were when bids closed", "n", e.Facts["bids"])
	case "award.summaries_sent":
		return text.Say("", "Every bidder was told the result, on one day, with scores and reasons")
	case "award.notice_published":
		return text.Say("", "The award was announced in its official notice")
	case "award.confirmed":
		return text.Say("", "The waiting period (standstill) ended. The award is confirmed")
	case "contract.signed":
		return text.Say("", "The contract was signed")
	case "contract.notice_published":
		return text.Say("", "What is owed about the contract was published")
	}
	_, verb, found := strings.Cut(string(e.Kind), ".")
	if !found {
		verb = string(e.Kind)
	}
	return text.Capital(strings.ReplaceAll(verb, "_", " "))
}
