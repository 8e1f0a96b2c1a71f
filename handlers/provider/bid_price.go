package provider

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// lot gives the lot of the path, when the bid is for it and it has prices.
func (o ownBid) lot(id string) (tender.Lot, error) {
	all := o.pricedLots()
	i := slices.IndexFunc(all, func(l tender.Lot) bool { return l.ID == id })
	if i < 0 {
		return tender.Lot{}, refusal.Missing("part (lot)")
	}
	return all[i], nil
}

// BidPrice asks for the prices of a lot, or says when they were sealed.
func (p Pages) BidPrice(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	return p.showBidPrice(c, o, form.Prefill(nil))
}

func (o ownBid) priceHeading(l tender.Lot) string {
	if len(o.Content.Lots) == 1 {
		return "Price"
	}
	return "Price for lot " + l.ID + ", " + l.Title
}

func (p Pages) showBidPrice(c *gin.Context, o ownBid, f *form.Form) error {
	l, err := o.lot(c.Param("lot"))
	if err != nil {
		return err
	}
	v := templates.BidPriceView{View: p.bidPage(c, o.priceHeading(l), o, f), Kicker: o.kicker(), Heading: o.priceHeading(l), Action: o.at("/prices/" + l.ID), Side: o.side()}
	v.Rule = "The total of a line is its quantity times your unit price, rounded to the penny. The evaluated price is the sum of all lines, with priced options."
	sealed, waiting := o.PriceOf(l.ID)
	if sealed != nil {
		v.Sealed = "Price schedule sealed " + text.Stamp(sealed.SealedAt.Time)
		if sealed.Outdated {
			v.Sealed += ". The buyer has changed the schedule since, so it counts no more"
		}
	}
	if waiting != nil {
		v.Waiting = "New prices were sealed " + text.Stamp(waiting.SealedAt.Time) + " and wait for a signatory. Until then the prices sent before stand."
		if o.mayEdit() && o.m.Has(account.Sign) {
			v.Confirm = o.at("/confirmed-prices")
		}
	}
	show := sealed == nil || sealed.Outdated || !f.OK() || c.Query("replace") != ""
	switch {
	case !o.mayEdit():
	case show:
		if v.Key, err = p.newFormKey(); err != nil {
			return err
		}
		v.Waits = o.Bid.Status == bid.Lodged && !o.m.Has(account.Sign)
		v.Lines = priceInputs(f, l)
	default:
		v.Replace, v.Next = o.at("/prices/"+l.ID+"?replace=1"), o.after("/prices/"+l.ID)
	}
	return p.Render(c, f.Status(), templates.BidPrice(v))
}

func priceInputs(f *form.Form, l tender.Lot) []components.Input {
	var all []components.Input
	for _, line := range l.Prices {
		field := f.Text(bid.PriceField(l.ID, line.Ref), form.Ask{})
		in := field.Input(components.Input{Label: line.Ref + ". " + line.Description + ", for 1 " + line.Unit, Hint: priceHint(line), Prefix: "£", Width: "10", InputMode: "decimal", NoSpell: true, Autocomplete: "off"})
		in.Error = f.Error(field.Name)
		all = append(all, in)
	}
	return all
}

func priceHint(line tender.PriceLine) string {
	hint := "Quantity: " + quantity(line.QuantityMilli)
	if line.Option {
		hint += ", an option of the buyer"
	}
	if line.ZeroAllowed {
		hint += ". 0 is allowed"
	}
	return hint
}

// quantity writes thousandths with commas: 10,000.5.
func quantity(milli int64) string {
	whole, part, dotted := strings.Cut(money.Milli(milli).String(), ".")
	n := 0
	if _, err := fmt.Sscan(whole, &n); err == nil {
		whole = text.Number(n)
	}
	if dotted {
		return whole + "." + part
	}
	return whole
}

// SealPrice works the prices out and seals them. The answer to the form is the
// only page that ever shows them: nothing is left that another could read them
// from.
func (p Pages) SealPrice(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	l, err := o.lot(c.Param("lot"))
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for _, line := range l.Prices {
		typed[line.Ref] = f.Text(bid.PriceField(l.ID, line.Ref), form.Ask{Label: line.Description}).Value
	}
	if !f.OK() {
		return p.showBidPrice(c, o, f)
	}
	saved, price, err := p.Steps.SealPrice(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), l.ID, typed)
	if f.Refuse(err) {
		return p.showBidPrice(c, o, f)
	}
	if err != nil {
		return p.bidRefused(c, o, "Seal prices for "+o.lotName(l.ID), err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.showSealed(c, o, l, saved, price)
}

func (p Pages) showSealed(c *gin.Context, o ownBid, l tender.Lot, saved commissioning.Saved, price bid.LotPrice) error {
	v := templates.BidPriceSealedView{
		View: p.bidPage(c, "Prices sealed", o, nil), Kicker: o.kicker(), Heading: o.priceHeading(l) + ": sealed", Said: "Sealed " + text.Stamp(saved.At) + ". Nobody can read these prices before the bids are opened and the quality scores are locked: not the buyer, not the people who run this site, not you.",
		Lodged: o.saidOf(saved), Total: money.Pence(price.TotalPence).String(), Copy: o.at("/prices/" + l.ID + "/copy"), Next: o.after("/prices/" + l.ID), Side: o.side(),
	}
	if saved.Copy.Waits {
		v.Lodged = "These prices wait for a signatory of your organisation. Until then the prices sent before stand."
	} else if saved.Receipt != "" {
		v.Receipt = o.at("/receipts/" + saved.Receipt)
	}
	v.Table = components.Table{ID: "prices", Caption: "Your prices, without VAT", Columns: []components.Column{{Text: "Line"}, {Text: "Quantity", Numeric: true}, {Text: "Unit price", Numeric: true}, {Text: "Total", Numeric: true}}}
	for i, line := range l.Prices {
		unit := money.Pence(price.Lines[i].UnitPence)
		total, err := money.LineTotal(money.Milli(line.QuantityMilli), unit)
		if err != nil {
			return err
		}
		v.Table.Rows = append(v.Table.Rows, components.Row{Cells: []components.Cell{{Text: line.Ref + ". " + line.Description}, {Text: quantity(line.QuantityMilli) + " " + line.Unit}, {Text: unit.String()}, {Text: total.String()}}})
	}
	v.Table.Rows = append(v.Table.Rows, components.Row{Total: true, Cells: []components.Cell{{Text: "Evaluated price"}, {}, {}, {Text: v.Total}}})
	content, err := json.Marshal(price)
	if err != nil {
		return fmt.Errorf("copy of a price: %w", err)
	}
	about, err := json.Marshal(saved.Copy.Part)
	if err != nil {
		return fmt.Errorf("copy of a price: %w", err)
	}
	v.Hidden = []components.Hide{{Name: "content", Value: string(content)}, {Name: "part", Value: string(about)}, {Name: "nonce", Value: saved.Copy.Nonce}, {Name: "commitment", Value: saved.Copy.Commitment}, {Name: "hash", Value: saved.Copy.Hash}, {Name: "sealed", Value: exactly(saved.At)}}
	return p.Render(c, http.StatusOK, templates.BidPriceSealed(v))
}

// priceCopy is the file that a bidder keeps of sealed prices.
type priceCopy struct {
	Bid        string `json:"bid"`
	Tender     string `json:"tender"`
	Lot        string `json:"lot"`
	Sealed     string `json:"sealed"`
	Content    string `json:"content"`
	Part       string `json:"part"`
	Nonce      string `json:"nonce"`
	Commitment string `json:"commitment"`
	Hash       string `json:"ciphertext_sha256"`
	Check      string `json:"how_to_check"`
}

// CopyPrice hands the copy of sealed prices out. It is made of what the page
// that showed them sends back: the site itself no longer knows them.
func (p Pages) CopyPrice(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	l, err := o.lot(c.Param("lot"))
	if err != nil {
		return err
	}
	read := func(name string) string { return f.Text(name, form.Ask{Max: 100_000}).Value }
	out := priceCopy{
		Bid: o.Bid.Ref, Tender: o.Tender.Ref, Lot: l.ID, Sealed: read("sealed"), Content: read("content"), Part: read("part"), Nonce: read("nonce"), Commitment: read("commitment"), Hash: read("hash"),
		Check: "commitment = SHA-256 of the bytes: \"part-v1\", nonce (from hex), part, SHA-256 of content. The manifest of the bid holds the commitment.",
	}
	if !f.OK() || out.Content == "" {
		return refusal.Turn("There is nothing to copy: prices are shown once, when they are sealed. Replace them to get a copy.")
	}
	return p.attachJSON(c, "prices-"+o.Bid.Ref+"-lot-"+l.ID+".json", out)
}

// attachJSON hands a value out as a file.
func (p Pages) attachJSON(c *gin.Context, name string, v any) error {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("download %s: %w", name, err)
	}
	return p.attachBytes(c, name, "application/json", append(body, '\n'))
}

func (p Pages) attachBytes(c *gin.Context, name, kind string, body []byte) error {
	return p.Attach(c, page.Attachment{Name: name, MediaType: kind, Size: int64(len(body)), Body: io.NopCloser(strings.NewReader(string(body)))})
}

// ConfirmPrices is a signatory's word for prices that waited.
func (p Pages) ConfirmPrices(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	saved, err := p.Steps.ConfirmPrices(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f))
	if err != nil {
		return p.bidRefused(c, o, "Confirm new prices", err, "")
	}
	if saved.Receipt != "" {
		return p.Redirect(c, o.at("/receipts/"+saved.Receipt), "The new prices are sent.")
	}
	return p.Redirect(c, o.at(""), o.saidOf(saved))
}
