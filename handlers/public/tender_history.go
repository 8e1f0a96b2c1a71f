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
	case event.Kind == "tender.question_answered" && n != "":
		h.Href, h.HrefText = "/tenders/"+ref+"/questions#q"+n, text.Say("", "Question {n}", "n", n)
	case event.Facts["reason"] != "":
		h.Detail = text.Say("", "Because: {reason}", "reason", event.Facts["reason"])
	case event.Facts["root"] != "":
		h.Hash = event.Facts["root"]
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
		return text.Say("", "The fingerprint of all lodged bids was fixed. No bid can be added, changed or taken out unseen")
	case "tender.document_added":
		return text.Say("", "A document was added, and everybody was told")
	case "tender.cancelled":
		return text.Say("", "Cancelled. Bids that were lodged stay sealed")
	case "tender.opened", "tender.bids_opened":
		return text.Say("", "Two officers opened the bids")
	case "tender.prices_opened":
		return text.Say("", "Quality was locked, then two officers opened the prices")
	}
	_, verb, found := strings.Cut(string(e.Kind), ".")
	if !found {
		verb = string(e.Kind)
	}
	return text.Capital(strings.ReplaceAll(verb, "_", " "))
}
