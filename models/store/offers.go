package store

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/offer"
)

// OfferRow is a service as stored, without what is written about it.
type OfferRow struct {
	ID        offer.ID               `db:"id"`
	Ref       string                 `db:"ref"`
	Org       account.OrganisationID `db:"org_id"`
	CreatedAt Time                   `db:"created_at"`
	Latest    int                    `db:"latest_n"` // the newest version
	Live      int                    `db:"live_n"`   // the version that is public or hidden for now; 0 for none
	SortKey   int64                  `db:"sort_key"` // its row in the search index; 0 while not listed
	Published Time                   `db:"published_at"`
	Expires   Time                   `db:"expires_at"`
}

const offerColumns = `id, ref, org_id, created_at, latest_n, live_n, sort_key, published_at, expires_at`

// OfferByRef gives a service.
func (q Queries) OfferByRef(ref string) (OfferRow, error) {
	var o OfferRow
	return o, q.one(&o, "service", `SELECT `+offerColumns+` FROM offers WHERE ref = ?`, ref)
}

// AddOffer adds a service with its first draft.
func (tx *Tx) AddOffer(ref string, org account.OrganisationID, v OfferVersion) (offer.ID, error) {
	id, err := tx.insert(`INSERT INTO offers (ref, org_id, created_by, created_at, latest_n, live_n, sort_key, strength, title, headline, price_words, room_words, places, org_name, org_kind, theme, price_basis, tags)
		VALUES (?,?,?,?,1,0,0,0,'','','','','','','','','','') RETURNING id`, ref, org, v.SavedBy, v.SavedAt)
	if err != nil {
		return 0, err
	}
	v.Offer, v.N = offer.ID(id), 1
	return v.Offer, tx.addVersion(v)
}

// OffersStartedSince counts the services an organisation began since a moment.
func (q Queries) OffersStartedSince(org account.OrganisationID, since time.Time) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM offers WHERE org_id = ? AND created_at >= ?`, org, since)
}

// OfferVersion is one version of a service as stored.
type OfferVersion struct {
	ID          int64            `db:"id"`
	Offer       offer.ID         `db:"offer_id"`
	N           int              `db:"n"`
	Status      offer.Status     `db:"status"`
	Revision    int              `db:"revision"`
	ContentJSON string           `db:"content"`
	SHA256      string           `db:"sha256"`
	Title       string           `db:"title"`
	WritersText string           `db:"writers"`
	SavedBy     account.PersonID `db:"saved_by"`
	SavedName   string           `db:"saved_name"`
	SavedAt     Time             `db:"saved_at"`
	SubmittedBy account.PersonID `db:"submitted_by"`
	SubmittedAt Time             `db:"submitted_at"`
	ReviewedBy  account.PersonID `db:"reviewed_by"`
	PublishedBy account.PersonID `db:"published_by"`
	PublishedAt Time             `db:"published_at"`
	EndedAt     Time             `db:"ended_at"`
	Note        string           `db:"note"` // why it was given back, hidden or withdrawn
}

const versionColumns = `id, offer_id, n, status, revision, content, sha256, title, writers, saved_by, saved_name, saved_at, submitted_by, submitted_at, reviewed_by, published_by, published_at, ended_at, note`

// Content reads what is written about the service.
func (v OfferVersion) Content() (offer.Content, error) {
	var c offer.Content
	if err := json.Unmarshal([]byte(v.ContentJSON), &c); err != nil {
		return offer.Content{}, fmt.Errorf("version %d of service %d: %w", v.N, v.Offer, err)
	}
	return c, nil
}

// Fill puts content into the version, with its hash.
func (v *OfferVersion) Fill(c offer.Content) error {
	body, sum, err := c.Seal()
	if err != nil {
		return err
	}
	v.ContentJSON, v.SHA256, v.Title = string(body), sum, c.Title
	return nil
}

// Writers lists who wrote this version.
func (v OfferVersion) Writers() []account.PersonID {
	var out []account.PersonID
	for _, s := range splitList(v.WritersText) {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			out = append(out, account.PersonID(n))
		}
	}
	return out
}

// Wrote adds a person to those who wrote this version.
func (v *OfferVersion) Wrote(by account.PersonID) {
	for _, w := range v.Writers() {
		if w == by {
			return
		}
	}
	all := append(splitList(v.WritersText), strconv.FormatInt(int64(by), 10))
	v.WritersText = strings.Join(all, ",")
}

// VersionOf gives one version of a service.
func (q Queries) VersionOf(id offer.ID, n int) (OfferVersion, error) {
	var v OfferVersion
	return v, q.one(&v, "version", `SELECT `+versionColumns+` FROM offer_versions WHERE offer_id = ? AND n = ?`, id, n)
}

// VersionLine is a version without its content, for lists of versions.
type VersionLine struct {
	N           int          `db:"n"`
	Status      offer.Status `db:"status"`
	Title       string       `db:"title"`
	SHA256      string       `db:"sha256"`
	PublishedAt Time         `db:"published_at"`
	EndedAt     Time         `db:"ended_at"`
}

// VersionsPublished lists the versions that are or were public, newest first.
func (q Queries) VersionsPublished(id offer.ID) ([]VersionLine, error) {
	var all []VersionLine
	return all, q.all(&all, `SELECT n, status, title, sha256, published_at, ended_at FROM offer_versions WHERE offer_id = ? AND published_at IS NOT NULL ORDER BY n DESC LIMIT 500`, id)
}

func (tx *Tx) addVersion(v OfferVersion) error {
	_, err := tx.insert(`INSERT INTO offer_versions (offer_id, n, status, revision, content, sha256, title, writers, saved_by, saved_name, saved_at, submitted_by, reviewed_by, published_by, note)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,0,0,0,'') RETURNING id`,
		v.Offer, v.N, offer.Draft, 1, v.ContentJSON, v.SHA256, v.Title, v.WritersText, v.SavedBy, v.SavedName, v.SavedAt)
	return err
}

// AddVersion begins the next version of a service as a draft.
func (tx *Tx) AddVersion(o OfferRow, v OfferVersion) error {
	v.Offer, v.N = o.ID, o.Latest+1
	if err := tx.move(`UPDATE offers SET latest_n = ? WHERE id = ? AND latest_n = ?`, v.N, o.ID, o.Latest); err != nil {
		return err
	}
	return tx.addVersion(v)
}

// SaveVersion saves a draft; it must stand at the revision that was read.
func (tx *Tx) SaveVersion(v OfferVersion) error {
	return tx.move(`UPDATE offer_versions SET content = ?, sha256 = ?, title = ?, writers = ?, saved_by = ?, saved_name = ?, saved_at = ?, revision = revision + 1
		WHERE id = ? AND revision = ? AND status = ?`,
		v.ContentJSON, v.SHA256, v.Title, v.WritersText, v.SavedBy, v.SavedName, v.SavedAt, v.ID, v.Revision, offer.Draft)
}

// MoveVersion moves a version's status and records who did it and when.
func (tx *Tx) MoveVersion(v OfferVersion, from offer.Status) error {
	return tx.move(`UPDATE offer_versions SET status = ?, submitted_by = ?, submitted_at = ?, reviewed_by = ?, published_by = ?, published_at = ?, ended_at = ?, note = ? WHERE id = ? AND status = ?`,
		v.Status, v.SubmittedBy, v.SubmittedAt, v.ReviewedBy, v.PublishedBy, v.PublishedAt, v.EndedAt, v.Note, v.ID, from)
}

// OwnOffer is a service in its organisation's own list.
type OwnOffer struct {
	ID          offer.ID     `db:"id"`
	Ref         string       `db:"ref"`
	Title       string       `db:"title"` // of the newest version
	Status      offer.Status `db:"status"`
	N           int          `db:"n"`
	LiveStatus  *string      `db:"live_status"` // of the version that is public or hidden; nil for none
	SavedAt     Time         `db:"saved_at"`
	SavedName   string       `db:"saved_name"`
	PublishedAt Time         `db:"published_at"`
	Note        string       `db:"note"`
}

const ownOffersSQL = `SELECT o.id, o.ref, v.title, v.status, v.n, l.status AS live_status, v.saved_at, v.saved_name, o.published_at, v.note
	FROM offers o JOIN offer_versions v ON v.offer_id = o.id AND v.n = o.latest_n LEFT JOIN offer_versions l ON l.offer_id = o.id AND l.n = o.live_n
	WHERE o.org_id = ? AND o.id < ? ORDER BY o.id DESC LIMIT ?`

// OffersOf lists an organisation's services, newest first, behind a service; 0
// is the first page.
func (q Queries) OffersOf(org account.OrganisationID, before offer.ID, limit int) ([]OwnOffer, error) {
	if before == 0 {
		before = offer.ID(newestRow)
	}
	var all []OwnOffer
	return all, q.all(&all, ownOffersSQL, org, before, limit)
}

// SavedClaim is a claim of an organisation's services, to be reused in a bid.
type SavedClaim struct {
	Offer   string // reference of the service
	Title   string // its name
	Public  bool   // the version that makes it is public
	Content offer.Content
	Index   int // of the claim in the content
}

// ClaimsOf lists the finished claims of an organisation's services: of the
// public version where there is one, of the draft otherwise.
func (q Queries) ClaimsOf(org account.OrganisationID) ([]SavedClaim, error) {
	var all []struct {
		Ref     string       `db:"ref"`
		Status  offer.Status `db:"status"`
		Content string       `db:"content"`
	}
	if err := q.all(&all, `SELECT o.ref, v.status, v.content FROM offers o JOIN offer_versions v ON v.offer_id = o.id AND v.n = CASE WHEN o.live_n > 0 THEN o.live_n ELSE o.latest_n END
		WHERE o.org_id = ? ORDER BY o.id DESC LIMIT 200`, org); err != nil {
		return nil, err
	}
	var out []SavedClaim
	for _, r := range all {
		c, err := OfferVersion{ContentJSON: r.Content}.Content()
		if err != nil {
			return nil, err
		}
		for i, claim := range c.Claims {
			if claim.Saved && r.Status != offer.Withdrawn {
				out = append(out, SavedClaim{Offer: r.Ref, Title: c.Title, Public: r.Status == offer.Published, Content: c, Index: i})
			}
		}
	}
	return out, nil
}

// OfferCiting names a live service of the organisation that rests on a piece
// of evidence; "" for none.
func (q Queries) OfferCiting(org account.OrganisationID, evidence string) (title string, err error) {
	var all []string
	if err := q.all(&all, `SELECT v.content FROM offers o JOIN offer_versions v ON v.offer_id = o.id AND v.n = o.live_n WHERE o.org_id = ? AND o.live_n > 0 ORDER BY o.id LIMIT 500`, org); err != nil {
		return "", err
	}
	for _, body := range all {
		c, err := OfferVersion{ContentJSON: body}.Content()
		if err != nil {
			return "", err
		}
		if c.Cites(evidence) {
			return c.Title, nil
		}
	}
	return "", nil
}

// Listing is what the public list shows of a service.
type Listing struct {
	Content  offer.Content
	OrgName  string
	OrgKind  string // key of the facet
	KindName string // in words
	At       time.Time
}

// ListOffer puts a version of a service into the public list: the list's
// columns, the search index, its places and the facets' counts.
func (tx *Tx) ListOffer(o OfferRow, n int, l Listing) error {
	if err := tx.UnlistOffer(o); err != nil {
		return err
	}
	c := l.Content
	tags := c.Tags(l.OrgKind, l.KindName)
	terms := make([]string, len(tags))
	for i, t := range tags {
		terms[i] = t.Term()
	}
	row, err := tx.IndexTagged(SearchOffers, int64(o.ID), c.Title, c.Words()+l.OrgName, terms)
	if err != nil {
		return err
	}
	if err := tx.move(`UPDATE offers SET live_n = ?, sort_key = ?, strength = ?, title = ?, headline = ?, price_words = ?, room_words = ?, places = ?, org_name = ?, org_kind = ?, theme = ?, price_basis = ?, tags = ?, published_at = ?, expires_at = ? WHERE id = ?`,
		n, row, c.Level().Dots(), c.Title, c.Headline(), c.Price.String(), c.Capacity.Short(), c.Places(), l.OrgName, l.KindName, c.Theme, string(c.Price.Basis), strings.Join(terms, " "), l.At, c.Expiry(l.At), o.ID); err != nil {
		return err
	}
	if err := tx.listAreas(o.ID, c.Areas); err != nil {
		return err
	}
	return tx.countTags(tags)
}

func (tx *Tx) listAreas(id offer.ID, areas []offer.Area) error {
	if _, err := tx.exec(`DELETE FROM offer_areas WHERE offer_id = ?`, id); err != nil {
		return err
	}
	for _, a := range areas {
		if _, err := tx.exec(`INSERT INTO offer_areas (offer_id, code) VALUES (?,?) ON CONFLICT (offer_id, code) DO NOTHING`, id, a.Code); err != nil {
			return err
		}
	}
	return nil
}

// UnlistOffer takes a service out of the public list. What the list's columns
// hold stays until it is listed again.
func (tx *Tx) UnlistOffer(o OfferRow) error {
	var tagged []string
	if err := tx.all(&tagged, `SELECT tags FROM offers WHERE id = ? AND sort_key > 0 LIMIT 1`, o.ID); err != nil || len(tagged) == 0 {
		return err
	}
	if err := tx.move(`UPDATE offers SET sort_key = 0 WHERE id = ? AND sort_key > 0`, o.ID); err != nil {
		return err
	}
	if err := tx.UnindexDoc(SearchOffers, int64(o.ID)); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM offer_areas WHERE offer_id = ?`, o.ID); err != nil {
		return err
	}
	return tx.uncount(strings.Fields(tagged[0]))
}

// facetAll is the kind under which the number of all public services is kept.
const facetAll = "all"

// counts lists tags in one order always, so that two publications never wait
// for each other; the number of all services comes first.
func counts(tags []offer.Tag) []offer.Tag {
	all := append([]offer.Tag{{Facet: facetAll}}, tags...)
	sort.Slice(all, func(i, j int) bool {
		return string(all[i].Facet)+facetValue(all[i]) < string(all[j].Facet)+facetValue(all[j])
	})
	return all
}

func (tx *Tx) countTags(tags []offer.Tag) error {
	tx.listed = true
	for _, t := range counts(tags) {
		if _, err := tx.exec(`INSERT INTO offer_facets (kind, value, label, n) VALUES (?,?,?,1) ON CONFLICT (kind, value) DO UPDATE SET n = offer_facets.n + 1, label = excluded.label`,
			t.Facet, facetValue(t), t.Label); err != nil {
			return err
		}
	}
	return nil
}

// uncount takes a listing out of the counts by the terms it was listed under:
// what the rules would give today may differ.
func (tx *Tx) uncount(terms []string) error {
	tx.listed = true
	var tags []offer.Tag
	for _, term := range terms {
		for _, f := range offer.Facets {
			if value, ok := strings.CutPrefix(term, offer.Term(f, "")); ok {
				tags = append(tags, offer.Tag{Facet: f, Value: value})
			}
		}
	}
	for _, t := range counts(tags) {
		if _, err := tx.exec(`UPDATE offer_facets SET n = n - 1 WHERE kind = ? AND value = ? AND n > 0`, t.Facet, facetValue(t)); err != nil {
			return err
		}
	}
	return nil
}

// facetValue is the value as addresses carry it: what the term is made of.
func facetValue(t offer.Tag) string {
	if t.Facet == facetAll {
		return ""
	}
	return strings.TrimPrefix(t.Term(), offer.Term(t.Facet, ""))
}

// OffersExpired lists services whose listing has run out, for the clock.
func (q Queries) OffersExpired(now time.Time, limit int) ([]OfferRow, error) {
	var all []OfferRow
	return all, q.all(&all, `SELECT `+offerColumns+` FROM offers WHERE live_n > 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?`, now, limit)
}

// OffersListedOf lists the public services of an organisation, newest first.
func (q Queries) OffersListedOf(org account.OrganisationID, now time.Time, limit int) ([]OfferLine, error) {
	var all []OfferLine
	return all, q.all(&all, `SELECT `+lineColumns+` FROM offers WHERE org_id = ? AND sort_key > 0 AND expires_at > ? ORDER BY id DESC LIMIT ?`, org, now, limit)
}

// EndOffer records that no version of a service is live any more.
func (tx *Tx) EndOffer(o OfferRow) error {
	return tx.move(`UPDATE offers SET live_n = 0 WHERE id = ? AND live_n = ?`, o.ID, o.Live)
}
