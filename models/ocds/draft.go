package ocds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Limits of what a draft takes from a notice.
const (
	maxTitle = 250
	maxName  = 500 // characters of a heading or name
	maxLots  = 200 // as many as can be ranked at once
	maxList  = 1_000
	maxHeard = 500_000 // bytes of text that are compared with the data
)

// reader takes a release over into a draft. It collects what cannot be read,
// so that everything wrong with a file is said at once.
type reader struct {
	now      time.Time
	over     bool // the notice says that the procurement was ended
	release  *node
	c        tender.Content
	problems []refusal.Problem
	values   map[string]amount // of lots, by the draft's lot number
	texts    []said
	heard    int // bytes of them
}

// said is a text of the notice and where it stands.
type said struct {
	text string
	n    *node
}

// TenderDraft makes a tender draft from a file that holds a release package, a
// record package, one release or one record. pick names one notice, by its id
// or ocid, when the file holds several; now is when dates count as past. What
// the notice leaves open or says in two ways is in Content.Open, to be answered
// with Settle.
func TenderDraft(file []byte, pick string, now time.Time) (tender.Content, error) {
	root, err := parse(file)
	if err != nil {
		return tender.Content{}, err
	}
	f, err := find(root, pick)
	if err != nil {
		return tender.Content{}, err
	}
	sum := sha256.Sum256(file)
	r := &reader{now: now, release: f.release, values: map[string]amount{}}
	r.c.VoluntaryStandstill = true
	r.c.Source = &tender.Source{OCID: f.ocid, ReleaseID: f.id, SHA256: hex.EncodeToString(sum[:])}
	r.read()
	if err := refusal.Fields(r.problems); err != nil {
		return tender.Content{}, err
	}
	r.c.Source.NotTaken = notTaken(f.release)
	return r.c, nil
}

func (r *reader) read() {
	t := r.release.get("tender")
	if t == nil || t.kind != isObject {
		r.bad(r.release, "tender", "missing. This notice does not say what is bought")
		return
	}
	r.source(t)
	r.describe(t)
	r.kindOfNotice(t)
	r.codes(t)
	r.places(t)
	r.lots(t)
	r.budget(t)
	r.criteria(t)
	r.conditions(t)
	r.stages(t)
	r.timetable(t)
	r.term(t)
	r.rules(t)
}

// bad notes that a part of a node cannot be taken.
func (r *reader) bad(n *node, key, format string, a ...any) {
	if len(r.problems) >= maxProblems {
		return
	}
	path := n.path()
	if key != "" {
		path = join(n, key)
	}
	p := refusal.Problem{Field: "file", Reason: path + ": " + fmt.Sprintf(format, a...)}
	if !slices.Contains(r.problems, p) { // a part may be read for two reasons
		r.problems = append(r.problems, p)
	}
}

// note keeps a sentence about what was changed or left out.
func (r *reader) note(n *node, format string, a ...any) {
	if len(r.c.Source.Notes) < maxProblems {
		r.c.Source.Notes = append(r.c.Source.Notes, strings.TrimPrefix(n.pointer()+": ", ": ")+fmt.Sprintf(format, a...))
	}
}

// ask adds an open question.
func (r *reader) ask(key string, n *node, question string, choices ...tender.Choice) {
	r.c.Open = append(r.c.Open, tender.OpenQuestion{Key: key, Where: n.pointer(), Ask: question, Choices: choices})
}

func choice(value, format string, a ...any) tender.Choice {
	return tender.Choice{Value: value, Label: fmt.Sprintf(format, a...)}
}

// str reads a text; anything else in its place is a problem.
func (r *reader) str(n *node, most int) string {
	if n == nil {
		return ""
	}
	n.used = true
	if n.kind != isText {
		r.bad(n, "", "must be text")
		return ""
	}
	s := strings.TrimSpace(n.text)
	if len([]rune(s)) > most {
		r.bad(n, "", "is longer than %d characters", most)
		return ""
	}
	return s
}

// line reads a text of one line.
func (r *reader) line(n *node, most int) string {
	return strings.Join(strings.Fields(r.str(n, most)), " ")
}

func (r *reader) flag(n *node) (value, given bool) {
	if n == nil {
		return false, false
	}
	n.used = true
	if n.kind != isBool {
		r.bad(n, "", "must be true or false")
		return false, false
	}
	return n.text == "true", true
}

// elements reads a list, refusing one that is too long to be meant.
func (r *reader) elements(n *node, most int) []*node {
	all := n.list()
	if n != nil && n.kind != isArray && n.kind != isObject {
		r.bad(n, "", "must be a list")
		return nil
	}
	if len(all) > most {
		r.bad(n, "", "has %d elements. The most is %d", len(all), most)
		return nil
	}
	var out []*node
	for _, e := range all {
		if e.kind != isObject {
			r.bad(e, "", "must be an object")
			continue
		}
		out = append(out, e)
	}
	return out
}

// source keeps where the draft comes from.
func (r *reader) source(t *node) {
	s := r.c.Source
	r.extensions()
	for _, key := range []string{"ocid", "id", "date", "tag", "initiationType", "language"} {
		if n := r.release.get(key); n != nil {
			n.used = true
		}
	}
	if date := r.release.get("date"); date != nil {
		r.instant(date)
	}
	if r.release.get("id") == nil {
		r.note(r.release, "The release has no id. It is known here by the SHA-256 of the file")
	}
	s.Buyer = r.line(r.release.get("buyer", "name"), maxName)
	s.Method = r.line(t.get("procurementMethodDetails"), maxName)
	for _, d := range r.elements(t.get("documents"), maxList) {
		r.document(d)
	}
}

// known are the extensions whose fields are read, or known to be left out: those
// that Find a Tender and Contracts Finder declare. Compared by a part of their
// address, since each has several.
var known = []string{
	"/profiles/eu/", "amendment_rationale_classifications", "budget_breakdown", "contract_completion", "documentation_extension", "pagination",
	"suitability", "ocds_Links", "ocds_uk_extension", "performance_failures", "tenderDatePublished", "awards_datePublished", "partyDetails_vcse",
	"lots_extension", "awardCriteria", "additionalContactPoint", "location_extension", "enquiry_extension",
}

// extensions notes what a file declares and nobody here knows. The addresses
// are not fetched: fields are read by their names alone.
func (r *reader) extensions() {
	root := r.release
	for root.parent != nil {
		root = root.parent
	}
	for _, e := range root.get("extensions").list() {
		address := text(e)
		if !slices.ContainsFunc(known, func(k string) bool { return strings.Contains(address, k) }) {
			r.note(r.release, "The file declares an extension that is not known here: %s. What it adds was left out", clip(address, 200))
		}
	}
}

func (r *reader) document(d *node) {
	s := r.c.Source
	if code := r.line(d.get("noticeType"), 20); code != "" {
		s.NoticeID = r.line(d.get("id"), 100)
		d.used = true
		return
	}
	doc := tender.SourceDocument{Title: r.line(d.get("title"), maxName), Kind: r.line(d.get("documentType"), 100)}
	if doc.Title == "" {
		doc.Title = r.line(d.get("description"), maxText)
	}
	if doc.Title == "" {
		doc.Title = words(doc.Kind)
	}
	doc.Title = clip(doc.Title, maxName)
	address := r.line(d.get("url"), 2_000)
	if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		r.note(d, "The document’s address is no web address and was left out")
	} else {
		doc.URL = address
	}
	if doc.URL != "" { // without an address it says that something is not published
		d.used = true
		s.Documents = append(s.Documents, doc)
	}
}

// words writes a code of the standard as words: biddingDocuments becomes
// Bidding documents.
func words(code string) string {
	var b strings.Builder
	for i, c := range code {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(c))
		case unicode.IsUpper(c):
			b.WriteRune(' ')
			b.WriteRune(unicode.ToLower(c))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func (r *reader) describe(t *node) {
	c := &r.c
	c.Title = clip(r.line(t.get("title"), maxText), maxTitle)
	if c.Title == "" {
		r.bad(t, "title", "missing. A draft needs a title; a notice of a change holds only what changed")
	}
	c.Need = r.str(t.get("description"), maxText)
	c.Summary = firstSentences(c.Need, 300)
	r.hear(t.get("description"))
	r.hear(t.get("procedure", "features"))
	switch category := r.line(t.get("mainProcurementCategory"), 40); category {
	case "services", "goods", "works":
		c.Category = category
	case "":
		r.ask("category", t, "The notice does not say what kind of contract this is. What is bought?", choice("services", "Services"), choice("goods", "Goods"), choice("works", "Works"))
	default:
		r.bad(t.get("mainProcurementCategory"), "", "%s is not goods, services or works", clip(category, 40))
	}
	c.LotsReason = r.str(t.get("lotDetails", "noLotsDivisionRationale"), maxText)
}

// hear keeps a text to compare with the data.
func (r *reader) hear(n *node) {
	s := r.str(n, maxText)
	if s == "" {
		return
	}
	if r.heard += len(s); r.heard > maxHeard {
		if r.heard-len(s) <= maxHeard {
			r.note(n, "From here on texts were too long to be compared with the data. Read them yourself")
		}
		return
	}
	r.texts = append(r.texts, said{s, n})
}

// firstSentences gives the beginning of a text, whole sentences where they fit.
func firstSentences(s string, most int) string {
	s, _, _ = strings.Cut(s, "\n")
	s = strings.Join(strings.Fields(s), " ")
	all := []rune(s)
	if len(all) <= most {
		return s
	}
	cut := string(all[:most])
	if i := strings.LastIndex(cut, ". "); i > 40 {
		return cut[:i+1]
	}
	if i := strings.LastIndex(cut, " "); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

func ended(status string) bool {
	return status == "cancelled" || status == "unsuccessful" || status == "withdrawn"
}

// kindOfNotice asks before a notice that invites nobody becomes a tender.
func (r *reader) kindOfNotice(t *node) {
	var tags []string
	for _, tag := range r.release.get("tag").list() {
		tags = append(tags, text(tag))
	}
	invites := len(tags) == 0
	for _, tag := range tags {
		invites = invites || tag == "tender" || tag == "tenderUpdate" || tag == "tenderAmendment" || tag == "compiled"
	}
	status := r.line(t.get("status"), 40)
	r.over = ended(status)
	switch {
	case r.over:
		r.ask("notice_kind", t.get("status"), "The notice says that this procurement was ended ("+status+"). Do you want to start a new tender from it?", choice("yes", "Yes, start a new tender from it"))
	case !invites:
		r.ask("notice_kind", r.release.get("tag"), "This notice invites nobody to bid ("+strings.Join(tags, ", ")+"). Do you want to start a new tender from it?", choice("yes", "Yes, start a new tender from it"))
	}
	if framework, _ := r.flag(t.get("techniques", "hasFrameworkAgreement")); framework {
		r.ask("framework", t.get("techniques"), "The notice is for a framework, from which contracts are called off later. A tender here leads to one contract for each part (lot). Do you want one contract?", choice("contract", "Yes, one contract for each part (lot)"))
	}
}

var cpvForm = regexp.MustCompile(`^([0-9]{8})(-[0-9])?$`)

// codes reads the procurement codes from every place that publishers use.
func (r *reader) codes(t *node) {
	var places []*node
	under := func(n *node) {
		if one := n.get("classification"); one != nil {
			places = append(places, one)
		}
		places = append(places, r.elements(n.get("additionalClassifications"), maxList)...)
	}
	under(t)
	for _, list := range []string{"lots", "items"} {
		for _, e := range r.elements(t.get(list), maxList) {
			under(e)
		}
	}
	seen := map[string]bool{}
	for _, n := range places {
		if n.kind != isObject {
			r.bad(n, "", "must be an object")
			continue
		}
		if s := r.line(n.get("scheme"), 40); s != "CPV" {
			continue
		}
		id, title := r.line(n.get("id"), 100), clip(r.line(n.get("description"), maxText), maxName)
		n.used = true
		m := cpvForm.FindStringSubmatch(id)
		if m == nil {
			r.note(n, "%s is no CPV code of eight figures and was left out", clip(id, 40))
			continue
		}
		if !seen[m[1]] {
			seen[m[1]] = true
			r.c.CPV = append(r.c.CPV, tender.CPV{Code: m[1], Title: title})
		}
	}
}

var areaForm = regexp.MustCompile(`^(UK[A-Z0-9]{0,3}|[EWSNK][0-9]{8})$`)

// places reads where the contract is delivered. Areas need a code; a place in
// words alone is noted, since words may mean several areas.
func (r *reader) places(t *node) {
	seen := map[string]bool{}
	for _, item := range r.elements(t.get("items"), maxList) {
		name := r.line(item.get("deliveryLocation", "description"), maxName)
		addresses := r.elements(item.get("deliveryAddresses"), maxList)
		if one := item.get("deliveryAddress"); one != nil {
			addresses = append(addresses, one)
		}
		for _, a := range addresses {
			region := r.line(a.get("region"), maxName)
			for _, key := range []string{"country", "countryName"} {
				if n := a.get(key); n != nil {
					n.used = true
				}
			}
			switch {
			case region == "":
			case !areaForm.MatchString(region):
				r.note(a.get("region"), "The notice names the area in words (%s). Choose its areas", clip(region, 80))
			case !seen[region]:
				seen[region] = true
				area := tender.Area{Code: region}
				if len(addresses) == 1 {
					area.Name = name
				}
				r.c.Areas = append(r.c.Areas, area)
			}
		}
		for _, key := range []string{"id", "relatedLot"} {
			if n := item.get(key); n != nil {
				n.used = true
			}
		}
	}
}

// amount is a sum with its currency, net and gross where they are given.
type amount struct {
	net, gross       int64
	hasNet, hasGross bool
	currency         string
	n                *node
}

// amount reads a value. A value under a pound is a stand-in and counts as not
// given: notices hold 0 and 0.01 where nobody wanted to say.
func (r *reader) amount(n *node) (a amount) {
	if n == nil {
		return a
	}
	if n.kind != isObject {
		r.bad(n, "", "must be an object with an amount")
		return a
	}
	a.n, a.currency = n, r.line(n.get("currency"), 10)
	if a.currency == "" {
		a.currency = "GBP"
	}
	a.net, a.hasNet = r.pence(n.get("amount"))
	a.gross, a.hasGross = r.pence(n.get("amountGross"))
	if a.hasNet && a.net < 100 {
		r.note(n, "An amount under a pound stands in for none. It was not taken over")
		a.hasNet = false
	}
	if a.hasGross && a.gross < 100 {
		a.hasGross = false
	}
	return a
}

// pence reads a number of pounds exactly.
func (r *reader) pence(n *node) (int64, bool) {
	if n == nil {
		return 0, false
	}
	n.used = true
	if n.kind != isNumber {
		r.bad(n, "", "must be a number, not %s", map[kind]string{isText: "text", isBool: "true or false", isArray: "a list", isObject: "an object"}[n.kind])
		return 0, false
	}
	if _, e, has := strings.Cut(strings.ToLower(n.text), "e"); has {
		if size, err := strconv.Atoi(e); err != nil || size > 20 || size < -20 {
			r.bad(n, "", "%s is not an amount of money", n.text)
			return 0, false
		}
	}
	v, ok := new(big.Rat).SetString(n.text)
	if !ok {
		r.bad(n, "", "%s is not an amount of money", n.text)
		return 0, false
	}
	v.Mul(v, big.NewRat(100, 1))
	switch {
	case v.Sign() < 0:
		r.bad(n, "", "%s is below nothing", n.text)
	case !v.IsInt():
		r.bad(n, "", "%s has parts of a penny", n.text)
	case v.Num().Cmp(big.NewInt(int64(money.Most))) > 0:
		r.bad(n, "", "%s is more than the system can hold", n.text)
	default:
		return v.Num().Int64(), true
	}
	return 0, false
}

// moment is an instant of the notice. A day without a time is no instant.
type moment struct {
	at  time.Time
	day calendar.Date // of a date without a time
	n   *node
}

var (
	bareDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	noZone   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$`)
)

// instant reads a date with its time and zone.
func (r *reader) instant(n *node) moment {
	if n == nil {
		return moment{}
	}
	n.used = true
	if n.kind != isText {
		r.bad(n, "", "not a date")
		return moment{}
	}
	s := strings.TrimSpace(n.text)
	at, err := time.Parse(time.RFC3339, s)
	switch {
	case err == nil && at.Year() >= 1990 && at.Year() <= 2100:
		return moment{at: at.UTC(), n: n}
	case noZone.MatchString(s):
		r.bad(n, "", "%s has no time zone. It needs one at its end, such as Z or +01:00", s)
	case bareDate.MatchString(s):
		if day, err := calendar.ParseDate(s); err == nil {
			return moment{day: day, n: n}
		}
		r.bad(n, "", "not a date: there is no %s", s)
	default:
		r.bad(n, "", "not a date: %s", clip(s, 40))
	}
	return moment{}
}

// date gives the day in London.
func (m moment) date() string {
	switch {
	case m.day != "":
		return string(m.day)
	case m.at.IsZero():
		return ""
	}
	return string(calendar.On(m.at))
}

func (m moment) given() bool { return m.day != "" || !m.at.IsZero() }

// notTaken lists what the draft has no place for, a pointer for each, the
// elements of a list under one.
func notTaken(release *node) []string {
	var out []string
	seen := map[string]bool{}
	var walk func(n *node, at string)
	walk = func(n *node, at string) {
		if n.used || n.kind == isNull {
			return
		}
		if !anyUsed(n) {
			if !seen[at] && len(out) < maxList {
				seen[at] = true
				out = append(out, at)
			}
			return
		}
		for _, k := range n.keys {
			walk(n.fields[k], at+"/"+escape(k))
		}
		for _, e := range n.items {
			walk(e, at+"/*")
		}
	}
	walk(release, "")
	return out
}

func anyUsed(n *node) bool {
	if n.used {
		return true
	}
	for _, c := range n.fields {
		if anyUsed(c) {
			return true
		}
	}
	for _, c := range n.items {
		if anyUsed(c) {
			return true
		}
	}
	return false
}
