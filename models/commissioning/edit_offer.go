package commissioning

import (
	"context"
	"errors"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// errSame ends a save that changes nothing, such as a form sent twice: there
// is nothing to record, and the person is answered as the first time.
var errSame = errors.New("nothing changed")

// memberFor lets a step go on when the actor is a member of the organisation
// with the permission. For others the organisation's things do not exist.
func memberFor(tx *store.Tx, by account.Actor, org account.OrganisationID, p account.Permission) (account.Membership, error) {
	m, ok := by.In(org)
	if !ok {
		return account.Membership{}, refusal.Missing("organisation")
	}
	if m.Has(p) {
		return m, nil
	}
	names, err := tx.WhoCan(org, []account.Permission{p})
	if err != nil {
		return account.Membership{}, err
	}
	who := "Nobody in your organisation can do this yet."
	if len(names) > 0 {
		who = names[0] + " can do this."
	}
	return account.Membership{}, refusal.Forbidden("You do not have permission to do this for "+m.Name+".", who)
}

// ownOffer loads a service of the organisation with its newest version;
// another organisation's is not found.
func ownOffer(tx *store.Tx, org account.OrganisationID, ref string) (store.OfferRow, store.OfferVersion, error) {
	o, err := tx.OfferByRef(ref)
	if err != nil {
		return o, store.OfferVersion{}, err
	}
	if o.Org != org {
		return o, store.OfferVersion{}, refusal.Missing("service")
	}
	v, err := tx.VersionOf(o.ID, o.Latest)
	return o, v, err
}

// OfferEdit says which draft is changed: the revision is the one the person
// was shown.
type OfferEdit struct {
	Org      account.OrganisationID
	Ref      string
	Revision int
}

// editOffer changes a service's draft. change sets what was written and
// refuses what cannot be used; it may run twice, so it only assigns.
func (s *Steps) editOffer(ctx context.Context, by account.Actor, e OfferEdit, kind audit.Kind, change func(tx *store.Tx, c *offer.Content) error) (revision int, err error) {
	at := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if _, err := memberFor(tx, by, e.Org, account.Contribute); err != nil {
			return audit.Event{}, err
		}
		_, v, err := ownOffer(tx, e.Org, e.Ref)
		if err != nil {
			return audit.Event{}, err
		}
		if !v.Status.Editable() {
			_, err := v.Status.To(offer.Submit)
			return audit.Event{}, err
		}
		revision = v.Revision
		c, err := v.Content()
		if err != nil {
			return audit.Event{}, err
		}
		before := v.SHA256
		if err := change(tx, &c); err != nil {
			return audit.Event{}, err
		}
		if err := v.Fill(c); err != nil {
			return audit.Event{}, err
		}
		switch {
		case v.SHA256 == before:
			return audit.Event{}, errSame
		case v.Revision != e.Revision:
			return audit.Event{}, refusal.Changed("%s changed this service on %s. Nothing was overwritten: look at what is there now, then make your change again.", v.SavedName, ukTime(v.SavedAt.Time))
		}
		v.Wrote(by.Person)
		v.SavedBy, v.SavedName, v.SavedAt = by.Person, by.Name, store.At(at)
		if err := tx.SaveVersion(v); err != nil {
			return audit.Event{}, err
		}
		revision = v.Revision + 1
		return offerEvent(by, at, kind, e.Ref).With("sha256", v.SHA256), nil
	})
	if errors.Is(err, errSame) {
		return revision, nil
	}
	return revision, err
}

func offerEvent(by account.Actor, at time.Time, kind audit.Kind, ref string) audit.Event {
	return audit.New(by, at, kind, audit.Subject{Kind: "offer", Ref: ref})
}

// ukTime writes an instant for a sentence: 23 November 2026 at 10:42am.
func ukTime(t time.Time) string {
	return t.In(calendar.London()).Format("2 January 2006 at 3:04pm")
}

// SaveOfferSection saves one task of a service. Unless it is saved to come back
// to later, the task must be complete.
func (s *Steps) SaveOfferSection(ctx context.Context, by account.Actor, e OfferEdit, section offer.Section, later bool, set func(*offer.Content)) (revision int, err error) {
	return s.editOffer(ctx, by, e, "offer.section_saved", func(tx *store.Tx, c *offer.Content) error {
		set(c)
		if err := nameCodes(tx, c); err != nil {
			return err
		}
		if later {
			return nil
		}
		return refusal.Fields(c.Check(section))
	})
}

// nameCodes gives codes the titles that are loaded; one that is well formed
// and not loaded is kept without.
func nameCodes(tx *store.Tx, c *offer.Content) (err error) {
	for i := range c.CPV {
		if c.CPV[i].Title != "" {
			continue
		}
		if c.CPV[i].Title, err = tx.CPVTitle(c.CPV[i].Code); err != nil {
			return err
		}
	}
	for i := range c.Areas {
		if c.Areas[i].Name != "" {
			continue
		}
		if c.Areas[i].Name, err = tx.AreaName(c.Areas[i].Code); err != nil {
			return err
		}
	}
	return nil
}

// AddClaims begins claims on a service: one for each outcome chosen, at most
// three at once. It gives their references.
func (s *Steps) AddClaims(ctx context.Context, by account.Actor, e OfferEdit, outcomes []addedvalue.Claim) (refs []string, revision int, err error) {
	if len(outcomes) == 0 {
		return nil, 0, refusal.Field("outcomes", "Select at least one thing that changes, or enter your own")
	}
	if len(outcomes) > addedvalue.MostAtOnce {
		return nil, 0, refusal.Field("outcomes", "Select up to %d. You can add others later", addedvalue.MostAtOnce)
	}
	for range outcomes {
		ref, err := s.letters()
		if err != nil {
			return nil, 0, err
		}
		refs = append(refs, ref)
	}
	revision, err = s.editOffer(ctx, by, e, "offer.claims_added", func(_ *store.Tx, c *offer.Content) error {
		if len(c.Claims)+len(outcomes) > addedvalue.MostClaims {
			return refusal.Field("outcomes", "A service can make %d claims. Take one out first", addedvalue.MostClaims)
		}
		for i, claim := range outcomes {
			if had := sameOutcome(c.Claims, claim.Outcome); had {
				return refusal.Field("outcomes", "This service claims “%s” already", claim.Outcome)
			}
			claim.Ref = refs[i]
			c.Claims = append(c.Claims, claim)
		}
		return nil
	})
	return refs, revision, err
}

func sameOutcome(all []addedvalue.Claim, outcome string) bool {
	for _, c := range all {
		if c.Outcome != "" && c.Outcome == outcome {
			return true
		}
	}
	return false
}

// SaveClaimStep saves one of the eight steps of a claim. Evidence it rests on
// must be in the organisation's own library.
func (s *Steps) SaveClaimStep(ctx context.Context, by account.Actor, e OfferEdit, claim string, step addedvalue.Step, later bool, set func(*addedvalue.Claim)) (revision int, err error) {
	return s.editOffer(ctx, by, e, "offer.claim_saved", func(tx *store.Tx, c *offer.Content) error {
		one, i, ok := c.Claim(claim)
		if !ok {
			return refusal.Missing("claim")
		}
		set(&one)
		one.Ref = claim
		if err := ownEvidence(tx, e.Org, one.Evidence); err != nil {
			return err
		}
		if step == addedvalue.StepSave && !later {
			if all := one.Problems(); len(all) > 0 {
				return refusal.Fields(all)
			}
			one.Saved = true
		} else if !later {
			if all := one.Check(step); len(all) > 0 {
				return refusal.Fields(all)
			}
		}
		c.Claims[i] = one
		return nil
	})
}

// ownEvidence refuses a reference to what is not in the organisation's library.
func ownEvidence(tx *store.Tx, org account.OrganisationID, refs []string) error {
	have, err := tx.EvidenceCited(org, refs)
	if err != nil {
		return err
	}
	for _, r := range refs {
		if e, ok := have[r]; !ok || e.Removed() {
			return refusal.Field("evidence", "Choose evidence from your own library")
		}
	}
	return nil
}

// RemoveClaim takes a claim out of a service's draft.
func (s *Steps) RemoveClaim(ctx context.Context, by account.Actor, e OfferEdit, claim string) (revision int, err error) {
	return s.editOffer(ctx, by, e, "offer.claim_removed", func(_ *store.Tx, c *offer.Content) error {
		_, i, ok := c.Claim(claim)
		if !ok {
			return refusal.Missing("claim")
		}
		c.Claims = append(append([]addedvalue.Claim(nil), c.Claims[:i]...), c.Claims[i+1:]...)
		return nil
	})
}
