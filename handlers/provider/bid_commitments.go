package provider

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidCommitments lists the promises of a bid, and the claims of the
// organisation that more can be taken from.
func (p Pages) BidCommitments(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	if !o.takesPromises() {
		return refusal.Missing("page")
	}
	v := templates.BidCommitmentsView{View: p.bidPage(c, "Your promises", o, nil), Services: "/org/" + o.m.Slug + "/services", Next: o.after("/commitments"), Side: o.side()}
	for _, one := range o.Promises {
		row := templates.BidPromise{Outcome: one.Outcome, About: o.promiseAbout(one), Revision: strconv.FormatInt(o.CommitmentsRevision(), 10)}
		if o.mayEdit() {
			row.Change, row.Remove = o.at("/commitments/"+one.Ref), o.at("/commitments/"+one.Ref+"/removal")
		}
		v.Promises = append(v.Promises, row)
	}
	if !o.mayEdit() {
		return p.Render(c, http.StatusOK, templates.BidCommitments(v))
	}
	v.New = o.at("/commitments/new")
	claims, err := p.Query(c).ClaimsOf(o.m.Organisation)
	if err != nil {
		return err
	}
	v.Taken = len(claims) > 0
	for _, one := range claims {
		claim := one.Content.Claims[one.Index]
		if slices.ContainsFunc(o.Promises, func(p bid.Commitment) bool { return p.Claim == claim.Ref }) {
			continue
		}
		v.Claims = append(v.Claims, templates.BidClaim{Outcome: claim.Outcome, About: claim.Who + ". " + claim.HowMany(), From: one.Title, Use: o.at("/commitments/new?claim=" + claim.Ref)})
	}
	return p.Render(c, http.StatusOK, templates.BidCommitments(v))
}

// promiseAbout says a promise's facts.
func (o ownBid) promiseAbout(one bid.Commitment) []components.Pair {
	pairs := []components.Pair{
		{Key: "For whom", Value: one.Who}, {Key: "How many", Value: one.Quantity + " " + one.Unit}, {Key: "By when", Value: text.Day(one.By)}, {Key: "How we show it", Value: one.Evidence},
	}
	for _, q := range o.questions() {
		if q.Key == one.Question {
			pairs = append(pairs, components.Pair{Key: "Scored with", Value: q.Title})
		}
	}
	if one.Extra {
		pairs = append(pairs, components.Pair{Key: "Paid for", Value: "No, on top of what the contract pays for"})
	}
	return pairs
}

// RemoveCommitment takes a promise out of the bid.
func (p Pages) RemoveCommitment(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.Promises, func(one bid.Commitment) bool { return one.Ref == c.Param("promise") })
	if i < 0 {
		return refusal.Missing("promise")
	}
	seen := f.HiddenNumber("revision")
	saved, err := p.Steps.SaveCommitments(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), seen, slices.Delete(slices.Clone(o.Promises), i, i+1))
	if err != nil {
		return p.bidRefused(c, o, "Remove a promise", err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, o.at("/commitments"), o.saidAfter("The promise was removed.", saved))
}

// claimOfOrganisation finds a claim that the organisation makes.
func (p Pages) claimOfOrganisation(c *gin.Context, org account.OrganisationID, ref string) (one store.SavedClaim, ok bool, err error) {
	all, err := p.Query(c).ClaimsOf(org)
	if err != nil {
		return one, false, err
	}
	for _, one := range all {
		if ref != "" && one.Content.Claims[one.Index].Ref == ref {
			return one, true, nil
		}
	}
	return one, false, nil
}
