package provider

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// receiptOfPath reads the receipt of the path, of one's own organisation.
func (p Pages) receiptOfPath(c *gin.Context) (o ownBid, r bid.Receipt, err error) {
	if o, err = p.ownBid(c); err != nil {
		return o, r, err
	}
	r, err = p.Steps.Receipt(c.Request.Context(), page.Actor(c), o.m.Organisation, o.Bid.Ref, c.Param("receipt"))
	return o, r, err
}

// BidReceipt shows the receipt of one lodged version. Its address stays.
func (p Pages) BidReceipt(c *gin.Context) error {
	o, r, err := p.receiptOfPath(c)
	if err != nil {
		return err
	}
	newest, _ := o.Newest()
	at := o.at("/receipts/" + r.Ref)
	v := templates.BidReceiptView{
		View: p.View(c, "Bid received"), Ref: strings.ToUpper(r.Ref), Received: text.Date(r.Received) + " at " + text.London(r.Received).Format("3:04:05pm"), Download: at + "/download", Tender: o.tenderAt(), Lede: o.receiptLede(r), Plan: o.receiptPlan(r),
	}
	v.Back = &components.Link{Text: "Your bid", Href: o.at("")}
	switch {
	case o.Bid.Status == bid.Withdrawn:
		v.Old = "This bid was withdrawn after this version was sent. It is not opened unless you send it again."
	case newest.Receipt != r.Ref:
		v.Old = fmt.Sprintf("Version %d was sent after this one, and counts instead.", newest.N)
	}
	if !o.closed() {
		v.Change = o.at("")
	}
	copied, err := p.Steps.CopyOfBid(c.Request.Context(), page.Actor(c), o.m.Organisation, o.Bid.Ref, r.Ref)
	why, out := refusal.As(err)
	switch {
	case err == nil:
		v.Copy = at + "/copy"
	case out && why.Kind == refusal.OutOfTurn:
		v.NoCopy = why.Reason
	default:
		return err
	}
	v.Sent = o.sent(r, copied)
	if v.Facts, err = p.receiptFacts(c, r); err != nil {
		return err
	}
	if v.Attempts, err = p.attempts(c, o); err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, templates.BidReceipt(v))
}

func (o ownBid) receiptLede(r bid.Receipt) string {
	if o.Stage.OpenedAt.IsZero() {
		return "Your bid is sealed. Nobody can read it until two officers open all bids together after " + text.Clock(o.deadline()) + " on " + text.Date(o.deadline()) + "."
	}
	return "Your bid was sealed until " + text.When(o.Stage.OpenedAt.Time) + ", when two officers opened all bids together."
}

func (o ownBid) receiptPlan(r bid.Receipt) []components.Moment {
	plan := []components.Moment{{When: text.When(r.Received), Text: "Bid received. An email is on its way; it has no prices or answers in it", Done: true}}
	change := components.Moment{When: "Until " + text.When(o.deadline()), Text: "You can change or withdraw it. The last version received in time counts"}
	open := components.Moment{When: text.Date(o.deadline()), Text: "Two officers open all bids"}
	switch {
	case !o.Stage.OpenedAt.IsZero():
		change.Done, open.Done, open.When = true, true, text.Date(o.Stage.OpenedAt.Time)
	case o.closed():
		change.Done, open.Now = true, true
	default:
		change.Now = true
	}
	plan = append(plan, change, open)
	if day := o.Content.Timetable.DecisionBy; day != "" {
		plan = append(plan, components.Moment{When: "By " + text.Day(day), Text: "You are told the result, with your scores, the reasons and the winner’s scores"})
	}
	return plan
}

// sent says what a version holds, without its content. Words can be counted
// only while the working copy says the same.
func (o ownBid) sent(r bid.Receipt, copied commissioning.BidCopy) []components.Summary {
	var rows []components.Summary
	if len(copied.Manifest) > 0 {
		for i, q := range o.questions() {
			parts := []string{q.Title}
			if n := o.Words(q.Key); n > 0 {
				parts = append(parts, text.Plural(n, "word", "words"))
			}
			if choice := o.Answers[q.Key].Choice; choice != "" {
				parts = append(parts, "answered")
			}
			if n := countFiles(copied.Parts, q.Key); n > 0 {
				parts = append(parts, text.Plural(n, "file", "files"))
			}
			if n := len(o.promisesOf(q.Key)); n > 0 {
				parts = append(parts, text.Plural(n, "promise", "promises"))
			}
			if len(parts) == 1 {
				parts = append(parts, "not answered")
			}
			rows = append(rows, components.Summary{Key: fmt.Sprintf("Question %d", i+1), Value: strings.Join(parts, ", ")})
		}
	}
	if len(o.Content.Lots) > 1 {
		rows = append(rows, components.Summary{Key: "Parts (lots)", Value: text.Capital(o.lotNames(r.Lots))})
	}
	rows = append(rows, components.Summary{Key: "Price", Value: "Sealed" + o.forLots(r.Lots)})
	return append(rows,
		components.Summary{Key: "Version", Value: fmt.Sprintf("%d, for version %d of the tender", r.Version, r.TenderVersion)},
		components.Summary{Key: "Declaration", Value: "Made by a signatory for " + r.Organisation})
}

func countFiles(parts []commissioning.PartView, question string) (n int) {
	for _, one := range parts {
		if one.Kind == "file" && one.Key == question {
			n++
		}
	}
	return n
}

// receiptFacts are what proves that a version was received, and when.
func (p Pages) receiptFacts(c *gin.Context, r bid.Receipt) ([]components.Summary, error) {
	rows := []components.Summary{
		{Key: "Received", Lines: []string{r.Received.UTC().Format("2 January 2006, 15:04:05.000000") + " UTC", text.Stamp(r.Received)}},
		{Key: "Deadline then", Lines: []string{r.Deadline.UTC().Format("2 January 2006, 15:04:05") + " UTC", text.When(r.Deadline) + " (UK time)"}},
		{Key: "Sealed package", Rich: templates.BidHash(r.PackageHash)},
		{Key: "Fingerprint of the content", Rich: templates.BidHash(r.Commitment)},
		{Key: "Size of the package", Value: text.Bytes(r.Size)},
	}
	if r.LeafHash != "" {
		rows = append(rows, components.Summary{Key: "Fingerprint in the public log", Rich: templates.BidHash(r.LeafHash)})
	}
	said, href, words := "It gets its number in a moment.", "", ""
	if r.LeafIndex >= 0 {
		said = "Entry " + strconv.FormatInt(r.LeafIndex, 10) + "."
		newest, err := p.Query(c).NewestCheckpoint()
		switch {
		case errors.Is(err, refusal.ErrNotFound) || err == nil && r.LeafIndex >= newest.Size:
			said += " The next signed head, within a minute, holds it."
		case err != nil:
			return nil, err
		default:
			href, words = "/ledger/entries/"+strconv.FormatInt(r.LeafIndex, 10), "See its proof"
		}
	}
	return append(rows, components.Summary{Key: "Entry in the public log", Rich: templates.BidLogEntry(said, href, words)}), nil
}

// DownloadReceipt hands the receipt out as JSON.
func (p Pages) DownloadReceipt(c *gin.Context) error {
	o, r, err := p.receiptOfPath(c)
	if err != nil {
		return err
	}
	return p.attachJSON(c, "receipt-"+o.Tender.Ref+"-"+r.Ref+".json", r)
}

// CopyBid hands the bidder's own copy of a lodged version out: readable answers,
// the manifest with its nonce, the sealed package and the receipt. It is put
// together in memory and kept nowhere.
func (p Pages) CopyBid(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	copied, err := p.Steps.CopyOfBid(c.Request.Context(), page.Actor(c), o.m.Organisation, o.Bid.Ref, c.Param("receipt"))
	if err != nil {
		return err
	}
	body, err := p.packCopy(o, copied)
	if err != nil {
		return err
	}
	return p.attachBytes(c, "bid-"+o.Tender.Ref+"-"+copied.Receipt.Ref+".zip", "application/zip", body)
}

// filedPart names a sealed part in the bidder's copy.
type filedPart struct {
	Kind        string    `json:"kind"`
	Key         string    `json:"key"`
	Name        string    `json:"name,omitempty"`
	Size        int64     `json:"size,omitempty"`
	ContentHash string    `json:"sha256,omitempty"`
	Nonce       string    `json:"nonce,omitempty"`
	Commitment  string    `json:"commitment"`
	Hash        string    `json:"ciphertext_sha256"`
	SealedAt    time.Time `json:"sealed_at"`
}

const copyReadMe = `This is your own copy of a bid. Keep it with your original files and the copies
of your prices: the site can no longer read any of them.

receipt.json     what was received, and when
manifest.json    what the version says, with its nonce
parts.json       the sealed prices and files it holds, with the hashes of your files
package.age      the sealed package, as it is stored
answers.txt      your answers, to read

To check that the bid is the one the receipt speaks of:

SHA-256 of the bytes "bid-v1", the nonce (from hex) and manifest.json is the
commitment. SHA-256 of package.age is the package hash. Both are in the receipt
and in the public log.
`

func (p Pages) packCopy(o ownBid, copied commissioning.BidCopy) ([]byte, error) {
	receipt, err := json.MarshalIndent(copied.Receipt, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("copy of a bid: %w", err)
	}
	var parts []filedPart
	for _, one := range copied.Parts {
		parts = append(parts, filedPart{Kind: one.Kind, Key: one.Key, Name: one.Name, Size: one.Bytes, ContentHash: one.ContentHash, Nonce: one.Nonce, Commitment: one.Commitment, Hash: one.Hash, SealedAt: one.SealedAt.Time})
	}
	slices.Reverse(parts)
	listed, err := json.MarshalIndent(parts, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("copy of a bid: %w", err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, one := range []struct {
		name string
		body []byte
	}{{"README.txt", []byte(copyReadMe)}, {"receipt.json", receipt}, {"manifest.json", copied.Manifest}, {"parts.json", listed}, {"package.age", copied.Package}, {"answers.txt", []byte(o.written())}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: one.name, Method: zip.Deflate, Modified: copied.Receipt.Received})
		if err != nil {
			return nil, fmt.Errorf("copy of a bid: %w", err)
		}
		if _, err := w.Write(one.body); err != nil {
			return nil, fmt.Errorf("copy of a bid: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("copy of a bid: %w", err)
	}
	return out.Bytes(), nil
}
